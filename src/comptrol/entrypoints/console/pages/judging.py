"""What delays said of a claimed place, drawn anew from the measurement as it stands in the log."""

from collections.abc import Iterator
from typing import Final

from comptrol.domains.location import (
    EARTH_RADIUS_KM,
    Borders,
    Evidence,
    Judgement,
    LocationView,
    Reply,
    Round,
    Zone,
    locate,
    vector,
)
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.discs import discs_svg
from comptrol.kernel.errors import NotFoundError

COLUMNS: Final = (
    "landmark",
    "group",
    "lat",
    "lon",
    "least_rtt_ms",
    "signed",
    "excludes the claim",
)
JUDGEMENTS: Final = 50


def judgements(asking: Asking, **of: str) -> list[Judgement]:
    """Return what was measured of a chip, a site or a landmark, the newest first."""
    found = asking.ask("location", "judgements", **of, limit=JUDGEMENTS)
    return sorted(found, key=lambda it: -it.position)


def drawn_place(asking: Asking, judged: list[Judgement], called: str) -> Chart:
    """Draw the newest of some verdicts: the claim, the discs that decide, and what they leave."""
    if not judged:
        raise NotFoundError("nothing was measured of it, so there is nothing to draw")
    last = judged[0]
    evidence, borders = _evidence(asking, last), asking.world.reference(Borders)
    svg = discs_svg(evidence, locate(evidence), called, borders)
    told = f"Measured as {last.measurement}: {last.verdict.value}. " + " ".join(last.notes)
    return Chart(
        name="place",
        title=f"Can it be where it is said to be: {called}",
        told=told,
        columns=COLUMNS,
        rows=tuple(_rows(asking, last, evidence)),
        svg=svg,
    )


def _evidence(asking: Asking, judged: Judgement) -> Evidence:
    view = asking.world[LocationView]
    measured = view.measurements.get(judged.measurement)
    heard = measured.heard if measured is not None else ()
    replies = []
    for it in heard:
        landmark = view.landmarks.get(it.landmark)
        if landmark is not None and it.rtts_ms:
            place = vector(float(landmark.lat), float(landmark.lon))
            rtt = float(min(it.rtts_ms))
            replies.append(
                Reply(
                    landmark=it.landmark,
                    group=landmark.group,
                    place=place,
                    rtt_ms=rtt,
                    signed=it.signed,
                )
            )
    return Evidence(
        zone=_zone(asking, judged),
        replies=replies,
        tolerate=judged.tolerate,
        km_per_ms=float(judged.km_per_ms),
        slack_km=float(judged.slack_km),
    )


def _zone(asking: Asking, judged: Judgement) -> Zone | None:
    if judged.country is not None:
        return asking.world.reference(Borders).of(judged.country)
    if judged.place is None:
        return None
    centre = vector(float(judged.place.lat), float(judged.place.lon))
    return Round(centre, float(judged.place.radius_km) / EARTH_RADIUS_KM)


def _rows(asking: Asking, judged: Judgement, evidence: Evidence) -> Iterator[tuple[str, ...]]:
    for it in evidence.replies:
        landmark = asking.world[LocationView].landmarks.get(it.landmark)  # type: ignore[arg-type]
        if landmark is not None:
            at = (str(landmark.lat), str(landmark.lon), str(it.rtt_ms))
            against = "yes" if it.landmark in judged.excluding else "no"
            yield it.landmark, it.group, *at, "yes" if it.signed else "no", against
