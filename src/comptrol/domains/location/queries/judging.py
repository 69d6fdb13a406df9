"""What does a measurement say of the claimed place?"""

from decimal import Decimal
from math import ceil

from comptrol.domains.location.formulas import (
    EARTH_RADIUS_KM,
    LOCATOR,
    Borders,
    Evidence,
    Reply,
    Round,
    Zone,
    locate,
    notes,
    vector,
)
from comptrol.domains.location.queries.asking import policy_in_force
from comptrol.domains.location.queries.claiming import Claim, claimed, standing_at
from comptrol.domains.location.statements import Heard, Judged, LandmarkId, Measured
from comptrol.domains.location.view import LocationView
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def judged(entry: Entry[Measured], world: World) -> Judged:
    """Return the verdict on an admitted measurement, by the policy in force, to be recorded."""
    said, policy = entry.statement, policy_in_force(world[LocationView])
    claim = claimed(said, world)
    assert claim is not None, "an admitted measurement has a claim"
    assert policy is not None, "nothing is measured before there is a policy"
    evidence = Evidence(
        zone=_zone(claim, world),
        replies=[_reply(it, world) for it in said.heard if it.rtts_ms],
        tolerate=policy.tolerate,
        km_per_ms=float(policy.km_per_ms),
        slack_km=float(policy.slack_km),
    )
    found = locate(evidence)
    borders = "" if claim.country is None else world.reference(Borders).source
    told = notes(evidence, found, claim=claim.country or "the claim", borders=borders)
    radius_km = found.chosen.radius_km
    return Judged(
        because=entry.position,
        measurement=said.measurement,
        chip=said.chip,
        site=standing_at(said, world),
        landmark=said.landmark,
        locator=LOCATOR,
        policy=policy.policy,
        tolerate=policy.tolerate,
        km_per_ms=policy.km_per_ms,
        slack_km=policy.slack_km,
        place=claim.place,
        country=claim.country,
        verdict=found.chosen.verdict,
        light_verdict=found.light.verdict,
        radius_km=None if radius_km is None else Decimal(ceil(radius_km * 1000)) / 1000,
        margin_ms=Decimal(f"{found.chosen.margin_ms:.6f}"),
        light_margin_ms=Decimal(f"{found.light.margin_ms:.6f}"),
        excluding=_named(found.chosen.excluding),
        contradiction=found.chosen.contradiction,
        groups=found.groups,
        left_out=_named(found.left_out),
        certified_by=_named(found.certified_by),
        notes=tuple(told),
    )


def _zone(claim: Claim, world: World) -> Zone | None:
    if claim.country is not None:
        return world.reference(Borders).of(claim.country)
    assert claim.place is not None, "a claim is of a circle or of a country"
    centre = vector(float(claim.place.lat), float(claim.place.lon))
    return Round(centre, float(claim.place.radius_km) / EARTH_RADIUS_KM)


def _reply(heard: Heard, world: World) -> Reply:
    landmark = world[LocationView].landmarks.get(heard.landmark)
    assert landmark is not None, "an admitted measurement names known landmarks"
    return Reply(
        landmark=heard.landmark,
        group=landmark.group,
        place=vector(float(landmark.lat), float(landmark.lon)),
        rtt_ms=float(min(heard.rtts_ms)),
        signed=heard.signed,
    )


def _named(names: tuple[str, ...]) -> tuple[LandmarkId, ...]:
    return tuple(LandmarkId(name) for name in names)
