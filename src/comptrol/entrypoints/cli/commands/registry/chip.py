"""Show one chip, and its whole history with the proof that it is whole."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import msgspec

from comptrol.bootstrap import Platform, publisher
from comptrol.domains.registry import ChipFile, ChipId, chip_file
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import answer, note, opened
from comptrol.entrypoints.cli.printable import printable
from comptrol.flow.proving import gathered, proven
from comptrol.kernel.errors import UnavailableError, UnreadableError
from comptrol.settings import Settings


@click.command()
@click.argument("chip")
@click.option(
    "--proofs",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write a history proof for every subject of the chip into this folder.",
)
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, chip: str, proofs: Path | None, data: str | None, as_json: bool
) -> None:
    """Show CHIP (the maker, a slash, the serial): whose it is, where, in what condition.

    Its history is that of every lot it was in, and its own. Each proof shows that nothing is left
    out; check one with: comptrol ledger verify
    """
    if "/" not in chip:
        raise UnreadableError(
            f"{chip!r} names no maker: expected MAKER/SERIAL, as in northbridge-silicon/NB-000007"
        )
    folder = settings.over(data=data).folder
    with closing(opened(settings, data)) as platform:
        with platform.world() as world:
            found = chip_file(world, chip=ChipId(chip))
        if proofs is not None:
            _prove(platform, folder, found.subjects, proofs)
    answer(found, map(printable, _page(found)), as_json=as_json)


def _page(found: ChipFile) -> Iterator[str]:
    """Yield what a person wants to know first, a sentence to each."""
    chip = found.standing
    at = f" at {chip.site}" if chip.site else ""
    yield f"{chip.chip} is a {chip.model}, {chip.condition.value}."
    yield f"{chip.holder} answers for it: {chip.custody.value}{at}, in lot {chip.lot}."
    for earlier in found.lots[1:]:
        yield f"It was in lot {earlier} before."
    for alias in found.called:
        yield f"It was called {alias.chip} until {alias.on}: {alias.reason}."
    if found.replaced is not None:
        yield f"{found.replaced.by} has replaced it (RMA {found.replaced.rma})."
    for other in found.replaces:
        yield f"It replaces {other.chip} (RMA {other.rma})."
    contact = found.contact
    if contact is None:
        yield "There has been no proof of it yet."
    else:
        where = f" at {contact.site}" if contact.site else ""
        yield f"Last proof: {contact.means.value}{where}, {contact.at:%Y-%m-%d %H:%M} UTC."
    yield f"Its whole history: {', '.join(found.subjects)}."


def _prove(platform: Platform, folder: Path, subjects: tuple[str, ...], into: Path) -> None:
    """Write the history proof of every subject, under one head that has them all."""
    with publisher(platform, folder) as made:
        with platform.store.reading() as reading:
            histories = [
                gathered(reading, platform.catalogue, platform.references, subject)
                for subject in subjects
            ]
        last = max(history.seal_position for history in histories)
        if made.final is None or last >= made.final.head.size:
            head = made.publish()
            if not head.final:
                raise UnavailableError(f"the policy is not met: {head.missing}")
        into.mkdir(parents=True, exist_ok=True)
        for history in histories:
            name = history.history.subject.replace(":", "-").replace("/", "-")
            path = into / f"{name}.json"
            path.write_bytes(msgspec.json.encode(proven(made, history)) + b"\n")
            note(
                f"{counted(len(history.history.entries), 'entry')} about "
                f"{history.history.subject}: {path}"
            )
