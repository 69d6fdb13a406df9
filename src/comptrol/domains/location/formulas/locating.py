"""Can the claimed place be true? What delays of signed replies say of it, and what they do not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from comptrol.domains.location.formulas.discs import (
    BOUND_KM_PER_MS_MIN,
    LIGHT_KM_PER_MS,
    Disc,
    bounding,
    disc,
    reach_km,
)
from comptrol.domains.location.formulas.enclosing import Circle, smallest_circle
from comptrol.domains.location.formulas.region import Region
from comptrol.domains.location.formulas.sphere import EARTH_RADIUS_KM, Vector
from comptrol.domains.location.formulas.zones import Relation, Zone
from comptrol.domains.location.statements import LocationVerdict

LOCATOR: Final = "discs 2"
"""The version of this method: it stands in every verdict."""


ROUNDING_KM: Final = 1e-6
"""A millimetre more or less is arithmetic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The least delay after which one landmark heard an answer, and whether the device signed."""

    landmark: str
    group: str
    place: Vector
    rtt_ms: float
    signed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A claim and the replies that speak about it."""

    zone: Zone | None
    """Nothing where the claim names a country of which no border is known."""
    replies: Sequence[Reply]
    tolerate: int
    """How many groups of landmarks may be wrong."""
    km_per_ms: float
    slack_km: float = 0.0
    """How far the landmarks' positions and clocks may be off, in kilometres on the ground."""


@dataclass(frozen=True, kw_only=True)
class UnderSpeed:
    """What the replies come to under one speed."""

    km_per_ms: float
    verdict: LocationVerdict
    against: Mapping[str, float]
    """Landmarks whose disc excludes every place of the claimed zone, in their order, and by how
    many milliseconds each heard the reply too soon."""
    contradiction: bool
    """No place is possible: more groups are wrong than are tolerated, or the speed is."""
    region: Region
    """All possible places; the whole globe where nothing was heard."""
    relation: Relation | None
    heard: bool

    @cached_property
    def circle(self) -> Circle | None:
        """Return the smallest circle around the region; nothing where there is no region."""
        return smallest_circle(self.region) if self.heard else None

    @property
    def margin_ms(self) -> float:
        """Return how far the landmark that speaks most against the claim refutes it; 0: none."""
        return max(self.against.values(), default=0.0)

    @property
    def excluding(self) -> tuple[str, ...]:
        """Return the landmarks that exclude every place of the claim by themselves."""
        return tuple(self.against)

    @property
    def radius_km(self) -> float | None:
        """Return the radius of the smallest circle around the feasible region."""
        return None if self.circle is None else self.circle.reach * EARTH_RADIUS_KM


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """What the replies come to under the chosen speed, and under that of light in vacuum."""

    chosen: UnderSpeed
    light: UnderSpeed
    left_out: tuple[str, ...]
    """Landmarks whose reply was not signed by the device: they heard some box."""
    groups: int
    """How many independent groups were counted."""
    certified_by: tuple[str, ...]
    """Landmarks inside the border of the claim whose signal cannot have left it in that time."""

    @property
    def refuted(self) -> bool:
        """Tell whether the claim is impossible under either speed."""
        return LocationVerdict.IMPOSSIBLE in (self.chosen.verdict, self.light.verdict)


def locate(evidence: Evidence) -> Located:
    """Return the verdict on a claimed place (methods: a quorum of discs)."""
    signed = [it for it in evidence.replies if it.signed]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(_groups(signed)))}
    chosen = _found(evidence, signed, numbers, evidence.km_per_ms)
    in_vacuum = chosen.km_per_ms == LIGHT_KM_PER_MS
    return Located(
        chosen=chosen,
        light=chosen if in_vacuum else _found(evidence, signed, numbers, LIGHT_KM_PER_MS),
        left_out=tuple(it.landmark for it in evidence.replies if not it.signed),
        groups=len(numbers),
        certified_by=tuple(_certifying(evidence.zone, signed, evidence.slack_km)),
    )


def _groups(replies: Sequence[Reply]) -> Iterator[str]:
    return (it.group for it in replies)


def _found(
    evidence: Evidence, signed: Sequence[Reply], numbers: dict[str, int], km_per_ms: float
) -> UnderSpeed:
    zone, tolerate = evidence.zone, evidence.tolerate
    reaches = [reach_km(it.rtt_ms, km_per_ms, evidence.slack_km) for it in signed]
    region = _region(signed, numbers, reaches, tolerate)
    contradiction = bool(signed) and region.is_empty
    relation = None
    if zone is not None and len(numbers) > tolerate and not contradiction:
        doubt_km = zone.doubt * EARTH_RADIUS_KM
        wide = [it + doubt_km for it in reaches]
        wider = _region(signed, numbers, wide, tolerate) if zone.doubt else region
        relation = zone.relation(wider)
    return UnderSpeed(
        km_per_ms=km_per_ms,
        verdict=_verdict(relation, km_per_ms),
        against={} if zone is None else dict(_against(zone, signed, reaches, km_per_ms)),
        contradiction=contradiction,
        region=region,
        relation=relation,
        heard=bool(signed),
    )


def _region(
    signed: Sequence[Reply], numbers: dict[str, int], reaches: Sequence[float], tolerate: int
) -> Region:
    discs: list[Disc] = [
        disc(it.landmark, numbers[it.group], it.place, km)
        for it, km in zip(signed, reaches, strict=True)
    ]
    return Region(tuple(bounding(discs, tolerate)), tolerate)


def _against(
    zone: Zone, signed: Sequence[Reply], reaches: Sequence[float], km_per_ms: float
) -> Iterator[tuple[str, float]]:
    """Yield who heard a reply sooner than it could come from anywhere in the zone, by how much.

    The zone may reach as much further as its border is in doubt.
    """
    for it, reach in zip(signed, reaches, strict=True):
        beyond_km = zone.beyond(it.place, reach / EARTH_RADIUS_KM + zone.doubt) * EARTH_RADIUS_KM
        if beyond_km > ROUNDING_KM:
            yield it.landmark, 2 * beyond_km / km_per_ms


def _verdict(relation: Relation | None, km_per_ms: float) -> LocationVerdict:
    if km_per_ms < BOUND_KM_PER_MS_MIN:
        return LocationVerdict.INCONCLUSIVE
    if relation is Relation.APART:
        return LocationVerdict.IMPOSSIBLE
    if relation is Relation.INSIDE:
        return LocationVerdict.CONSISTENT
    return LocationVerdict.INCONCLUSIVE


def _certifying(zone: Zone | None, signed: Sequence[Reply], slack_km: float) -> Iterator[str]:
    """Yield the landmarks that certify by themselves that the device is inside the border.

    Such a landmark is inside it, and hears the reply before light could have been there and back
    from the nearest place of the border, which may be nearer by the slack: the landmark need not
    stand just where it says. It is one landmark's word: no quorum stands behind it.
    """
    if zone is None:
        return
    for it in signed:
        reach = reach_km(it.rtt_ms, LIGHT_KM_PER_MS, slack_km) / EARTH_RADIUS_KM
        if zone.encloses(it.place, reach + zone.doubt):
            yield it.landmark
