"""What may be said about the books."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any, assert_never

from comptrol.domains.parties import PartiesView, may
from comptrol.domains.registry.checks.lots import not_in_lot
from comptrol.domains.registry.checks.telling import (
    back_in_time,
    named_twice,
    not_yet,
    unknown_site,
)
from comptrol.domains.registry.formulas import parts_of
from comptrol.domains.registry.refusals import RegistryRefusal
from comptrol.domains.registry.statements import (
    AccountStatement,
    Counted,
    InspectionAgreed,
    LotCount,
    PolicyAdopted,
    Reviewed,
    Sighted,
)
from comptrol.domains.registry.view import IN_FORCE, Custody, RegistryView
from comptrol.kernel.finding import Finding
from comptrol.kernel.quantity import is_amount
from comptrol.kernel.roles import WITNESSES
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

AHEAD_MAX = timedelta(366)
"""An agreement begins within a year, or nobody knows what it will be worth."""


def check_account(entry: Entry[AccountStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse a statement about the books."""
    view = world[RegistryView]
    match entry.statement:
        case Counted() as said:
            yield from _check_counted(said, entry, world)
            yield from not_yet(entry, said.on)
        case PolicyAdopted() as said:
            yield from _check_policy(said)
        case InspectionAgreed() as said:
            yield from unknown_site(view, said.site)
            if said.on > entry.logged_at.date() + AHEAD_MAX:
                yield Finding.of(RegistryRefusal.IMPOSSIBLE_VALUE, f"on {said.on}")
        case Reviewed() as said:
            if view.policies.get(IN_FORCE) is None:
                yield Finding.of(
                    RegistryRefusal.NO_POLICY, "registry.policy-adopted/1 comes first"
                )
            yield from not_yet(entry, said.on)
        case Sighted():
            return
        case never:
            assert_never(never)


def _check_counted(said: Counted, entry: Entry[Any], world: World) -> Iterator[Finding]:
    view, signer = world[RegistryView], entry.signer
    yield from unknown_site(view, said.site)
    yield from named_twice([*(count.lot for count in said.lots), *said.strangers])
    site = view.sites.get(said.site)
    witness = may(world[PartiesView], signer, WITNESSES)
    for count in said.lots:
        yield from _check_count(count, said, view)
        lot = view.lots.get(count.lot)
        if lot is None:
            continue
        runs_it = site is not None and site.operator == signer and lot.stands_at == said.site
        if not witness and not runs_it and signer != lot.holder:
            yield Finding.of(RegistryRefusal.NOT_HOLDER, f"{count.lot} is held by {lot.holder}")
        if count.missing and lot.stands_at not in {None, said.site}:
            detail = f"{count.lot} at {lot.stands_at}: nothing of it is missing at {said.site}"
            yield Finding.of(RegistryRefusal.INSTALLED_ELSEWHERE, detail)
    if said.strangers and not witness and (site is None or site.operator != signer):
        yield Finding.of(RegistryRefusal.NOT_OPERATOR, f"of {said.site}")


def _check_count(count: LotCount, said: Counted, view: RegistryView) -> Iterator[Finding]:
    lot = view.lots.get(count.lot)
    if lot is None:
        yield Finding.of(RegistryRefusal.UNKNOWN_LOT, count.lot)
        return
    if lot.custody is Custody.DEPARTED:
        yield Finding.of(RegistryRefusal.DEPARTED, f"{count.lot} since {lot.since}")
    yield from back_in_time(said.on, lot.since)
    yield from named_twice(count.missing)
    for chip in count.missing:
        maker, span = parts_of(chip)
        if maker != lot.maker:
            yield Finding.of(RegistryRefusal.UNKNOWN_CHIP, chip)
        else:
            yield from not_in_lot(view, lot, (span,))


def _check_policy(said: PolicyAdopted) -> Iterator[Finding]:
    one = Decimal(1)
    for name, value, most in (
        ("silent_share_max", said.silent_share_max, one),
        ("small_holder_tpp", said.small_holder_tpp, Decimal(10**12)),
        ("speed_km_per_hour", said.speed_km_per_hour, Decimal(10**5)),
        ("failures_per_year_max", said.failures_per_year_max, one),
    ):
        if not (is_amount(value) and value <= most):
            detail = f"{name} {value}; from 0 to {most}"
            yield Finding.of(RegistryRefusal.IMPOSSIBLE_VALUE, detail)
    if said.transit_days_max < said.countersign_days:
        detail = f"transit_days_max {said.transit_days_max} is less than countersign_days"
        yield Finding.of(RegistryRefusal.IMPOSSIBLE_VALUE, detail)
    if said.speed_km_per_hour.is_zero():
        yield Finding.of(RegistryRefusal.IMPOSSIBLE_VALUE, "speed_km_per_hour 0")
