"""How much of a cap is left, and when will it be used up: the room, and a band of days for it?

The band lies between the lowest and the highest mean of a week; it is an extrapolation, and no
promise. Room is the ceiling less what was used; what is held is taken off it beside that.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from comptrol.domains.caps import TOTALS, Cap, Period, Projection, Unit
from comptrol.entrypoints.pictures.burning import falling, taken
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.plate import nothing
from comptrol.entrypoints.pictures.told import cut, exact, many, sentence
from comptrol.entrypoints.pictures.vega import drawn_by_vega

UNITS: Final[Mapping[Unit, str]] = {
    Unit.CHIPS: "chips",
    Unit.CHIP_SECONDS: "chip-seconds",
    Unit.FLOP: "FLOP",
    Unit.H100E: "H100 equivalents",
    Unit.MEMORY_GB: "GB of memory",
}
COLUMNS: Final = ("What", "Window or day", "Amount", "Unit")


def burn_down(cap: Cap, projection: Projection, periods: Sequence[Period] = ()) -> Chart:
    """Return what is left of a cap from a day on; of one that is not used up, what is taken."""
    title = f"What is left of cap {cut(cap.cap)}"
    told = _told(cap, projection)
    return Chart(
        name="burn-down",
        title=title,
        told=told,
        columns=COLUMNS,
        rows=tuple(_rows(cap, projection, periods)),
        svg=_svg(cap, projection, title, told),
    )


def _svg(cap: Cap, found: Projection, title: str, told: str) -> str:
    if found.ceiling is None:
        return nothing(title, "This cap has no ceiling, so nothing of it can run out.")
    if found.ceiling == found.used == 0:
        return nothing(title, found.note)
    if cap.unit in TOTALS:
        return drawn_by_vega(falling(found, UNITS[cap.unit]), title=title, told=told)
    return drawn_by_vega(taken(found, UNITS[cap.unit]), title=title, told=told)


def _told(cap: Cap, found: Projection) -> str:
    unit = UNITS[cap.unit]
    window = "" if found.window == "life" else f" in {found.window}"
    taken = f"used {exact(found.used)}, held {exact(found.held)}"
    told = [f"On {found.on}{window}: ceiling {_ceiling(found)} {unit}, {taken}."]
    if found.earliest is not None and found.ceiling:
        latest = found.latest or "no day that can be told"
        told.append(f"It will be used up between {found.earliest} and {latest}.")
        told.append(f"By the mean rate: on {found.expected or 'no day that can be told'}.")
    told.append(sentence(found.note))
    return " ".join(told)


def _ceiling(found: Projection) -> str:
    return "none" if found.ceiling is None else exact(found.ceiling)


def _rows(
    cap: Cap, found: Projection, periods: Sequence[Period]
) -> Iterator[tuple[str, str, str, str]]:
    unit = UNITS[cap.unit]
    yield "Ceiling", found.window, _ceiling(found), unit
    yield "Used", found.window, exact(found.used), unit
    yield "Held", found.window, exact(found.held), unit
    if found.weeks:
        weeks = many(found.weeks, "week")
        for name in ("low", "mid", "high"):
            called = "mean" if name == "mid" else name
            rate = exact(getattr(found, f"per_day_{name}"))
            yield f"A day, {called}", f"over {weeks} before {found.on}", rate, unit
        for name in ("earliest", "expected", "latest"):
            day = getattr(found, name)
            yield f"Used up, {name}", str(day) if day else "not told", "", ""
    for it in periods:
        yield "Used", it.window, exact(it.counted(cap.basis)), unit
        yield "Held", it.window, exact(it.held), unit
