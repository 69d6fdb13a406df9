"""How is a meter named on the command line, and what it says shown?"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

from comptrol.bootstrap.journals import system_clock
from comptrol.bootstrap.meters import USUAL, WINDOW_S, Format, Reading, readings
from comptrol.domains.metering import Meter, Readings, Rejected, UsageRow
from comptrol.entrypoints.cli.amounts import hours
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.lines import one_line
from comptrol.entrypoints.cli.options import Moment, OneOf
from comptrol.kernel.errors import UnreadableError

SHOWN_MAX: Final = 20
"""So many rejected rows a person is shown; --json has all."""
WINDOW_MIN_S: Final = 10
WINDOW_MAX_S: Final = 86_400
Command = Callable[..., Any]
_MOMENT: Final = Moment(["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"])


def reading_options(command: Command) -> Command:
    """Give a command what names a meter, and what is known beside it."""
    options = (
        click.argument("where", metavar="FILE|URL"),
        click.option(
            "--format", "form", type=OneOf(Format), required=True, help="What says what was used."
        ),
        click.option("--source", help="Who tells, where what is read does not say it."),
        click.option("--zone", help="slurm: the time zone of times without one, such as UTC."),
        click.option(
            "--model",
            "models",
            multiple=True,
            metavar="NAME=MODEL",
            help="Which model a type of GPU (slurm) or a modelName (dcgm, prometheus) is.",
        ),
        click.option("--order-label", help="dcgm, prometheus: the label that names the order."),
        click.option("--tenant-label", help="dcgm, prometheus: the label that names the account."),
        click.option(
            "--metric",
            "metrics",
            multiple=True,
            help=f"dcgm, prometheus: a field to read. [default: {', '.join(USUAL)}]",
        ),
        click.option(
            "--window",
            "window_s",
            type=click.IntRange(WINDOW_MIN_S, WINDOW_MAX_S),
            default=WINDOW_S,
            show_default=True,
            help="dcgm, prometheus: seconds to an event. Never change it: it is in their names.",
        ),
        click.option("--since", type=_MOMENT, help="prometheus: from when on (UTC)."),
        click.option("--until", type=_MOMENT, help="prometheus: until when (UTC)."),
        click.option("--only", default="", help='prometheus: more matchers, such as job="dcgm".'),
        click.option(
            "--kept",
            type=click.Path(path_type=Path),
            help="dcgm: scrape the URL once, and add it to this file of scrapes.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def read(where: str, form: Format, **given: Any) -> Readings:  # noqa: ANN401
    """Read a meter as the command line names it."""
    words = dict(given)
    models = dict(_pair(it) for it in words.pop("models"))
    for name in ("since", "until"):
        told: datetime | None = words[name]
        words[name] = None if told is None else told.replace(tzinfo=UTC)
    asked = Reading(
        where=where,
        format=form,
        now=system_clock().now(),
        models=models,
        order_label=words.pop("order_label"),
        tenant_label=words.pop("tenant_label"),
        **words,
    )
    return readings(asked)


def _pair(text: str) -> tuple[str, str]:
    name, found, model = text.rpartition("=")
    if not found or not name or not model:
        raise UnreadableError(f"--model {text[:80]!r}: expected NAME=MODEL")
    return name, model


def totals(rows: Sequence[UsageRow]) -> dict[str, Any]:
    """Return what rows come to, by meter: meters see the same time and are never added up."""
    found = dict[str, Any]()
    for meter in Meter:
        mine = [it for it in rows if it.meter is meter]
        if not mine:
            continue
        found[meter.value] = {
            "events": len(mine),
            "chip_seconds": sum(it.chip_seconds for it in mine),
            "without_order_chip_seconds": sum(it.chip_seconds for it in mine if it.order is None),
            "flop": _flop(mine),
            "energy_mj": sum(it.energy_mj or 0 for it in mine),
        }
    return found


def _flop(rows: Sequence[UsageRow]) -> dict[str, str] | None:
    told = [it.flop.whole for it in rows if it.flop is not None]
    if not told:
        return None
    ends = (str(sum(it[end] for it in told)) for end in range(3))
    return dict(zip(("low", "mid", "high"), ends, strict=True))


def page_of(found: Readings) -> Iterator[str]:
    """Yield for a person what a meter says."""
    for meter, it in totals(found.rows).items():
        alone = it["without_order_chip_seconds"]
        yield (
            f"{meter}: {counted(it['events'], 'event')}, {hours(it['chip_seconds'])} of chip time"
            + (f", {hours(alone)} of it under no order" if alone else "")
        )
        if it["flop"]:
            yield "  FLOP {low} to {high}, {mid} at best".format(**it["flop"])
        if it["energy_mj"]:
            yield f"  {it['energy_mj']} mJ"
    if not found.rows:
        yield "no usage"
    yield from (f"note: {one_line(it)}" for it in found.notes)
    yield from rejected_page(found.rejected)


def rejected_page(refused: Sequence[Rejected]) -> Iterator[str]:
    """Yield for a person what could not be read."""
    if refused:
        yield f"{len(refused)} rejected:"
    for it in refused[:SHOWN_MAX]:
        yield one_line(f"  {it.place}: {it.reason}")
    if len(refused) > SHOWN_MAX:
        yield f"  and {len(refused) - SHOWN_MAX} more: --json has all"
