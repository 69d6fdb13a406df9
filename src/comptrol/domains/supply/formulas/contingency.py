"""How much compute is lost when one site fails, or one thing on which several sites hang?

Three answers to a site: lost, kept, open. A site is lost for certain only where somebody said
that it needs what fails; it is kept only where somebody said all that it hangs on of that kind.
Everything else is open, and counts in the upper end alone. Where a site's chips have no number,
it is named, and the upper end is not known.
"""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Final

import msgspec

from comptrol.domains.registry import SiteId
from comptrol.domains.supply.statements import (
    Between,
    DependenceKind,
    DependenceStated,
    Needs,
    SharedId,
)

Thing = tuple[DependenceKind, SharedId]
NOUGHT: Final = Decimal(0)


class Fate(Enum):
    """What becomes of a site."""

    LOST = "lost"
    OPEN = "open"
    KEPT = "kept"


class Weighed(msgspec.Struct, frozen=True, kw_only=True):
    """A site and its compute in H100-equivalents; nothing: there is no number."""

    site: SiteId
    h100e: Between | None


class Contingency(msgspec.Struct, frozen=True, kw_only=True):
    """What is lost when one thing, or some, fail together."""

    fails: tuple[str, ...]
    """Sites by their name, shared things as ``kind:name``."""
    lost: tuple[SiteId, ...]
    open: tuple[SiteId, ...]
    h100e_low: Decimal
    """Of the sites that are lost for certain."""
    h100e_high: Decimal | None
    """Of these and the open ones; nothing: one of them has no number."""
    percent_low: Decimal | None
    percent_high: Decimal | None
    """Of all sites; nothing: one of them has no number."""
    without_number: tuple[SiteId, ...]
    """Of the lost and open sites."""


def fate(said: Mapping[DependenceKind, DependenceStated], failed: Collection[Thing]) -> Fate:
    """Return what becomes of a site when these things fail, by what was said of it."""
    fates = {
        _by_kind(said.get(kind), {name for it, name in failed if it is kind})
        for kind in {kind for kind, _ in failed}
    }
    return next((it for it in (Fate.LOST, Fate.OPEN) if it in fates), Fate.KEPT)


def _by_kind(said: DependenceStated | None, failed: set[SharedId]) -> Fate:
    if said is None:
        return Fate.OPEN
    hit, left = failed & set(said.things), set(said.things) - failed
    if said.needs is Needs.EVERY and hit:
        return Fate.LOST
    if said.needs is Needs.ANY and said.complete:
        return Fate.LOST if hit and not left else Fate.KEPT
    if said.needs is Needs.ANY and left:
        return Fate.KEPT  # one that it names is left, whatever else there is
    if not hit and said.complete:
        return Fate.KEPT
    return Fate.OPEN


def contingency(
    sites: Iterable[Weighed],
    said: Mapping[SiteId, Mapping[DependenceKind, DependenceStated]],
    *,
    failed_sites: Collection[SiteId] = (),
    failed: Collection[Thing] = (),
) -> Contingency:
    """Return what is lost when these sites and these things fail together."""
    every = list(sites)
    fates = {
        it.site: Fate.LOST if it.site in failed_sites else fate(said.get(it.site, {}), failed)
        for it in every
    }
    lost = [it for it in every if fates[it.site] is Fate.LOST]
    open_ = [it for it in every if fates[it.site] is Fate.OPEN]
    kept = [it for it in every if fates[it.site] is Fate.KEPT]
    low, high = _least(lost), _most([*lost, *open_])
    beside = _most([*open_, *kept])
    return Contingency(
        fails=(*sorted(failed_sites), *sorted(f"{kind.value}:{name}" for kind, name in failed)),
        lost=tuple(it.site for it in lost),
        open=tuple(it.site for it in open_),
        h100e_low=low,
        h100e_high=high,
        percent_low=None if beside is None else _percent(low, low + beside),
        percent_high=None if high is None else _percent(high, high + _least(kept)),
        without_number=tuple(it.site for it in (*lost, *open_) if it.h100e is None),
    )


def _least(those: Iterable[Weighed]) -> Decimal:
    return sum((it.h100e.low for it in those if it.h100e is not None), NOUGHT)


def _most(those: Iterable[Weighed]) -> Decimal | None:
    total = NOUGHT
    for it in those:
        if it.h100e is None:
            return None
        total += it.h100e.high
    return total


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return a part in percent of the whole; nothing where there is no whole."""
    return (100 * part / whole).quantize(Decimal("0.01")) if whole else None


def shared_things(said: Iterable[DependenceStated]) -> tuple[Thing, ...]:
    """Return every thing on which a site is said to hang."""
    found = {(it.depends_on, name) for it in said for name in it.things}
    return tuple(sorted(found, key=lambda it: (it[0].value, it[1])))
