"""What do many rows of usage add up to? One expression for each question, the same on any engine.

Only what every engine does exactly is used: whole numbers and decimals, no division, no average,
explicit window frames, and a cast after every sum of decimals (Ibis takes one for two decimals,
and fails from 10^36 on).

Of an event the last version counts. Few events are ever corrected, so that the newest versions are
a small table that the rows are held against; to group all rows by event costs several times that.
A row counts whole in the hour or day in which it begins.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import ibis

from comptrol.adapters.lake.columns import FLOP, KEY, METERS, WHOLE

Table = Any
"""A table of Ibis, which has no types that hold under mypy."""

SUMS: Final = ("chip_seconds", *FLOP)
ACCOUNT: Final = ("provider", "tenant", "model")
BY_ACCOUNT: Final = (*ACCOUNT, "begins", "events", "told", *SUMS)
BY_GROUP: Final = (
    *("whose", "begins", *SUMS, *(f"{name}_so_far" for name in SUMS)),
    *("over", "may_be_over"),
)


def latest(usage: Table) -> Table:
    """Return the rows that are in force: of every event the highest version."""
    later = usage.filter(usage.version > 1)
    newest = later.group_by(*KEY).agg(newest=later.version.max())
    same = [usage[name] == newest[name] for name in KEY]
    return usage.anti_join(newest, [*same, newest.newest > usage.version])


def by_account(usage: Table, *, meter: str, unit: str, corrected: bool = True) -> Table:
    """Sum one meter's usage by provider, tenant, model and hour (``h``) or day (``D``).

    ``told`` is how many chip-seconds have operations told; the sums of operations are of those.
    Where nothing in the lake was ever corrected (its list of files knows), no row is held
    against corrections.
    """
    keys = (*ACCOUNT, "begins")
    return _summed(usage, keys, meter, unit, corrected=corrected).select(*BY_ACCOUNT)


def by_group(
    usage: Table, groups: Table, ceilings: Table, *, meter: str, unit: str, corrected: bool = True
) -> Table:
    """Sum by group and hour or day, so far, and tell whether that is over the group's ceiling.

    ``groups`` has ``tenant`` and ``whose``; a tenant that is not there is a group of its own.
    ``ceilings`` has ``whose``, ``ceiling_chip_seconds`` and ``ceiling_flop``, either of which may
    be missing. It is ``over`` where chip time or even the least of operations is more than the
    ceiling, and ``may_be_over`` where only the most is.
    """
    tenants = _summed(usage, ("tenant", "begins"), meter, unit, corrected=corrected)
    members = groups.rename(member="tenant")
    placed = tenants.left_join(members, tenants.tenant == members.member)
    placed = placed.mutate(whose=placed.whose.coalesce(placed.tenant))
    summed = placed.group_by("whose", "begins").agg(
        chip_seconds=placed.chip_seconds.sum().cast("int64"),
        **{name: _whole(placed[name].sum()) for name in FLOP},
    )
    window = ibis.window(group_by="whose", order_by="begins", preceding=None, following=0)
    running = summed.mutate(
        chip_seconds_so_far=summed.chip_seconds.sum().over(window).cast("int64"),
        **{f"{name}_so_far": _whole(summed[name].sum().over(window)) for name in FLOP},
    )
    bound = ceilings.rename(bound="whose")
    held = running.left_join(bound, running.whose == bound.bound)
    over = _above(held.chip_seconds_so_far, held.ceiling_chip_seconds) | _above(
        held.flop_low_so_far, held.ceiling_flop
    )
    may_be = _above(held.flop_high_so_far, held.ceiling_flop) & ~over
    return held.mutate(over=over, may_be_over=may_be).select(*BY_GROUP)


def meters(usage: Table) -> Table:
    """Return which meters there are rows of."""
    return usage.select("meter").distinct()


def most_trusted(found: Sequence[Mapping[str, Any]]) -> str:
    """Return the meter that is the hardest to fake, of those that there are rows of."""
    there = {row["meter"] for row in found}
    return next((meter for meter in METERS if meter in there), METERS[0])


def _summed(
    usage: Table, keys: tuple[str, ...], meter: str, unit: str, *, corrected: bool
) -> Table:
    """Sum the rows in force of one meter, by some of their columns and when they begin."""
    seen = usage.filter(usage.meter == meter)
    rows = latest(seen) if corrected else seen
    known = rows.mutate(
        begins=rows.since.truncate(unit),
        model=rows.model.fill_null(""),
        told_seconds=rows.flop_low.notnull().ifelse(rows.chip_seconds, 0),
    )
    summed = known.group_by(*keys).agg(
        events=known.count().cast("int64"),
        told=known.told_seconds.sum().cast("int64"),
        chip_seconds=known.chip_seconds.sum().cast("int64"),
        **{name: _whole(known[name].sum()) for name in FLOP},
    )
    return summed.mutate(**{name: _or_nothing(summed[name]) for name in FLOP})


def _whole(number: Any) -> Any:  # noqa: ANN401  (a value of Ibis)
    return number.cast(WHOLE)


def _or_nothing(number: Any) -> Any:  # noqa: ANN401
    return number.fill_null(ibis.literal(0).cast(WHOLE)).cast(WHOLE)


def _above(number: Any, ceiling: Any) -> Any:  # noqa: ANN401
    return (number > ceiling).fill_null(False)  # noqa: FBT003
