"""Compare the wording of proposals that lie in a folder, outside the log."""

from contextlib import closing
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Final

import click

from comptrol.domains.allocation import AllocationView, CallId, ProposalId
from comptrol.domains.awards import METHOD, Compared, Pair, compared
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened, table
from comptrol.kernel.errors import UnavailableError, UnreadableError
from comptrol.settings import Settings

TEXTS_MAX: Final = 2_000
BYTES_MAX: Final = 4 * 1024 * 1024
PAIRS_MAX: Final = 100
WHOLE_PPM: Final = 1_000_000


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--call", metavar="NAME", help="Of which call, to hold the texts to their digests.")
@click.option(
    "--least",
    metavar="PERCENT",
    type=click.IntRange(1, 100),
    default=20,
    show_default=True,
    help="Show pairs that share so much.",
)
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    folder: Path,
    call: str | None,
    least: int,
    data: str | None,
    as_json: bool,
) -> None:
    """Compare every text of FOLDER with every other: one file for each proposal, PROPOSAL.txt.

    The texts never reach the log. With --call and --json the answer is the body of
    awards.compared, and a text whose digest is not the one that was proposed is an error.
    """
    texts = _read(folder)
    if call is not None:
        _held_to_digests(settings, data, CallId(call), texts)
    words = {name: raw.decode("utf-8", errors="replace") for name, raw in texts.items()}
    found = sorted(compared(words), key=lambda it: (-it[2], it[0], it[1]))
    found = [it for it in found if it[2] >= least * WHOLE_PPM // 100]
    note(
        f"{counted(len(texts), 'text')}, {counted(len(found), 'pair shares', 'pairs share')} "
        f"{least} % or more; {METHOD}"
    )
    pairs = tuple(
        Pair(first=ProposalId(one), second=ProposalId(other), shared_ppm=ppm)
        for one, other, ppm in islice(found, PAIRS_MAX)
    )
    if as_json and call is not None:
        emit(Compared(call=CallId(call), method=METHOD, texts=len(texts), pairs=pairs))
    elif as_json:
        emit({"method": METHOD, "texts": len(texts), "pairs": pairs})
    else:
        rows = ((it.first, it.second, f"{it.shared_ppm / 10_000:.1f} %") for it in pairs)
        table(("first", "second", "shared"), rows, nothing="No two texts share so much.")


def _read(folder: Path) -> dict[str, bytes]:
    paths = sorted(folder.glob("*.txt"))
    if not paths:
        raise UnreadableError(f"{folder} has no file named after a proposal: PROPOSAL.txt")
    if len(paths) > TEXTS_MAX:
        raise UnreadableError(
            f"{folder} has {counted(len(paths), 'text')}; {TEXTS_MAX} at most are compared"
        )
    found = {}
    for path in paths:
        try:
            if path.stat().st_size > BYTES_MAX:
                raise UnreadableError(f"{path} is larger than {BYTES_MAX} bytes")
            found[path.stem] = path.read_bytes()
        except OSError as error:
            raise UnavailableError(f"{path}: {error.strerror}") from error
    return found


def _held_to_digests(
    settings: Settings, data: str | None, call: CallId, texts: dict[str, bytes]
) -> None:
    """Raise UnreadableError where a text is not the one that was proposed."""
    with closing(opened(settings, data)) as platform, platform.world() as world:
        rows = {it.proposal: it for it in world[AllocationView].proposals.where(call=call)}
    for name, raw in texts.items():
        row = rows.get(ProposalId(name))
        if row is None:
            raise UnreadableError(f"{name}.txt: no proposal of this name was made in call {call}")
        digest = row.said.text
        if digest is not None and digest != sha256(raw).hexdigest():
            raise UnreadableError(
                f"{name}.txt is not the text that was proposed: its digest differs"
            )
