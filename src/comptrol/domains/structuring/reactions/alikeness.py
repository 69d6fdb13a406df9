"""Do accounts that nobody has linked order as if one hand wrote it, and have much at once?"""

from collections.abc import Iterator, Sequence
from typing import Final

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.gate import Order, Through
from comptrol.domains.structuring.formulas import (
    Asked,
    Piece,
    Shape,
    Template,
    split,
    templates,
)
from comptrol.domains.structuring.queries import KeptApart
from comptrol.domains.structuring.reactions.adding_up import limbs_of, swarming
from comptrol.domains.structuring.reactions.seeing import Seen, alarm, by_party, month, through
from comptrol.domains.structuring.statements import Alike, Counted
from comptrol.domains.structuring.view import StructuringView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

HOUR_S: Final = 3600
_BENIGN: Final = (
    "a course, a competition or a grant whose members all get the same",
    "an offer of one size and length, or a form that a seller fills in",
    "customers of one adviser who each follow the same advice",
)


def alike_alarms(seen: Seen, world: World) -> Iterator[Raised]:
    """Yield orders of one rare shape that come to a limit together, each account below it.

    Rentals alone, and by those who use them: a framework contract sells the same to many, and
    what a reseller orders for its customers is written by the reseller. It is no link: nobody is
    grouped by it, and no other detector adds up by it. Accounts that are linked count once; whom
    a person keeps apart is not held together again.
    """
    how = seen.policy.alike
    if how is None:
        return
    first = {it: one.group.members[0] for one in seen.gatherings for it in one.group.members}
    pieces = {it.order: it for it in seen.pieces}
    asked = [_asked(it, first) for it in seen.orders.values() if _by_itself(it)]
    since, until = seen.said.since.toordinal(), seen.said.until.toordinal()
    for template in templates(asked, how, since, until):
        kept = _not_kept_apart(template, world, how)
        own = [pieces[it.order] for it in kept if it.order in pieces]
        if len({it.account for it in own}) >= how.accounts_min:
            yield from _at_once(seen, world, how, template, own)


def _by_itself(order: Order) -> bool:
    rents = order.door is Through.RENTAL and order.under is None
    return rents and order.customer == order.parties[0] and not order.passes_on


def _asked(order: Order, first: dict[str, str]) -> Asked:
    whose = order.parties[0]
    shape = Shape(
        service=order.service.value if order.service is not None else "",
        model=order.model,
        chips=order.chips,
        hours=-(-(order.length_s or 0) // HOUR_S),
    )
    return Asked(order.on.toordinal(), first.get(whose, whose), order.order, shape)


def _not_kept_apart(template: Template, world: World, how: Alike) -> list[Asked]:
    """Return the orders of accounts none of which a person has taken away from another."""
    apart, chosen = KeptApart(world[StructuringView]), list[PartyId]()
    for account in dict.fromkeys(it.account for it in template.orders):
        if not any(apart.keeps(PartyId(account), it) for it in chosen):
            chosen.append(PartyId(account))
    if len(chosen) < how.accounts_min:
        return []
    return [it for it in template.orders if it.account in set(chosen)]


def _at_once(
    seen: Seen, world: World, how: Alike, template: Template, own: list[Piece]
) -> Iterator[Raised]:
    """Yield what they have at once: by limits of chips at once, and as one covered cluster."""
    for limit in seen.policy.limits:
        if limit.counts is not Counted.CHIPS_AT_ONCE:
            continue
        counted = through(own, seen.orders, limit)
        found = split(counted, limit, how.accounts_min, seen.since_s)
        if found is not None:
            told = f"{found.most.amount} chips at once; looked at is {limit.value}: {limit.source}"
            yield _alike(seen, template, limit.limit, found.pieces, told)
    swarm = seen.policy.swarm
    if swarm is None:
        return
    for limb in limbs_of(swarm, world, {it.model for it in own}):
        together = swarming(own, limb, swarm, seen.since_s)
        if together is not None and len(set(by_party(together.inside))) >= how.accounts_min:
            hours = (together.spell.end_s - together.spell.start_s) // HOUR_S
            told = (
                f"more than the limb of {limb.name} of {swarm.definition} for {hours} hours, by "
                "nodes none of which is above it"
            )
            yield _alike(seen, template, limb.name, together.inside, told)


def _alike(
    seen: Seen, template: Template, which: str, pieces: Sequence[Piece], told: str
) -> Raised:
    shape, accounts = template.shape, list(by_party(pieces))
    hours = f"for {shape.hours} hours" if shape.hours else "for good"
    return alarm(
        seen,
        "alike",
        f"{which}:{accounts[0]}@{month(pieces[0].start_s)}",
        Strength.WEAK,
        f"{template.accounts} accounts that nobody has linked each ordered {shape.chips} "
        f"{shape.model} {hours} {shape.service}, within days of one another, of {template.among} "
        f"that ordered anything then. When others order anything, it is so {template.share_ppm} "
        f"times in a million, at most: by chance that is {template.p_value:.1e}. Together they "
        f"have {told}. That they belong together is not shown.",
        _BENIGN,
        pieces=pieces,
        parties=accounts,
    )
