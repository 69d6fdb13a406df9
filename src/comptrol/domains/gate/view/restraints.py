"""Whom decided cases restrain at the gate, and until when."""

from datetime import date, datetime

import msgspec

from comptrol.domains.gate.statements import OrderId, Restraint
from comptrol.kernel.identifiers import PartyId


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """One measure of a decided case that has not ended."""

    case: str
    number: int
    measure: Restraint
    until: date | None
    citation: str
    position: int
    at: datetime
    """When it was said first: said again before it ends, it binds from then on all the same."""

    def binds(self, on: date) -> bool:
        """Tell whether it binds on a day, whether or not anybody has said that it is over."""
        return self.until is None or on < self.until


class RestrainedParty(msgspec.Struct, frozen=True, kw_only=True):
    """A party that was ever restrained, and what of it is in force: nothing once it is free."""

    party: PartyId
    measures: tuple[Measure, ...]


class RestrainedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order that was ever restrained, and what of it is in force."""

    order: OrderId
    measures: tuple[Measure, ...]
