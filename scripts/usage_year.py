"""A year of a large provider, made up: one row for each node and hour that a job ran there.

    python -m scripts.usage_year FOLDER [--nodes 12000] [--seed 1] [--months 12]

12,000 nodes of eight chips are some 98 million rows a year, in twelve files that ``comptrol lake
add`` takes, a month each. Every word of it is invented. So that it does not compress as made-up
rows do: events are named by 64 random bits, jobs last from one hour to three days, begin and end
within an hour, take one to eight chips, and no two rows do the same share of the peak; one row in
a hundred is corrected by a second version. The same seed gives the same rows.
"""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import duckdb

YEAR: Final = 2025
PROVIDER: Final = "acme"
TENANTS: Final = 4_000
IDLE_PERCENT: Final = 8
CORRECTED_ONE_IN: Final = 100
MONTHS: Final = 12
MODELS: Final = (
    ("nvidia-h100-sxm5-80gb", 989),
    ("nvidia-h200-sxm", 989),
    ("nvidia-b200", 2_250),
    ("amd-instinct-mi300x", 1_307),
    ("nvidia-a100-sxm4-80-gb", 312),
)
"""What nodes are made of, and the dense 16-bit peak in whole tera-operations a second."""


class Provider(NamedTuple):
    """How large a provider is, and which of all possible ones."""

    nodes: int = 12_000
    seed: int = 1
    rows_max: int | None = None
    """Not more rows a month than so many, corrections left out."""


def write_month(target: Path, month: int, provider: Provider) -> int:
    """Write one month of usage as Parquet and return how many rows it has."""
    since = datetime(YEAR, month, 1, tzinfo=UTC)
    until = datetime(YEAR + month // MONTHS, month % MONTHS + 1, 1, tzinfo=UTC)
    first = int((since - datetime(YEAR, 1, 1, tzinfo=UTC)).total_seconds()) // 3600
    hours = int((until - since).total_seconds()) // 3600
    slots = min(hours * provider.nodes, provider.rows_max or hours * provider.nodes)
    with duckdb.connect() as engine:
        engine.execute("set preserve_insertion_order = false")
        engine.execute(_SLOTS.format(slots=slots, nodes=provider.nodes, first=first))
        engine.execute(f"create macro chance(a, b) as {_CHANCE.format(seed=provider.seed)}")
        query = _ROWS.format(
            year=YEAR,
            idle=IDLE_PERCENT,
            provider=PROVIDER,
            tenants=TENANTS,
            corrected=CORRECTED_ONE_IN,
            models=", ".join(f"'{name}'" for name, _ in MODELS),
            peaks=", ".join(str(peak) for _, peak in MODELS),
            kinds=len(MODELS),
        )
        file = str(target).replace("'", "''")
        made = engine.execute(f"copy ({query}) to '{file}' ({_PARQUET})").fetchone()
    assert made is not None, "DuckDB tells how many rows it wrote"  # noqa: S101
    return int(made[0])


_PARQUET: Final = "format parquet, compression zstd, row_group_size 500000"
_CHANCE: Final = "hash(a * 2654435761 + b * 40503 + {seed} * 97)"
"""A number of 64 bits that two others and the seed decide."""
_SLOTS: Final = """
create temp table slots as
select (i % {nodes})::bigint as node, {first} + i // {nodes} as hour from range({slots}) as t(i)
"""
"""Kept first: what follows is then done by every core."""
_ROWS: Final = """
with placed as (
    select *, chance(node, hour) as a, chance(hour, node + 1000003) as b,
        chance(node, hour // (1 + chance(node, 1) % 72)::bigint) as job
    from slots
),
busy as (
    select *, 1 + job % 8 as chips,
        case when a % 5 = 0 then (a // 5 % 3000)::bigint else 0 end as late,
        timestamp '{year}-01-01' + to_hours(hour) as begins
    from placed where b % 100 >= {idle}
),
timed as (
    select *, begins + to_seconds(late) as since,
        case when b % 7 = 0 then 60 + (b // 7 % (3540 - late))::bigint
            else 3600 - late end as lasts
    from busy
),
told as (
    select *, version,
        (chips * lasts)::bigint - (version - 1) * (1 + (a % 60)::bigint) as used
    from timed, (values (1), (2)) as v(version) where version = 1 or a % {corrected} = 0
),
worked as (
    select *, used::decimal(28, 0) * ([{peaks}][1 + node % {kinds}])::decimal(4, 0)
        * 1000000::decimal(7, 0) as most
    from told
)
select 'acme/hall' || (node % 7) as source,
    lower(hex(a)) as event,
    version::integer as version,
    '{provider}' as provider,
    't' || ((job // 8 % {tenants}) * (job // 65536 % {tenants}) // {tenants}) as tenant,
    'o' || (job // 8 % 1000000) as "order",
    ([{models}])[1 + node % {kinds}] as model,
    'allocation' as meter,
    chips::bigint as chips,
    since,
    since + to_seconds(lasts) as "until",
    used as chip_seconds,
    (most * (100000 + b % 250000)::decimal(7, 0))::decimal(38, 0) as flop_low,
    (most * (100000 + b % 250000 + a % 150000)::decimal(7, 0))::decimal(38, 0) as flop_mid,
    (most * (100000 + b % 250000 + a % 150000 + b // 1000 % 400000)::decimal(7, 0))::decimal(38, 0)
        as flop_high
from worked
"""


def main(arguments: list[str] | None = None) -> None:
    """Write the months that were asked for, and tell of each."""
    told = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    told.add_argument("folder", type=Path)
    told.add_argument("--nodes", type=int, default=Provider().nodes)
    told.add_argument("--seed", type=int, default=Provider().seed)
    told.add_argument("--months", type=int, default=MONTHS, choices=range(1, MONTHS + 1))
    asked = told.parse_args(arguments)
    asked.folder.mkdir(parents=True, exist_ok=True)
    rows = 0
    for month in range(1, asked.months + 1):
        target = asked.folder / f"usage-{YEAR}-{month:02}.parquet"
        many = write_month(target, month, Provider(asked.nodes, asked.seed))
        rows += many
        print(f"{target}: {many:,} rows, {target.stat().st_size / 1e6:,.0f} MB")
    print(f"{rows:,} rows of {asked.nodes:,} nodes")


if __name__ == "__main__":
    main()
