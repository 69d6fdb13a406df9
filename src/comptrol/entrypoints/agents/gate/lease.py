"""May a job be let through under one lease, by all that is known here?"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

import msgspec

from comptrol.domains import gate
from comptrol.domains.gate import (
    GateView,
    Order,
    Ordered,
    OrderId,
    Pack,
    Stage,
    Through,
    ruling_on,
)
from comptrol.domains.law import Outcome
from comptrol.entrypoints.agents.desk import Told
from comptrol.entrypoints.agents.gate.authority import sentence
from comptrol.entrypoints.agents.gate.copy import CopiedRows
from comptrol.flow.world import References, RowsWorld
from comptrol.kernel.errors import UnavailableError, UnreadableError
from comptrol.kernel.statement import Entry

HERE: Final = "here"
SHAPES_MAX: Final = 2_000
"""So many kinds of jobs have their ruling remembered: by name alone, none is ruled otherwise."""
SAME_AS_LEASE: Final = (
    *("customer", "end_user", "resellers", "passes_on", "model", "site", "licence"),
    *("possession_passes", "bought_for_customer", "delivers"),
)
CLOCKS_APART: Final = timedelta(minutes=5)
"""So far the clock here may be behind the log's."""
DAYS_AHEAD: Final = timedelta(days=1)


class Lease:
    """An order that reserves a cluster, and a copy of all that a ruling under it reads."""

    def __init__(
        self, pack: Pack, name: str, base: tuple[int, int], references: References
    ) -> None:
        self.name, self.base, self.position = name, base, pack.position
        self._rows = CopiedRows(pack)
        self._world = RowsWorld(self._rows, references)
        found = self._world[GateView].orders.get(pack.lease)
        if found is None:
            raise UnavailableError(f"the pack of {pack.lease} does not have it")
        self.order: Order = found
        self.ends = found.logged_at + timedelta(seconds=found.length_s or 0)
        self._ruled = lru_cache(maxsize=SHAPES_MAX)(self._judged)

    def try_out(self, now: datetime) -> tuple[str, ...]:
        """Return what stands against all of the lease as one job: nobody waits for the first."""
        fields = {it: getattr(self.order, it) for it in Ordered.__struct_fields__}
        whole = Ordered(**{**fields, "service": None, "under": self.lease, "asked_at": now})
        job = msgspec.structs.replace(whole, order=OrderId("a-job"), on=now.date())
        return self._ruled(_shape(job), now.date())

    @property
    def lease(self) -> OrderId:
        """Return its name as an order."""
        return self.order.order

    @property
    def good(self) -> bool:
        """Tell whether it stands, and nobody has stopped it."""
        goes_on = self.order.stage in {Stage.OPEN, Stage.CONFIRMED}
        return self.order.standing and goes_on and not self.order.stop

    def is_for(self, said: Ordered) -> bool:
        """Tell whether an order is of the kind that the lease was allowed for."""
        plain = (said.origin, said.destination, said.cluster, said.training_operations, said.under)
        return (
            said.door is Through.RENTAL
            and not any(plain)
            and not said.red_flags
            and not said.reexport
            and said.service is not gate.Service.RESERVED_CLUSTER
            and all(getattr(said, it) == getattr(self.order, it) for it in SAME_AS_LEASE)
        )

    def against(self, said: Ordered, now: datetime, taken: tuple[int, int]) -> tuple[str, ...]:
        """Return why a job cannot be let through here; nothing where it is allowed.

        ``said`` stands under this lease, ``taken`` is what others have of it. Raises
        UnknownHereError where that depends on what is not known here.
        """
        if not self.good:
            return (f"The lease {self.lease} no longer stands.",)
        if now < self.order.logged_at - CLOCKS_APART:
            return (f"The lease {self.lease} has not begun, by the clock here.",)
        if now + timedelta(seconds=said.length_s or 0) > self.ends:
            return (f"The lease {self.lease} ends at {self.ends:%Y-%m-%d %H:%M:%S} UTC.",)
        if said.on > now.date() + DAYS_AHEAD:
            return (f"{said.on} is too far ahead to be ruled on here.",)
        if not self._has_room(said, taken):
            return self._findings(said, now, taken) or ("There is no room under the lease.",)
        return self._ruled(_shape(said), now.date())

    def _has_room(self, said: Ordered, taken: tuple[int, int]) -> bool:
        """Tell whether a job fits beside the others; exactly the rest does."""
        chips, seconds = taken[0] + said.chips, taken[1] + said.chips * (said.length_s or 0)
        return chips <= self.order.chips and seconds <= self.order.chip_seconds

    def _findings(self, said: Ordered, at: datetime, taken: tuple[int, int]) -> tuple[str, ...]:
        """Return why a job would not be admitted, beside others that take so much."""
        chips, seconds = taken
        filled = msgspec.structs.replace(self.order, under_chips=chips, under_chip_seconds=seconds)
        self._rows.put(GateView.orders.layout, filled)
        return tuple(map(sentence, gate.DOMAIN.check(self._entry(said, at), self._world)))

    def _judged(self, said: Ordered, today: date) -> tuple[str, ...]:
        """Judge a shape of jobs on a day, alone under the lease, by all that is known here."""
        at = max(datetime(today.year, today.month, today.day, tzinfo=UTC), self.order.logged_at)
        findings = self._findings(said, at, (0, 0))
        if findings:
            return findings
        (change,) = gate.DOMAIN.apply(self._world[GateView], self._entry(said, at))
        row = change.row
        assert isinstance(row, Order)  # noqa: S101
        try:
            decision = ruling_on(self._world, row, known_at=today).decision
        except UnreadableError as error:
            return (f"It cannot be judged here: {error}",)
        if decision.outcome is Outcome.ALLOW:
            return ()
        return gate.reasons(decision) or (f"The ruling here is: {decision.outcome.value}.",)

    def _entry(self, said: Ordered, at: datetime) -> Entry[Ordered]:
        position = self.position + 1
        return Entry(position=position, logged_at=at, signer=self.order.seller, statement=said)


def _shape(said: Ordered) -> Ordered:
    """Return an order without what makes no difference to a ruling: its name and its second."""
    return msgspec.structs.replace(
        said, order=OrderId("a-job"), asked_at=None, confirm_within_s=None
    )


def let_through(order: OrderId) -> Told:
    """Return that an order was let through here."""
    return Told(order=order, outcome=Outcome.ALLOW, reasons=(), ruled_by=HERE)
