"""Watch a published log."""

import sys
from datetime import timedelta
from pathlib import Path
from threading import Event

import click

from comptrol.bootstrap import log_at, look_at, policy_in
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import NO, YES, emit, note
from comptrol.flow.monitoring import Seen
from comptrol.kernel.errors import UnavailableError

SECONDS_MAX = 1e8
"""Three years."""


@click.command()
@click.argument("log", metavar="URL|DIR")
@click.option("--policy", required=True, type=click.Path(path_type=Path), help="Whom to believe.")
@click.option(
    "--state",
    required=True,
    type=click.Path(path_type=Path),
    help="A folder in which to remember, and to keep evidence.",
)
@click.option("--every", type=click.FloatRange(0.1), help="Look again after so many seconds.")
@click.option("--times", type=click.IntRange(1), help="Look so many times, and end.")
@click.option(
    "--stale-after",
    type=click.FloatRange(1),
    default=3600.0,
    show_default=True,
    help="Seconds after which a head that nobody cosigned anew is told.",
)
@as_json
def command(
    log: str,
    policy: Path,
    state: Path,
    every: float | None,
    times: int | None,
    stale_after: float,
    as_json: bool,
) -> int:
    """Read what a log has published since the last look, and hold it against its head.

    Alarms go to standard output, one JSON object to a line. Two signed heads that do not fit
    together are kept in the state folder. Exit code 1: there was an alarm.
    """
    for name, seconds in (("--every", every), ("--stale-after", stale_after)):
        if seconds is not None and not seconds <= SECONDS_MAX:  # nor is what is no number
            raise click.UsageError(f"{name} takes at most {SECONDS_MAX:.0f} seconds")
    source, believed = log_at(log), policy_in(policy)
    alarms, looks, seen_at_all = 0, 0, False
    wanted = times or (1 if every is None else sys.maxsize)
    while looks < wanted:
        if looks:
            Event().wait(every)
        looks += 1
        try:
            seen = look_at(source, believed, state, timedelta(seconds=stale_after))
        except UnavailableError as error:
            if every is None:
                raise
            note(str(error))
            continue
        alarms, seen_at_all = alarms + len(seen.alarms), True
        _tell(seen, as_json=as_json)
    if not seen_at_all:
        raise UnavailableError(f"{log} could not be looked at, not once")
    return NO if alarms else YES


def _tell(seen: Seen, *, as_json: bool) -> None:
    for alarm in seen.alarms:
        if as_json:
            emit(alarm)
        else:
            click.echo(f"ALARM {alarm.detector} ({alarm.strength}): {alarm.explanation}")
    if seen.head is not None:
        note(f"{seen.head.origin}: {counted(seen.head.size, 'entry')}, {seen.read} of them new")
