"""What stands at sites on a day, whose is it, and who can use it from abroad?

Quantities are levels, never additions; a plan whose day has passed is still a plan (data sheet,
section 5). Names come with the source's own label of confidence, which is handed on unchanged and
is never an accusation.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from comptrol.domains.accounts.formulas.axes import Accessible
from comptrol.domains.accounts.formulas.estimates import bounds
from comptrol.domains.accounts.formulas.names import Nationalities
from comptrol.domains.registry import Attribution, Confidence, levels_on
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import CountryCode

UNKNOWN: Final = "unknown"
WITHIN: Final = Decimal("0.02")
"""Of the source's own total: that much is rounding of factors (data sheet, section 5)."""


class SiteLevel(msgspec.Struct, frozen=True, kw_only=True):
    """How many chips of one type stand at a site from a day on."""

    site: str
    chip: str
    on: date
    units: int | None
    planned: bool
    owners: tuple[Attribution, ...]
    users: tuple[Attribution, ...]

    @property
    def tenants(self) -> tuple[Attribution, ...]:
        """Return who is thought to use it; its owners where no user is named."""
        return self.users or self.owners


class SiteHeld(msgspec.Struct, frozen=True, kw_only=True):
    """One site: where it is, its levels, and the source's own total."""

    site: str
    name: str
    country: CountryCode | None
    published: Decimal | None
    levels: tuple[SiteLevel, ...]


class Factors(msgspec.Struct, frozen=True, kw_only=True):
    """A named edition of what each chip counts for in H100s."""

    factor_set: str
    by_chip: Mapping[str, Decimal]

    def h100e(self, level: SiteLevel) -> Decimal | None:
        """Return what a level counts for; a chip without a factor is an error, not nought."""
        factor = self.by_chip.get(level.chip)
        if factor is None:
            raise NotFoundError(
                f"{self.factor_set} has no factor for {level.chip!r}: unknown is not zero"
            )
        return None if level.units is None else factor * level.units


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """Compute that stands somewhere and that named parties are thought to use.

    Where the source gives a site no country, that is unknown, and is not guessed from its name.
    """

    country: CountryCode | None
    """Of those who can use it; nothing where no nationality is known."""
    located: str
    site: str
    name: str
    chip: str
    on: date
    h100e: Accessible
    who: tuple[Attribution, ...]
    """All whom the source names, with its labels: which of them has how much it does not say."""
    confidence: Confidence
    """The weakest label among those of this country."""


def standing(sites: Iterable[SiteHeld], day: date) -> Iterator[tuple[SiteHeld, SiteLevel]]:
    """Yield the levels in force on a day, each with its site."""
    for site in sites:
        for level in levels_on(site.levels, day):
            yield site, level


def reaches(
    sites: Iterable[SiteHeld], factors: Factors, whose: Nationalities, day: date
) -> Iterator[Reach]:
    """Yield who can use what. Where several are named, each may have all of it or nothing."""
    for site, level in standing(sites, day):
        h100e = factors.h100e(level)
        if h100e is None or not h100e:
            continue
        nations = {whose.of(it.name) for it in level.tenants} or {None}
        for nation in sorted(nations, key=str):
            alone = len(nations) == 1
            labels = [it.confidence for it in level.tenants if whose.of(it.name) == nation]
            yield Reach(
                country=nation,
                located=site.country or UNKNOWN,
                site=site.site,
                name=site.name,
                chip=level.chip,
                on=level.on,
                h100e=Accessible(h100e=bounds(h100e if alone else Decimal(0), h100e)),
                who=level.tenants,
                confidence=weakest(labels),
            )


_ORDER: Final = list(Confidence)


def weakest(labels: Iterable[Confidence]) -> Confidence:
    """Return the least sure of some labels; none at all is unstated."""
    return max(labels, key=_ORDER.index, default=Confidence.UNSTATED)


class SiteTieOut(msgspec.Struct, frozen=True, kw_only=True):
    """How far the levels of sites come to the source's own totals."""

    within: int
    of: int
    apart: Mapping[str, Decimal]
    """The others: the sum of their levels over the source's total."""


def tied_out(sites: Iterable[SiteHeld], factors: Factors, day: date) -> SiteTieOut:
    """Hold the levels of every site against its total; 2 percent apart is the same."""
    ratios: dict[str, Decimal] = {}
    for site in sites:
        amounts = [factors.h100e(it) for it in levels_on(site.levels, day)]
        known = [it for it in amounts if it is not None]
        if site.published and known and len(known) == len(amounts):
            ratios[site.name] = sum(known, Decimal(0)) / site.published
    apart = {name: it for name, it in sorted(ratios.items()) if abs(it - 1) > WITHIN}
    return SiteTieOut(within=len(ratios) - len(apart), of=len(ratios), apart=apart)
