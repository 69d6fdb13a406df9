"""Where a device can be, as a chart: the discs of a measurement, and every landmark of it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from comptrol.domains.location import (
    EARTH_RADIUS_KM,
    Borders,
    Evidence,
    Judgement,
    Landmark,
    Located,
    Measurement,
    Reply,
    Round,
    Zone,
    degrees_of,
    locate,
    vector,
)
from comptrol.entrypoints.pictures.chart import Chart, chart_of
from comptrol.entrypoints.pictures.discs import discs_svg
from comptrol.entrypoints.pictures.told import cut, exact

COLUMNS = (
    *("Landmark", "Group", "Delay, ms", "Signed", "Latitude, degrees", "Longitude, degrees"),
    "Speaks against the claim",
)


def location_discs(evidence: Evidence, found: Located, called: str, borders: Borders) -> Chart:
    """Return the claim, the discs that decide and what they leave, and each delay in a row."""
    svg = discs_svg(evidence, found, cut(called), borders)
    return chart_of("discs", svg, COLUMNS, _rows(evidence, found))


def measured_discs(
    measurement: Measurement,
    judgement: Judgement,
    landmarks: Sequence[Landmark],
    borders: Borders,
) -> Chart:
    """Return the same of a measurement in the log, by the numbers that it was judged by.

    A landmark that is not among those given is left out of the drawing.
    """
    known = {it.landmark: it for it in landmarks}
    evidence = Evidence(
        zone=_zone(judgement, borders),
        replies=[
            Reply(
                landmark=it.landmark,
                group=known[it.landmark].group,
                place=vector(float(known[it.landmark].lat), float(known[it.landmark].lon)),
                rtt_ms=float(min(it.rtts_ms)),
                signed=it.signed,
            )
            for it in measurement.heard
            if it.rtts_ms and it.landmark in known
        ],
        tolerate=judgement.tolerate,
        km_per_ms=float(judgement.km_per_ms),
        slack_km=float(judgement.slack_km),
    )
    called = judgement.country or judgement.site or judgement.landmark or "the claimed place"
    return location_discs(evidence, locate(evidence), called, borders)


def _zone(judgement: Judgement, borders: Borders) -> Zone | None:
    place = judgement.place
    if place is None:
        return None if judgement.country is None else borders.of(judgement.country)
    middle = vector(float(place.lat), float(place.lon))
    return Round(middle, float(place.radius_km) / EARTH_RADIUS_KM)


def _rows(evidence: Evidence, found: Located) -> Iterator[tuple[str, ...]]:
    against = set(found.chosen.excluding)
    for it in sorted(evidence.replies, key=lambda it: it.landmark):
        lat, lon = degrees_of(it.place)
        yield (
            it.landmark,
            it.group,
            exact(Decimal(str(it.rtt_ms))),
            "yes" if it.signed else "no",
            f"{lat:.4f}",
            f"{lon:.4f}",
            "yes" if it.landmark in against else "no",
        )
