"""What do the orders of a group come to together: how many chips at once, and how much in all?

One order below a limit tells nothing; the line of all of them beside the limit does. What was
refused or lapsed is not in it, and what is planned counts as planned.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final

from comptrol.domains.gate import Order
from comptrol.domains.structuring import Counted, Level, Limit, Piece, levels, pieces_of
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.plate import BLUE, RED, SKY, nothing
from comptrol.entrypoints.pictures.told import cut, exact, many
from comptrol.entrypoints.pictures.vega import amounts, days, drawn_by_vega

COLUMNS: Final = (
    *("Order", "Account", "Model", "Chips", "From (UTC)", "To (UTC)", "Chip-seconds in the time"),
)
STEPS_MAX: Final = 1_000
"""So many steps of the rate are drawn; of more, the highest in each stretch of time."""
_WIDTH, _HEIGHT = 620, 170


def structured(
    orders: Sequence[Order], *, since: date, until: date, limits: Sequence[Limit] = ()
) -> Chart:
    """Return the rate and the total of orders from a day to before another, and the limits."""
    start, end = _second(since), _second(until)
    pieces = [it for it in pieces_of(orders, end) if it.end_s > start]
    pieces = [
        it._replace(start_s=max(it.start_s, start), end_s=min(it.end_s, end)) for it in pieces
    ]
    rates = list(levels(pieces))
    title = f"Orders of a group together, {since} to {until}"
    told = _told(pieces, rates, limits)
    svg = nothing(title, told)
    if pieces:
        spec = {"vconcat": [_rate(rates, limits), _total(rates, limits)]}
        svg = drawn_by_vega(spec, title=title, told=told)
    rows = tuple(map(_row, sorted(pieces, key=lambda it: (it.start_s, it.order))))
    return Chart(name="structuring", title=title, told=told, columns=COLUMNS, rows=rows, svg=svg)


def _row(it: Piece) -> tuple[str, ...]:
    times = (_moment(it.start_s), _moment(it.end_s))
    return (it.order, it.account, it.model, str(it.chips), *times, str(it.chip_seconds))


def _told(pieces: Sequence[Piece], rates: Sequence[Level], limits: Sequence[Limit]) -> str:
    """Return both sums in sentences, and by how much each limit is passed."""
    if not pieces:
        return "No order of them was let through in this time, so that nothing is drawn."
    most = max(rates, key=lambda it: it.amount)
    accounts = Counter(it.account for it in pieces)
    whole = sum(it.chip_seconds for it in pieces)
    told = [
        f"{many(len(pieces), 'order')} of {many(len(accounts), 'account')}.",
        f"At most {many(most.amount, 'chip')} at once, from {_moment(most.start_s)} UTC on.",
        f"{whole:,} chip-seconds in all.",
    ]
    told += [_limit(it, most.amount) for it in limits]
    return " ".join(told)


def _limit(it: Limit, most: int) -> str:
    """Return a limit in words; a total is of its own window, and is not judged here."""
    window = f" in a window: {it.span.value}" if it.span is not None else ""
    passed = ""
    if it.counts is Counted.CHIPS_AT_ONCE:
        passed = ", which is passed" if most > it.value else ", which is not passed"
    value = f"{exact(it.value)} {it.counts.value.replace('-', ' ')}"
    return f"The limit {cut(it.limit)} is {value}{window}{passed}."


def _rate(rates: Sequence[Level], limits: Sequence[Limit]) -> dict[str, Any]:
    """Return the chart of chips at once, in steps."""
    values: list[dict[str, Any]] = []
    for it in _thinned(rates):
        if values and values[-1]["at"] != _stamp(it.start_s):
            values.append({"at": values[-1]["at"], "amount": 0})
            values.append({"at": _stamp(it.start_s), "amount": 0})
        values += [
            {"at": _stamp(second), "amount": it.amount} for second in (it.start_s, it.end_s)
        ]
    known = [it for it in limits if it.counts is Counted.CHIPS_AT_ONCE]
    mark = {"type": "area", "color": SKY, "line": {"color": BLUE, "strokeWidth": 2}}
    return _panel(values, known, "Chips at once", mark)


def _total(rates: Sequence[Level], limits: Sequence[Limit]) -> dict[str, Any]:
    """Return the chart of chip time so far."""
    values, so_far = list[dict[str, Any]](), 0
    for it in rates:
        values.append({"at": _stamp(it.start_s), "amount": so_far})
        so_far += it.amount * (it.end_s - it.start_s)
        values.append({"at": _stamp(it.end_s), "amount": so_far})
    known = [it for it in limits if it.counts is Counted.CHIP_SECONDS]
    each = max(1, len(values) // STEPS_MAX)
    mark = {"type": "line", "color": BLUE, "strokeWidth": 2.5}
    return _panel([*values[::each], values[-1]], known, "Chip-seconds so far", mark)


def _panel(
    values: Sequence[dict[str, Any]], limits: Sequence[Limit], title: str, mark: dict[str, Any]
) -> dict[str, Any]:
    top = max([*(it["amount"] for it in values), *(it.value for it in limits)])
    y = {**amounts("amount", title, top), "stack": None}
    layers = [
        {"data": {"values": values}, "mark": mark, "encoding": {"x": days("at"), "y": y}},
        *_ruled(limits),
    ]
    return {"width": _WIDTH, "height": _HEIGHT, "layer": layers}


def _ruled(limits: Sequence[Limit]) -> Iterator[dict[str, Any]]:
    """Yield a broken line for each limit, with its name on it."""
    if not limits:
        return
    values = [{"amount": it.value, "told": f"limit {cut(it.limit, 50)}"} for it in limits]
    y = {"field": "amount", "type": "quantitative"}
    rule = {"type": "rule", "color": RED, "strokeDash": [6, 3], "strokeWidth": 2}
    said = {"type": "text", "align": "left", "dy": -7, "dx": 4, "x": 0, "color": RED}
    yield {"data": {"values": values}, "mark": rule, "encoding": {"y": y}}
    text = {"field": "told"}
    yield {"data": {"values": values}, "mark": said, "encoding": {"y": y, "text": text}}


def _thinned(rates: Sequence[Level]) -> Iterator[Level]:
    """Yield the rates; of many, the highest in each of some stretches of time."""
    each = -(-len(rates) // STEPS_MAX) or 1
    for at in range(0, len(rates), each):
        some = rates[at : at + each]
        yield Level(some[0].start_s, some[-1].end_s, max(it.amount for it in some))


def _second(day: date) -> int:
    return int(datetime.combine(day, time(), tzinfo=UTC).timestamp())


def _moment(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%d %H:%M:%S}"


def _stamp(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%SZ}"
