"""Whose is it: which corporate group stands behind a party, and which parties are persons?"""

from comptrol.domains.parties import PartiesView, above
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World


class Groups:
    """The groups of parties, each asked once. A natural person has none: it is in no table."""

    def __init__(self, world: World) -> None:
        self._view = world[PartiesView]
        self._known: dict[PartyId, str | None] = {}

    def of(self, party: PartyId) -> str | None:
        """Return the ultimate parent as far as it is known; nothing where it is a person."""
        if party not in self._known:
            self._known[party] = self._group(party)
        return self._known[party]

    def of_all(self, *parties: PartyId) -> tuple[str, ...] | None:
        """Return the group of each; nothing where one of them is a person."""
        found = [self.of(it) for it in parties]
        groups = tuple(it for it in found if it is not None)
        return groups if len(groups) == len(found) else None

    def _group(self, party: PartyId) -> str | None:
        row = self._view.parties.get(party)
        if row is not None and row.person:
            return None
        chain = above(self._view, party)
        return chain[-1] if chain else party
