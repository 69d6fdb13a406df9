"""What a hold on five levels costs: one at a time and in batches, durable, down the one path."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random  # noqa: TID251  (seeded: every run is the same)
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benches.gate_world import USES
from benches.measurement import Measurement, percentile
from benches.path import verified
from benches.workload import DAY, H100, PROVIDER, SITE, platform
from comptrol.adapters.store_sqlite.engine import connect
from comptrol.bootstrap import AUTHORITY, Platform
from comptrol.domains.caps import Act, Bearer, CapId, CapSet, Posted, Unit
from comptrol.domains.gate import Ordered, OrderId, Ruled, Service, Through
from comptrol.domains.parties import Enrolled, HeadquartersDeclared, ParentDeclared
from comptrol.flow.turn import read_entry
from comptrol.flow.world import RowsWorld
from comptrol.kernel.finding import Answer, Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Entry, Statement

PERSONS, ORDERS, SINGLES, BATCH, ROUNDS = 100, 3_000, 1_000, 500, 3
LEVELS = 6
"""Person, organisation, group; the provider; the country of the site; the world."""
AMPLE = 10**14


def _people(*, capped: bool) -> Iterator[Statement]:
    """Yield persons of organisations of groups; where asked, a cap on each of them, and above."""
    country = CountryCode("BR")
    for name, parent in _levels():
        party = PartyId(name)
        words = {"on": DAY, "source": "register"}
        title = f"Meadow {name.title()}"
        yield Enrolled(party=party, name=title, country=country, roles=(Role.CUSTOMER,))
        yield HeadquartersDeclared(party=party, country=country, **words)
        yield ParentDeclared(party=party, parent=PartyId(parent), **words)
    if capped:
        yield from _caps()


def _levels() -> list[tuple[str, str]]:
    """Return every customer, and whose each is."""
    levels = [(f"group-{it}", f"group-{it}") for it in range(2)]
    levels += [(f"organisation-{it}", f"group-{it % 2}") for it in range(10)]
    return levels + [(f"person-{it}", f"organisation-{it % 10}") for it in range(PERSONS)]


def _caps() -> Iterator[CapSet]:
    """Yield a cap on each customer, and above them."""
    yield _cap("world", Bearer.WORLD, None)
    yield _cap("country", Bearer.COUNTRY, "MY")
    yield _cap("provider", Bearer.PROVIDER, PROVIDER)
    yield from (_cap(name, Bearer.PARTY, name) for name, _ in _levels())


def _cap(name: str, bearer: Bearer, whose: str | None) -> CapSet:
    return CapSet(
        cap=CapId(name),
        bearer=bearer,
        whose=whose,
        unit=Unit.CHIP_SECONDS,
        ceiling=AMPLE,
        source="A bench's agreement",
        since=DAY,
    )


def _orders(opened: Platform, orders: int, seed: int) -> list[bytes]:
    """Return orders of all persons, signed."""
    chance, speaker = Random(seed), opened.speaker(PROVIDER)  # noqa: S311
    start = opened.store.sequence(opened.keyring.of(PROVIDER).key) + 1
    return [
        speaker.envelope(_order(chance, f"c-{seed}-{at}", opened), start + at)
        for at in range(orders)
    ]


def _order(chance: Random, name: str, opened: Platform) -> Ordered:
    return Ordered(
        order=OrderId(name),
        door=Through.RENTAL,
        customer=PartyId(f"person-{chance.randrange(PERSONS)}"),
        model=H100,
        chips=chance.choice((1, 2, 4, 8, 16)),
        on=opened.today(),
        end_use=chance.choice(USES),
        service=Service.MANAGED_JOB,
        site=SITE,
        length_s=3600,
        possession_passes=False,
        confirm_within_s=600,
    )


def _begin(opened: Platform, *, capped: bool) -> None:
    said = list(_people(capped=capped))
    _expect(opened.speaker(AUTHORITY).say_all(said))
    _expect(list(opened.intake.submit_stream(_orders(opened, BATCH, 1), BATCH)))


def _expect(answers: list[Answer], levels: int | None = None) -> None:
    """Refuse to measure what was not admitted, or did not hold on every level."""
    for answer in answers:
        if not isinstance(answer, Receipt):
            raise SystemExit(f"the bench's statements were refused: {answer}")
        held = [
            len(it.statement.takes)
            for it in answer.consequences
            if isinstance(it.statement, Posted) and it.statement.act is Act.HOLD
        ]
        if levels is not None and held != [levels]:
            raise SystemExit(f"an order holds on {held} levels, not on {levels}")


def singles() -> Iterator[Measurement]:
    """Measure one hold at a time on five levels and the provider, each durable before the next."""
    with platform() as opened:
        _begin(opened, capped=True)
        times, answers = [], []
        for raw in _orders(opened, SINGLES, 2):
            start = perf_counter()
            answers.append(opened.intake.submit(raw))
            times.append(perf_counter() - start)
        _expect(answers, LEVELS)
    limit = _updates()
    for share, name, target in ((0.5, "p50", None), (0.99, "p99", "<= 5")):
        yield Measurement(
            name=f"caps.hold_{name}_ms",
            value=percentile(times, share) * 1e3,
            unit="ms",
            target=target,
            limit_name=f"six guarded updates in one durable SQLite transaction, {name}",
            limit=percentile(limit, share) * 1e3,
        )


def batches() -> Iterator[Measurement]:
    """Measure holds in batches of 500, with their rulings and postings; and without any cap."""
    capped, limit = _per_s(capped=True)
    bare, _ = _per_s(capped=False)
    yield Measurement(
        name="caps.holds_per_s",
        value=capped,
        unit="holds/s, ordered and ruled",
        target=">= 5000",
        limit_name="Ed25519 checks alone, 2 processes",
        limit=limit,
    )
    yield Measurement(name="caps.orders_without_per_s", value=bare, unit="orders/s, no cap set")
    yield Measurement(
        name="caps.part_of_an_order_us",
        value=(1 / capped - 1 / bare) * 1e6,
        unit="us more for a hold on six caps",
    )


def holds() -> Iterator[Measurement]:
    """Measure holds alone in batches of 500: of orders that were ruled before there was a cap."""
    rates = []
    with platform() as opened:
        _begin(opened, capped=False)
        for turn in range(ROUNDS):
            _expect(list(opened.intake.submit_stream(_orders(opened, ORDERS, 20 + turn), BATCH)))
        _expect(opened.speaker(AUTHORITY).say_all(list(_caps())))
        every = [it for it in _entries(opened) if isinstance(it.statement, Ruled)]
        ruled = every[-ROUNDS * ORDERS :]  # without those that warmed it up
        for turn in range(ROUNDS):
            start = perf_counter()
            for at in range(turn * ORDERS, (turn + 1) * ORDERS, BATCH):
                _hold(opened, ruled[at : at + BATCH])
            rates.append(ORDERS / (perf_counter() - start))
    yield Measurement(
        name="caps.holds_alone_per_s",
        value=median(rates),
        unit="holds/s on six caps, found, checked, signed, folded, durable",
        target=">= 5000",
    )


def _hold(opened: Platform, ruled: list[Entry[Any]]) -> None:
    """Say of each ruling what the path says after it, in one step."""
    with opened.store.writing(opened.intake.clock.now()) as step:
        world = RowsWorld(step.rows, opened.references)
        turn = opened.intake.turn(step, world)
        for entry in ruled:
            hears = opened.catalogue.speakers(entry.statement)
            (said,) = [it for speak in hears for it in speak(entry, world)]
            if not isinstance(said, Posted) or len(said.takes) != LEVELS:
                raise SystemExit(f"a ruling is followed by {said}")
            tuple(turn._say(said))  # noqa: SLF001  (what the path does with a consequence)
        turn.seal()


def _entries(opened: Platform) -> Iterator[Entry[Any]]:
    return (read_entry(opened.catalogue, logged) for logged in opened.store.entries())


def _per_s(*, capped: bool) -> tuple[float, float]:
    """Return the median rate of some rounds, and the rate of checking signatures alone."""
    rates, limits = [], []
    with platform() as opened:
        _begin(opened, capped=capped)
        for turn in range(ROUNDS):
            raws = _orders(opened, ORDERS, 10 + turn)
            start = perf_counter()
            answers = list(opened.intake.submit_stream(raws, BATCH))
            rates.append(ORDERS / (perf_counter() - start))
            _expect(answers, LEVELS if capped else None)
            limits.append(verified(raws))
    return median(rates), median(limits)


def _updates() -> list[float]:
    """Return the times of holds if a row of a database were all there is to one."""
    with (
        TemporaryDirectory() as folder,
        closing(connect(Path(folder) / "limit.db")) as connection,
    ):
        connection.execute(
            "CREATE TABLE caps (cap INTEGER PRIMARY KEY, ceiling INTEGER, held INTEGER) STRICT"
        )
        rows = [(it, AMPLE, 0) for it in range(200)]
        connection.executemany("INSERT INTO caps VALUES (?, ?, ?)", rows)
        guarded = "UPDATE caps SET held = held + 1 WHERE cap = ? AND held + 1 <= ceiling"
        times, chance = [], Random(3)  # noqa: S311
        for _ in range(SINGLES):
            start = perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            for _ in range(LEVELS):
                connection.execute(guarded, (chance.randrange(200),))
            connection.execute("COMMIT")
            times.append(perf_counter() - start)
    return times


BENCHES = (singles, batches, holds)
