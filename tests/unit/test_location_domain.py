"""What is said about places fits an envelope, and what is recorded of it too."""

from decimal import Decimal

import msgspec

from comptrol.domains.location import (
    EARTH_RADIUS_KM,
    Evidence,
    Heard,
    Judged,
    LandmarkId,
    LocationVerdict,
    Reply,
    Round,
    locate,
    notes,
    vector,
)
from comptrol.kernel.envelope import PAYLOAD_BYTES_MAX

ROOM = 800
"""More than the other fields of a measurement take."""


def heard(name: str) -> Heard:
    return Heard(landmark=LandmarkId(name), rtts_ms=(Decimal(1),), signed=True)


def test_a_measurement_has_room_for_as_many_landmarks_as_it_may_name() -> None:
    whole = [
        Heard(landmark=LandmarkId(f"lm-{n:03}"), rtts_ms=(Decimal("123.4"),), signed=True)
        for n in range(240)
    ]
    assert len(msgspec.json.encode(whole)) + ROOM < PAYLOAD_BYTES_MAX


def test_whatever_fits_a_measurement_its_verdict_fits_too() -> None:
    """A verdict names each landmark once: excluding, left out or certifying."""
    for length in (1, 10, 30, 63):
        name = "n" * length
        one = len(msgspec.json.encode(heard(name))) + 1
        number = min(240, PAYLOAD_BYTES_MAX // one)
        said = Judged(
            because=2**53,
            measurement="m" * 63,  # type: ignore[arg-type]
            chip="m" * 63 + "/" + "9" * 51,  # type: ignore[arg-type]
            site="s" * 63,  # type: ignore[arg-type]
            landmark=None,
            locator="discs 2",
            policy="p" * 400,
            tolerate=10_000,
            km_per_ms=Decimal("299.792458"),
            slack_km=Decimal(1000),
            place=None,
            country=None,
            verdict=LocationVerdict.INCONCLUSIVE,
            light_verdict=LocationVerdict.INCONCLUSIVE,
            radius_km=Decimal("20015.114"),
            margin_ms=Decimal("100.123456"),
            light_margin_ms=Decimal("100.123456"),
            excluding=(LandmarkId(name),) * number,
            contradiction=False,
            groups=240,
            left_out=(),
            certified_by=(),
            notes=longest_notes(),
        )
        assert len(msgspec.json.encode(said)) < PAYLOAD_BYTES_MAX


def longest_notes() -> tuple[str, ...]:
    """Return as many sentences as one verdict can have beside it."""
    replies = [
        Reply(landmark="a", group="a", place=vector(0, 0), rtt_ms=120, signed=True),
        Reply(landmark="b", group="b", place=vector(0, 0), rtt_ms=120, signed=False),
    ]
    zone = Round(vector(0, 179), 25 / EARTH_RADIUS_KM, doubt=0.001)
    evidence = Evidence(zone=zone, replies=replies, tolerate=0, km_per_ms=200)
    told = tuple(notes(evidence, locate(evidence), claim="the claim", borders="x" * 80))
    assert len(told) == 7
    return told
