"""Splitting one thing into many: look for it, see who is linked, and count false alarms."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.alarms import Raised
from comptrol.domains.gate import Through
from comptrol.domains.parties import PartiesView
from comptrol.domains.structuring import (
    Accounts,
    Counted,
    HandOver,
    Limit,
    LimitId,
    Looked,
    LookedThrough,
    LookId,
    Piece,
    Replayed,
    Span,
    StructuringView,
    bursts,
    group_of,
    named_bursts,
    policy_on,
    replayed,
)
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import NO, emit, note, opened, table
from comptrol.entrypoints.cli.printable import printable
from comptrol.entrypoints.cli.tables import Row, rows
from comptrol.kernel.errors import NotFoundError, UnavailableError, UnreadableError
from comptrol.kernel.finding import Refused
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings

DAY_S: Final = 86_400
SIZE_MAX: Final = 10**9
PHILLY: Final = ("timestamp", "duration", "num_gpus", "cluster")
ELASTICFLOW: Final = ("submission_time", "duration", "num_gpu", "cluster")
GAP_S: Final = 300
IN_A_ROW: Final = 3
ALIKE_BP: Final = 9_000


@click.group()
def command() -> None:
    """Look for one thing that is split into many. Alarms may follow, and never a ruling."""


@command.command()
@click.option("--since", type=DAY, required=True, help="The first day.")
@click.option("--until", type=DAY, help="The first day no longer looked at. [default: today]")
@data_option
@as_json
@click.pass_obj
def look(
    settings: Settings, since: datetime, until: datetime | None, data: str | None, as_json: bool
) -> None:
    """Let the authority look at the orders of some days, by the policy in force on the last.

    What it raises is said to the log, each once. The answer is 1 where something was raised.
    """
    with closing(opened(settings, data)) as platform:
        last = until.date() if until is not None else platform.today()
        name = LookId(f"look-{since:%Y-%m-%d}-{platform.store.size()}")
        said = Looked(look=name, since=since.date(), until=last)
        found = platform.speaker(AUTHORITY).say(said)
    if isinstance(found, Refused):
        for finding in found.findings:
            note(f"{finding.code}: {finding.title} {finding.detail}")
        raise SystemExit(NO)
    raised = 0
    for entry in found.consequences:
        if isinstance(entry.statement, Raised):
            raised += 1
            _tell_alarm(entry.statement, as_json=as_json)
        elif isinstance(entry.statement, LookedThrough):
            _tell_read(entry.statement)
    if raised:
        raise SystemExit(NO)


def _tell_alarm(said: Raised, *, as_json: bool) -> None:
    if as_json:
        emit(said)
        return
    click.echo(printable(f"{said.detector} ({said.strength.value}): {said.explanation}"))
    for benign in said.benign:
        click.echo(printable(f"  not excluded: {benign}"))


def _tell_read(said: LookedThrough) -> None:
    read = (
        f"{counted(said.orders, 'order')} of {counted(said.accounts, 'account')}, "
        f"{counted(said.groups, 'group was', 'groups were')} read"
    )
    note(
        f"{read} by {said.policy}; {counted(said.alarms, 'alarm was', 'alarms were')} raised. "
        "None of them is a verdict"
    )
    if not said.whole:
        note("there was more than one look may read: look at fewer days at a time")


@command.command()
@click.argument("party")
@click.option("--on", type=DAY, help="As of a day. [default: today]")
@data_option
@as_json
@click.pass_obj
def groups(
    settings: Settings, party: str, on: datetime | None, data: str | None, as_json: bool
) -> None:
    """Show who is taken to belong together with PARTY, and by which evidence.

    A group is a hypothesis: a person splits it with comptrol say structuring.split/1.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        day = on.date() if on is not None else platform.today()
        if world[PartiesView].parties.get(PartyId(party)) is None:
            raise NotFoundError(f"no party {party!r} is enrolled")
        policy = policy_on(world[StructuringView], day)
        if policy is None:
            raise NotFoundError(f"no policy says what links parties on {day}")
        found = group_of(world, PartyId(party), policy, day)
    if as_json:
        members = found.members if found is not None else (party,)
        bonds = [it._asdict() for it in found.bonds] if found is not None else []
        emit({"party": party, "on": day, "members": members, "bonds": bonds,
              "strong": found is not None and found.strong})  # fmt: skip
    elif found is None:
        click.echo(f"Nothing is known that links {party} to anybody on {day}.")
    else:
        told = ((it.one, it.other, it.by.value, it.position) for it in found.bonds)
        table(("one", "other", "by", "position"), told)
        weak = "" if found.strong else "; not by strong evidence throughout"
        note(f"{counted(len(found.members), 'party')}{weak}. A group is a hypothesis")


# A replay of a trace: whatever is named of it is a false alarm.


@command.command()
@click.argument("trace", type=click.Path(path_type=Path))
@click.option("--chips", type=click.IntRange(2, SIZE_MAX), default=64, show_default=True,
              help="The limit: so many chips at once, a day, and for a day.")  # fmt: skip
@click.option("--each", type=click.IntRange(1, SIZE_MAX), default=8, show_default=True,
              help="A burst has no job of more chips.")  # fmt: skip
@click.option("--window-s", type=click.IntRange(1, DAY_S), default=600, show_default=True,
              help="How long the window of a burst is.")  # fmt: skip
