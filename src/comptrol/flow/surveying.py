"""How an edition of a table of sites becomes statements: what is new, and what is otherwise now.

What is there already is passed over. What an earlier edition of the table said is said anew where
this one differs. What somebody else has said of a site stays: an estimate corrects nobody.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, Final, TypeAlias

import msgspec

from comptrol.domains.chips import ChipsView, FactorSetId, h100e
from comptrol.domains.registry import (
    Level,
    LevelReported,
    RegistryView,
    Site,
    SiteCorrected,
    SiteId,
    SiteRegistered,
    levels_on,
)
from comptrol.flow.sayable import first_reason, sayable
from comptrol.flow.speech import Speaker
from comptrol.flow.world import RowsWorld
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.finding import Receipt

ROWS_PER_STEP: Final = 64
WITHIN: Final = Decimal("0.02")
"""How far apart two figures agree (docs/tie-out.md)."""

_DESCRIBED: Final = ("name", "country", "address", "power_mw")
_REPORTED: Final = ("units", "planned", "note", "owners", "users")

Row: TypeAlias = SiteRegistered | LevelReported
Said: TypeAlias = SiteRegistered | SiteCorrected | LevelReported
Known = Callable[[], AbstractContextManager[RowsWorld]]
Reject = Callable[[Row, str], None]


class Surveyed(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the rows of an edition."""

    registered: int
    corrected: int
    reported: int
    already: int
    left: int
    """That somebody else, or a later edition, has said otherwise."""
    rejected: int


class Apart(msgspec.Struct, frozen=True, kw_only=True):
    """A site whose levels do not add up to what the source says itself."""

    site: SiteId
    ratio: Decimal
    """Of the levels to the source."""


class TieOut(msgspec.Struct, frozen=True, kw_only=True):
    """The levels in force on a day, in H100 equivalents, against what the source says itself."""

    on: date
    factor_set: str
    sites: int
    """That have both."""
    within: int
    apart: tuple[Apart, ...]
    unknown: tuple[str, ...]
    """Sites with a level without a number, or of a chip without a factor."""


class Surveying:
    """One edition on its way into the log."""

    def __init__(
        self, speaker: Speaker, known: Known, reject: Reject, *, family: str, edition: date
    ) -> None:
        self._speaker, self._known, self._reject = speaker, known, reject
        self._family, self._edition = family, edition
        self.counts: dict[str, int] = dict.fromkeys(Surveyed.__struct_fields__, 0)

    def run(self, rows: Iterable[Row], tell: Callable[[int], None]) -> Surveyed:
        """Say what is new; ``tell`` hears how many rows are done."""
        source = iter(rows)
        while batch := tuple(islice(source, ROWS_PER_STEP)):
            with self._known() as world:
                view = world[RegistryView]
                waiting = [(row, said) for row in batch if (said := self._said(row, view))]
            while waiting:
                waiting = self._say(waiting)
            tell(sum(self.counts.values()))
        return Surveyed(**self.counts)

    def _said(self, row: Row, view: RegistryView) -> Said | None:
        """Return what has to be said for a row; nothing where it is known, or is another's."""
        try:
            said = self._site(row, view) if isinstance(row, SiteRegistered) else _level(row, view)
            if said is not None and not self._is_ours(row, view):
                self.counts["left"] += 1
                return None
            if said is not None:
                return sayable(said)
        except UnreadableError as error:
            self._refuse(row, str(error))
            return None
        self.counts["already"] += 1
        return None

    def _site(self, row: SiteRegistered, view: RegistryView) -> Said | None:
        known = view.sites.get(row.site)
        if known is None:
            return row
        if row.country is None:  # the edition has no row of its own for it
            return None
        changed = [field for field in _DESCRIBED if getattr(known, field) != getattr(row, field)]
        if not changed:
            return None
        told = f"edition {self._edition} has another {', '.join(changed)}"
        fields: dict[str, Any] = {"operator": known.operator, "place": known.place}
        fields |= {field: getattr(row, field) for field in _DESCRIBED}
        return SiteCorrected(site=row.site, source=row.source, reason=told, **fields)

    def _is_ours(self, row: Row, view: RegistryView) -> bool:
        """Tell whether nobody has spoken of it yet, or no later edition of the same table has."""
        if isinstance(row, SiteRegistered):
            before: Site | Level | None = view.sites.get(row.site)
        else:
            before = view.levels.get((row.site, row.chip, row.on))
        if before is None:
            return True
        return before.source.startswith(self._family) and before.source <= row.source

    def _say(self, waiting: Sequence[tuple[Row, Said]]) -> list[tuple[Row, Said]]:
        """Say a step; return what has to be said again, because something before it failed."""
        answers = self._speaker.say_all([said for _, said in waiting])
        for index, answer in enumerate(answers):
            row, said = waiting[index]
            if not isinstance(answer, Receipt):
                self._refuse(row, first_reason(answer))
                return list(waiting[index + 1 :])
            self.counts[_COUNTED[type(said)]] += 1
        return []

    def _refuse(self, row: Row, reason: str) -> None:
        self.counts["rejected"] += 1
        self._reject(row, reason)


_COUNTED: Final[Mapping[type[Said], str]] = {
    SiteRegistered: "registered",
    SiteCorrected: "corrected",
    LevelReported: "reported",
}


def _level(row: LevelReported, view: RegistryView) -> LevelReported | None:
    known = view.levels.get((row.site, row.chip, row.on))
    same = known is not None and all(getattr(known, it) == getattr(row, it) for it in _REPORTED)
    return None if same else row


def last_of_each(rows: Iterable[Row]) -> list[Row]:
    """Return rows in order; of a site, chip and day that stands twice, the one that comes last."""
    last: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = (row.site, row.chip, row.on) if isinstance(row, LevelReported) else (row.site,)
        last[key] = row
    return list(last.values())


def no_longer_there(world: RowsWorld, rows: Iterable[Row], family: str) -> int:
    """Return how many levels an earlier edition had and this one has not: they stand."""
    here = {(it.site, it.chip, it.on) for it in rows if isinstance(it, LevelReported)}
    return sum(
        level.source.startswith(family) and (level.site, level.chip, level.on) not in here
        for level in world[RegistryView].levels.where()
    )


def tied_out(
    world: RowsWorld, published: Mapping[SiteId, Decimal], on: date, factor_set: str
) -> TieOut:
    """Return how what the registry has agrees with the source's own total of each site."""
    if world[ChipsView].factor_sets.get(FactorSetId(factor_set)) is None:
        raise NotFoundError(f"no factor set {factor_set!r} is adopted")
    ratios, unknown = dict[SiteId, Decimal](), list[str]()
    for site, total in published.items():
        standing = levels_on(world[RegistryView].levels.where(site=site), on)
        if not standing or not total:
            continue
        found = _h100e(world, standing, factor_set)
        if found is None:
            unknown.append(site)
        else:
            ratios[site] = found / total
    apart = {site: ratio for site, ratio in ratios.items() if abs(ratio - 1) > WITHIN}
    return TieOut(
        on=on,
        factor_set=factor_set,
        sites=len(ratios),
        within=len(ratios) - len(apart),
        apart=tuple(Apart(site=it, ratio=round(ratio, 3)) for it, ratio in apart.items()),
        unknown=tuple(unknown),
    )


def _h100e(world: RowsWorld, levels: Iterable[Level], factor_set: str) -> Decimal | None:
    total = Decimal(0)
    for level in levels:
        if level.units is None:
            return None
        try:
            each = h100e(world, factor_set=factor_set, chip=level.chip, units=level.units)
        except NotFoundError:
            return None
        total += each.h100e
    return total
