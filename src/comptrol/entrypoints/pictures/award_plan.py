"""A plan of awards, drawn: how full each pool is in each month, and where more would help."""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from comptrol.domains.allocation import Call, Plan, Pool
from comptrol.entrypoints.pictures.drawn import figure, label, short, text

POOLS_MAX: Final = 40
CELL_WIDTH, CELL_HEIGHT, LEFT, TOP, MARGIN, FOOT = 62, 30, 150, 64, 24, 56
_NAME_LETTERS: Final = 18
_PERCENT: Final = 100
_STYLE: Final = (
    "rect.booked{fill:#9fc3e8;stroke:none}rect.none{fill:#eee;stroke:#999}"
    ".wanted circle{fill:#7a1f00;stroke:none}"
)
At = tuple[str, str]
"""A pool and a month."""


class _Cell(NamedTuple):
    pool: str
    month: str
    booked: int
    room: int
    awards: int
    price: Decimal


def plan_svg(call: Call, plan: Plan) -> str:
    """Return the picture of a plan as SVG, the same for the same plan in any order."""
    pools = sorted(call.pools, key=lambda it: it.id)
    shown = pools[:POOLS_MAX]
    rows = [(pool, tuple(_cells(call, plan, pool))) for pool in shown]
    left_out = len(pools) - len(shown)
    width = max(LEFT + len(call.months) * CELL_WIDTH + MARGIN, 560)
    height = TOP + len(shown) * CELL_HEIGHT + FOOT + MARGIN
    title = f"Plan of {call.call}: what is booked, by pool and month"
    return figure(
        title,
        _told(plan, rows, left_out),
        width,
        height,
        _body(call, plan, rows, left_out, height),
        _STYLE,
    )


def _cells(call: Call, plan: Plan, pool: Pool) -> Iterator[_Cell]:
    booked, awards = Counter[At](), Counter[At]()
    for award in plan.awards:
        for it in award.bookings:
            booked[it.pool, it.month] += it.chip_hours
            awards[it.pool, it.month] += 1
    prices = _prices(plan)
    for month, room in zip(call.months, pool.capacity_chip_hours, strict=True):
        at = (pool.id, month)
        yield _Cell(*at, booked[at], room, awards[at], prices.get(at, Decimal(0)))


def _prices(plan: Plan) -> Mapping[At, Decimal]:
    return {
        (it.pool, it.month): it.per_chip_hour
        for it in plan.prices
        if it.pool is not None and it.month is not None and it.per_chip_hour is not None
    }


def _told(plan: Plan, rows: list[tuple[Pool, tuple[_Cell, ...]]], left_out: int) -> str:
    """Return the picture in sentences."""
    told = [f"{len(plan.awards)} awards, worth {plan.objective:f} points."]
    for pool, cells in rows:
        each = "; ".join(
            f"{it.month} {it.booked:,} of {it.room:,} chip-hours in {it.awards} awards"
            + f", one more would be worth {it.price:f} points" * bool(it.price)
            for it in cells
        )
        told.append(f"{pool.id}: {each}.")
    if left_out:
        told.append(f"{left_out} more pools are not drawn.")
    return " ".join(told)


def _body(
    call: Call,
    plan: Plan,
    rows: list[tuple[Pool, tuple[_Cell, ...]]],
    left_out: int,
    height: int,
) -> Iterator[str]:
    yield label(MARGIN, MARGIN, f"Booked of what is on offer: plan of {call.call}", kind="head")
    for column, month in enumerate(call.months):
        yield label(LEFT + (column + 0.5) * CELL_WIDTH, TOP - 10, month, "middle")
    for row, (pool, cells) in enumerate(rows):
        y = TOP + row * CELL_HEIGHT
        yield label(LEFT - 8, y + CELL_HEIGHT * 0.65, short(pool.id, _NAME_LETTERS), "end")
        for column, it in enumerate(cells):
            yield _drawn(it, LEFT + column * CELL_WIDTH, y)
    many = f"{len(plan.awards)} awards of {len(call.proposals)} proposals"
    yield label(MARGIN, height - 40, f"{many}, worth {plan.objective:,.2f} points.")
    more = f" {left_out} more pools are left out." * bool(left_out)
    legend = "A dot: one more chip-hour there would be worth something."
    yield label(MARGIN, height - 20, f"{legend}{more}")


def _drawn(it: _Cell, x: int, y: int) -> str:
    """Draw one pool in one month: a bar as wide as it is full, and the part in words."""
    wide, high = CELL_WIDTH - 6, CELL_HEIGHT - 6
    full = min(it.booked / it.room, 1) if it.room else 0
    told = f"{it.pool}, {it.month}: {it.booked:,} of {it.room:,} chip-hours in {it.awards} awards"
    priced = f"; one more is worth {it.price:f} points" if it.price else ""
    part = f"{_part(it)} %" if it.room else "none"
    kind = "room" if it.room else "none"
    dot = f'<circle cx="{x + wide - 5}" cy="{y + 6}" r="3"/>' if it.price else ""
    return (
        f'<g class="{"wanted" if it.price else "free"}"><title>{text(told + priced)}</title>'
        f'<rect x="{x}" y="{y}" width="{full * wide:.1f}" height="{high}" class="booked"/>'
        f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" class="{kind}"/>'
        f"{dot}{label(x + wide / 2, y + high * 0.7, part, 'middle')}</g>"
    )


def _part(it: _Cell) -> int:
    """Return the part that is booked in per cent: full only if it is, empty only if it is."""
    part = it.booked * _PERCENT // it.room
    return max(part, 1) if it.booked else 0
