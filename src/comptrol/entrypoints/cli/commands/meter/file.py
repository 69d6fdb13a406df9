"""Read usage from a meter, and file it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from comptrol.domains.metering import Readings
from comptrol.entrypoints.agents.metering.filing import (
    CORRECTED,
    Fate,
    Outcome,
    Tally,
    in_order,
)
from comptrol.entrypoints.cli.commands.meter.asking import (
    SHOWN_MAX,
    read,
    reading_options,
    rejected_page,
    totals,
)
from comptrol.entrypoints.cli.commands.meter.desk import desk, filed
from comptrol.entrypoints.cli.commands.usage.desk import provider_options
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.lines import one_line
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, answer
from comptrol.settings import Settings


@click.command()
@reading_options
@provider_options
@click.option(
    "--journal",
    type=click.Path(path_type=Path),
    help="With --url: where what is signed is kept until it is answered.",
)
@click.option("--reason", default=CORRECTED, show_default=True, help="Why versions are corrected.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    /,
    *,
    party: str,
    url: str | None,
    key: Path | None,
    journal: Path | None,
    reason: str,
    data: str | None,
    as_json: bool,
    **given: Any,  # noqa: ANN401
) -> int:
    """Sign what a meter says was used, and file it: each event once, by its source and name.

    What was filed before is counted as known, so that a file may be filed again. Exit code 1:
    some rows could not be read, are in conflict with what was filed, or were refused.
    """
    found = read(**given)
    with desk(settings, party, (url, key, journal), data) as at:
        outcomes = tuple(filed(at, in_order(found), reason))
    tally = Tally.of(outcomes)
    words = {
        "filed": tally.filed,
        "known": tally.known,
        "conflicts": _of(outcomes, Fate.CONFLICT),
        "refused": _of(outcomes, Fate.REFUSED),
        "rejected": found.rejected,
        "notes": found.notes,
        "totals": totals(found.rows),
    }
    answer(words, _page(found, outcomes, tally), as_json=as_json)
    return YES if tally.is_whole and not found.rejected else NO


def _of(outcomes: Sequence[Outcome], fate: Fate) -> list[Outcome]:
    return [it for it in outcomes if it.fate is fate]


def _page(found: Readings, outcomes: Sequence[Outcome], tally: Tally) -> Iterator[str]:
    yield f"{counted(tally.filed, 'event')} filed, {tally.known} known already"
    for fate, said in ((Fate.CONFLICT, "in conflict"), (Fate.REFUSED, "refused")):
        these = _of(outcomes, fate)
        if these:
            yield f"{len(these)} {said}:"
        for it in these[:SHOWN_MAX]:
            yield one_line(f"  {it.source} {it.event}: {' '.join(it.reasons)}")
        if len(these) > SHOWN_MAX:
            yield f"  and {len(these) - SHOWN_MAX} more: --json has all"
    yield from (f"note: {one_line(it)}" for it in found.notes)
    yield from rejected_page(found.rejected)
