"""Say why a proposal got nothing, or less than it asked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec

from comptrol.bootstrap.allocating import award_solver
from comptrol.domains.allocation import Reason
from comptrol.entrypoints.cli.call_files import FILE, read_call, read_plan
from comptrol.entrypoints.cli.lines import one_line
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import NO, YES, answer
from comptrol.flow.allocating.explaining import Winning, explained, winning_checked
from comptrol.kernel.errors import UnreadableError

_MEANT = {
    "not-eligible": "it may use no pool of the call",
    "below-threshold": "its score is below the threshold",
    "group-ceiling": "the ceiling of its group leaves too little",
    "no-capacity": "its pools have too little in its months, whoever else is there",
    "outbid": "others bring more with the same capacity",
    "lottery": "lots decided",
    "panel": "the panel decided so",
}


@click.command()
@click.argument("call_file", metavar="CALL", type=FILE)
@click.argument("plan_file", metavar="PLAN", type=FILE)
@click.argument("proposal")
@click.option("--again", is_flag=True, help="Solve again, though the plan has a reason.")
@click.option("--confirm", is_flag=True, help="Try its award half a per cent above and below.")
@as_json
def command(
    call_file: Path, plan_file: Path, proposal: str, again: bool, confirm: bool, as_json: bool
) -> int:
    """Say why PROPOSAL is out of PLAN, or cut in it: confirmed by solving again.

    Other proposals are named: this is the register's copy, not what an applicant is sent. With
    --confirm exit code 1 says that the winning value that is stated does not win, or not alone.
    """
    call = read_call(call_file)
    plan, solver = read_plan(plan_file, call), award_solver()
    known = {it.proposal: it for it in plan.reasons}
    reason = known.get(proposal)
    if reason is None or again:
        reason = explained(call, plan, proposal, solver)
    tried: Winning | None = None
    if confirm:
        if reason.award_value_that_wins is None:
            raise UnreadableError(f"--confirm: {proposal} has no award value that would win")
        tried = winning_checked(call, plan, reason, solver)
    told: dict[str, Any] = {"reason": reason}
    if tried is not None:
        told["wins"] = msgspec.structs.asdict(tried)
    answer(told, map(one_line, _page(reason, tried)), as_json=as_json)
    return YES if tried is None or (tried.above and not tried.below) else NO


def _page(it: Reason, tried: Winning | None) -> Iterator[str]:
    outcome = "got nothing" if it.outcome == "refused" else "got less than it asked"
    yield f"{it.proposal} {outcome}: {_MEANT[it.ground]}"
    if it.detail:
        yield it.detail
    yield f"its least award is worth        {it.value:,f} points"
    if it.best_value_without_it is not None:
        yield f"the best without it is worth    {it.best_value_without_it:,f}"
    if it.best_value_with_it is not None:
        yield f"the best with it is worth       {it.best_value_with_it:,f}"
    if it.award_value_that_wins is not None:
        yield f"above this award value it is in {it.award_value_that_wins:,f}"
    if it.displaces:
        yield f"if it were in, out would be     {', '.join(it.displaces)}"
    for change in it.changes:
        to = f"{change.field} {change.to}"
        yield f"enough would have been          {to} (the best is then {change.best_value:,f})"
    within = f" ({it.within})" if it.within else ""
    yield f"confirmed by solving again{within}" if it.confirmed_by_resolve else "not proven"
    if tried is not None:
        yield f"half a per cent above it is {_in(tried.above)}, half below {_in(tried.below)}"


def _in(inside: bool) -> str:
    return "in" if inside else "out"
