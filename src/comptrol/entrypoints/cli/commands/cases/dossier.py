"""Write a case out, for a court."""

from contextlib import closing
from importlib.resources import files
from pathlib import Path

import click

from comptrol.bootstrap import AUTHORITY, POLICY, Platform, publisher, shelf
from comptrol.domains.cases import CaseId
from comptrol.domains.privacy import Purpose
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.looking import look_at
from comptrol.entrypoints.cli.options import OneOf, as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.entrypoints.pictures.case_page import page
from comptrol.flow.dossier import INDEX, Opening, cited_by, dossier, index_of
from comptrol.flow.publishing import CHECKPOINT
from comptrol.kernel.errors import NotFoundError, UnavailableError
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings

VERIFIER = "verify_ledger.py"
PAGE = "dossier.html"


@click.command()
@click.argument("name", metavar="CASE")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="An empty folder.")
@click.option("--open", "positions", type=click.IntRange(0), multiple=True,
              help="A sealed entry to open; the look is logged, with --purpose.")  # fmt: skip
@click.option("--purpose", type=OneOf(Purpose), help="Why it is opened, in a word.")
@click.option("--citation", help="Where the rule stands that allows it.")
@click.option("--as", "party", default=AUTHORITY, show_default=True, help="Who looks.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    name: str,
    out: Path,
    positions: tuple[int, ...],
    purpose: Purpose | None,
    citation: str | None,
    party: str,
    data: str | None,
    as_json: bool,
) -> int:
    """Write CASE to a folder that a court can read: a page, every entry with its proof, digests.

    What is sealed stays sealed unless it is opened with --open. Check it with `comptrol cases
    verify`, or with the one file that it brings along.
    """
    if positions and purpose is None:
        raise click.UsageError("say with --purpose why sealed words are opened")
    if out.exists() and any(out.iterdir()):
        raise UnavailableError(f"{out} is not empty: it is left alone")
    folder, to = settings.over(data=data).folder, shelf(out)
    with closing(opened(settings, data)) as platform:
        openings = []
        _check_cited(platform, CaseId(name), positions)
        for position in dict.fromkeys(positions):
            assert purpose is not None  # noqa: S101  (asked for above)
            found = _open(platform, position, purpose, citation, (name, party))
            if found is None:
                return NO
            openings.append(found)
        with publisher(platform, folder) as made:
            head = made.publish()
            if not head.final:
                raise UnavailableError(f"the policy is not met: {head.missing}")
            written, contents = dossier(
                made, platform.catalogue, platform.references, CaseId(name), tuple(openings)
            )
    contents[PAGE] = page(written)
    contents[POLICY] = (folder / POLICY).read_bytes()
    contents[VERIFIER] = (files("comptrol") / VERIFIER).read_bytes()
    contents[CHECKPOINT] = head.note
    to.put_all(contents.items())
    to.put(INDEX, index_of(contents))
    if as_json:
        emit({"case": name, "folder": str(out), "entries": len(written.entries),
              "opened": [it.position for it in written.opened],
              "left_sealed": written.left_sealed})  # fmt: skip
    else:
        click.echo(_told(len(written.entries), name, out))
    return YES


def _told(entries: int, name: str, out: Path) -> str:
    return f"{counted(entries, 'entry')} of case {name} in {out}: read {out / PAGE}"


def _check_cited(platform: Platform, case: CaseId, positions: tuple[int, ...]) -> None:
    """Raise NotFoundError where there is no such case, or where it does not cite a position."""
    with platform.world() as world:
        cited = cited_by(world, case)
    others = [it for it in positions if it not in cited]
    if others:
        raise NotFoundError(f"case {case!r} cites nothing at position {others[0]}")


def _open(
    platform: Platform,
    position: int,
    purpose: Purpose,
    citation: str | None,
    whose: tuple[str, str],
) -> Opening | None:
    """Say that somebody looks, and return what opens a sealed entry; nothing if it is refused."""
    case, party = whose
    said = look_at(position, purpose, citation, case)
    answer, found = platform.vault.unseal(platform.keyring.of(PartyId(party)), said)
    if found is None or not isinstance(answer, Receipt):
        tell(answer)
        return None
    return Opening(position, answer.position, purpose.value, found.body, found.salt)
