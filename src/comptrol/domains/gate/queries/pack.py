"""What a provider's own gate has to know to rule within a lease: all that a ruling reads, no more.

A ruling on a job in a reserved cluster is made here once on trial, and every row that it reads is
handed out. Where the same functions read anything else over those rows, their answer is not known,
and the authority has to be asked.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final, TypeVar

import msgspec
from msgspec.structs import replace

from comptrol.domains.gate.queries.ruling import ruling_on
from comptrol.domains.gate.statements import OrderId, Service
from comptrol.domains.gate.view import Day, GateView, Load, Order
from comptrol.domains.identification import IdentifiedFile
from comptrol.domains.law import LawView, adopted, adopted_rulebook
from comptrol.domains.ledger import LedgerView, latest_seal
from comptrol.domains.parties import PartiesView, above
from comptrol.kernel.errors import NotFoundError, UnavailableError
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.lasting import Forgetful
from comptrol.kernel.quantity import Position
from comptrol.kernel.view import Key, Layout, Rows, Tables, View, World

R = TypeVar("R", bound=msgspec.Struct)
V = TypeVar("V", bound=View)
T = TypeVar("T")

ROWS_MAX: Final = 5_000
"""Owners of owners, screenings, sums: where more rows bear on a customer, nothing is leased."""
TRIAL: Final = OrderId("trial-of-a-lease")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One question to a table: the row under a key, or at most so many with these values."""

    table: str
    key: tuple[str | int, ...] | None = None
    equals: dict[str, str | int | bool | None] | None = None
    after: tuple[str | int, ...] | None = None
    limit: int = 1


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """All rows that a ruling within a lease reads, as the log had them at one position."""

    lease: OrderId
    position: int
    """Of the last seal: all that stands before it is in the rows."""
    changed: bool
    """Whether anything was logged since the position that was named; if not, there are no rows."""
    rulebook_digest: Digest | None = None
    rows: dict[str, tuple[msgspec.Raw, ...]] = {}
    """By the names of their tables, each as JSON."""
    asked: tuple[Asked, ...] = ()
    """Every question that was put: whatever has no row in answer to these does not exist."""


def pack(world: World, *, lease: OrderId, on: date, since: Position | None = None) -> Pack:
    """Return what a provider's own gate has to know to rule within a reserved cluster on a day.

    With ``since``, the position of an earlier answer, nothing is sent again that has not changed.
    """
    order, seal = world[GateView].orders.get(lease), latest_seal(world[LedgerView])
    if order is None or order.service is not Service.RESERVED_CLUSTER or order.under is not None:
        raise NotFoundError(f"no order {lease!r} reserves a cluster")
    if seal is None or adopted_rulebook(world) is None:
        raise UnavailableError("the adopted rulebook is not kept here: see the folder rulebooks")
    if since is not None and since >= seal.position:
        return Pack(lease=lease, position=seal.position, changed=False)
    reading = _Reading(world, order)
    for day in (on - timedelta(days=1), on):
        whole = _trial(order, day)
        for trial in (whole, replace(whole, chips=1, length_s=1)):  # each reads for its own tier
            ruling_on(reading, trial, known_at=on, on=day)
    adoption = adopted(reading[LawView])
    return Pack(
        lease=lease,
        position=seal.position,
        changed=True,
        rulebook_digest=adoption.digest if adoption is not None else None,
        rows=reading.rows.told(),
        asked=tuple(reading.rows.asked.values()),
    )


def _trial(lease: Order, on: date) -> Order:
    """Return a job under a lease that takes all of it."""
    return replace(
        lease, order=TRIAL, under=lease.order, service=None, on=on, standing=False, outcome=None
    )


class _Reading:
    """A world that keeps what is read of it."""

    def __init__(self, world: World, lease: Order) -> None:
        self._world = world
        self.rows = _KeptRows(world[GateView].orders.rows, lease, _shown(world, lease.parties[0]))
        self[GateView].orders.get(lease.order)
        self[PartiesView].parties.get(lease.seller)

    def __getitem__(self, view: type[V]) -> V:
        return view(self.rows)

    def reference(self, kind: type[T]) -> T:
        return self._world.reference(kind)

    def settled(self, tables: Tables, asked: tuple[Any, ...], answer: Callable[[], T]) -> T:
        return self.rows.settled(tables, asked, answer)


def _shown(world: World, party: PartyId) -> set[PartyId]:
    """Return an end user and those above it: of others in its group, the sum is told alone."""
    return {party, *above(world[PartiesView], party)}


class _KeptRows(Forgetful):
    """Rows that keep every question put to them, and every row that they answered with."""

    def __init__(self, rows: Rows, lease: Order, shown: set[PartyId]) -> None:
        self._rows, self._lease, self._shown = rows, lease, shown
        self.asked: dict[bytes, Asked] = {}
        self._kept: dict[str, dict[Key, msgspec.Struct]] = {}
        self._count = 0

    def get(self, layout: Layout[R], key: Key) -> R | None:
        """Return the row under this key, or nothing."""
        if layout.row is not Load or key[0] in self._shown:
            self._note(Asked(table=layout.name, key=msgspec.to_builtins(key)))
        found = self._rows.get(layout, key)
        if found is not None:
            self._keep(layout, found)
        return found

    def find(
        self, layout: Layout[R], equals: Mapping[str, object], *, after: Key | None, limit: int
    ) -> Iterator[R]:
        """Return at most ``limit`` rows whose fields equal these, in key order, after a key."""
        plain = msgspec.to_builtins(dict(equals))
        start = None if after is None else msgspec.to_builtins(after)
        if "ultimate_parent" not in equals or equals["ultimate_parent"] in self._shown:
            self._note(Asked(table=layout.name, equals=plain, after=start, limit=limit))
        found = list(islice(self._rows.find(layout, equals, after=after, limit=limit), ROWS_MAX))
        for row in found:
            self._keep(layout, row, one_of_many=True)
        return iter(found)

    def _note(self, asked: Asked) -> None:
        self.asked[msgspec.json.encode(asked)] = asked

    def _keep(self, layout: Layout[R], row: R, *, one_of_many: bool = False) -> None:
        if layout.row is IdentifiedFile and getattr(row, "by", None) != self._lease.seller:
            return  # what others keep on the same customer is theirs to tell
        if one_of_many and layout.name == "parties":
            return  # who else has the same parent: their sums are counted, and that is all
        rows = self._kept.setdefault(layout.name, {})
        rows[layout.key_of(row)] = row
        self._count += 1
        if self._count > 2 * ROWS_MAX:
            raise UnavailableError(f"more than {ROWS_MAX} rows bear on {self._lease.customer}")

    def told(self) -> dict[str, tuple[msgspec.Raw, ...]]:
        """Return the rows as JSON, by table."""
        return {
            name: tuple(msgspec.Raw(msgspec.json.encode(row)) for row in self._of(rows.values()))
            for name, rows in self._kept.items()
        }

    def _of(self, rows: Collection[msgspec.Struct]) -> Collection[msgspec.Struct]:
        """Return the rows of a table: what a group has elsewhere as one sum, of its end user."""
        loads = [row for row in rows if isinstance(row, Load)]
        if not loads:
            return rows
        days = Counter[date]()
        for load in loads:
            days.update({it.day: it.chip_seconds for it in load.days})
        summed = tuple(Day(day=day, chip_seconds=days[day]) for day in sorted(days))
        chips = sum(load.chips for load in loads)
        return (Load(party=self._lease.parties[0], chips=chips, days=summed),)
