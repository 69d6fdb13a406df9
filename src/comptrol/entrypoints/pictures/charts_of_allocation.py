"""A plan of awards, and what it costs to be even between areas, as charts with their tables."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from comptrol.domains.allocation import Call, Plan
from comptrol.entrypoints.pictures.award_plan import plan_svg
from comptrol.entrypoints.pictures.chart import Chart, chart_of
from comptrol.entrypoints.pictures.fairness import fairness_svg
from comptrol.entrypoints.pictures.told import cut, exact
from comptrol.flow.allocating.fairness import Point

CURVE = (
    *("Theta", "Value, points", "Value lost, part", "Awards", "Worst area, part", "Area"),
    "Filled, part",
)
PLAN = ("Pool", "Month", "Booked, chip-hours", "On offer, chip-hours", "Worth of one more, points")


def fairness_curve(call: str, points: Sequence[Point], chosen: Decimal | None = None) -> Chart:
    """Return what it costs to be even, point by point, and how full each area is at it."""
    rows = (row for it in sorted(points, key=lambda it: it.theta) for row in _point(it))
    return chart_of("fairness", fairness_svg(cut(call), points, chosen), CURVE, rows)


def _point(it: Point) -> Iterator[tuple[str, ...]]:
    head = (exact(it.theta), exact(it.objective), exact(it.cost), str(it.awards), exact(it.worst))
    for area in sorted(it.fills) or [""]:
        filled = exact(it.fills[area]) if area in it.fills else ""
        yield (*head, area or "no area", filled)


def award_plan(call: Call, plan: Plan) -> Chart:
    """Return how full each pool is in each month, and where one more chip-hour is worth most."""
    return chart_of("plan", plan_svg(call, plan), PLAN, _pools(call, plan))


def _pools(call: Call, plan: Plan) -> Iterator[tuple[str, ...]]:
    booked = Counter[tuple[str, str]]()
    for award in plan.awards:
        for it in award.bookings:
            booked[it.pool, it.month] += it.chip_hours
    prices = {(it.pool, it.month): it.per_chip_hour for it in plan.prices}
    for pool in sorted(call.pools, key=lambda it: it.id):
        for month, room in zip(call.months, pool.capacity_chip_hours, strict=True):
            at = (pool.id, month)
            worth = prices.get(at)
            price = "" if worth is None else exact(worth)
            yield (*at, str(booked[at]), str(room), price)
