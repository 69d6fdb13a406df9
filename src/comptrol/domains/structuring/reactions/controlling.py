"""Does who owns an end user answer elsewhere than it says? (scenario family: control)."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.gate import Order
from comptrol.domains.law import LawAsOf, adopted_rulebook
from comptrol.domains.parties import PartiesView, Share, owners, seat
from comptrol.domains.structuring.reactions.seeing import Seen, alarm
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.view import World

LAYERS_MAX: Final = 16
OWNERS_MAX: Final = 300
"""No chain of owners that is real has more."""


def control_alarms(seen: Seen, world: World) -> Iterator[Raised]:
    """Yield end users that answer to a free country, and that somebody of a restricted one owns.

    The law asks for headquarters of the party and of its ultimate parent, as they are declared.
    Shares are declared by others, and may say another thing: then one of them is out of date.
    """
    rulebook, on = adopted_rulebook(world), seen.said.until - timedelta(days=1)
    if rulebook is None or on < rulebook.first_day:
        return
    law = LawAsOf(rulebook=rulebook, day=on, known_at=on)
    asked: dict[PartyId, list[Order]] = {}
    for order in seen.orders.values():
        if seen.said.since <= order.on:
            asked.setdefault(order.parties[0], []).append(order)
    for party in sorted(asked):
        declared = _places(world, party)
        if declared and not _restricted(law, declared):
            for owner, through in _owners(world, party, seen.policy.owner_share_bp, on):
                theirs = _places(world, owner)
                if _restricted(law, theirs):
                    yield _owned(seen, party, asked[party], (owner, through), theirs)


def _places(world: World, party: PartyId) -> tuple[CountryCode, ...]:
    """Return where a party and its ultimate parent are said to be; of neither, where it is."""
    found = seat(world[PartiesView], party)
    if found is None:
        return ()
    known = (found.headquarters, found.ultimate_parent_headquarters)
    return tuple(it for it in known if it is not None) or (found.country,)


def _restricted(law: LawAsOf, places: Iterable[CountryCode]) -> bool:
    return any(law.is_restricted(law.place(it)) for it in places)


def _owners(
    world: World, party: PartyId, share_bp: int, on: date
) -> Iterator[tuple[PartyId, tuple[Share, ...]]]:
    """Yield whoever certainly owns as much of a party, or of whoever does, the nearest first."""
    reached, layer = {party}, [(party, tuple[Share, ...]())]
    for _ in range(LAYERS_MAX):
        above = []
        for asset, through in layer:
            for share in owners(world[PartiesView], asset, on):
                if share.bp_min >= share_bp and share.owner not in reached:
                    reached.add(share.owner)
                    above.append((share.owner, (*through, share)))
        yield from above
        layer = above
        if not layer or len(reached) > OWNERS_MAX:
            return


def _owned(
    seen: Seen,
    party: PartyId,
    orders: list[Order],
    by: tuple[PartyId, tuple[Share, ...]],
    places: tuple[CountryCode, ...],
) -> Raised:
    owner, through = by
    steps = "; ".join(
        f"{it.owner} owns at least {it.bp_min} basis points of {it.asset}, says {it.declared_by}"
        for it in through[:5]
    )
    return alarm(
        seen,
        "control",
        f"{party}:{owner}",
        Strength.FACT,
        f"{party} ordered {sum(it.chips for it in orders)} chips, and neither it nor its ultimate "
        f"parent is said to answer to a restricted country. {steps}. {owner} answers to "
        f"{', '.join(dict.fromkeys(places))}.",
        (
            "shares that are held for others, without control",
            "a parent or a share that is out of date on one side",
        ),
        positions=sorted(it.position for it in orders),
        parties=(party, owner),
    )
