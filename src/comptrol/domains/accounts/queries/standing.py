"""What of sources stands in the log: levels of sites with their labels, and estimates?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from comptrol.domains.accounts.formulas import (
    Accessible,
    Account,
    AccountRow,
    Changed,
    Designed,
    Estimate,
    Factors,
    Located,
    Owned,
    Part,
    SiteHeld,
    SiteLevel,
    SiteTableHeld,
    Told,
    account_of_sites,
    gathered,
    quantiles,
    told,
)
from comptrol.domains.accounts.formulas.axes import A
from comptrol.domains.accounts.queries.known import estimates, whose
from comptrol.domains.accounts.statements import Axis
from comptrol.domains.accounts.view import StatedEstimate
from comptrol.domains.chips import ChipsView, FactorSetId, factor_of
from comptrol.domains.registry import RegistryView, Site
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.view import World

ESTIMATED: Final = "estimated"
LEVELS: Final = "sites-in-log"


def accessible(world: World, *, on: date, factor_set: FactorSetId) -> Account:
    """Return what sources say stands at sites, whose it is and who can use it, with their labels.

    From levels of sites in the log (``comptrol registry sites``).
    """
    view = world[RegistryView]
    sites = tuple(_site(view, it) for it in view.sites.where())
    chips = {level.chip for site in sites for level in site.levels if not level.planned}
    sets = [factor_set, *(it.factor_set for it in world[ChipsView].factor_sets.where())]
    latest = max((it.on for site in sites for it in site.levels if not it.planned), default=on)
    found = account_of_sites(
        SiteTableHeld(
            edition=max(on, latest),
            sites=sites,
            factors=tuple(_factors(world[ChipsView], it, chips) for it in dict.fromkeys(sets)),
            makers=dict(_makers(world[ChipsView], factor_set, chips)),
            whose=whose(world),
        ),
        on,
    )
    return msgspec.structs.replace(found, method=LEVELS, attribution=_sources(view))


def _sources(view: RegistryView) -> tuple[str, ...]:
    return tuple(sorted({it.source for it in view.levels.where()}))


def _site(view: RegistryView, found: Site) -> SiteHeld:
    return SiteHeld(
        site=found.site,
        name=found.name,
        country=found.country,
        published=None,
        levels=tuple(
            SiteLevel(
                site=it.site,
                chip=it.chip,
                on=it.on,
                units=it.units,
                planned=it.planned,
                owners=it.owners,
                users=it.users,
            )
            for it in view.levels.where(site=found.site)
        ),
    )


def _factors(view: ChipsView, name: FactorSetId, chips: set[str]) -> Factors:
    found: dict[str, Decimal] = {}
    for chip in chips:
        try:
            found[chip] = factor_of(view, name, chip).h100e
        except NotFoundError:
            if view.factor_sets.get(name) is None:
                raise
    return Factors(factor_set=name, by_chip=found)


def _makers(view: ChipsView, name: FactorSetId, chips: set[str]) -> Iterator[tuple[str, str]]:
    for chip in chips:
        try:
            model = factor_of(view, name, chip).model
        except NotFoundError:
            continue
        row = None if model is None else view.models.get(model)
        if row is not None:
            yield chip, row.maker


def estimated(world: World, *, on: date, factor_set: FactorSetId) -> Account:
    """Return what the estimates that were said come to, each part with its own interval."""
    found = estimates(world, on=on)
    same = tuple(it for it in found if it.factor_set == factor_set)
    axes = (
        gathered(Located, _of(Located, same)),
        gathered(Owned, _of(Owned, same)),
        gathered(Designed, _of(Designed, same)),
        gathered(Accessible, _of(Accessible, same)),
    )
    left = sorted({it.factor_set for it in found if it.factor_set != factor_set})
    return Account(
        method=ESTIMATED,
        as_of=on,
        table="estimates",
        how="latest estimate of every part; ends added, no medians added",
        definition=factor_set,
        stale=False,
        rows=tuple(
            _with_parts(row, same) for axis in axes for row in axis.rows(None, rest_counts=False)
        ),
        unallocated=(),
        sensitivity=tuple(_sensitivity(same)),
        spread=(),
        published=(),
        notes=tuple(f"Estimates under {it} are left out: factor sets do not mix." for it in left),
        attribution=tuple(sorted({it.source for it in same})),
    )


def _of(kind: type[A], found: tuple[StatedEstimate, ...]) -> Iterator[tuple[str, A]]:
    for it in found:
        if it.axis is kind.AXIS:
            yield it.country, kind(h100e=quantiles(it.p5, it.median, it.p95))


def _with_parts(row: AccountRow, found: tuple[StatedEstimate, ...]) -> AccountRow:
    mine = (it for it in found if (it.axis, it.country) == (row.axis, row.country))
    return msgspec.structs.replace(row, parts=tuple(map(_part, mine)))


def _part(it: StatedEstimate) -> Part:
    return Part(
        part=it.part,
        h100e=told(quantiles(it.p5, it.median, it.p95)),
        as_of=it.as_of,
        confidence=it.confidence,
        source=it.source,
        note=f"{it.method}; estimate {it.estimate} at position {it.position}",
    )


def _sensitivity(found: tuple[StatedEstimate, ...]) -> Iterator[Changed]:
    """Yield what each country has without each of the parts: which of them the result rests on."""
    for words in ("", *dict.fromkeys(it.part for it in found)):
        rest = tuple(it for it in found if it.part != words)
        by_axis = {axis: _intervals(rest, axis) for axis in Axis}
        yield Changed(
            method=f"without {words}" if words else "all parts",
            rows=len(rest),
            sized=len(rest),
            h100e=None,
            shares={},
            intervals={
                f"{name}, {axis.value}": it
                for axis, named in by_axis.items()
                for name, it in named.items()
            },
        )


def _intervals(found: tuple[StatedEstimate, ...], axis: Axis) -> dict[str, Told]:
    parts: dict[str, Estimate] = {}
    for it in found:
        if it.axis is axis:
            one = quantiles(it.p5, it.median, it.p95)
            known = parts.get(it.country)
            parts[it.country] = one if known is None else known + one
    return {name: told(it) for name, it in sorted(parts.items())}
