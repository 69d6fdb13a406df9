"""Whether listed parties own half or more of a party, as far as the log settles it."""

from datetime import date

from comptrol.domains.parties import PartiesView, owners, seat
from comptrol.domains.screening import ScreeningView, Verdict, standing
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

HALF_BP = 5_000
"""Exactly one half counts as half (law sheet, 8)."""


def listed_owners(
    world: World, party: PartyId, on: date, above: frozenset[PartyId] = frozenset()
) -> bool | None:
    """Tell whether listed parties own half or more of a party; nothing where that is open.

    Yes: the least that owners who match a list own comes to half. No: they can own less than
    half at most, and either nobody stands above the party, or owners of more than half are
    themselves settled. A circle of owners settles nothing.
    """
    if party in above:
        return None
    shares = owners(world[PartiesView], party, on)
    listed = [share for share in shares if _is_listed(world, share.owner)]
    if sum(share.bp_min for share in listed) >= HALF_BP:
        return True
    if sum(share.bp_max for share in listed) >= HALF_BP:
        return None
    where = seat(world[PartiesView], party)
    if where is not None and where.ultimate_parent == party:
        return False
    rest = [share for share in shares if share not in listed]
    settled = [s for s in rest if listed_owners(world, s.owner, on, above | {party}) is False]
    return False if sum(share.bp_min for share in settled) > HALF_BP else None


def _is_listed(world: World, party: PartyId) -> bool:
    found = standing(world[ScreeningView], party)
    return found is not None and found.verdict is Verdict.MATCH
