"""What may be said about places, given what is known."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, assert_never

from comptrol.domains.location.formulas import HALF_WAY_KM
from comptrol.domains.location.queries import claimed, policy_in_force
from comptrol.domains.location.refusals import LocationRefusal
from comptrol.domains.location.statements import (
    Heard,
    Judged,
    LandmarkId,
    LandmarkRegistered,
    LandmarkWithdrawn,
    LocationStatement,
    Measured,
    PolicyAdopted,
)
from comptrol.domains.location.view import LocationView
from comptrol.domains.parties import PartiesView, may
from comptrol.domains.registry import Place, RegistryView, chip_standing
from comptrol.kernel.countries import Countries
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import is_amount, is_measure
from comptrol.kernel.roles import AUTHORITY, WITNESSES
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""No chip that is counted here is older."""
RTT_MS_BELOW: Final = Decimal(3_600_000)
"""An hour: whatever takes longer is no round trip."""
LIGHT: Final = Decimal("299.792458")
SLACK_KM_MAX: Final = Decimal(1000)
"""Landmarks whose place is known no better than this are none."""


def check(entry: Entry[LocationStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    match entry.statement:
        case LandmarkRegistered() as said:
            yield from _anothers(said.landmark, entry.signer, world)
            yield from _off_the_globe(said.lat, said.lon)
        case LandmarkWithdrawn() as said:
            yield from _unknown_landmarks((said.landmark,), world)
            yield from _anothers(said.landmark, entry.signer, world)
        case PolicyAdopted() as said:
            yield from _check_policy(said)
        case Measured() as said:
            yield from _check_measured(said, entry, world)
            yield from _check_subject(said, entry.signer, world)
            yield from _check_claim(said, world)
            yield from _check_heard(said, world)
        case Judged():
            return  # a consequence: only the platform says it, and intake takes it from nobody
        case never:
            assert_never(never)


def _anothers(name: LandmarkId, signer: PartyId, world: World) -> Iterator[Finding]:
    known = world[LocationView].landmarks.get(name)
    if known is not None and known.by != signer and not may(world[PartiesView], signer, AUTHORITY):
        yield Finding.of(LocationRefusal.ANOTHERS_LANDMARK, f"{name} is of {known.by}")


def _off_the_globe(
    lat: Decimal, lon: Decimal, radius_km: Decimal = Decimal(0)
) -> Iterator[Finding]:
    bounds = (
        ("lat", lat, Decimal(-90), Decimal(90)),
        ("lon", lon, Decimal(-180), Decimal(180)),
        ("radius_km", radius_km, Decimal(0), Decimal(HALF_WAY_KM)),
    )
    for word, number, least, most in bounds:
        if not (is_amount(number.copy_abs()) and least <= number <= most):
            detail = f"{word} is {number}: from {least:.0f} to {most:.0f} is expected"
            yield Finding.of(LocationRefusal.OFF_THE_GLOBE, detail)


def _check_policy(said: PolicyAdopted) -> Iterator[Finding]:
    signing = Decimal(1) if said.signing_ms_max is None else said.signing_ms_max
    bounds = (
        ("km_per_ms", said.km_per_ms, Decimal(1), LIGHT),
        ("slack_km", said.slack_km, Decimal(0), SLACK_KM_MAX),
        ("jump_ms", said.jump_ms, Decimal("0.001"), RTT_MS_BELOW),
        ("uniform_ms", said.uniform_ms, Decimal("0.001"), RTT_MS_BELOW),
        ("uniform_share", said.uniform_share, Decimal("0.5"), Decimal(1)),
        ("signing_spread_ms", said.signing_spread_ms, Decimal("0.001"), RTT_MS_BELOW),
        ("signing_ms_max", signing, Decimal("0.001"), RTT_MS_BELOW),
    )
    for word, number, least, most in bounds:
        if not (is_amount(number.copy_abs()) and least <= number <= most):
            detail = f"{word} is {number}: from {least} to {most} is expected"
            yield Finding.of(LocationRefusal.IMPOSSIBLE_POLICY, detail)


def _check_measured(
    said: Measured, entry: Entry[LocationStatement], world: World
) -> Iterator[Finding]:
    view = world[LocationView]
    if policy_in_force(view) is None:
        yield Finding.of(LocationRefusal.NO_POLICY, "say location.policy-adopted/1 first")
    if view.measurements.get(said.measurement) is not None:
        yield Finding.of(LocationRefusal.MEASUREMENT_EXISTS, said.measurement)
    if said.at > entry.logged_at:
        yield Finding.of(LocationRefusal.NOT_YET, f"{said.at} is after {entry.logged_at}")
    if said.at < EARLIEST:
        yield Finding.of(LocationRefusal.LONG_AGO, f"{said.at} is before {EARLIEST}")


def _check_subject(said: Measured, signer: PartyId, world: World) -> Iterator[Finding]:
    registry = world[RegistryView]
    if (said.landmark is None) == (said.chip is None and said.site is None):
        yield Finding.of(LocationRefusal.OF_NOTHING, "name a chip or a site, or one landmark")
    standing = None if said.chip is None else chip_standing(registry, said.chip)
    if said.chip is not None and standing is None:
        yield Finding.of(LocationRefusal.UNKNOWN_CHIP, said.chip)
    site = None if said.site is None else registry.sites.get(said.site)
    if said.site is not None and site is None:
        yield Finding.of(LocationRefusal.UNKNOWN_SITE, said.site)
    if may(world[PartiesView], signer, WITNESSES):
        return
    if site is None or site.operator != signer:
        detail = f"operator: {site.operator if site is not None else 'no site is named'}"
        yield Finding.of(LocationRefusal.NOT_OPERATOR, detail)
    elif standing is not None and standing.site != said.site:
        detail = f"{said.chip} does not stand at {said.site} by the registry"
        yield Finding.of(LocationRefusal.CHIP_ELSEWHERE, detail)


def _check_claim(said: Measured, world: World) -> Iterator[Finding]:
    if claimed(said, world) is None:
        detail = "nothing is claimed, and the registry has no place of it"
        yield Finding.of(LocationRefusal.NO_CLAIM, detail)
    if said.place is not None and said.country is not None:
        yield Finding.of(LocationRefusal.TWO_CLAIMS, f"a circle and {said.country}")
    if said.country is not None and said.country not in world.reference(Countries):
        yield Finding.of(LocationRefusal.UNKNOWN_COUNTRY, said.country)
    if said.place is not None:
        place: Place = said.place
        yield from _off_the_globe(place.lat, place.lon, place.radius_km)


def _check_heard(said: Measured, world: World) -> Iterator[Finding]:
    names = [it.landmark for it in said.heard]
    yield from _unknown_landmarks(names, world)
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        yield Finding.of(LocationRefusal.HEARD_TWICE, ", ".join(twice))
    if said.landmark is not None:
        yield from _unknown_landmarks((said.landmark,), world)
        if said.landmark in names:
            yield Finding.of(LocationRefusal.HEARD_ITSELF, said.landmark)
    for it in said.heard:
        yield from _impossible(it)
    if any(it.signed for it in said.heard):
        yield from _check_key(said, world)


def _check_key(said: Measured, world: World) -> Iterator[Finding]:
    known = None if said.landmark is None else world[LocationView].landmarks.get(said.landmark)
    if said.device_key is None:
        yield Finding.of(LocationRefusal.NO_KEY, "device_key is missing")
    elif known is not None and known.key != said.device_key:
        yield Finding.of(LocationRefusal.NO_KEY, f"the key of {known.landmark} is {known.key}")


def _unknown_landmarks(names: Iterable[LandmarkId], world: World) -> Iterator[Finding]:
    for name in dict.fromkeys(names):
        known = world[LocationView].landmarks.get(name)
        if known is None or known.withdrawn is not None:
            yield Finding.of(LocationRefusal.UNKNOWN_LANDMARK, name)


def _impossible(heard: Heard) -> Iterator[Finding]:
    for rtt_ms in (*heard.rtts_ms, *heard.echoes_ms):
        if not (is_measure(rtt_ms) and rtt_ms < RTT_MS_BELOW):
            detail = f"{heard.landmark}: {rtt_ms} ms"
            yield Finding.of(LocationRefusal.IMPOSSIBLE_DELAY, detail)
