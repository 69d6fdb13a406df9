"""Say whom listed parties own half of, why, and what is missing to settle the rest."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import click

from comptrol.bootstrap import today
from comptrol.bootstrap.ownership import OwnershipFile, read_ownership
from comptrol.domains.parties import (
    Cascade,
    Effective,
    Holdings,
    Missing,
    OwnershipVerdict,
    Proofs,
    Settling,
    cascade,
    effective,
    ultimate_parent,
)
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.lines import one_line
from comptrol.entrypoints.cli.open_facts import open_facts, percent
from comptrol.entrypoints.cli.options import DAY, as_json
from comptrol.entrypoints.cli.output import emit, note, table
from comptrol.entrypoints.pictures.ownership import ownership_svg
from comptrol.kernel.errors import NotFoundError, UnavailableError

STEPS_MAX: Final = 100
"""Steps of one proof: parties further up have a line, and a proof, of their own."""
NOTHING: Final = Effective(bp_min=Decimal(0), bp_max=Decimal(0))
LOOKED_AT: Final = "the nearest 20 and 100 open shares. What would settle them may be more"
_TOLD_MAX: Final = 20
NOBODY: Final = "The file has no party that is not listed."
HEADINGS: Final = ("id", "name", "verdict", "why")


@click.command()
@click.argument("graph", type=click.Path(path_type=Path))
@click.option("--listed", multiple=True, metavar="ID", help="A listed party; may be repeated.")
@click.option("--as-of", type=DAY, help="The day. [default: the file's, or today]")
@click.option("--effective", "multiplied", is_flag=True, help="Also multiply down every chain.")
@click.option("--svg", type=click.Path(path_type=Path), help="Draw the graph around one party.")
@click.option("--about", metavar="ID", help="Whom to draw. [default: the first not clear]")
@as_json
def command(
    graph: Path,
    listed: tuple[str, ...],
    as_of: datetime | None,
    multiplied: bool,
    svg: Path | None,
    about: str | None,
    as_json: bool,
) -> None:
    """Work out the 50 percent rule on GRAPH, for every party that is not listed.

    {"edges": [{"owner", "asset", "bp_min", "bp_max", "from", "to"}], "listed": [ids],
    "threshold_bp": 5000, "as_of"}; or BODS 0.4, or GLEIF relationships, with --listed.
    """
    read = read_ownership(graph)
    found = _worked(read, listed, as_of.date() if as_of is not None else None)
    _tell(read, found)
    if svg is not None:
        _draw(svg, ownership_svg(found, _chosen(found, about), read.names))
    shares = effective(found.holdings, found.listed, found.day) if multiplied else None
    settling = Settling(found)
    if as_json:
        for answer in _answers(found, settling, shares):
            emit(answer)
    else:
        missing = {party: settling.of(party) for party in found.parties()}
        headings = (*HEADINGS, *("effective",) * multiplied)
        table(headings, _lines(found, missing, read.names, shares), nothing=NOBODY)
        for party, facts in missing.items():
            for line in open_facts(party, facts):
                click.echo(one_line(line))
    if settling.cut:
        note(
            f"{counted(len(settling.cut), 'party has', 'parties have')} more above them than "
            f"was looked at: {LOOKED_AT}"
        )


def _worked(read: OwnershipFile, listed: tuple[str, ...], as_of: date | None) -> Cascade:
    holdings = Holdings(read.holdings)
    unknown = [it for it in listed if it not in holdings.numbers]
    if unknown:
        raise NotFoundError(f"--listed {unknown[0]!r}: no such party in the file")
    return cascade(
        holdings,
        read.listed.union(listed),
        rule=read.rule,
        day=as_of or read.as_of or today(),
        open_=read.undisclosed,
    )


def _tell(read: OwnershipFile, found: Cascade) -> None:
    note(
        f"as of {found.day}, {counted(len(found.holdings), 'holding')}, {len(found.listed)} listed"
    )
    if not found.listed:
        note("note: nobody is listed, so that nobody is caught: say who is with --listed ID")
    absent = sorted(it for it in found.listed if it not in found.holdings.numbers)
    if absent:
        note(
            f"{counted(len(absent), 'listed party stands', 'listed parties stand')} in no "
            f"holding, {absent[0]!r} for one"
        )
    for text in read.notes:
        note(f"note: {text}")
    impossible = found.holdings.impossible(found.day)
    for asset, total in impossible[:_TOLD_MAX]:
        note(f"warning: {asset}: {total} basis points are held for certain, more than the whole")
    if len(impossible) > _TOLD_MAX:
        note(
            f"warning: {counted(len(impossible), 'party', 'parties')} in all are held by more "
            "than the whole"
        )


def _answers(
    found: Cascade, settling: Settling, shares: dict[str, Effective] | None
) -> Iterator[dict[str, Any]]:
    proofs = Proofs(found)
    for party in found.parties():
        answer: dict[str, Any] = {
            "id": party,
            "verdict": found.verdict(party),
            "proof": proofs.of(party, steps_max=STEPS_MAX),
            "would_settle": settling.of(party),
        }
        if shares is not None:
            answer["effective"] = shares.get(party, NOTHING)
            answer["ultimate_parent"] = ultimate_parent(found.holdings, party, found.day)
        yield answer


def _lines(
    found: Cascade,
    missing: Mapping[str, tuple[Missing, ...]],
    names: Mapping[str, str],
    shares: dict[str, Effective] | None,
) -> Iterator[tuple[object, ...]]:
    proofs = Proofs(found)
    for party, facts in missing.items():
        why = _why(party, proofs, facts)
        line = (party, names.get(party, ""), found.verdict(party).value, why)
        if shares is None:
            yield line
        else:
            share = shares.get(party, NOTHING)
            yield (*line, f"{share.bp_min / 100:.2f} % to {share.bp_max / 100:.2f} %")


def _why(party: str, proofs: Proofs, missing: tuple[Missing, ...]) -> str:
    """Return the deciding holdings of a blocked party, or how many facts are missing."""
    steps = proofs.of(party, steps_max=1)
    if steps:
        held = (f"{it.owner} {percent(it.bp_min)}" for it in steps[0].holdings)
        return (
            " + ".join(held) if not steps[0].control else f"{steps[0].holdings[0].owner} controls"
        )
    return f"open facts: {len(missing)}" if missing else ""


def _draw(path: Path, picture: str) -> None:
    try:
        path.write_text(picture, encoding="utf-8")
    except OSError as error:
        raise UnavailableError(f"{path}: {error.strerror}") from error


def _chosen(found: Cascade, about: str | None) -> str:
    if about is not None and about not in found.holdings.numbers:
        raise NotFoundError(f"--about {about!r}: no such party in the file")
    parties = found.parties()
    ranks = list(OwnershipVerdict)
    return about or min(parties, key=lambda it: (ranks.index(found.verdict(it)), it), default="")
