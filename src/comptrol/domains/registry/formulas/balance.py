"""What came in, what went out, what is left: chip balances from the steps that lots took.

The material balance of a place, a holder, a country or a model over a period is

    MUF = begin + receipts - shipments - certified_destroyed - end_verified

(methods sheet, section 3.4). With serials it is a whole number and a list: no statistics.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol

WITNESSED: Final = "registry.witnessed/1"
DEPARTED: Final = "registry.departed/1"
COMES_IN: Final = frozenset({"registry.made/1", "registry.arrived/1"})
"""What begins a lot whose chips were in no other lot before."""


class Stepped(Protocol):
    """How a lot was after one statement about it."""

    @property
    def kind(self) -> str:
        """Return the kind of the statement."""
        ...

    @property
    def on(self) -> date:
        """Return the day of what it says."""
        ...

    @property
    def there(self) -> int:
        """Return how many chips counted."""
        ...


@dataclass(slots=True)
class Flows:
    """Chips that came and went, by key: a site, a holder, a country or a model."""

    begin: Counter[Any] = field(default_factory=Counter)
    receipts: Counter[Any] = field(default_factory=Counter)
    shipments: Counter[Any] = field(default_factory=Counter)
    destroyed: Counter[Any] = field(default_factory=Counter)
    end: Counter[Any] = field(default_factory=Counter)

    def keys(self) -> list[Any]:
        """Return every key that anything is known of, in order; nowhere comes first."""
        found = {*self.begin, *self.receipts, *self.shipments, *self.destroyed, *self.end}
        return sorted(found, key=lambda key: (key is not None, str(key)))


def add_lot(
    flows: Flows,
    steps: Iterable[Stepped],
    key_of: Callable[[Any], object],
    start: date,
    until: date,
    origin: Stepped | None = None,
) -> Any:  # noqa: ANN401  (the step that was given)
    """Add what one lot's steps, day after day, brought in and out; return the last one.

    Days from ``start`` on count, and those before ``until``. A part that was split off comes from
    its ``origin``, where its chips were in the lot before: mostly the same place, so nothing
    flows; but what of a shipment was missing goes back to its sender.
    """
    last: Stepped | None = None
    begun = False
    for step in steps:
        if step.on >= until:
            break
        if step.on >= start:
            if last is not None and not begun:
                flows.begin[key_of(last)] += last.there
            begun = True
            _flow(flows, last or origin, step, key_of)
        last = step
    if last is not None:
        if not begun:
            flows.begin[key_of(last)] += last.there
        flows.end[key_of(last)] += last.there
    return last


def _flow(
    flows: Flows, before: Stepped | None, step: Stepped, key_of: Callable[[Any], object]
) -> None:
    now = key_of(step)
    if before is None:
        if step.kind in COMES_IN:
            flows.receipts[now] += step.there
        return
    was = key_of(before)
    if step.kind == DEPARTED:
        flows.shipments[was] += before.there
    elif was != now:
        flows.shipments[was] += step.there
        flows.receipts[now] += step.there
    elif step.kind == WITNESSED:
        flows.destroyed[now] += before.there - step.there
