"""Show by which numbers reports are looked at."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime

import click
import msgspec

from comptrol.domains.forensics import PolicySet, forensic_policy
from comptrol.domains.registry import false_alarms
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import answer, opened
from comptrol.entrypoints.cli.printable import printable
from comptrol.settings import Settings

OWNERS = 1_000
DETECTORS = ("lateness", "restatements", "drift", "audited", "switching", "completeness")


@click.command()
@click.option("--on", type=DAY, help="As of a day. [default: today]")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, on: datetime | None, data: str | None, as_json: bool) -> None:
    """Show the policy of a day, and what its limit of drift costs in false alarms.

    A policy is set by a statement: comptrol say forensics.policy-set/1.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        day = on.date() if on is not None else platform.today()
        found = forensic_policy(world, on=day)
    answer(found, _page(found), as_json=as_json)


def _page(found: PolicySet) -> Iterator[str]:
    yield printable(f"{found.policy}, from {found.since}: {found.source} ({found.by})")
    yield printable(
        f"figures: {', '.join(found.figures)}; {found.favours.value} favours who files"
    )
    for name in DETECTORS:
        numbers = getattr(found, name)
        if numbers is None:
            yield f"{name}: not looked for"
            continue
        told: dict[str, object] = msgspec.to_builtins(numbers)
        told.pop("factors", None)
        shown = ", ".join(f"{key} {value}" for key, value in told.items() if value is not None)
        yield printable(f"{name}: {shown}")
    for it in found.switching.factors if found.switching is not None else ():
        yield printable(f"factor {it.num}/{it.den}: {it.source}")
    if found.drift is not None:
        rate = false_alarms(
            OWNERS, k=found.drift.k_thousandths / 1000, h=found.drift.h_thousandths / 1000
        )
        yield (
            f"drift alone names {rate:.2f} of {OWNERS} reporters in good order a week, in one "
            "figure and one direction, if errors are as stated"
        )
    for step in found.steps:
        yield (
            f"{step.level.value}: {counted(step.alarms_min, 'alarm')}, {step.strength.value} or "
            f"stronger, of {counted(step.detectors_min, 'detector')} in "
            f"{counted(step.days, 'day')}"
        )
