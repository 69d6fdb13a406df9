"""Ask every detector about what is new in the log; what it sees is an alarm, never a verdict."""

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from time import sleep
from typing import Final

import click
import msgspec

from comptrol.domains.alarms import Alarm, raised_from
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened
from comptrol.entrypoints.cli.printable import printable
from comptrol.flow.watching import Done
from comptrol.settings import Settings

LONG: Final = 3
"""More looks than this are told of as they are done."""
DAY_S: Final = 86_400
RUNS_MAX: Final = 10_000_000


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm as programs read it."""

    alarm: str
    detector: str
    version: int
    subjects: tuple[str, ...]
    evidence: tuple[int, ...]
    strength: str
    explanation: str
    benign: tuple[str, ...]
    position: int
    raised_at: str


@click.command()
@click.option("--all", "every", is_flag=True, help="Show every alarm there is, not the new ones.")
@click.option("--every", "every_s", type=click.IntRange(1, DAY_S), metavar="SECONDS",
              help="Watch again and again, until you stop it.")  # fmt: skip
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, every: bool, every_s: int | None, data: str | None, as_json: bool
) -> None:
    """Have every detector look at what is new since the last watch, and show what was raised.

    A watch that was stopped goes on where it was: how far it came is in the log. Each alarm names
    its detector and version, whom it is about, where in the log its evidence stands, how strong it
    is, and the innocent explanations that are left. None of them is a verdict.
    """
    with closing(opened(settings, data)) as platform:
        watching, first = platform.watching(), True
        for _ in islice(_turns(every_s), RUNS_MAX):
            done = watching.run(platform.today(), _progress)
            alarms: Iterator[Alarm] = iter(done.alarms)
            if every and first:
                with platform.world() as world:
                    alarms = iter(tuple(raised_from(world, 0)))
            for alarm in alarms:
                _show(alarm, as_json=as_json)
            _tell(done)
            first = False


def _turns(every_s: int | None) -> Iterator[None]:
    yield None
    while every_s is not None:
        sleep(every_s)
        yield None


def _progress(done: int, total: int, name: str) -> None:
    if total > LONG:
        note(f"look {done + 1} of {total}: {name}")


def _show(alarm: Alarm, *, as_json: bool) -> None:
    if as_json:
        emit(_told(alarm))
        return
    about = ", ".join(_subjects(alarm))
    click.echo(printable(f"{alarm.detector}/{alarm.version} ({alarm.strength.value}) {about}"))
    click.echo(printable(f"  {alarm.explanation}"))
    for benign in alarm.benign:
        click.echo(printable(f"  not excluded: {benign}"))
    click.echo(f"  evidence: {', '.join(map(str, alarm.evidence))}")


def _told(alarm: Alarm) -> Told:
    return Told(
        alarm=alarm.alarm,
        detector=alarm.detector,
        version=alarm.version,
        subjects=_subjects(alarm),
        evidence=alarm.evidence,
        strength=alarm.strength.value,
        explanation=alarm.explanation,
        benign=alarm.benign,
        position=alarm.position,
        raised_at=alarm.raised_at.isoformat(),
    )


def _subjects(alarm: Alarm) -> tuple[str, ...]:
    named = (
        ("party", alarm.parties),
        ("site", alarm.sites),
        ("lot", alarm.lots),
        ("chip", alarm.chips),
    )
    return tuple(f"{word}:{name}" for word, names in named for name in names)


def _tell(done: Done) -> None:
    looks = sum(it.looks for it in done.ran)
    read = (
        "everything was looked at"
        if done.read is None
        else f"{counted(done.read, 'entry is', 'entries are')} new"
    )
    note(
        f"{read}; {counted(looks, 'look')}; "
        f"{counted(len(done.alarms), 'alarm is', 'alarms are')} new. None of them is a verdict"
    )
    for mistake in done.failed:
        note(f"a mistake of ours kept these detectors from looking: {mistake}")
    for finding in done.refused:
        note(f"a look was refused: {finding.code}: {finding.title} {finding.detail}")
