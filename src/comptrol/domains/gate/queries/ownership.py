"""Whether listed parties own half or more of a party, as far as the log settles it."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from comptrol.domains.parties import (
    HALF_BP,
    Cascade,
    Holding,
    Holdings,
    OwnershipVerdict,
    PartiesView,
    Share,
    Threshold,
    cascade,
    owners,
    seat,
)
from comptrol.domains.screening import ScreeningView, Verdict, standing_on
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World, named

PARTIES_MAX: Final = 200
LAYERS_MAX: Final = 30
"""So many owners, so many above one another: past them the answer is that it is open."""

HALF: Final = Threshold(line_bp=HALF_BP)
"""Exactly one half counts as half, of all listed owners together (law sheet, 8)."""

AFFILIATES: Final = frozenset({"EL", "MEU", "SDN"})
"""Whose owners carry their restrictions down under the Affiliates Rule (90 FR 47201)."""
BLOCKED: Final = frozenset({"SDN"})
"""Whose property is blocked, by ownership too: the 50 percent rule of OFAC."""

_RESTS_ON: Final = named(*PartiesView.tables().values(), *ScreeningView.tables().values())
_ASKED: Final = ""
"""The party that is asked about, as an asset. As an owner of its own owners it has its name, and
nobody above it: what leads back to it settles nothing."""


def listed_owners(world: World, party: PartyId, on: date, lists: frozenset[str]) -> bool | None:
    """Tell whether parties on these lists own half or more of a party; nothing: that is open.

    Yes: the least that owners on a list, or owned so themselves, own comes to half. No: they and
    all whose standing is open can own less than half at most, and either nobody stands above the
    party, or settled owners hold more than half. A circle of owners settles nothing, unless they
    are declared to have nobody above them.
    """
    asked = ("listed-owners", party, on, lists)
    return world.settled(_RESTS_ON, asked, lambda: _listed_owners(world, party, on, lists))


def _listed_owners(world: World, party: PartyId, on: date, lists: frozenset[str]) -> bool | None:
    if not owners(world[PartiesView], party, on):
        where = seat(world[PartiesView], party)
        above = None if where is None else where.ultimate_parent
        return False if above == party else None
    return _Above(world, party, on, lists).owned_by_listed()


class _Above:
    """All who stand above a party, as far as the bounds let us look, and where each stands."""

    def __init__(self, world: World, party: PartyId, on: date, lists: frozenset[str]) -> None:
        self._world, self._party, self._on, self._lists = world, party, on, lists
        self._shares: dict[str, tuple[Share, ...]] = {}
        self._beyond: set[str] = set()
        self._look_up()
        named = {share.owner for shares in self._shares.values() for share in shares}
        self._listed = {it for it in named if self._settled(it) is None}
        self._unsettled = {it for it in named if self._settled(it) is False} | self._beyond
        self._graph = Holdings(self._holdings())

    def owned_by_listed(self) -> bool | None:
        """Run the cascade until no more owners are cleared: each may settle those below it."""
        cleared: set[str] = set()
        while True:
            found = self._cascade(cleared)
            if found.verdict(_ASKED) is OwnershipVerdict.BLOCKED:
                return True
            clear = {
                it for it in self._shares if found.verdict(it) is OwnershipVerdict.CLEAR
            } - self._listed
            if clear == cleared:
                return False if _ASKED in cleared else None
            cleared = clear

    def _cascade(self, cleared: set[str]) -> Cascade:
        resting = {it for it in self._shares if self._rests(it, cleared)}
        named = self._shares.keys() | self._unsettled
        open_ = self._unsettled | (named - resting)
        return cascade(self._graph, self._listed, rule=HALF, day=self._on, open_=open_)

    def _rests(self, party: str, cleared: set[str]) -> bool:
        """Tell whether nobody stands above a party, or cleared owners hold more than half."""
        name = self._party if party == _ASKED else PartyId(party)
        where = seat(self._world[PartiesView], name)
        if where is not None and where.ultimate_parent == name:
            return True
        return sum(it.bp_min for it in self._shares[party] if it.owner in cleared) > HALF_BP

    def _look_up(self) -> None:
        """Take the owners of each layer in turn, until there are none or too many."""
        layer = {_ASKED: self._party}
        for _ in range(LAYERS_MAX + 1):
            above: dict[str, PartyId] = {}
            for name, party in layer.items():
                shares = owners(self._world[PartiesView], party, self._on)
                if len(shares) > PARTIES_MAX or len(self._shares) > PARTIES_MAX:
                    self._beyond.add(name)
                    shares = ()
                self._shares[name] = shares
                above |= {it.owner: it.owner for it in shares if it.owner != self._party}
            layer = {name: party for name, party in above.items() if name not in self._shares}
        self._beyond |= layer.keys() | {self._party}

    def _holdings(self) -> Iterator[Holding]:
        for name, shares in self._shares.items():
            for it in shares:
                yield Holding(owner=it.owner, asset=name, bp_min=it.bp_min, bp_max=it.bp_max)

    def _settled(self, owner: PartyId) -> bool | None:
        """Tell whether an owner has been held against the lists and is on none; nothing: it is."""
        found = standing_on(self._world[ScreeningView], owner, self._on)
        if found is None:
            return False
        on_them = any(it.list in self._lists for it in found.matches)
        if found.verdict is Verdict.MATCH and on_them:
            return None
        return found.verdict is Verdict.CLEAR or not on_them
