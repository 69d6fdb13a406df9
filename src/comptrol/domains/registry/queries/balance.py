"""What may be asked about the books: does what came in equal what is there?"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import date
from enum import Enum
from itertools import groupby
from typing import Final

import msgspec
from msgspec.structs import replace

from comptrol.domains.parties import PartiesView, may
from comptrol.domains.registry.formulas import Flows, add_lot
from comptrol.domains.registry.queries.chips import chip_standing
from comptrol.domains.registry.queries.standing import standing
from comptrol.domains.registry.statements import ChipId, LotId, SiteId
from comptrol.domains.registry.view import (
    Condition,
    Count,
    Custody,
    Lot,
    RegistryView,
    Step,
)
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.roles import WITNESSES
from comptrol.kernel.view import World

MISSING_MAX: Final = 1_000
"""Serials to one line of a balance; their number is always told."""
AWAY: Final = "in transit"
NOWHERE: Final = "with its maker or nowhere"


class BalanceBy(Enum):
    """Whose balance: the four levels at which chips are accounted for."""

    SITE = "site"
    HOLDER = "holder"
    COUNTRY = "country"
    MODEL = "model"


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """The chips of one site, holder, country or model over a period.

    ``end`` is what the books say. ``found`` was counted on or after the first day, of lots that
    are there at the end; ``uncounted`` chips are in lots that nobody counted. ``missing`` lists
    what was not there when counted, ``muf`` is how many: an exact number, which no statistics
    need. ``lost`` chips of counted lots are on the books, and nobody has found them: the end is
    what was found, is lost, is uncounted or missing.
    """

    key: str
    begin: int
    receipts: int
    shipments: int
    destroyed: int
    end: int
    found: int
    lost: int
    uncounted: int
    muf: int
    missing: tuple[ChipId, ...]


def balance(
    world: World, *, by: BalanceBy, start: date, until: date, key: str | None = None
) -> tuple[Balance, ...]:
    """Return the balance of every site, holder, country or model from a day to before another.

    Of one ``key`` where asked. What begins is what was there, plus what came, less what went and
    what was certified as destroyed; if it is not what ends, the books are broken, and it is a bug.
    """
    if until <= start:
        raise UnreadableError(f"until {until}: it has to be after start {start}")
    view = world[RegistryView]
    lots = {lot.lot: lot for lot in view.lots.where()}
    flows, counted = Flows(), _Counted(view, lots)
    key_of = _key_by(by, view, lots)
    counts = _last_counts(world, start, until)
    for steps, origin in histories(view, lots):
        last = add_lot(flows, steps, key_of, start, until, origin)
        if last is not None and last.there:
            counted.add(key_of(last), last, counts.get(last.lot))
    keys = flows.keys() if key is None else [key]
    return tuple(_line(each, flows, counted) for each in keys)


def histories(
    view: RegistryView, lots: dict[LotId, Lot]
) -> Iterator[tuple[list[Step], Step | None]]:
    """Yield the steps of every lot, and where the chips of a part were before it was one."""
    found = {name: standing(group) for name, group in groupby(view.steps.where(), key=_lot_of)}
    for name in sorted(found, key=lambda it: found[it][0].position):  # a lot before its parts
        parent, first = lots[name].parent, found[name][0]
        if parent is None:
            yield found[name], None
            continue
        at = bisect_left(found[parent], first.position, key=_position_of)
        before, parting = found[parent][at - 1], found[parent][at]
        found[name] = [replace(it, on=max(it.on, parting.on)) for it in found[name]]
        yield found[name], replace(before, chips=first.chips, destroyed=first.destroyed)


def _position_of(step: Step) -> int:
    return step.position


class _Counted:
    """What was found, by key."""

    def __init__(self, view: RegistryView, lots: dict[LotId, Lot]) -> None:
        self.view, self.lots = view, lots
        self.lost: dict[object, int] = {}
        self.found: dict[object, int] = {}
        self.uncounted: dict[object, int] = {}
        self.missing: dict[object, list[ChipId]] = {}

    def add(self, key: object, last: Step, count: Count | None) -> None:
        """Add one lot that is there at the end."""
        if count is None:
            self.uncounted[key] = self.uncounted.get(key, 0) + last.there
            return
        missing = [chip for chip in count.missing if self._is_of(last.lot, chip)][: last.there]
        named = sum(self._is_lost(chip) for chip in missing)
        lost = min(max(self.lots[last.lot].lost - named, 0), last.there - len(missing))
        self.found[key] = self.found.get(key, 0) + last.there - len(missing) - lost
        self.lost[key] = self.lost.get(key, 0) + lost
        self.missing.setdefault(key, []).extend(missing)

    def _is_lost(self, chip: ChipId) -> bool:
        now = chip_standing(self.view, chip)
        return now is not None and now.condition is Condition.LOST

    def _is_of(self, lot: LotId, chip: ChipId) -> bool:
        """Tell whether a chip counts in a lot still: it may be in another by now, or no more."""
        now = chip_standing(self.view, chip)
        return now is not None and now.lot == lot and now.condition is not Condition.DESTROYED


def _line(key: str, flows: Flows, counted: _Counted) -> Balance:
    missing = counted.missing.get(key, [])
    line = Balance(
        key=key,
        begin=flows.begin[key],
        receipts=flows.receipts[key],
        shipments=flows.shipments[key],
        destroyed=flows.destroyed[key],
        end=flows.end[key],
        found=counted.found.get(key, 0),
        lost=counted.lost.get(key, 0),
        uncounted=counted.uncounted.get(key, 0),
        muf=len(missing),
        missing=tuple(missing[:MISSING_MAX]),
    )
    assert line.end == line.begin + line.receipts - line.shipments - line.destroyed
    return line


def _last_counts(world: World, start: date, until: date) -> dict[LotId, Count]:
    """Return the last stocktaking of each lot within the period; a witness's before any other."""
    found: dict[LotId, tuple[bool, Count]] = {}
    parties = world[PartiesView]
    for count in world[RegistryView].counts.where():
        if start <= count.on < until:
            witnessed = may(parties, count.by, WITNESSES)
            if witnessed or not found.get(count.lot, (False, count))[0]:
                found[count.lot] = witnessed, count
    return {lot: count for lot, (_, count) in found.items()}


def _key_by(by: BalanceBy, view: RegistryView, lots: dict[LotId, Lot]) -> Callable[[Step], str]:
    """Return what says under which key a lot counted after a step."""
    if by is BalanceBy.HOLDER:
        return lambda step: step.holder
    if by is BalanceBy.MODEL:
        return lambda step: lots[step.lot].model
    if by is BalanceBy.SITE:
        return _place
    countries = {site.site: site.country or NOWHERE for site in view.sites.where()}
    return lambda step: countries.get(SiteId(_place(step)), _place(step))


def _place(step: Step) -> str:
    if step.custody is Custody.IN_TRANSIT:
        return AWAY
    if step.custody is Custody.HELD:
        return step.site or step.delivered_to or NOWHERE
    return step.site or NOWHERE


def _lot_of(step: Step) -> LotId:
    return step.lot
