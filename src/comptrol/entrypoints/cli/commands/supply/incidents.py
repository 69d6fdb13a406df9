"""Show incidents at sites with their reports, and everything that is due."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Final

import click
import msgspec

from comptrol.bootstrap import Platform
from comptrol.domains.supply import Due, IncidentFile, IncidentId, due, incident_file, incidents
from comptrol.entrypoints.cli.options import Moment, as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened, table
from comptrol.entrypoints.cli.printable import printable
from comptrol.kernel.errors import NotFoundError
from comptrol.settings import Settings

SHOWN: Final = 1000
INCIDENTS: Final = ("incident", "site", "began", "known", "ended", "reports asked for")
DUE: Final = ("until", "late", "matter", "site", "name", "what")
REPORTS: Final = ("report", "number", "told", "due", "late", "why restated", "facts")


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """Incidents, and what is due as of a moment."""

    at: datetime
    incidents: tuple[IncidentFile, ...]
    due: tuple[Due, ...]


@click.command()
@click.argument("incident", required=False)
@click.option(
    "--at", type=Moment(["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]),
    help="What is due then, in UTC. [default: now]",
)  # fmt: skip
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    incident: str | None,
    at: datetime | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Show INCIDENT with its reports, restatements and lessons; or all, and what is due.

    A report that came after it was due says so. What that means is for a person. Reminders and
    alarms are said by "comptrol watch".
    """
    with closing(opened(settings, data)) as platform:
        if incident is not None:
            found = _file(platform, incident)
            if as_json:
                emit(found)
            else:
                _show_one(found)
            return
        moment = platform.intake.clock.now() if at is None else at.replace(tzinfo=UTC)
        overview = _overview(platform, moment)
    if as_json:
        emit(overview)
        return
    table(INCIDENTS, _incidents(overview), nothing="No incident is in the log.")
    click.echo("")
    table(DUE, _due(overview.due, moment), nothing="No report is to come.")
    note(f"as of {moment.isoformat()}: {len(overview.due)} to be done")


def _file(platform: Platform, incident: str) -> IncidentFile:
    with platform.world() as world:
        found = incident_file(world, incident=IncidentId(incident))
    if found is None:
        raise NotFoundError(f"no incident {incident!r} is in the log")
    return found


def _overview(platform: Platform, moment: datetime) -> Overview:
    with platform.world() as world:
        rows = incidents(world, limit=SHOWN)
        files = [incident_file(world, incident=it.incident) for it in rows]
        return Overview(
            at=moment,
            incidents=tuple(it for it in files if it is not None),
            due=tuple(due(world, at=moment)),
        )


def _incidents(found: Overview) -> Iterator[tuple[object, ...]]:
    for it in found.incidents:
        row = it.incident
        asked = f"{len(row.rules) - len(it.missing)} of {len(row.rules)} made"
        yield row.incident, row.site, row.began_at, row.known_at, row.ended_at, asked


def _due(those: tuple[Due, ...], moment: datetime) -> Iterator[tuple[object, ...]]:
    for it in those:
        late = "late" if it.due_at < moment else ""
        yield it.due_at, late, it.matter.value, it.site, it.name, it.what


def _show_one(found: IncidentFile) -> None:
    row = found.incident
    click.echo(printable(f"{row.incident} at {row.site}: {row.what}"))
    click.echo(printable(f"Began {row.began_at}, known {row.known_at}, ended {row.ended_at}."))
    if row.cause is not None:
        click.echo(printable(f"Cause: {row.cause}"))
    table(REPORTS, (
        (it.report, it.number, it.told_at, it.due_at, "late" if it.late else "",
         it.restated_because, it.facts)
        for it in found.reports
    ), nothing="No report has been made.")  # fmt: skip
    for missing in found.missing:
        click.echo(printable(f"To come: {missing.name} until {missing.due_at}: {missing.what}"))
    for lesson in found.lessons:
        click.echo(printable(f"Lesson {lesson.lesson}: {lesson.said.what}"))
