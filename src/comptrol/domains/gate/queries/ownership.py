"""Whether listed parties own half or more of a party, as far as the log settles it."""

from datetime import date
from typing import Final

from comptrol.domains.parties import PartiesView, owners, seat
from comptrol.domains.screening import ScreeningView, Verdict, standing
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

HALF_BP: Final = 5_000
"""Exactly one half counts as half (law sheet, 8)."""
PARTIES_MAX: Final = 200
LAYERS_MAX: Final = 30
"""So many owners, so many above one another: past them the answer is that it is open."""


AFFILIATES: Final = frozenset({"EL", "MEU", "SDN"})
"""Whose owners carry their restrictions down under the Affiliates Rule (90 FR 47201)."""
BLOCKED: Final = frozenset({"SDN"})
"""Whose property is blocked, by ownership too: the 50 percent rule of OFAC."""


def listed_owners(world: World, party: PartyId, on: date, lists: frozenset[str]) -> bool | None:
    """Tell whether parties on these lists own half or more of a party; nothing: that is open.

    Yes: the least that owners on a list, or owned so themselves, own comes to half. No: they and
    all whose standing is open can own less than half at most, and either nobody stands above the
    party, or settled owners hold more than half. A circle of owners settles nothing.
    """
    return _Walk(world, on, lists).owned_by_listed(party, ())


class _Walk:
    """One walk up the owners of a party, each of them looked at once."""

    def __init__(self, world: World, on: date, lists: frozenset[str]) -> None:
        self._world, self._on, self._lists = world, on, lists
        self._known: dict[PartyId, bool | None] = {}

    def owned_by_listed(self, party: PartyId, below: tuple[PartyId, ...]) -> bool | None:
        if party in self._known:
            return self._known[party]
        if party in below or len(below) > LAYERS_MAX or len(self._known) > PARTIES_MAX:
            return None
        shares = owners(self._world[PartiesView], party, self._on)
        if len(shares) > PARTIES_MAX:
            return None
        counted = [(share, self._listed(share.owner, (*below, party))) for share in shares]
        least = sum(share.bp_min for share, listed in counted if listed)
        most = sum(share.bp_max for share, listed in counted if listed is not False)
        settled = sum(share.bp_min for share, listed in counted if listed is False)
        answer = self._weighed(party, least, most, settled)
        self._known[party] = answer
        return answer

    def _weighed(self, party: PartyId, least: int, most: int, settled: int) -> bool | None:
        if least >= HALF_BP:
            return True
        if most >= HALF_BP:
            return None
        where = seat(self._world[PartiesView], party)
        on_top = where is not None and where.ultimate_parent == party
        return False if on_top or settled > HALF_BP else None

    def _listed(self, owner: PartyId, below: tuple[PartyId, ...]) -> bool | None:
        """Tell whether an owner counts as listed; one not held against the lists is open."""
        found = standing(self._world[ScreeningView], owner)
        on_them = found is not None and any(it.list in self._lists for it in found.matches)
        if found is not None and found.verdict is Verdict.MATCH and on_them:
            return True
        above = self.owned_by_listed(owner, below)
        settled = found is not None and (found.verdict is Verdict.CLEAR or not on_them)
        return above if settled or above else None
