"""What has each country by the log: recorded by the registry, on all four axes?

Chips that stand at a registered site are in its country; those with their maker or on the way are
in none, and stand among what cannot be allocated. What is rented counts for the tenant on the axis
of access, and for the owner on that of the provider: never on one axis twice.
"""

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
    Located,
    Nationalities,
    Owned,
    Part,
    exactly,
    gathered,
    told,
)
from comptrol.domains.accounts.queries.known import whose
from comptrol.domains.accounts.queries.recorded import NOWHERE, countries_of_sites, country_of
from comptrol.domains.chips import ChipsView, FactorSetId, ModelId, factor_of
from comptrol.domains.gate import GateView, Order, Through
from comptrol.domains.parties import PartiesView, seat
from comptrol.domains.registry import RegistryView, SiteId, Step, histories
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

RECORDED: Final = "recorded"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Chips of one lot on a day."""

    country: str | None
    holder: PartyId
    model: ModelId
    chips: int
    h100e: Decimal
    on: date


class Rented(msgspec.Struct, frozen=True, kw_only=True):
    """Chips that one party uses and another has."""

    order: str
    seller: PartyId
    tenant: PartyId
    located: str
    chips: int
    h100e: Decimal
    on: date


def account(world: World, *, on: date, factor_set: FactorSetId) -> Account:
    """Return what the registry and the gate have recorded on a day, on all four axes."""
    view = world[ChipsView]
    unweighed: set[str] = set()
    lots = tuple(_standing(world, on, factor_set, unweighed))
    rents = tuple(_rented(world, on, factor_set, unweighed))
    names = whose(world)
    axes = (
        gathered(Located, ((it.country, Located(h100e=exactly(it.h100e))) for it in lots)),
        gathered(
            Owned,
            ((nation(world, it.holder), Owned(h100e=exactly(it.h100e))) for it in lots),
        ),
        gathered(
            Designed,
            ((_vendor(view, it.model, names), Designed(h100e=exactly(it.h100e))) for it in lots),
        ),
    )
    return Account(
        method=RECORDED,
        as_of=on,
        table="registry",
        how="chips of lots at registered sites; rentals that stand; exact counts",
        definition=factor_set,
        stale=False,
        rows=(
            *(row for axis in axes for row in axis.rows(None, rest_counts=False)),
            *_accessible(world, lots, rents),
        ),
        unallocated=tuple(it.unallocated() for it in axes),
        sensitivity=tuple(_sensitivity(world, on)),
        spread=(),
        published=(),
        notes=tuple(_notes(unweighed, rents, on)),
        attribution=(),
    )


def nation(world: World, party: PartyId) -> str | None:
    """Return of which country a party is: the seat of its ultimate parent, else its own."""
    found = seat(world[PartiesView], party)
    if found is None:
        return None
    above = found.ultimate_parent_headquarters if found.ultimate_parent is not None else None
    return above or found.headquarters or found.country


def _standing(
    world: World, on: date, factor_set: FactorSetId, unweighed: set[str]
) -> Iterator[Standing]:
    view = world[RegistryView]
    lots, countries = {lot.lot: lot for lot in view.lots.where()}, countries_of_sites(view)
    known = set(countries.values())
    for steps, _ in histories(view, lots):
        last = _last(steps, on)
        if last is None or not last.there:
            continue
        model = lots[last.lot].model
        weight = _weight(world, factor_set, model, unweighed)
        place = country_of(last, countries)
        if weight is not None:
            yield Standing(
                country=place if place in known else None,
                holder=last.holder,
                model=model,
                chips=last.there,
                h100e=weight * last.there,
                on=last.on,
            )


def _last(steps: list[Step], on: date) -> Step | None:
    """Return how a lot was at the end of a day: steps stand in the order of their days."""
    found = [it for it in steps if it.on <= on]
    return found[-1] if found else None


def _rented(
    world: World, on: date, factor_set: FactorSetId, unweighed: set[str]
) -> Iterator[Rented]:
    """Yield the rentals that stand now and began by the day; the gate keeps no other day."""
    countries = countries_of_sites(world[RegistryView])
    for order in world[GateView].orders.where(standing=True):
        if order.door is not Through.RENTAL or order.on > on or order.under is not None:
            continue
        weight = _weight(world, factor_set, order.model, unweighed)
        if weight is not None:
            yield Rented(
                order=order.order,
                seller=order.seller,
                tenant=order.end_user or order.customer,
                located=_located(order, countries),
                chips=order.chips,
                h100e=weight * order.chips,
                on=order.on,
            )


def _located(order: Order, countries: dict[SiteId, str]) -> str:
    return NOWHERE if order.site is None else countries.get(order.site, NOWHERE)


def _weight(
    world: World, factor_set: FactorSetId, model: ModelId, unweighed: set[str]
) -> Decimal | None:
    """Return what a model counts for; unknown is not nought, and is told."""
    view = world[ChipsView]
    if view.factor_sets.get(factor_set) is None:
        raise NotFoundError(f"no factor set {factor_set!r} is adopted")
    try:
        return factor_of(view, factor_set, model).h100e
    except NotFoundError:
        unweighed.add(model)
        return None


def _vendor(view: ChipsView, model: ModelId, names: Nationalities) -> str | None:
    found = view.models.get(model)
    return None if found is None else names.of(found.maker)


def _accessible(
    world: World, lots: tuple[Standing, ...], rents: tuple[Rented, ...]
) -> Iterator[AccountRow]:
    """Yield what each country can use: its own that is not rented out, and what it rents."""
    owned: dict[str, Decimal] = {}
    parts: dict[str, list[tuple[Accessible, Part]]] = {}
    for lot in lots:
        owner = nation(world, lot.holder)
        if owner is not None:
            owned[owner] = owned.get(owner, Decimal(0)) + lot.h100e
    for rent in rents:
        seller, tenant = nation(world, rent.seller), nation(world, rent.tenant)
        if seller is not None:
            owned[seller] = owned.get(seller, Decimal(0)) - rent.h100e
        if tenant is not None:
            parts.setdefault(tenant, []).append(_rent_part(rent))
    for country in sorted({*owned, *parts}):
        kept = max(owned.get(country, Decimal(0)), Decimal(0))
        yield _access_row(country, kept, parts.get(country, []))


def _rent_part(rent: Rented) -> tuple[Accessible, Part]:
    amount = Accessible(h100e=exactly(rent.h100e))
    part = Part(
        part=f"rented by {rent.tenant} from {rent.seller}, stands in {rent.located}",
        h100e=told(amount.h100e),
        as_of=rent.on,
        confidence=RECORDED,
        source=f"order {rent.order}",
    )
    return amount, part


def _access_row(country: str, kept: Decimal, rented: list[tuple[Accessible, Part]]) -> AccountRow:
    whole = Accessible(h100e=exactly(kept))
    for amount, _ in rented:
        whole = whole + amount
    return AccountRow(
        country=country,
        axis=Accessible.AXIS,
        h100e=told(whole.h100e),
        counted=len(rented),
        confidence=RECORDED,
        parts=tuple(part for _, part in rented),
    )


def _sensitivity(world: World, on: date) -> Iterator[Changed]:
    """Yield the shares of territory by every factor set that is adopted."""
    for edition in world[ChipsView].factor_sets.where():
        unweighed: set[str] = set()
        lots = tuple(_standing(world, on, edition.factor_set, unweighed))
        located = gathered(
            Located, ((it.country, Located(h100e=exactly(it.h100e))) for it in lots)
        )
        parts = {name: it.h100e.middle or Decimal(0) for name, it in located.amounts.items()}
        whole = sum(parts.values(), Decimal(0))
        yield Changed(
            method=edition.factor_set
            + (f", without {', '.join(sorted(unweighed))}" if unweighed else ""),
            rows=len(lots),
            sized=len(lots),
            h100e=whole,
            shares={name: it / whole if whole else None for name, it in sorted(parts.items())},
        )


def _notes(unweighed: set[str], rents: tuple[Rented, ...], on: date) -> Iterator[str]:
    yield "Counted, not estimated. What is in no registry here is not seen: coverage is unknown."
    yield "Chips with their maker or on the way are in no country, and stand as unallocated."
    if rents:
        yield (
            f"{len(rents)} rentals that stand now and began by {on} count for their tenants; "
            "those that ended since are not seen."
        )
    if unweighed:
        yield f"Without a factor, and not counted: {', '.join(sorted(unweighed))}."
