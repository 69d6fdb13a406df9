"""EVIDENCE.json: a claimed place, and what landmarks heard; the public command contract has it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from comptrol.adapters.borders import borders
from comptrol.adapters.landmark_protocol import Challenge, check_reply
from comptrol.domains.location import (
    EARTH_RADIUS_KM,
    HALF_WAY_KM,
    Evidence,
    Reply,
    Round,
    Zone,
    vector,
)
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import ComptrolError, UnreadableError
from comptrol.kernel.identifiers import HEX_32, CountryCode
from comptrol.kernel.signature import check_names

FILE_BYTES_MAX: Final = 64 * 1024 * 1024
LANDMARKS_MAX: Final = 10_000
REPLIES_MAX: Final = 1_000

Name = Annotated[str, Meta(min_length=1, max_length=200)]
Lat = Annotated[float, Meta(ge=-90, le=90)]
Lon = Annotated[float, Meta(ge=-180, le=180)]
RttMs = Annotated[float, Meta(gt=0, le=3_600_000)]
"""More than nothing, and an hour at most."""
KmPerMs = Annotated[float, Meta(gt=0, le=300)]
"""Nothing is faster than light, 299.792458 km/ms; 300 is taken for what it means."""
Km = Annotated[float, Meta(ge=0, le=HALF_WAY_KM)]
Key = Annotated[str, Meta(pattern=HEX_32)]


class ClaimRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The claimed place: a circle, or a country."""

    lat: Lat | None = None
    lon: Lon | None = None
    radius_km: Km | None = None
    country: Name | None = None

    def __post_init__(self) -> None:
        """Refuse what is neither a circle nor a country, or both."""
        circle = (self.lat, self.lon, self.radius_km)
        if self.country is None and None in circle:
            raise ValueError("a claim has lat, lon and radius_km, or country")
        if self.country is not None and circle != (None, None, None):
            raise ValueError("a claim is of a circle or of a country, never of both")


class ReplyRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One reply with what proves it: the device's signature over a fresh nonce."""

    rtt_ms: RttMs
    nonce: Key
    signature: Annotated[str, Meta(pattern=r"^[0-9a-f]{128}$")]


class LandmarkRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one landmark heard. All but the first six may be left out: a prober writes them."""

    id: Name
    group: Name
    lat: Lat
    lon: Lon
    rtt_ms: RttMs
    """The least of its window."""
    signed: bool
    replies: Annotated[tuple[ReplyRow, ...], Meta(max_length=REPLIES_MAX)] = ()
    echoes_ms: Annotated[tuple[RttMs, ...], Meta(max_length=REPLIES_MAX)] = ()
    """Round trips to the same address that needed no signature."""
    landmark_key: Key | None = None
    device_key: Key | None = None
    sent: Annotated[int, Meta(ge=0, le=REPLIES_MAX)] | None = None
    rejected: dict[str, int] = {}
    """Datagrams that were no answer, by what was wrong with them."""


class EvidenceFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole of it."""

    claim: ClaimRow
    landmarks: Annotated[tuple[LandmarkRow, ...], Meta(max_length=LANDMARKS_MAX)]
    tolerate: Annotated[int, Meta(ge=0, le=LANDMARKS_MAX)]
    speed_km_per_ms: KmPerMs
    slack_km: Km = 0.0
    at: datetime | None = None
    unheard: Annotated[tuple[Name, ...], Meta(max_length=LANDMARKS_MAX)] = ()
    """Landmarks to which nothing answered."""


def read_evidence(path: Path) -> EvidenceFile:
    """Read evidence; what is wrong is named by its path, as in ``$.landmarks[3].lat``."""
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error
    try:
        return evidence_in(raw)
    except UnreadableError as error:
        raise UnreadableError(f"{path}: {error}") from error


def evidence_in(raw: bytes) -> EvidenceFile:
    """Return the evidence in some bytes, with every signature in it checked."""
    if len(raw) > FILE_BYTES_MAX:
        raise UnreadableError(f"more than {FILE_BYTES_MAX} bytes")
    try:
        found = msgspec.json.decode(raw, type=EvidenceFile)
        check_names(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ComptrolError) as error:
        raise UnreadableError(str(error)) from error
    twice = [name for name, times in Counter(it.id for it in found.landmarks).items() if times > 1]
    if twice:
        places = [n for n, it in enumerate(found.landmarks) if it.id == twice[0]]
        raise UnreadableError(f"{twice[0]!r} stands twice - at `$.landmarks[{places[1]}].id`")
    for number, row in enumerate(found.landmarks):
        _check_row(row, f"$.landmarks[{number}]")
    return found


def evidence_of(file: EvidenceFile, countries: Countries) -> tuple[Evidence, str, str]:
    """Return evidence to be judged, what its claim is called, and whose borders are drawn."""
    zone, called, drawn_by = _zone(file.claim, countries)
    replies: Sequence[Reply] = [
        Reply(
            landmark=it.id,
            group=it.group,
            place=vector(it.lat, it.lon),
            rtt_ms=it.rtt_ms,
            signed=it.signed,
        )
        for it in file.landmarks
    ]
    evidence = Evidence(
        zone=zone,
        replies=replies,
        tolerate=file.tolerate,
        km_per_ms=file.speed_km_per_ms,
        slack_km=file.slack_km,
    )
    return evidence, called, drawn_by


def _zone(claim: ClaimRow, countries: Countries) -> tuple[Zone | None, str, str]:
    if claim.country is not None:
        code: CountryCode | None = countries.named(claim.country)
        if code is None:
            raise UnreadableError(
                f"no country {claim.country!r}: an ISO 3166-1 code is expected - at "
                "`$.claim.country`"
            )
        known = borders()
        return known.of(code), countries.name(code), known.source
    assert claim.lat is not None, "a claim is of a circle or of a country"
    assert claim.lon is not None, "a circle has a middle"
    assert claim.radius_km is not None, "a circle has a radius"
    centre = vector(claim.lat, claim.lon)
    return Round(centre, claim.radius_km / EARTH_RADIUS_KM), "the claimed circle", ""


def _check_row(row: LandmarkRow, where: str) -> None:
    """Refuse what says that it was signed and is not, as far as the signatures are there."""
    if not isfinite(row.rtt_ms):
        raise UnreadableError(f"a finite number is expected - at `{where}.rtt_ms`")
    if not row.replies:
        return
    if row.landmark_key is None or row.device_key is None:
        raise UnreadableError(f"replies need landmark_key and device_key - at `{where}`")
    if row.rtt_ms != min(it.rtt_ms for it in row.replies):
        raise UnreadableError(f"not the least of the replies - at `{where}.rtt_ms`")
    landmark, device = bytes.fromhex(row.landmark_key), bytes.fromhex(row.device_key)
    if len({it.nonce for it in row.replies}) < len(row.replies):
        raise UnreadableError(f"a nonce stands twice - at `{where}.replies`")
    for number, it in enumerate(row.replies):
        challenge = Challenge(bytes.fromhex(it.nonce), landmark, device)
        if not check_reply(challenge, bytes.fromhex(it.signature)):
            raise UnreadableError(f"the signature does not hold - at `{where}.replies[{number}]`")
