"""How much a customer has together with its affiliates, and what must be known of it for that."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

import msgspec

from comptrol.domains.gate.queries.meanwhile import Meanwhile
from comptrol.domains.gate.queries.ownership import AFFILIATES, BLOCKED, listed_owners
from comptrol.domains.gate.statements import Known, Tier
from comptrol.domains.gate.view import IN_FORCE, GateView, Order, Tiers
from comptrol.domains.identification import IdentificationView, missing
from comptrol.domains.law import LawView, adopted
from comptrol.domains.parties import GROUP_MAX, PartiesView, group, seat
from comptrol.domains.screening import ScreeningView, standing_on
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import plain
from comptrol.kernel.view import World, named

BEYOND: Final = 10**12
"""Beyond every limit that can be set."""
WINDOW_DAYS: Final = 30
"""Over so many days a total is taken where the operator has set no window of its own."""
SECONDS_IN_HOUR: Final = 3600
_ASKED_BY: Final = named(GateView.tiers, *LawView.tables().values())
_RESTS_ON: Final = named(
    *PartiesView.tables().values(),
    *ScreeningView.tables().values(),
    *IdentificationView.tables().values(),
)


class Together(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer and its affiliates have and ask for, one order included."""

    chips: int
    """At once, in all standing rentals."""
    chip_hours: Decimal
    """Ordered within the window."""


def asked_together(world: World) -> bool:
    """Tell whether anything asks how much affiliates have together: small use, or tiers."""
    return world.settled(_ASKED_BY, ("asked together",), lambda: _asked_together(world))


def _asked_together(world: World) -> bool:
    adoption = adopted(world[LawView])
    limits = () if adoption is None else (adoption.small_use_chips, adoption.small_use_chip_hours)
    tiers = world[GateView].tiers.get(IN_FORCE)
    return any(it is not None for it in limits) or bool(tiers is not None and tiers.tiers)


def together(world: World, order: Order, on: date, meanwhile: Meanwhile) -> Together:
    """Sum up what the end user of a rental has, with all who have the same ultimate parent.

    The window reaches back from a day, or from that of the rental if that is earlier: what begins
    later is counted with what was ordered before it. What stands under an order that reserves a
    cluster is counted there. A group that is too large to be counted has more than any limit.
    """
    view = world[GateView]
    since = min(order.on, on) - timedelta(days=_window(view))
    chips, seconds = (0, 0) if order.under is not None else (order.chips, order.chip_seconds)
    known = view.orders.get(order.order) if order.ruled_at is not None else None
    if known is not None and known.standing and known.under is None:
        chips, seconds = chips - known.chips, seconds - known.chip_seconds
    members = group(world[PartiesView], order.parties[0])
    if len(members) >= GROUP_MAX:
        return Together(chips=BEYOND, chip_hours=Decimal(BEYOND))
    if meanwhile.chips or meanwhile.chip_seconds:
        chips += sum(meanwhile.chips.get(it, 0) for it in members)
        seconds += sum(meanwhile.chip_seconds.get(it, 0) for it in members)
    for load in view.loads.each(members):  # on the hot path: each of them for each order
        if load is None:
            continue
        chips += load.chips
        for it in load.days:
            if it.day > since:
                seconds += it.chip_seconds
    return Together(chips=chips, chip_hours=hours_of(seconds))


@lru_cache(maxsize=4096)  # a provider rents out few amounts
def hours_of(chip_seconds: int) -> Decimal:
    """Return chip-hours to six decimals, without zeros at the end; of a second not nothing.

    >>> hours_of(7200), hours_of(1), hours_of(90)
    (Decimal('2'), Decimal('0.000278'), Decimal('0.025'))
    """
    return Decimal(plain(round(Decimal(chip_seconds) / SECONDS_IN_HOUR, 6)))


def _window(view: GateView) -> int:
    tiers = view.tiers.get(IN_FORCE)
    return WINDOW_DAYS if tiers is None else tiers.window_days


def not_known(world: World, order: Order, on: date, sums: Together) -> tuple[str, ...]:
    """Return in sentences what has to be known before so much, and is not."""
    tiers = world[GateView].tiers.get(IN_FORCE)
    if tiers is None or not tiers.tiers:
        return ()
    tier = next((it for it in tiers.tiers if _fits(it, sums)), None)
    if tier is None:
        much = _much(sums, tiers)
        return (f"{much}, affiliates counted in, are beyond every tier of {tiers.policy}.",)
    asked = ("not known", tier.known, order.parties, order.customer, order.seller, on)
    found = world.settled(_RESTS_ON, asked, lambda: tuple(_open(world, order, tier.known, on)))
    return tuple(f"{tiers.policy}, tier {tier.name} ({_much(sums, tiers)}): {it}." for it in found)


def _much(sums: Together, tiers: Tiers) -> str:
    chips, hours = f"{sums.chips} chips at once", f"{sums.chip_hours} chip-hours"
    return f"{chips} and {hours} in {tiers.window_days} days"


def _fits(tier: Tier, sums: Together) -> bool:
    """Tell whether so much is within a tier, by rate and by total; exactly the limit is."""
    by_rate = tier.chips is None or sums.chips <= tier.chips
    return by_rate and (tier.chip_hours is None or sums.chip_hours <= tier.chip_hours)


def _open(world: World, order: Order, asked: Known, on: date) -> Iterator[str]:
    """Say what is open of everybody in the chain: by their names, the seller's and the day."""
    for party in order.parties:
        yield from _open_of(world, order, party, asked, on)


def _open_of(world: World, order: Order, party: PartyId, asked: Known, on: date) -> Iterator[str]:
    where = seat(world[PartiesView], party)
    if asked.screened and standing_on(world[ScreeningView], party, on) is None:
        yield f"{party} was not held against the lists"
    if asked.headquarters and (where is None or where.headquarters is None):
        yield f"the headquarters of {party} are not known"
    if asked.ultimate_parent and (where is None or where.ultimate_parent is None):
        yield f"the ultimate parent of {party} is not known"
    if asked.owners and None in {
        listed_owners(world, party, on, lists) for lists in (AFFILIATES, BLOCKED)
    }:
        yield f"whether listed parties own half or more of {party} is open"
    if party == order.customer:
        yield from _file_open(world, order, asked, on)


def _file_open(world: World, order: Order, asked: Known, on: date) -> Iterator[str]:
    """Say what the file lacks that the seller keeps on its customer."""
    if not asked.file and asked.verified_within_days is None:
        return
    files = world[IdentificationView].files.where(party=order.customer)
    kept = [it for it in files if it.by == order.seller]
    if not kept:
        yield f"{order.seller} keeps no file on {order.customer}"
        return
    lacking = [field.value for field in missing(kept[-1].complete)]
    if asked.file and lacking:
        yield f"the file on {order.customer} lacks {', '.join(lacking)}"
    days, verified = asked.verified_within_days, kept[-1].verified_on
    if days is not None and (verified is None or verified + timedelta(days=days) < on):
        yield f"the file on {order.customer} was verified {verified or 'never'}"
