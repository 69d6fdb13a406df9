"""Say whether a device can be where it is claimed to be, by how soon it answered landmarks."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from comptrol.bootstrap.location import borders, judgeable
from comptrol.domains.location import (
    LOCATOR,
    Evidence,
    Located,
    LocationVerdict,
    UnderSpeed,
    locate,
    notes,
)
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import NO, YES, answer
from comptrol.entrypoints.cli.printable import printable
from comptrol.entrypoints.pictures.discs import discs_svg
from comptrol.kernel.errors import UnavailableError

_NAMED_MAX: Final = 10


@click.command()
@click.argument("evidence", type=click.Path(path_type=Path))
@click.option("--svg", type=click.Path(path_type=Path), help="Draw the discs and the region.")
@as_json
def command(evidence: Path, svg: Path | None, as_json: bool) -> int:
    """Judge the claim in EVIDENCE: impossible, consistent or inconclusive.

    {"claim": {"lat", "lon", "radius_km"} or {"country"}, "landmarks": [{"id", "group", "lat",
    "lon", "rtt_ms", "signed"}], "tolerate": groups that may be wrong, "speed_km_per_ms": 200}

    Exit code 0: every possible place is within the claim. 1: impossible, or inconclusive.
    """
    judged, called, drawn_by = judgeable(evidence)
    found = locate(judged)
    told = tuple(notes(judged, found, claim=called, borders=drawn_by))
    if svg is not None:
        _draw(svg, discs_svg(judged, found, called, borders()))
    answer(_answered(judged, found, told), _page(found, told), as_json=as_json)
    return YES if found.chosen.verdict is LocationVerdict.CONSISTENT else NO


def _answered(judged: Evidence, found: Located, told: tuple[str, ...]) -> dict[str, Any]:
    return {
        **_under(found.chosen),
        "notes": told,
        "speed_km_per_ms": found.chosen.km_per_ms,
        "tolerate": judged.tolerate,
        "groups": found.groups,
        "left_out": found.left_out,
        "certified_by": found.certified_by,
        "under_light": {"speed_km_per_ms": found.light.km_per_ms, **_under(found.light)},
        "locator": LOCATOR,
    }


def _under(one: UnderSpeed) -> dict[str, Any]:
    return {
        "verdict": one.verdict,
        "radius_km": one.radius_km,
        "margin_ms": one.margin_ms,
        "excluding": one.excluding,
        "contradiction": one.contradiction,
    }


def _page(found: Located, told: tuple[str, ...]) -> Iterator[str]:
    chosen, light = found.chosen, found.light
    yield f"{chosen.verdict.value} under {chosen.km_per_ms:g} km/ms"
    if light is not chosen:
        yield f"{light.verdict.value} under the speed of light, {light.km_per_ms:g} km/ms"
    if chosen.radius_km is not None:
        yield f"possible places: within {chosen.radius_km:,.1f} km of their middle"
    if chosen.against:
        named = ", ".join(chosen.excluding[:_NAMED_MAX])
        more = ", …" * (len(chosen.against) > _NAMED_MAX)
        yield printable(f"refuted by up to {chosen.margin_ms:.3f} ms: {named}{more}")
    if found.certified_by:
        yield printable(f"inside the border by the word of: {', '.join(found.certified_by)}")
    yield from (printable(it) for it in told)


def _draw(path: Path, picture: str) -> None:
    try:
        path.write_text(picture, encoding="utf-8")
    except OSError as error:
        raise UnavailableError(f"{path}: {error.strerror}") from error
