"""What may be asked of failures: what is lost with a site, with a shared thing, with two?"""

from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from comptrol.domains.chips import FactorSetId
from comptrol.domains.registry import SiteId
from comptrol.domains.supply.formulas import (
    Contingency,
    Thing,
    contingency,
    shared_things,
)
from comptrol.domains.supply.queries.weighing import NOUGHT, weighed_sites
from comptrol.domains.supply.statements import (
    DependenceKind,
    DependenceStated,
    SharedId,
)
from comptrol.domains.supply.view import (
    SupplyView,
)
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.view import World

PAIRS_MAX: Final = 4_000
Together = Annotated[int, Meta(ge=1, le=2)]


class Contingencies(msgspec.Struct, frozen=True, kw_only=True):
    """What is lost with each site, and with each shared thing, the worst first."""

    on: date
    factor_set: FactorSetId
    sites: int
    h100e_low: Decimal
    h100e_high: Decimal | None
    """Of all sites; nothing: some have no number."""
    without_number: tuple[SiteId, ...]
    nothing_said: tuple[SiteId, ...]
    """Of these sites nobody said on what they hang: they are open in every shared failure."""
    by_site: tuple[Contingency, ...]
    by_thing: tuple[Contingency, ...]
    together: tuple[Contingency, ...]


def contingencies(
    world: World,
    *,
    on: date,
    factor_set: FactorSetId,
    country: CountryCode | None = None,
    at_once: Together = 1,
) -> Contingencies:
    """Return what is lost with each site and each shared thing, and with two of them at once."""
    weighed = weighed_sites(world, on, factor_set, country)
    said = _said(world, [it.site for it in weighed])
    things = shared_things(one for it in said.values() for one in it.values())
    every = contingency(weighed, said, failed_sites=[it.site for it in weighed])
    by_site = [contingency(weighed, said, failed_sites=[it.site]) for it in weighed]
    by_thing = [contingency(weighed, said, failed=[it]) for it in things]
    pairs = list(combinations(things, 2)) if at_once > 1 else []
    if len(pairs) > PAIRS_MAX:
        raise UnreadableError(f"{len(pairs)} pairs of shared things: ask of one country")
    together = [contingency(weighed, said, failed=it) for it in pairs]
    return Contingencies(
        on=on,
        factor_set=factor_set,
        sites=len(weighed),
        h100e_low=every.h100e_low,
        h100e_high=every.h100e_high,
        without_number=every.without_number,
        nothing_said=tuple(it.site for it in weighed if not said.get(it.site)),
        by_site=_worst_first(by_site),
        by_thing=_worst_first(by_thing),
        together=_worst_first(together),
    )


def what_fails(
    world: World,
    *,
    fails: str,
    on: date,
    factor_set: FactorSetId,
    country: CountryCode | None = None,
) -> Contingency:
    """Return what is lost when these fail together: sites, and shared things as ``kind:name``.

    ``fails`` names them, with commas between, such as ``grid:north,river:rhine,site-7``.
    """
    names = [it.strip() for it in fails.split(",") if it.strip()]
    weighed = weighed_sites(world, on, factor_set, country)
    things = [_thing(it) for it in names if ":" in it]
    failed_sites = [SiteId(it) for it in names if ":" not in it]
    unknown = sorted(set(failed_sites) - {it.site for it in weighed})
    if unknown or not names:
        raise NotFoundError(
            f"no site {unknown[0]!r} is registered" if unknown else "nothing fails"
        )
    said = _said(world, [it.site for it in weighed])
    strangers = sorted(set(things) - set(shared_things(
        one for it in said.values() for one in it.values()
    )), key=str)  # fmt: skip
    if strangers:
        kind, name = strangers[0]
        raise NotFoundError(f"nobody hangs on {kind.value}:{name}, as far as anybody has said")
    return contingency(weighed, said, failed_sites=failed_sites, failed=things)


def _thing(text: str) -> Thing:
    kind, _, name = text.partition(":")
    try:
        return DependenceKind(kind), SharedId(name)
    except ValueError as error:
        known = ", ".join(it.value for it in DependenceKind)
        raise UnreadableError(f"{text!r}: expected {known}, a colon and a name") from error


def _said(
    world: World, sites: list[SiteId]
) -> dict[SiteId, dict[DependenceKind, DependenceStated]]:
    among = set(sites)
    found: dict[SiteId, dict[DependenceKind, DependenceStated]] = {}
    for row in world[SupplyView].dependences.where():
        if row.site in among:
            found.setdefault(row.site, {})[row.depends_on] = row.said
    return found


def _worst_first(those: list[Contingency]) -> tuple[Contingency, ...]:
    """Return the largest certain loss first; then what may be lost, none before a number."""
    return tuple(
        sorted(those, key=lambda it: (-it.h100e_low, it.h100e_high is not None,
                                      -(it.h100e_high or NOUGHT), it.fails))
    )  # fmt: skip
