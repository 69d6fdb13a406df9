"""What is known of landmarks, delays and places."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Final, assert_never

import msgspec

from comptrol.domains.location.formulas import Floor, floors, recent, signed
from comptrol.domains.location.statements import (
    GroupId,
    Heard,
    Judged,
    LandmarkId,
    LandmarkRegistered,
    LandmarkWithdrawn,
    LocationStatement,
    LocationVerdict,
    Measured,
    MeasurementId,
    PolicyAdopted,
)
from comptrol.domains.registry import ChipId, Place, SiteId
from comptrol.kernel.identifiers import CountryCode, Digest, PartyId, PublicKey
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Key, Table, View

IN_FORCE: Final = "in-force"
"""The one key of ``location_policy``."""


class Landmark(msgspec.Struct, frozen=True, kw_only=True):
    """One landmark. Withdrawn, it is heard no more."""

    landmark: LandmarkId
    group: GroupId
    lat: Decimal
    lon: Decimal
    key: PublicKey
    source: str
    by: PartyId
    position: int
    withdrawn: str | None = None
    """Why, where it is."""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """How places are judged now: one row, or none before the first."""

    name: str
    policy: str
    source: str
    tolerate: int
    km_per_ms: Decimal
    slack_km: Decimal
    landmarks_min: int
    baseline_measurements: int
    baseline_days: int
    jump_ms: Decimal
    uniform_ms: Decimal
    uniform_share: Decimal
    signing_spread_ms: Decimal
    signing_ms_max: Decimal | None
    position: int


class Measurement(msgspec.Struct, frozen=True, kw_only=True):
    """One measurement, raw, as it was said."""

    measurement: MeasurementId
    chip: ChipId | None
    site: SiteId | None
    landmark: LandmarkId | None
    at: datetime
    heard: tuple[Heard, ...]
    device_key: PublicKey | None
    place: Place | None
    country: CountryCode | None
    evidence: Digest | None
    by: PartyId
    position: int


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What a measurement says of the claimed place, as it was recorded."""

    measurement: MeasurementId
    chip: ChipId | None
    site: SiteId | None
    landmark: LandmarkId | None
    locator: str
    policy: str
    tolerate: int
    km_per_ms: Decimal
    slack_km: Decimal
    place: Place | None
    country: CountryCode | None
    verdict: LocationVerdict
    light_verdict: LocationVerdict
    radius_km: Decimal | None
    margin_ms: Decimal
    light_margin_ms: Decimal
    excluding: tuple[LandmarkId, ...]
    contradiction: bool
    groups: int
    left_out: tuple[LandmarkId, ...]
    certified_by: tuple[LandmarkId, ...]
    notes: tuple[str, ...]
    because: int
    position: int


class Baseline(msgspec.Struct, frozen=True, kw_only=True):
    """The least delays that one party has measured to one thing at one claimed place."""

    subject: str
    by: PartyId
    claim: str
    measurements: int
    floors: tuple[Floor, ...]
    before: tuple[Floor, ...]
    """The floors as they were before the last measurement: what that is held against."""


class DeviceKey(msgspec.Struct, frozen=True, kw_only=True):
    """The key under which one party first measured a chip, by the serial that it named then."""

    chip: ChipId
    by: PartyId
    device_key: PublicKey
    position: int


class LocationView(View):
    """Landmarks, what they heard, and what that came to."""

    landmarks: Table[LandmarkId, Landmark] = Table.of(
        "location_landmarks", Landmark, key="landmark"
    )
    policy: Table[str, Policy] = Table.of("location_policy", Policy, key="name")
    measurements: Table[MeasurementId, Measurement] = Table.of(
        "location_measurements", Measurement, key="measurement"
    )
    judgements: Table[int, Judgement] = Table.of(
        "location_judgements",
        Judgement,
        key="because",
        indexes=("chip", "site", "landmark", "measurement"),
    )
    baselines: Table[Key, Baseline] = Table.of("location_baselines", Baseline, key="subject by")
    device_keys: Table[Key, DeviceKey] = Table.of("location_device_keys", DeviceKey, key="chip by")


def apply(view: LocationView, entry: Entry[LocationStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case LandmarkRegistered() as said:
            fields = msgspec.structs.asdict(said)
            yield view.landmarks.put(Landmark(**fields, by=entry.signer, position=entry.position))
        case LandmarkWithdrawn() as said:
            known = view.landmarks.get(said.landmark)
            assert known is not None, "an admitted withdrawal names a known landmark"
            yield view.landmarks.put(msgspec.structs.replace(known, withdrawn=said.reason))
        case PolicyAdopted() as said:
            fields = msgspec.structs.asdict(said)
            yield view.policy.put(Policy(**fields, name=IN_FORCE, position=entry.position))
        case Measured() as said:
            fields = msgspec.structs.asdict(said)
            yield view.measurements.put(
                Measurement(**fields, by=entry.signer, position=entry.position)
            )
            yield from _first_key(view, said, entry)
        case Judged() as said:
            fields = msgspec.structs.asdict(said)
            yield view.judgements.put(Judgement(**fields, position=entry.position))
            yield view.baselines.put(_lower(view, said))
        case never:
            assert_never(never)


def _first_key(
    view: LocationView, said: Measured, entry: Entry[LocationStatement]
) -> Iterator[Change]:
    """Keep the first key that a party has had a chip sign with. A later one changes nothing."""
    if said.chip is None or said.device_key is None or not signed(said.heard):
        return
    if view.device_keys.get((said.chip, entry.signer)) is None:
        yield view.device_keys.put(
            DeviceKey(
                chip=said.chip,
                by=entry.signer,
                device_key=said.device_key,
                position=entry.position,
            )
        )


def baseline_key(said: Judged | Judgement, by: PartyId) -> tuple[str, PartyId]:
    """Return whose delays are held against whose: what was measured, and who measured it."""
    of = (("chip", said.chip), ("site", said.site), ("landmark", said.landmark))
    return " ".join(f"{word}:{name}" for word, name in of if name is not None), by


def claim_of(said: Judged | Judgement) -> str:
    """Return the claimed place as text: another claim begins another baseline."""
    if said.place is None:
        return f"country:{said.country}"
    return f"place:{said.place.lat} {said.place.lon} {said.place.radius_km}"


def _lower(view: LocationView, said: Judged) -> Baseline:
    """Return the baseline with what was just measured taken into it."""
    measured, policy = view.measurements.get(said.measurement), view.policy.get(IN_FORCE)
    assert measured is not None, "what is judged was measured"
    assert policy is not None, "nothing is measured before there is a policy"
    subject, by = baseline_key(said, measured.by)
    known, claim = view.baselines.get((subject, by)), claim_of(said)
    same = known if known is not None and known.claim == claim else None
    before = recent(() if same is None else same.floors, measured.at, policy.baseline_days)
    return Baseline(
        subject=subject,
        by=by,
        claim=claim,
        measurements=1 + (0 if same is None else same.measurements),
        floors=floors(before, measured.heard, measured.at),
        before=before,
    )
