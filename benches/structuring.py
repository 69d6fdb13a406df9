"""How well splitting is found: false alarms on the innocent, recall on attacks, time to flag."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random  # noqa: TID251  (seeded: every run is the same)
from time import perf_counter

from benches.gate_world import order, people, platform, provider
from benches.measurement import Measurement
from comptrol.domains.structuring import (
    Accounts,
    Alike,
    Bunching,
    Counted,
    Evidence,
    HandOver,
    Limit,
    LimitId,
    Looked,
    LookId,
    Piece,
    PolicyId,
    PolicySet,
    Span,
    Weight,
    bursts,
    named_bursts,
    replayed,
)
from comptrol.domains.structuring.formulas import (
    Asked,
    Shape,
    crowd,
    discovered,
    longest_chain,
    split,
    templates,
)
from comptrol.domains.structuring.reactions import looked_at
from comptrol.domains.structuring.reactions.seeing import see
from comptrol.kernel.finding import Receipt

PHILLY = Path(__file__).parents[2] / "shared/data/traces/sia_philly/philly.csv"
DAY_S, HOUR_S = 86_400, 3600
CHIPS = 64
POPULATIONS = 300
GROUPS = 200
ORDERS = 10_000
HOW = HandOver(gap_s=600, alike_bp=9000, times_min=3)
BUNCH = Bunching(width_bp=1000, neighbours=4, observations_min=20, false_discovery_ppm=10_000)
ALIKE = Alike(
    within_days=3,
    accounts_min=4,
    observations_min=20,
    times_min=5,
    false_discovery_ppm=10_000,
)
REACH_DAYS = 130
RATE = Limit(limit=LimitId("rate"), counts=Counted.CHIPS_AT_ONCE, value=CHIPS, source="a bench")
TIME = Limit(
    limit=LimitId("time"),
    counts=Counted.CHIP_SECONDS,
    value=CHIPS * 30 * DAY_S // 4,
    span=Span.ROLLING,
    days=30,
    source="a bench",
)
SIZES = (1, 1, 1, 2, 2, 4, 8, 8, 16)
"""Chips of an innocent job: about as the traces have them."""


def traces() -> Iterator[Measurement]:
    """Measure how many days of innocent tenants would be named, in the Philly trace."""
    if not PHILLY.is_file():
        return
    jobs = list(_jobs())
    _, found = bursts(jobs, window_s=600, chips_min=CHIPS, chips_each=8)
    day = Limit(
        limit=LimitId("day"),
        counts=Counted.CHIPS_ORDERED,
        value=CHIPS,
        span=Span.DAY,
        source="a bench",
    )
    for accounts in Accounts:
        named = named_bursts(jobs, found, accounts, day, window_s=600)
        unit = f"of {len(found)} innocent bursts, accounts: {accounts.value}"
        yield Measurement(
            name=f"structuring.bursts_{accounts.value}", value=float(named), unit=unit
        )
        rows = list(replayed(jobs, accounts, [RATE, day], HOW))
        for detector in dict.fromkeys(it.detector for it in rows):
            own = [it for it in rows if it.detector == detector]
            share = 100 * sum(it.named for it in own) / sum(it.days for it in own)
            name = f"structuring.days_{detector.replace('-', '_')}_{accounts.value}"
            yield Measurement(name=name, value=share, unit="% of a tenant's days, all innocent")


def _jobs() -> Iterator[Piece]:
    with PHILLY.open(newline="", encoding="utf-8") as file:
        for number, row in enumerate(csv.DictReader(file)):
            at = datetime.fromisoformat(row["timestamp"]).replace(tzinfo=UTC)
            start_s = int(at.timestamp())
            end_s = start_s + int(float(row["duration"]))
            yield Piece(row["cluster"], int(row["num_gpus"]), start_s, end_s, order=f"j-{number}")


def alike() -> Iterator[Measurement]:
    """Measure in how many weeks of the Philly trace accounts order alike, and have 64 at once."""
    if not PHILLY.is_file():
        return
    for accounts in Accounts:
        pieces = {
            it.order: it._replace(account=it.order) if accounts is Accounts.JOBS else it
            for it in _jobs()
        }
        asked = [_asked(it) for it in pieces.values()]
        first, last = min(it.day for it in asked), max(it.day for it in asked)
        weeks = range(first, last + 1, 7)
        named = sum(_at_once([it for it in asked if since - REACH_DAYS <= it.day < since + 7],
                             pieces, since) for since in weeks)  # fmt: skip
        unit = f"of {len(weeks)} weeks of Philly, accounts: {accounts.value}"
        name = f"structuring.alike_weeks_{accounts.value}"
        yield Measurement(name=name, value=float(named), unit=unit)


def _asked(it: Piece) -> Asked:
    hours = -(-(it.end_s - it.start_s) // HOUR_S)
    return Asked(it.start_s // DAY_S, it.account, it.order, Shape("", "", it.chips, hours))


def _at_once(asked: list[Asked], pieces: dict[str, Piece], since: int) -> bool:
    """Tell whether accounts of one template have as much at once in a week as is looked at."""
    return any(
        split([pieces[it.order] for it in one.orders], RATE, ALIKE.accounts_min) is not None
        for one in templates(asked, ALIKE, since, since + 7)
    )


def bunching() -> Iterator[Measurement]:
    """Measure how often crowds are seen where there are none, and where some are."""
    chance = Random(3)  # noqa: S311  (the same in every run)
    for name, share in (("none", 0.0), ("fiftieth", 0.02), ("twentieth", 0.05), ("tenth", 0.1)):
        named = sum(_crowded(chance, share) for _ in range(POPULATIONS))
        kind = "false_alarms" if share == 0 else "recall"
        unit = (
            f"% of {POPULATIONS} populations of 400, about {share:.0%} of them choose by the limit"
        )
        value = 100 * named / POPULATIONS
        yield Measurement(name=f"structuring.bunching_{kind}_{name}", value=value, unit=unit)
    named = sum(_crowded(chance, 0.0, sizes=SIZES) for _ in range(POPULATIONS))
    value, unit = 100 * named / POPULATIONS, "% of populations that order powers of two"
    yield Measurement(name="structuring.bunching_false_alarms_powers", value=value, unit=unit)


def _crowded(chance: Random, share: float, sizes: tuple[int, ...] = ()) -> bool:
    """Draw amounts that fall off as real ones do; some choose to stay below the limit."""
    limit, amounts = 1000, []
    for _ in range(400):
        amount = chance.choice(sizes) * 125 if sizes else int(chance.lognormvariate(6.9, 0.6))
        above = limit <= amount < 2 * limit
        if above and chance.random() < share * 3:  # those above are about a third
            amount = int(limit * chance.uniform(0.92, 0.999))
        amounts.append(amount)
    found = crowd(amounts, limit, BUNCH)
    return found is not None and bool(discovered([found.p_value], BUNCH.false_discovery_ppm))


def groups() -> Iterator[Measurement]:
    """Measure recall on groups that split, false alarms on ones that do not, and time to flag."""
    for detector, limit, large in (("rate", RATE, 1), ("total", TIME, 1)):
        chance = Random(5)  # noqa: S311
        attacks = [_cut_up(chance, limit) for _ in range(GROUPS)]
        twins = [_innocent(chance, 5) for _ in range(GROUPS)]
        found = [split(it, limit, 2) for it in attacks]
        hours = sorted((it.at_s - min(p.start_s for p in own)) / HOUR_S * large
                       for it, own in zip(found, attacks, strict=True) if it)  # fmt: skip
        alarms = sum(split(it, limit, 2) is not None for it in twins)
        recall = 100 * sum(it is not None for it in found) / GROUPS
        unit = f"% of {GROUPS} groups of 2 to 8 accounts that split 1 to 3 times the limit"
        yield Measurement(name=f"structuring.{detector}_recall", value=recall, unit=unit)
        unit = f"% of {GROUPS} linked groups of 5 with work of their own, a month"
        value = 100 * alarms / GROUPS
        yield Measurement(name=f"structuring.{detector}_false_alarms", value=value, unit=unit)
        unit = "hours from the first order to the limit, median"
        value = hours[len(hours) // 2]
        yield Measurement(name=f"structuring.{detector}_time_to_flag", value=value, unit=unit)
    yield from _handed_over()


def _cut_up(chance: Random, limit: Limit) -> list[Piece]:
    """Cut one piece of work into accounts below the limit, among their innocent work."""
    accounts, times = chance.randint(2, 8), chance.uniform(1.0, 3.0)
    accounts = max(accounts, int(times) + 1)
    chips = -(-int(CHIPS * times) // accounts)
    chips = min(chips, CHIPS - 1) if limit is RATE else chips
    days = 30 if limit is TIME else chance.randint(1, 5)
    part = (limit.value * times / accounts / (days * DAY_S)) if limit is TIME else chips
    start = chance.randrange(DAY_S)
    return [
        Piece(f"a{it}", max(1, -(-int(part * 100) // 100)), start + it * chance.randrange(HOUR_S),
              start + days * DAY_S, order=f"o{it}")
        for it in range(accounts)
    ]  # fmt: skip


def _innocent(chance: Random, accounts: int) -> list[Piece]:
    """Draw a month of jobs of linked accounts, each with needs of its own."""
    pieces = []
    for number in range(150):
        start = chance.randrange(30 * DAY_S)
        length = int(chance.lognormvariate(8.5, 1.5)) + 60
        account = f"a{chance.randrange(accounts)}"
        pieces.append(
            Piece(account, chance.choice(SIZES), start, start + length, order=f"o{number}")
        )
    return pieces


def _handed_over() -> Iterator[Measurement]:
    chance = Random(9)  # noqa: S311
    found = 0
    for _ in range(GROUPS):
        at, chain = chance.randrange(DAY_S), []
        for step in range(6):
            length = chance.randrange(HOUR_S, 12 * HOUR_S)
            chain.append(Piece(f"h{step % 3}", 32, at, at + length, order=f"h{step}"))
            at += length + chance.randrange(900)
        found += len(longest_chain([*chain, *_innocent(chance, 5)], HOW)) > HOW.times_min
    unit = f"% of {GROUPS} runs handed over 5 times with gaps up to 15 minutes (10 are allowed)"
    value = 100 * found / GROUPS
    yield Measurement(name="structuring.hand_over_recall", value=value, unit=unit)
    alarms = sum(
        len(longest_chain(_innocent(chance, 5), HOW)) > HOW.times_min for _ in range(GROUPS)
    )
    unit = f"% of {GROUPS} linked groups of 5 with work of their own, a month"
    value = 100 * alarms / GROUPS
    yield Measurement(name="structuring.hand_over_false_alarms", value=value, unit=unit)


def looking() -> Iterator[Measurement]:
    """Measure one look at a day of 10,000 orders of 200 customers, a tenth of them linked."""
    with platform() as opened:
        people(opened)
        chance, today = Random(1), opened.today()  # noqa: S311
        said = [order(chance, f"order-{it}", today) for it in range(ORDERS)]
        answers = opened.speaker(provider(0)).say_all(said)
        if not all(isinstance(it, Receipt) for it in answers):
            raise SystemExit("an order was refused")
        look = Looked(look=LookId("look"), since=today, until=today + timedelta(days=1))
        policy = PolicySet(
            policy=PolicyId("bench"),
            since=today,
            source="a bench",
            by="a bench",
            limits=(RATE, TIME),
            weights=tuple(Weight(by=it, weight=2) for it in Evidence),
            bound_at=2,
            owner_share_bp=5000,
            members_min=2,
            reach_days=31,
            hand_over=HOW,
            bunching=BUNCH,
        )
        with opened.world() as world:
            start = perf_counter()
            seen = see(world, look, 1, policy)
            read_s = perf_counter() - start
            alarms = list(looked_at(seen, world))
            whole_s = perf_counter() - start
    unit = f"s, {len(seen.orders)} orders, {len(seen.gatherings)} groups, {len(alarms)} alarms"
    yield Measurement(name="structuring.look_s", value=whole_s, unit=unit)
    yield Measurement(name="structuring.look_read_s", value=read_s, unit="s of it to read")


BENCHES = (traces, alike, bunching, groups, looking)
