"""What happened to lots of chips, entry by entry, with what each entry leaves unsaid.

A statement says what its signer knew; somebody who sees nothing but one event also needs how many
chips there were, from where they left, and whom a shipment was between.
"""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple, cast

from comptrol.domains.registry import (
    Arrived,
    Broken,
    Carried,
    Corrected,
    Declined,
    Departed,
    Destroyed,
    Found,
    Installed,
    Lost,
    LotId,
    Made,
    Moved,
    Received,
    RegistryView,
    Reinstated,
    Relabelled,
    Repaired,
    Replaced,
    Retired,
    Shipment,
    Shipped,
    SiteId,
    Split,
    Witnessed,
)
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.ports import Logged, Reading
from comptrol.flow.proving import entries_about
from comptrol.flow.turn import read_entry
from comptrol.flow.world import References, RowsWorld
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.ledger.tree import leaf_hash
from comptrol.kernel.statement import Entry, Statement

OfLots = (
    Made
    | Split
    | Relabelled
    | Arrived
    | Departed
    | Shipped
    | Carried
    | Received
    | Declined
    | Installed
    | Moved
    | Corrected
    | Broken
    | Repaired
    | Replaced
    | Lost
    | Found
    | Retired
    | Reinstated
    | Destroyed
    | Witnessed
)
"""What happened to a lot. A move that is only announced has not happened."""


class Said(NamedTuple):
    """What a party said, and where it stands."""

    position: int
    signer: PartyId
    statement: Statement


class Happening(NamedTuple):
    """One statement about a lot, where it stands in the log, and what was known then."""

    entry: Entry[OfLots]
    leaf: Digest
    chips: int | None = None
    """How many chips of the lot there were after it; nothing where it says so itself."""
    left: SiteId | None = None
    """Where the lot was before."""
    shipment: Shipment | None = None
    wrong: "Happening | None" = None
    """What it takes back."""


class Happenings:
    """What one reading of a log has about lots."""

    def __init__(self, reading: Reading, catalogue: Catalogue, references: References) -> None:
        self._reading, self._catalogue, self._references = reading, catalogue, references
        self.view = RowsWorld(reading, references)[RegistryView]

    def all(self, since: int = 0) -> Iterator[Happening]:
        """Yield what happened to any lot from a position on, in order."""
        return self._of(self._reading.entries(since))

    def of(self, lot: LotId) -> Iterator[Happening]:
        """Yield what happened to one lot, in order."""
        if self.view.lots.get(lot) is None:
            raise NotFoundError(f"no lot {lot!r} has been made")
        return self._of(iter(self._about(lot)))

    def said_of(self, lot: LotId) -> list[Said]:
        """Return all that was said of a lot, whatever it is; nothing where nobody made it."""
        if self.view.lots.get(lot) is None:
            return []
        entries = (read_entry(self._catalogue, logged) for logged in self._about(lot))
        return [Said(entry.position, entry.signer, entry.statement) for entry in entries]

    def _about(self, lot: LotId) -> list[Logged]:
        return entries_about(self._reading, self._catalogue, self._references, f"lot:{lot}")

    def _at(self, position: int) -> Logged:
        (logged,) = islice(self._reading.entries(position), 1)
        return logged

    def _of(self, log: Iterator[Logged]) -> Iterator[Happening]:
        for logged in log:
            entry = read_entry(self._catalogue, logged)
            if isinstance(entry.statement, OfLots):
                yield self._happening(cast("Entry[OfLots]", entry), logged)

    def _happening(self, entry: Entry[OfLots], logged: Logged) -> Happening:
        said = entry.statement
        found = Happening(entry, Digest(leaf_hash(logged.raw).hex()))
        if isinstance(said, Corrected):
            wrong = next(self._of(iter((self._at(said.wrong),))))
            return found._replace(wrong=wrong)
        if isinstance(said, Carried | Received | Declined):
            found = found._replace(shipment=self.view.shipments.get(said.shipment))
        step = self.view.steps.get((said.lot, entry.position))
        if step is None:
            return found
        before = None if step.before is None else self.view.steps.get((said.lot, step.before))
        left = None if before is None else before.site or before.delivered_to
        return found._replace(chips=step.chips - step.destroyed, left=left)
