"""Say who reviews what: nobody with a conflict, nobody too much."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click

from comptrol.bootstrap import Platform
from comptrol.domains.allocation import (
    AllocationView,
    Assigned,
    CallId,
    ProposalId,
    State,
    conflicts,
    round_sheet,
)
from comptrol.entrypoints.cli.call_files import FILE, write_table
from comptrol.entrypoints.cli.call_tables import name_in
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, note, opened, table
from comptrol.entrypoints.cli.tables import rows
from comptrol.flow.allocating.assigning import Assignment, Pair, Panel, assigned
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World
from comptrol.settings import Settings

_SHOWN_MAX = 10


@click.command()
@click.argument("call")
@click.option("--bids", type=FILE, help="CSV: proposal,reviewer. Hints: asked first, no rights.")
@click.option("--table", "out", type=FILE, help="Where the table goes (CSV).")
@click.option("--say", "says", is_flag=True, help="Also say it, an assignment for each proposal.")
@click.option("--as", "party", help="Who says it: an allocator.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    call: str,
    bids: Path | None,
    out: Path | None,
    says: bool,
    party: str | None,
    data: str | None,
    as_json: bool,
) -> int:
    """Find reviewers for the proposals of CALL, among all who have declared their conflicts.

    The policy says how many reviews a proposal needs and how many a reviewer may have; loads come
    out as even as they can. Exit code 1: reviews are missing, or an assignment was refused.
    """
    if says and party is None:
        raise UnreadableError("--as was expected with --say: who says it")
    hints = frozenset(_bids(bids)) if bids is not None else frozenset()
    with closing(opened(settings, data)) as platform:
        with platform.world() as world:
            found = assigned(panel_of(world, CallId(call), hints))
        said = party is None or not says or _said(platform, PartyId(party), found)
    lines = [(name, it) for name, its in found.reviewers.items() for it in its]
    if out is not None:
        write_table(out, ("proposal", "reviewer"), lines)
    if as_json:
        emit(found)
    else:
        table(("proposal", "reviewer"), lines)
        _tell(found)
    return YES if said and not found.missing else NO


def panel_of(world: World, call: CallId, bids: frozenset[Pair] = frozenset()) -> Panel:
    """Return what is still to be reviewed in a call, and by whom it may be."""
    view, policy = world[AllocationView], round_sheet(world, call=call).policy.said
    asked = [it.proposal for it in view.proposals.where(call=call) if it.state is State.PROPOSED]
    given = list(view.assignments.where(call=call))
    standing = [it for it in given if it.ended is None]
    parts = {(it.proposal, it.reviewer) for it in conflicts(world, call=call)}
    return Panel(
        needed={
            it: max(0, policy.reviews_min - sum(one.proposal == it for one in standing))
            for it in asked
        },
        loads={
            it.reviewer: sum(one.reviewer == it.reviewer for one in standing)
            for it in view.declarations.where(call=call)
        },
        load_max=policy.load_max,
        apart=parts | {(it.proposal, it.reviewer) for it in given},
        bids=bids,
    )


def _bids(path: Path) -> Iterator[Pair]:
    for row in rows(path, ("proposal", "reviewer"), tell=note):
        yield name_in(row, "proposal"), name_in(row, "reviewer")


def _said(platform: Platform, party: PartyId, found: Assignment) -> bool:
    """Say each assignment; return whether all were accepted."""
    speaker, accepted = platform.speaker(party), True
    for proposal, reviewers in found.reviewers.items():
        if reviewers:
            names = tuple(PartyId(it) for it in reviewers)
            answer = speaker.say(Assigned(proposal=ProposalId(proposal), reviewers=names))
            if not isinstance(answer, Receipt):
                note(f"{proposal}:")
                tell(answer)
                accepted = False
    return accepted


def _tell(found: Assignment) -> None:
    loads = sorted(found.loads.values())
    if loads:
        note(f"{len(loads)} reviewers with {loads[0]} to {loads[-1]} reviews each")
    if found.missing:
        note(
            f"{counted(sum(found.missing.values()), 'review is', 'reviews are')} missing: "
            f"{_some(tuple(found.missing))}"
        )
        few = _some(found.few) or "nobody who has declared conflicts"
        note(f"these compete for the same reviewers: {_some(found.between)}; and those: {few}")


def _some(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _SHOWN_MAX} more" if len(names) > _SHOWN_MAX else ""
    return ", ".join(names[:_SHOWN_MAX]) + more
