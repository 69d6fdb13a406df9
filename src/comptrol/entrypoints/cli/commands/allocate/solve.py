"""Find the best plan for a call, with a proven bound and reasons."""

from collections.abc import Iterator
from pathlib import Path

import click

from comptrol.bootstrap.allocating import award_solver
from comptrol.domains.allocation import Call, Plan, plan_digest
from comptrol.entrypoints.cli.call_files import (
    FILE,
    checked,
    read_call,
    write_json,
    write_text,
)
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import NO, YES, answer, note
from comptrol.entrypoints.cli.plan_tables import write_plan_tables
from comptrol.entrypoints.cli.solving import Telling, efforts, percent, remarks
from comptrol.entrypoints.pictures.award_plan import plan_svg
from comptrol.flow.allocating.planning import planned
from comptrol.flow.allocating.solver import Effort


@click.command()
@click.argument("call_file", metavar="CALL", type=FILE)
@click.option("--out", type=FILE, required=True, help="Where the plan goes (JSON).")
@efforts
@click.option("--reasons/--no-reasons", default=True, help="Also say why, for every refusal.")
@click.option("--tables", type=FILE, help="A folder for bookings.csv and awards.csv.")
@click.option("--svg", type=FILE, help="Draw the plan by pool and month.")
@as_json
def command(
    call_file: Path,
    out: Path,
    effort: Effort,
    reasons: bool,
    tables: Path | None,
    svg: Path | None,
    as_json: bool,
) -> int:
    """Plan the awards of CALL, and check the plan before it is written.

    Without --seconds the same call gives the same plan on every machine. What is settled, booked
    or published beforehand stands in the call. Exit code 1: the plan does not hold.
    """
    call = read_call(call_file)
    for text in remarks(call):
        note(f"note: {text}")
    telling = Telling(effort.gap)
    try:
        plan = planned(call, award_solver(), effort, telling, reasons=reasons)
    finally:
        telling.done()
    found = checked(call, plan, str(call_file))
    for it in found.violations:
        note(f"the plan does not hold: {it.code}: {it.sentence}")
    if found.violations:
        return NO
    if plan.gap > effort.gap:
        note(f"note: the gap is {percent(plan.gap)}, and {percent(effort.gap)} was asked for")
    write_json(out, plan)
    if tables is not None:
        write_plan_tables(tables, call, plan)
    if svg is not None:
        write_text(svg, plan_svg(call, plan))
    answer(plan, _page(call, plan, out), as_json=as_json)
    return YES


def _page(call: Call, plan: Plan, out: Path) -> Iterator[str]:
    yield f"awards   {len(plan.awards)} of {len(call.proposals)} proposals"
    yield f"value    {plan.objective:,f} points, at most {plan.bound:,f} ({plan.bound_of} bound)"
    yield f"gap      {percent(plan.gap)}"
    confirmed = sum(it.confirmed_by_resolve for it in plan.reasons)
    if plan.reasons:
        yield f"reasons  {len(plan.reasons)}, {confirmed} confirmed by solving again"
    yield f"digest   {plan_digest(plan)}"
    yield f"checked exactly, and written to {out}"
