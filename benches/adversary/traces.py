"""Rentals as real clusters had them: jobs of two published traces, as orders and meter events."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path
from random import Random  # noqa: TID251  (seeded: every run is the same)
from typing import Final, NamedTuple

from benches.adversary.acts import Acts
from benches.adversary.cast import A100, H100, HALLS, PROVIDERS
from benches.adversary.running import Actor
from benches.adversary.stage import Stage
from comptrol.domains.gate import Ended, Ordered, OrderId, Service, Through
from comptrol.domains.metering import EventName, Meter, SourceName, Used
from comptrol.kernel.identifiers import PartyId

FOLDER: Final = Path(__file__).parents[3] / "shared/data/traces"
PHILLY: Final = FOLDER / "sia_philly/philly.csv"
ELASTICFLOW: Final = FOLDER / "elasticflow/itp_jobs.parquet"
DAY_S: Final = 86_400
DEPARTMENTS: Final = 3
"""One tenant in four is a group: its jobs are those of so many accounts under one parent."""
USES: Final = ("crop forecasts", "protein folding", "video search", "weather research", "speech")
LENGTH_S_MAX: Final = 60 * DAY_S
NOON_S: Final = DAY_S // 2


class Job(NamedTuple):
    """One job of a trace: whose, how large, for how long, and on which day of the trace."""

    tenant: str
    chips: int
    length_s: int
    day: int


@cache
def jobs() -> tuple[Job, ...]:
    """Return the jobs of both traces, in the order of their days; none where they are not here."""
    return tuple(sorted((*_philly(), *_elasticflow()), key=lambda it: it.day))


def _philly() -> Iterator[Job]:
    """Yield the jobs of 14 virtual clusters of Philly, September to December 2017."""
    if not PHILLY.is_file():
        return
    first = datetime(2017, 9, 4, tzinfo=UTC)
    with PHILLY.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if not row["num_gpus"]:
                continue
            at = datetime.fromisoformat(row["timestamp"]).replace(tzinfo=UTC)
            length_s = min(max(int(float(row["duration"])), 60), LENGTH_S_MAX)
            yield Job(f"p{row['cluster']}", int(row["num_gpus"]), length_s, (at - first).days)


def _elasticflow() -> Iterator[Job]:
    """Yield the jobs of ten clusters of ElasticFlow's traces, of 2021."""
    if not ELASTICFLOW.is_file():
        return
    import polars as pl  # noqa: PLC0415  (an extra: whoever has no traces needs none)

    table = pl.read_parquet(ELASTICFLOW)
    first = table.get_column("submission_time").min()
    for row in table.select("cluster", "num_gpu", "duration", "submission_time").iter_rows():
        tenant, chips, seconds, at = row
        length_s = min(max(int(seconds), 60), LENGTH_S_MAX)
        yield Job(f"e{tenant}", int(chips), length_s, int(at - first) // DAY_S)


def customers(seed: int, jobs_a_day: int, days: int, begins: Stage) -> list[Actor]:
    """Return an actor for every account of a tenant, with its part of the jobs of the traces.

    Of the jobs of each day as many are drawn as are wanted; the traces begin anew when they end.
    """
    chance, drawn = Random(f"traces/{seed}"), dict[str, list[Job]]()  # noqa: S311
    by_day = {day: tuple(them) for day, them in groupby(jobs(), key=lambda it: it.day)}
    known = sorted(by_day)
    for day in range(days if known else 0):
        there = by_day[known[day % len(known)]]
        for job in chance.sample(there, min(jobs_a_day, len(there))):
            drawn.setdefault(job.tenant, []).append(job._replace(day=day))
    return [
        Actor(tenant, _tenant(begins, number, own, Random(f"{tenant}/{seed}")))  # noqa: S311
        for number, (tenant, own) in enumerate(sorted(drawn.items()))
    ]


def parties(tenants: int) -> int:
    """Return how many parties so many tenants are."""
    groups = len(range(0, tenants, 4))
    return tenants + groups * DEPARTMENTS


def _tenant(stage: Stage, number: int, own: list[Job], chance: Random) -> Acts[None]:
    """Let one tenant rent for its jobs, and its provider tell what they used."""
    country = chance.choice(("BR", "NL", "FI", "JP", "PT", "DE"))
    firm = yield from stage.customer(0, f"firm-{number}", country)
    accounts = [firm]
    if number % 4 == 0:
        accounts = []
        for department in range(DEPARTMENTS):
            label = f"firm-{number}-{department}"
            accounts.append((yield from stage.customer(0, label, country, parent=firm)))
    provider = PROVIDERS[number % len(PROVIDERS)]
    model = chance.choice((H100, A100))
    due: list[tuple[int, int, Ordered]] = []
    for index, job in enumerate(own):
        day = job.day + 1
        while due and due[0][0] <= day:
            yield from _over(stage, provider, due.pop(0))
        order = Ordered(
            order=OrderId(stage.name(f"o-{number}-{index}")),
            door=Through.RENTAL,
            customer=PartyId(chance.choice(accounts)),
            model=model,
            chips=job.chips,
            on=stage.day(day),
            end_use=chance.choice(USES),
            service=Service.MANAGED_JOB,
            site=HALLS[provider][1],
            length_s=job.length_s,
            possession_passes=False,
        )
        yield stage.says(day, provider, order)
        due.append((day + 1 + (job.length_s + NOON_S) // DAY_S, day, order))
        due.sort(key=lambda it: it[0])
    for last in due:
        yield from _over(stage, provider, last)


def _over(stage: Stage, provider: PartyId, it: tuple[int, int, Ordered]) -> Acts[None]:
    """Tell what an order used, and that it is over."""
    said_on, began_on, order = it
    since = stage.at(began_on, 12)
    seconds = order.length_s or 0
    until = since + timedelta(seconds=seconds)
    used = Used(
        source=SourceName(f"//{provider}.example/scheduler"),
        event=EventName(order.order),
        order=order.order,
        meter=Meter.ALLOCATION,
        chips=order.chips,
        since=since,
        until=until,
        chip_seconds=order.chips * seconds,
    )
    yield stage.says(said_on, provider, used)
    ended = Ended(order=order.order, at=until, used_chip_seconds=order.chips * seconds)
    yield stage.says(said_on, provider, ended)