@as_json
def replay(trace: Path, chips: int, each: int, window_s: int, as_json: bool) -> None:
    """Count how often innocent tenants of TRACE would be named, by tenant and day.

    CSV: timestamp,duration,num_gpus,cluster (Philly) or submission_time,duration,num_gpu,cluster
    (ElasticFlow; Parquet too, with the extra lab). The cluster is the tenant.
    """
    jobs = list(_jobs(trace))
    windows, found = bursts(jobs, window_s=window_s, chips_min=chips, chips_each=each)
    limits = _limits(chips)
    how = HandOver(gap_s=GAP_S, alike_bp=ALIKE_BP, times_min=IN_A_ROW)
    answers = []
    for accounts in Accounts:
        days = list(replayed(jobs, accounts, limits, how))
        named = named_bursts(jobs, found, accounts, limits[1], window_s=window_s)
        answers.append((accounts, named, days))
    if as_json:
        for accounts, named, days in answers:
            emit({"accounts": accounts, "jobs": len(jobs), "windows": windows,
                  "bursts": len(found), "bursts_named": named,
                  "days": [it._asdict() for it in days]})  # fmt: skip
        return
    hours = sum((Decimal(it.chip_seconds) for it in jobs), Decimal(0)) / 3600
    tenants = len({it.account for it in jobs})
    click.echo(
        f"{counted(len(jobs), 'job')} of {counted(tenants, 'tenant')}, {hours:.1f} GPU-hours."
    )
    click.echo(
        f"{len(found)} of {windows} pairs of a tenant and {counted(window_s, 'second')} ask for "
        f"at least {chips} chips with no job above {each}. All are innocent."
    )
    for accounts, named, days in answers:
        click.echo(f"\n{_READINGS[accounts]}: {named} of these {len(found)} named.")
        table(("tenant", "days", *_detectors(days)), _lines(days))


_READINGS: Final = {
    Accounts.TENANT: "A tenant is one account",
    Accounts.JOBS: "Each job is an account of its own, all of a tenant linked (the worst)",
}


def _limits(chips: int) -> tuple[Limit, ...]:
    source = "the option --chips"
    rental = Through.RENTAL
    return (
        Limit(limit=LimitId("at-once"), counts=Counted.CHIPS_AT_ONCE, value=chips, source=source),
        Limit(limit=LimitId("ordered-a-day"), counts=Counted.CHIPS_ORDERED, value=chips,
              span=Span.DAY, source=source),
        Limit(limit=LimitId("chip-time-a-day"), counts=Counted.CHIP_SECONDS,
              value=chips * DAY_S, span=Span.DAY, source=source, door=rental),
    )  # fmt: skip


def _detectors(days: Iterable[Replayed]) -> list[str]:
    return list(dict.fromkeys(it.detector for it in days))


def _lines(days: list[Replayed]) -> Iterator[tuple[Any, ...]]:
    """Yield a line for each tenant, and the sum with its share of all tenants' days."""
    tenants = dict.fromkeys(it.tenant for it in days)
    for tenant in tenants:
        own = [it for it in days if it.tenant == tenant]
        yield (tenant, own[0].days, *(it.named for it in own))
    detectors = _detectors(days)
    sums = {it: sum(x.named for x in days if x.detector == it) for it in detectors}
    total = sum(it.days for it in days if it.detector == detectors[0]) if detectors else 0
    yield ("all", total, *(f"{it} ({it / max(total, 1):.1%})" for it in sums.values()))


def _jobs(path: Path) -> Iterator[Piece]:
    if path.suffix == ".parquet":
        yield from _of_parquet(path)
        return
    columns = _columns(path)
    for number, row in enumerate(rows(path, columns, ("gpu_time", "job_id"))):
        start_s = _start(row, columns[0])
        length_s, chips = _whole(row, "duration"), _whole(row, columns[2])
        if length_s and chips:
            tenant = row.needed("cluster")
            yield Piece(tenant, chips, start_s, start_s + length_s, order=f"job-{number}")


def _columns(path: Path) -> tuple[str, ...]:
    """Return the columns of the trace, by the first word of its header."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            header = file.readline(10_000).strip().split(",")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{path}: {error}") from error
    return ELASTICFLOW if "submission_time" in header else PHILLY


def _start(row: Row, field: str) -> int:
    if field == "submission_time":
        return _whole(row, field)
    text = row.needed(field)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        row.fail(field, f"is {text[:40]!r}, not a time")
    return int((at if at.tzinfo is not None else at.replace(tzinfo=UTC)).timestamp())


def _whole(row: Row, field: str) -> int:
    text = row.needed(field)
    try:
        number = Decimal(text)
    except InvalidOperation:
        row.fail(field, f"is {text[:40]!r}, not a number")
    if not number.is_finite() or not 0 <= number <= SIZE_MAX:
        row.fail(field, f"is {text[:40]}; it must be 0 to {SIZE_MAX}")
    return int(number)


def _of_parquet(path: Path) -> Iterator[Piece]:
    try:
        import polars as pl  # noqa: PLC0415  (of the extra lab)
    except ImportError as error:
        raise UnavailableError("to read Parquet: pip install 'comptrol[lab]'") from error
    try:
        frame = pl.read_parquet(path, columns=list(ELASTICFLOW))
    except (OSError, pl.exceptions.PolarsError) as error:
        raise UnreadableError(f"{path}: {error}") from error
    for number, (*numbers, tenant) in enumerate(frame.iter_rows()):
        if tenant is None or not all(_fits(it) for it in numbers):
            wanted = f"a tenant, and numbers of 0 to {SIZE_MAX}"
            raise UnreadableError(f"{path}, row {number + 1}: expected {wanted}")
        start_s, length_s, chips = map(int, numbers)
        if length_s and chips:
            yield Piece(str(tenant), chips, start_s, start_s + length_s, order=f"job-{number}")


def _fits(value: object) -> bool:
    return isinstance(value, int | float) and 0 <= value <= SIZE_MAX
