"""Say what an inspection has looked at, found, missed, and what that covers."""

from collections.abc import Iterator

import click

from comptrol.domains.inspection import Coverage, InspectionId, coverage
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import answer, opened
from comptrol.settings import Settings


@click.command()
@click.argument("inspection")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, inspection: str, data: str | None, as_json: bool) -> None:
    """Say what INSPECTION covers so far: drawn, looked at, wrong, and how surely."""
    platform = opened(settings, data)
    try:
        with platform.world() as world:
            found = coverage(world, inspection=InspectionId(inspection))
    finally:
        platform.close()
    answer(found, _page(found), as_json=as_json)


def _page(found: Coverage) -> Iterator[str]:
    state = "closed" if found.closed else "open"
    yield f"{found.inspection}, {state}: {found.drawn} drawn, {found.looked_at} looked at"
    for it in found.strata:
        told = ", ".join(f"{n} {word}" for word, n in it.outcomes.items()) or "nothing yet"
        yield f"  {it.stratum}: {it.drawn} of {it.population} drawn; {told}"
    yield from (f"  {it.chip}: {it.outcome.value}" for it in found.wrong)
    if found.without_result:
        yield f"without a result: {', '.join(found.without_result[:20])}"
    yield f"something would have been seen with probability {found.achieved_confidence:.6f}"
    if found.would_have_detected_from is not None:
        yield (
            "with the confidence wanted: from "
            f"{counted(found.would_have_detected_from, 'wrong chip')} on"
        )
    yield "assuming that"
    yield from (f"  {text}" for text in found.assumptions)
