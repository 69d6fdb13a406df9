"""A plan: its worth under its bound, who gets what, prices, who is next, and the check of it."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from comptrol.domains.allocation import (
    AllocationView,
    Award,
    Call,
    CallRow,
    Plan,
    PlanAdopted,
    ProposalId,
    Reason,
    act_of,
    call_document,
    points,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Drawing, Page
from comptrol.entrypoints.console.rounds.panel import (
    ALL,
    LINES,
    after_of,
    call_of,
    kept_for_now,
    may_say,
    of_panel,
    of_staff,
    part,
    runs,
)
from comptrol.entrypoints.console.rounds.plans_kept import CHECKS, key_of, plan_kept, plan_named
from comptrol.entrypoints.pictures.award_plan import plan_svg
from comptrol.entrypoints.pictures.chart import Chart

NEXT_MAX: Final = 20
"""So many of those who got nothing, and were nearest, stand on the page."""


def one(asking: Asking) -> Mapping[str, Any]:
    """Show a plan, a page of its awards at a time. Nothing is solved or checked for it here."""
    call = call_of(asking)
    row = plan_named(asking, call)
    plan = plan_kept(asking, row)
    view, staff = asking.world[AllocationView], of_staff(asking)
    start = bisect_right(plan.awards, after_of(asking) or "", key=lambda it: it.proposal)
    shown = plan.awards[start : start + LINES]
    others = sorted(view.plans.where(call=call.call), key=lambda it: -it.position)
    waiting = view.seconds.get(act_of(PlanAdopted(plan=row.plan, reason="-" * 10, by="-")))
    return {
        "call": call,
        "row": row,
        "plan": plan,
        "holds": call.plan == row.plan,
        "others": [it for it in others if staff or it.adopted_at is not None],
        "waiting": waiting if waiting is not None and waiting.second is None else None,
        "awards": list(_awards(call, shown, asking)),
        "first": start + 1,
        "after": shown[-1].proposal if start + LINES < len(plan.awards) else None,
        "months": call.said.months,
        "prices": _prices(plan),
        "other_prices": [it for it in plan.prices if it.pool is None],
        "next": list(_next(plan)) if staff else [],
        "refused": sum(it.outcome == "refused" for it in plan.reasons),
        "checked": CHECKS.get(key_of(row)),
        "part": part,
        "staff": staff,
        "panel": of_panel(asking),
    }


def _awards(
    call: CallRow, shown: tuple[Award, ...], asking: Asking
) -> Iterator[Mapping[str, Any]]:
    """Yield what each of some awards comes to, counted from its bookings."""
    view = asking.world[AllocationView]
    speeds: dict[str, Fraction] = {
        it.pool: Fraction(it.speed_h100e) for it in view.pools.where(call=call.call)
    }
    for award in shown:
        row = view.proposals.get(ProposalId(award.proposal))
        pools = (*row.said.pools, *row.pools) if row is not None else ()
        fits: dict[str, int] = {it.pool: it.fit_ppm for it in pools}
        gets = sum(
            (
                it.chip_hours * speeds.get(it.pool, Fraction(0)) * fits.get(it.pool, 0) / 10**6
                for it in award.bookings
            ),
            Fraction(0),
        )
        months = sorted({it.month for it in award.bookings})
        yield {
            "proposal": award.proposal,
            "area": row.area if row is not None else "",
            "applicant": row.applicant if row is not None else None,
            "needs": row.need_h100e_hours if row is not None else None,
            "gets": points(gets),
            "part": part(gets / row.need_h100e_hours) if row is not None else "—",
            "pools": sorted({it.pool for it in award.bookings}),
            "months": f"{months[0]} … {months[-1]}" if months else "",
            "chip_hours": sum(it.chip_hours for it in award.bookings),
        }


def _prices(plan: Plan) -> Mapping[str, Mapping[str, Decimal]]:
    """Return what one more chip-hour would be worth, by pool and month."""
    found: dict[str, dict[str, Decimal]] = {}
    for it in plan.prices:
        if it.pool is not None and it.month is not None and it.per_chip_hour is not None:
            found.setdefault(it.pool, {})[it.month] = it.per_chip_hour
    return dict(sorted(found.items()))


def _next(plan: Plan) -> Iterator[tuple[Reason, Decimal | None]]:
    """Yield those who got nothing, the nearest first, with the points that they were short."""

    def short(it: Reason) -> Decimal | None:
        wins = it.award_value_that_wins
        return None if wins is None else max(Decimal(0), wins - it.value)

    def distance(it: Reason) -> tuple[bool, Decimal, str]:
        gap = short(it)
        part_short = (gap or Decimal(0)) / max(it.value, Decimal(1))
        return gap is None, part_short, it.proposal

    refused = (it for it in plan.reasons if it.outcome == "refused")
    for it in sorted(refused, key=distance)[:NEXT_MAX]:
        yield it, short(it)


def drawn(asking: Asking) -> Chart:
    """Draw how full each pool is in each month."""
    call = call_of(asking)
    row = plan_named(asking, call)
    plan = plan_kept(asking, row)
    document: Any = kept_for_now(
        asking,
        f"call {call.call} {row.said.as_of}",
        lambda: call_document(asking.world, call=call.call, as_of=row.said.as_of),
    )
    return award_chart(document, plan)


def award_chart(call: Call, plan: Plan) -> Chart:
    """Return the picture of a plan, with the table of what it is drawn from."""
    booked = dict[tuple[str, str], int]()
    for award in plan.awards:
        for it in award.bookings:
            booked[it.pool, it.month] = booked.get((it.pool, it.month), 0) + it.chip_hours
    rooms = [
        (pool.id, month, booked.get((pool.id, month), 0), room)
        for pool in call.pools
        for month, room in zip(call.months, pool.capacity_chip_hours, strict=True)
    ]
    full = sum(it[2] >= it[3] > 0 for it in rooms)
    return Chart(
        name="award-plan",
        title=f"What is booked of each pool, by month: {call.call}",
        told=f"{len(plan.awards)} awards, worth {plan.objective:,f} points. Of {len(rooms)} pools "
        f"and months {full} are full; {sum(not it[2] for it in rooms)} have nothing booked.",
        columns=("pool", "month", "booked_chip_hours", "on_offer_chip_hours"),
        rows=tuple((pool, month, str(many), str(room)) for pool, month, many, room in rooms),
        svg=plan_svg(call, plan),
    )


def may_see(asking: Asking) -> bool:
    """Tell whether a visitor has a part in the round, or a plan was adopted: then all may."""
    return of_staff(asking) or call_of(asking).plan is not None


def _can_adopt(asking: Asking) -> bool:
    waits = any(
        it.adopted_at is None
        for it in asking.world[AllocationView].plans.where(call=asking.place["call"])
    )
    return waits and runs(asking) and may_say(PlanAdopted)(asking)


_ADOPT: Final = Act(
    name="adopt",
    label="Adopt this plan",
    statement=PlanAdopted,
    fields=("plan", "reason", "by"),
    told="It takes two people: the first says it, and when a second says it too, it holds and "
    "every applicant is told at once what it gets and why.",
    shown=_can_adopt,
)
_SHOWN: Final[Mapping[str, Any]] = {
    "template": "allocating/plan.html",
    "audience": ALL,
    "answer": one,
    "about": may_see,
    "acts": (_ADOPT,),
    "charts": {"award-plan": Drawing(title="What is booked of each pool, by month", draw=drawn)},
}
PAGES: Final = (
    Page(path="/calls/{call}/plan", title="The plan of a call", **_SHOWN),
    Page(path="/calls/{call}/plans/{plan}", title="A plan", **_SHOWN),
)
