"""A log of many ordinary statements, folded as the path folds them: what a watch has to look at.

Nobody's signature is made or checked, no ruling is derived anew, and nothing is refused: that is
measured elsewhere, and would take hours here. Every entry is a whole envelope of a real statement,
folded by its domain into the same rows, and sealed by the platform as any batch is.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from itertools import islice
from random import Random  # noqa: TID251  (seeded: every run is the same)
from typing import Any, Final

import msgspec

from benches.gate_world import order, people
from benches.workload import H100, MAKER
from comptrol.bootstrap import Platform
from comptrol.domains.gate import Confirmed, Ended, OrderId, Ruled
from comptrol.domains.metering import EventName, Meter, SourceName, Used
from comptrol.domains.parties import Enrolled, ParentDeclared
from comptrol.domains.registry import (
    Carried,
    ChipId,
    Installed,
    LotId,
    Made,
    Means,
    Received,
    SerialRange,
    ShipmentId,
    Shipped,
    Sighted,
    SiteId,
    SiteRegistered,
)
from comptrol.flow.ports import Logged, Step
from comptrol.flow.turn import Turn, read_entry
from comptrol.flow.world import RowsWorld
from comptrol.kernel.envelope import Claims, seal
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Consequence, Entry, Statement

FIRST: Final = date(2026, 11, 2)
DAYS: Final = 400
SITES: Final = 500
HOLDERS: Final = 300
EVERY_DAYS: Final = 30
"""So often there is proof of a chip of each lot."""
USED: Final = 12
"""Meter events of an order."""
OF_ORDER: Final = 4 + USED
PER_STEP: Final = 20_000

Said = tuple[PartyId | None, Statement]
"""Whoever says it; the platform, where nobody does."""


class Stream:
    """What is said, day by day, until there is enough."""

    def __init__(self, statements: int, template: Ruled, seed: int = 5) -> None:
        self.customers = max(200, statements // 200)
        self._chance = Random(seed)  # noqa: S311  (a bench, not a secret)
        self._template = template
        daily = (statements - 3 * self.customers) / DAYS
        self.orders = max(1, round(daily * 0.4 / OF_ORDER))
        self.lots = max(1, round(daily * 0.6 / (6 + DAYS / EVERY_DAYS / 2)))

    def people(self) -> Iterator[Said]:
        """Yield holders, sites and customers, one in five with a parent among them."""
        for at in range(HOLDERS):
            yield _AUTHORITY, _enrolled(f"holder-{at}", Role.PROVIDER)
        yield _AUTHORITY, _enrolled(MAKER, Role.MAKER)
        for at in range(SITES):
            site, operator = SiteId(f"site-{at}"), PartyId(f"holder-{at % HOLDERS}")
            words = {"name": f"Site {at}", "country": CountryCode("BR"), "source": "own"}
            yield operator, SiteRegistered(site=site, operator=operator, **words)
        for at in range(self.customers):
            yield _AUTHORITY, _enrolled(f"buyer-{at}", Role.CUSTOMER)
            parent = at - at % 40 if at % 5 == 0 else at
            yield (
                _AUTHORITY,
                ParentDeclared(
                    party=PartyId(f"buyer-{at}"),
                    parent=PartyId(f"buyer-{parent}"),
                    on=FIRST,
                    source="register",
                ),
            )

    def day(self, number: int) -> Iterator[Said]:
        """Yield what is said on one day: lots on their way, proofs of chips, orders, and use."""
        day = FIRST + timedelta(number)
        for at in range(self.lots):
            yield from self._lot(number * self.lots + at, day)
        for before in range(number % EVERY_DAYS, number, EVERY_DAYS):
            for at in range(self.lots):
                yield None, _sighted(before * self.lots + at, day)
        for at in range(self.orders):
            yield from self._order(number * self.orders + at, day)

    def _lot(self, at: int, day: date) -> Iterator[Said]:
        lot, shipment = LotId(f"lot-{at}"), ShipmentId(f"ship-{at}")
        holder, site = PartyId(f"holder-{at % SITES % HOLDERS}"), SiteId(f"site-{at % SITES}")
        serials = (SerialRange(prefix="W-", first=at, last=at, digits=12),)
        yield MAKER, Made(lot=lot, model=H100, serials=serials, on=day)
        yield (
            MAKER,
            Shipped(
                shipment=shipment,
                lot=lot,
                to=holder,
                destination=site,
                waybill=f"waybill {at}",
                on=day,
            ),
        )
        for where in ("Rotterdam", "Santos"):
            yield MAKER, Carried(shipment=shipment, lot=lot, where=where, on=day)
        if at % 5_000:  # one in so many gets lost on its way
            yield holder, Received(shipment=shipment, lot=lot, on=day)
            yield holder, Installed(lot=lot, site=site, on=day)

    def _order(self, at: int, day: date) -> Iterator[Said]:
        chance, seller = self._chance, PartyId(f"holder-{at % HOLDERS}")
        name = OrderId(f"rent-{at}")
        hours, chips = chance.choice((1, 2, 4, 8, 24, 72)), chance.choice((1, 1, 2, 4, 8, 8, 16))
        customer = PartyId(f"buyer-{chance.randrange(self.customers)}")
        said = msgspec.structs.replace(
            order(chance, name, day),
            customer=customer,
            chips=chips,
            length_s=hours * 3600,
            site=SiteId(f"site-{at % SITES}"),
        )
        yield seller, said
        yield None, msgspec.structs.replace(self._template, order=name)
        yield seller, Confirmed(order=name, job=f"job/{at}")
        begun = datetime.combine(day, time(chance.randrange(20)), UTC)
        each = timedelta(seconds=hours * 3600 // USED)
        for part in range(USED):
            yield seller, _used(name, part, chips, begun + part * each, each)
        yield (
            seller,
            Ended(order=name, at=begun + USED * each, used_chip_seconds=chips * hours * 3600),
        )


_AUTHORITY: Final = PartyId("authority")


def _enrolled(party: str, role: Role) -> Enrolled:
    country = CountryCode("BR")
    return Enrolled(party=PartyId(party), name=f"{party} Ltda", country=country, roles=(role,))


def _sighted(at: int, day: date) -> Sighted:
    return Sighted(
        because=0,
        chip=ChipId(f"{MAKER}/W-{at:012}"),
        at=datetime.combine(day, time(6), UTC),
        means=Means.ATTESTED,
        site=SiteId(f"site-{at % SITES}"),
    )


def _used(order: OrderId, part: int, chips: int, since: datetime, each: timedelta) -> Used:
    return Used(
        source=SourceName("//bench/slurm"),
        event=EventName(f"{order}-{part}"),
        order=order,
        meter=Meter.ALLOCATION,
        chips=chips,
        since=since,
        until=since + each,
        chip_seconds=chips * int(each.total_seconds()),
    )


def ruling(opened: Platform) -> Ruled:
    """Return a real ruling of the path, as every order of the stream gets it."""
    people(opened)
    asked = order(Random(1), "template", opened.today())  # noqa: S311
    answer = opened.speaker(PartyId("provider-0")).say(asked)
    assert isinstance(answer, Receipt), answer  # noqa: S101
    return next(it.statement for it in answer.consequences if isinstance(it.statement, Ruled))


def ruling_in(opened: Platform) -> Ruled:
    """Return that ruling of a log in which it was made."""
    for logged in opened.store.entries():
        said = read_entry(opened.catalogue, logged).statement
        if isinstance(said, Ruled):
            return said
    raise SystemExit("the log that was kept has no ruling")


class Folding:
    """Entries on their way into the log, as the path appends and folds them."""

    def __init__(self, opened: Platform) -> None:
        self._opened, self._numbers = opened, dict[bytes, int]()
        self.folded = 0

    def fold(self, said: Iterator[Said], at: datetime) -> None:
        """Append, fold and seal, so many to a step."""
        while batch := tuple(islice(said, PER_STEP)):
            with self._opened.store.writing(at) as step:
                world = RowsWorld(step.rows, self._opened.references)
                for signer, statement in batch:
                    self._one(step, world, signer, statement)
                catalogue, voice = self._opened.catalogue, self._opened.intake.voice
                Turn(step, world, catalogue, voice).seal()
            self.folded += len(batch)

    def _one(
        self, step: Step, world: RowsWorld, signer: PartyId | None, statement: Statement
    ) -> None:
        if isinstance(statement, Consequence):
            statement = msgspec.structs.replace(statement, because=step.position - 1)
        party = signer or _AUTHORITY
        key = self._key(signer)
        if signer is None or key not in self._numbers:
            self._numbers[key] = step.sequence(key)
        number = self._numbers[key] = self._numbers[key] + 1
        claims = Claims(
            issuer=party,
            subject=statement.subject,
            said_at=int(step.at.timestamp()),
            sequence=number,
            key=key,
        )
        raw = seal(claims, _encode(statement), _unsigned)
        entry: Entry[Any] = Entry(
            position=step.position, logged_at=step.at, signer=party, statement=statement
        )
        logged = Logged(position=entry.position, logged_at=step.at, raw=raw)
        domain = self._opened.catalogue.owner(statement)
        step.append(logged, key, number, statement.subjects_named())
        for change in domain.apply(world[domain.view], entry):
            step.store(change)

    def _key(self, signer: PartyId | None) -> bytes:
        if signer is None:
            return self._opened.intake.voice.key
        return sha256(signer.encode()).digest()


_encode = msgspec.json.Encoder().encode


def _unsigned(_: bytes) -> bytes:
    return bytes(64)


def ordinary(stream: Stream, folding: Folding) -> Iterator[int]:
    """Fold all that a stream says into a log; yield how many statements that are, day by day."""
    folding.fold(stream.people(), moment(0, 1))
    for number in range(DAYS):
        folding.fold(stream.day(number), moment(number, 23))
        yield folding.folded


def moment(day: int, hour: int) -> datetime:
    """Return an hour of a day of the stream."""
    return datetime.combine(FIRST, time(hour), UTC) + timedelta(day)
