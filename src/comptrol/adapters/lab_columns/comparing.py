"""Two sides judge a file of requests: what flips, why, and what it adds up to."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import numpy as np
import polars as pl

from comptrol.adapters.lab_columns.judging import OUTCOMES, Judged, judge_columns
from comptrol.adapters.lab_columns.table import RequestTable
from comptrol.flow.lab import FLIPS_SHOWN, Compared, Flip, Posed, Side, Total, flip
from comptrol.kernel.countries import Countries


def compare_table(
    table: RequestTable,
    sides: tuple[Side, Side],
    countries: Countries,
    tell: Callable[[str], None] = lambda _: None,
) -> Compared:
    """Judge every row by both sides; explain the first flips one by one, and add up all."""
    judged = []
    for side in sides:
        tell(f"judging {table.rows:,} requests by {side.rulebook.name}")
        judged.append(judge_columns(table, side.rulebook, side.stance, side.known_at))
    before, after = judged
    flipped = np.flatnonzero(before.outcomes != after.outcomes)
    return Compared(
        requests=table.rows,
        rejected=len(table.rejected),
        before=_counts(before),
        after=_counts(after),
        flips=len(flipped),
        explained=tuple(_explained(table, sides, countries, flipped[:FLIPS_SHOWN])),
        totals=tuple(_totals(table, before, after)),
        rulebook_digests=(sides[0].rulebook.digest, sides[1].rulebook.digest),
    )


def _counts(judged: Judged) -> dict[str, int]:
    counts = np.bincount(judged.outcomes, minlength=len(OUTCOMES))
    return {it.value: int(counts[place]) for place, it in enumerate(OUTCOMES) if counts[place]}


def _explained(
    table: RequestTable, sides: tuple[Side, Side], countries: Countries, rows: np.ndarray
) -> Iterator[Flip]:
    for row in map(int, rows):
        asked, day = table.request(row), table.day(row)
        before, after = (side.judge(asked, day, countries) for side in sides)
        yield flip(Posed(id=table.name(row), as_of=day, asked=asked), before, after)


def _totals(table: RequestTable, before: Judged, after: Judged) -> Iterator[Total]:
    """Add up requests, chips and chip-hours by country, party and chip, for each flip."""
    if not table.rows:
        return
    frame = table.frame
    have = set(frame.columns)
    place = [pl.col(it) for it in ("site_country", "to") if it in have]
    picked = frame.select(
        country=pl.coalesce(*(pl.when(it != "").then(it) for it in place), pl.lit("")),
        party=pl.col("recipient") if "recipient" in have else pl.lit("(not named)"),
        chip=pl.col("chip") if "chip" in have else pl.lit(""),
        chips=pl.col("quantity").replace("", "1").cast(pl.Int64)
        if "quantity" in have
        else pl.lit(1, dtype=pl.Int64),
        chip_hours=pl.col("chip_hours").replace("", "0").cast(pl.Decimal(38, 12))
        if "chip_hours" in have
        else pl.lit(0).cast(pl.Decimal(38, 12)),
    ).with_columns(before=pl.Series(before.outcomes), after=pl.Series(after.outcomes))
    flips = picked.filter(pl.col("before") != pl.col("after"))
    for by in ("country", "party", "chip"):
        sums = flips.group_by(by, "before", "after").agg(
            pl.len().alias("requests"), pl.col("chips").sum(), pl.col("chip_hours").sum()
        )
        ordered = sums.sort(
            ["requests", by, "before", "after"], descending=[True, False, False, False]
        )
        for name, was, is_now, requests, chips, hours in ordered.iter_rows():
            yield Total(
                by=by,
                name=name,
                before=OUTCOMES[was],
                after=OUTCOMES[is_now],
                requests=requests,
                chips=chips,
                chip_hours=Decimal(hours),
            )
