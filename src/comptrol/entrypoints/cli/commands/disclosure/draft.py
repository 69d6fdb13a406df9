"""Draft a filing."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import click
import msgspec

from comptrol.domains.disclosure import Draft, PeriodId, draft, large_customers
from comptrol.entrypoints.cli.commands.disclosure.files import Customers, Prepared
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened, table
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings

OWNER_ONLY: Final = 0o600


@click.command()
@click.argument("provider")
@click.argument("period")
@click.option("--out", type=click.Path(path_type=Path), help="Where to write what can be filed.")
@click.option(
    "--customers",
    type=click.Path(path_type=Path),
    help="Where to write the large customers, for comptrol disclosure file alone to read.",
)
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    provider: str,
    period: str,
    out: Path | None,
    customers: Path | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Draft what PROVIDER could file of PERIOD, from its own meters and the rulings on its orders.

    Of each day that meter counts which saw most. What nobody told has no line: unknown is not
    zero. Who the large customers are is written to the file that --customers names, and nowhere
    else.
    """
    _two_files(out, customers)
    party, name = PartyId(provider), PeriodId(period)
    with closing(opened(settings, data)) as platform, platform.world() as world:
        found = draft(world, provider=party, period=name)
        large = large_customers(world, party, name) if customers is not None else ()
        today = platform.today()
    if out is not None:
        _write(out, Prepared.of(found))
    if customers is not None:
        _write(customers, Customers(customers=large))
    if as_json:
        emit(found)
    else:
        _tell(found)
    if today < found.until:
        from_then = f"figures are filed of days that are over, all from {found.until} on"
        note(f"{period} is not over: {from_then}")


def _two_files(out: Path | None, customers: Path | None) -> None:
    for path in (out, customers):
        if path is not None and path.is_dir():
            raise UnreadableError(f"{path} is a folder; name a file to write")
    if out is not None and customers is not None and out.resolve() == customers.resolve():
        raise UnreadableError("--out and --customers name one file; name two")


def _write(path: Path, value: object) -> None:
    """Write a file that nobody else may read."""
    words = msgspec.json.format(msgspec.json.encode(value), indent=1)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(handle, OWNER_ONLY)
        file.write(words + b"\n")


def _tell(it: Draft) -> None:
    click.echo(
        f"{it.provider}, {it.period}: {it.since} to the day before {it.until}, due {it.due}"
    )
    units = {found.figure: found.unit for found in it.definitions}
    lines = ((one.since, one.until, one.figure, one.value, units[one.figure]) for one in it.lines)
    table(
        ("since", "until", "figure", "value", "unit"),
        lines,
        nothing="No figure came of it: no usage of those days is known.",
    )
    for sentence in _sentences(it):
        click.echo(sentence)
    note("a draft is no filing: whoever files it answers for it")


def _sentences(it: Draft) -> Iterator[str]:
    told = f"{it.days_told} of {it.days} days are told ({it.coverage_ppm} ppm)"
    yield f"{told}; {it.unattributed_ppm} ppm of the chip time is of no known order"
    yield (
        f"Operations are told of {it.operations_ppm} ppm of it; "
        f"{counted(len(it.unseen), 'order')} unseen"
    )
    for gap in it.undrafted:
        yield f"No line of {gap.figure}: {gap.why}"
    for one in it.rulings:
        yield f"Orders ruled {one.outcome}: {one.orders}, of {counted(one.chips, 'chip')}"
    if it.large_customers is not None:
        limit = it.large_customer_chip_seconds
        yield f"Customers above {limit} chip-seconds: {it.large_customers}"
    for run in it.runs:
        yield f"Run {run.run}: {run.verdict.value} {run.threshold} of {run.duty} ({run.state})"
    for cluster in it.clusters:
        duties = ", ".join(cluster.duties) or "no duty"
        yield f"Cluster {', '.join(cluster.sites)}: {cluster.coverage}, above: {duties}"
