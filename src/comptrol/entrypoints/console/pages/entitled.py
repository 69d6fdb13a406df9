"""Who may see what the registry has on lots, chips and parties."""

from collections.abc import Callable, Iterator
from typing import Final

from comptrol.domains.registry import ChipId, LotId, RegistryView, SiteId, chip_standing
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.visitor import Audience, may_see
from comptrol.kernel.identifiers import PartyId

INSIDERS: Final = frozenset({Audience.REVIEWER, Audience.INSPECTOR, Audience.AUTHORITY})
"""Who sees everything that the registry has."""
HOLDING: Final = frozenset({Audience.PARTY}) | INSIDERS
PARENTS_MAX: Final = 50


def sees_all(asking: Asking) -> bool:
    """Tell whether the visitor sees whatever is registered."""
    return any(may_see(asking.visitor, it) for it in INSIDERS)


def is_for(asking: Asking, *audience: Audience) -> bool:
    """Tell whether the visitor is of one of these audiences."""
    return any(may_see(asking.visitor, it) for it in audience)


def runs_site(asking: Asking, site: str) -> bool:
    """Tell whether a site is the visitor's own."""
    known = asking.world[RegistryView].sites.get(SiteId(site))
    party = asking.visitor.party
    return party is not None and known is not None and known.operator == party


def sees_lot(asking: Asking, lot: str) -> bool:
    """Tell whether a lot is, was or is to be the visitor's, or stands at a site of theirs."""
    party = asking.visitor.party
    return sees_all(asking) or (party is not None and party in _concerned(asking, LotId(lot)))


def sees_chip(asking: Asking, chip: str) -> bool:
    """Tell whether a chip is in a lot that the visitor may see, or was in one."""
    if sees_all(asking):
        return True
    standing = chip_standing(asking.world[RegistryView], ChipId(chip))
    lot = standing.lot if standing is not None else None
    for _ in range(PARENTS_MAX):
        if lot is None:
            return False
        if sees_lot(asking, lot):
            return True
        known = asking.world[RegistryView].lots.get(lot)
        lot = known.parent if known is not None else None
    return False


def party_asked(asking: Asking) -> PartyId | None:
    """Return whose things are asked for: one's own; whoever sees all may name another."""
    asked = asking.word("party")
    if asked and sees_all(asking):
        return PartyId(asked)
    return asking.visitor.party


def named(word: str) -> Callable[[Asking], str]:
    """Return what reads a name from the path."""
    return lambda asking: asking.place[word]


def _concerned(asking: Asking, lot: LotId) -> Iterator[PartyId | None]:
    view = asking.world[RegistryView]
    known = view.lots.get(lot)
    if known is None:
        return
    yield from (known.holder, known.maker)
    site = view.sites.get(known.stands_at) if known.stands_at is not None else None
    yield site.operator if site is not None else None
    for shipment in view.shipments.where(lot=lot):
        yield from (shipment.to, shipment.sender)
    for step in view.steps.where(lot=lot):
        yield step.holder
