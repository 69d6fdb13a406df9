"""Check a plan against its call, exactly and without a solver."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from comptrol.domains.allocation import Verified, plan_digest
from comptrol.entrypoints.cli.call_files import FILE, checked, read_call, read_plan, rounded
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.lines import one_line
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import NO, YES, answer
from comptrol.entrypoints.cli.plan_tables import read_bookings


@click.command()
@click.argument("call_file", metavar="CALL", type=FILE)
@click.argument("plan_file", metavar="PLAN", type=FILE)
@as_json
def command(call_file: Path, plan_file: Path, as_json: bool) -> int:
    """Check PLAN against CALL: every limit, and what it is worth.

    PLAN is JSON, or a table of bookings (.csv: proposal,pool,month,chip_hours): then what it is
    worth is told and not compared. Exit code 1: something does not hold.
    """
    call = read_call(call_file)
    by_hand = plan_file.suffix == ".csv"
    plan = read_bookings(plan_file, call) if by_hand else read_plan(plan_file, call)
    found = checked(call, plan, str(plan_file))
    told: dict[str, Any] = {
        "verified": not found.violations,
        "objective": rounded(found.objective),
        "plan_digest": plan_digest(plan),
        "violations": [it._asdict() for it in found.violations],
        "delivered_h100e_hours": {it: rounded(on) for it, on in found.delivered.items()},
        "shortfalls_h100e_hours": {it: rounded(on) for it, on in found.shortfalls.items()},
        "fills": {it: rounded(on) for it, on in found.fills.items()},
    }
    answer(told, _page(found), as_json=as_json)
    return NO if found.violations else YES


def _page(found: Verified) -> Iterator[str]:
    for it in found.violations:
        yield one_line(f"{it.code}: {it.sentence}")
    total = sum(found.delivered.values(), Fraction())
    yield f"{counted(len(found.delivered), 'award')}, {rounded(total):,f} H100e-hours"
    yield f"worth {rounded(found.objective):,f} points"
    for name, short in found.shortfalls.items():
        yield one_line(f"floor {name} is missed by {rounded(short):,f} H100e-hours")
    yield "every rule of the call is kept" if not found.violations else "the plan does not hold"
