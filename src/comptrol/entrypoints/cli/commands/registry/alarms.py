"""Show what looks wrong, with the evidence."""

from contextlib import closing

import click

from comptrol.domains.alarms import Alarm, AlarmsView
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, opened
from comptrol.entrypoints.cli.printable import printable
from comptrol.settings import Settings


@click.command()
@click.option("--detector", help="Of one detector, such as registry.custody-gap.")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, detector: str | None, data: str | None, as_json: bool) -> None:
    """Show every alarm that was raised. None of them is a verdict."""
    with closing(opened(settings, data)) as platform, platform.world() as world:
        table = world[AlarmsView].alarms
        found = table.where() if detector is None else table.where(detector=detector)
        any_raised = False
        for alarm in found:
            any_raised = True
            if as_json:
                emit(alarm)
            else:
                _tell(alarm)
    if not any_raised and not as_json:
        click.echo(printable(f"No alarm{f' of {detector}' if detector else ''} was raised."))


def _tell(alarm: Alarm) -> None:
    click.echo(printable(f"{alarm.alarm} ({alarm.strength.value})"))
    click.echo(printable(f"  {alarm.explanation}"))
    click.echo(printable(f"  It may also be: {'; '.join(alarm.benign)}."))
    click.echo(f"  Evidence at {', '.join(map(str, alarm.evidence))}.")
