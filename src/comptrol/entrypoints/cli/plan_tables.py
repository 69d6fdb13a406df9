"""A plan as tables: what is booked, what each proposal gets, and why it gets no more."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Final

import msgspec

from comptrol.domains.allocation import Award, Booking, Call, Plan
from comptrol.entrypoints.cli.call_files import checked, rounded, write_table
from comptrol.entrypoints.cli.call_tables import month_in, name_in, whole_in
from comptrol.entrypoints.cli.tables import rows

BOOKINGS: Final = ("proposal", "pool", "month", "chip_hours")
AWARDS: Final = (
    *("proposal", "outcome", "needs_h100e_hours", "gets_h100e_hours", "part", "pools", "months"),
    *("why", "award_value", "award_value_that_wins", "displaces", "detail"),
)


def read_bookings(path: Path, call: Call) -> Plan:
    """Read a plan that somebody made by hand: what it is worth is worked out, not compared."""
    awards: dict[str, list[Booking]] = {}
    for row in rows(path, BOOKINGS):
        hours = whole_in(row, "chip_hours")
        if hours < 1:
            row.fail("chip_hours", "is 0; a whole number from 1 up was expected")
        one = Booking(pool=name_in(row, "pool"), month=month_in(row, "month"), chip_hours=hours)
        awards.setdefault(name_in(row, "proposal"), []).append(one)
    bare = Plan(
        call=call.call,
        objective=Decimal(0),
        bound=Decimal(0),
        gap=Decimal(0),
        awards=tuple(Award(proposal=it, bookings=tuple(on)) for it, on in awards.items()),
    )
    exact = checked(call, bare, str(path)).objective
    worth = Decimal(-(-exact * 10**6 // 1)).scaleb(-6)
    return msgspec.structs.replace(bare, objective=worth, bound=worth)


def write_plan_tables(folder: Path, call: Call, plan: Plan) -> None:
    """Write ``bookings.csv``, for whoever runs the pools, and ``awards.csv``, for the panel."""
    write_table(folder / "bookings.csv", BOOKINGS, _booking_lines(plan))
    write_table(folder / "awards.csv", AWARDS, _award_lines(call, plan))


def _booking_lines(plan: Plan) -> Iterator[tuple[object, ...]]:
    for award in plan.awards:
        for it in award.bookings:
            yield award.proposal, it.pool, it.month, it.chip_hours


def _outcome(gets: Fraction, needs: Fraction) -> str:
    if not gets:
        return "refused"
    return "cut" if gets < needs else "awarded"


def _award_lines(call: Call, plan: Plan) -> Iterator[tuple[object, ...]]:
    """Yield a line for every proposal of the call."""
    delivered = checked(call, plan, plan.call).delivered
    awards = {it.proposal: it for it in plan.awards}
    reasons = {it.proposal: it for it in plan.reasons}
    for it in call.proposals:
        award, reason = awards.get(it.id), reasons.get(it.id)
        gets = delivered.get(it.id, Fraction())
        bookings = award.bookings if award is not None else ()
        yield (
            it.id,
            _outcome(gets, Fraction(it.need_h100e_hours)),
            it.need_h100e_hours,
            rounded(gets),
            rounded(gets / Fraction(it.need_h100e_hours)),
            " ".join(sorted({one.pool for one in bookings})),
            " ".join(sorted({one.month for one in bookings})),
            reason.ground if reason is not None else "",
            it.award_value,
            reason.award_value_that_wins if reason is not None else None,
            " ".join(reason.displaces) if reason is not None else "",
            reason.detail if reason is not None else "",
        )
