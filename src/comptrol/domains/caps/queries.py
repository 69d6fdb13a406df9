"""What binds an order, what it takes of that, and where there is no room; and the balances."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import msgspec

from comptrol.domains.caps.statements import Bearer, CapId, HoldId, Take, Unit
from comptrol.domains.caps.view import Cap, CapsView, Hold
from comptrol.domains.parties import PartiesView, above
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World, named

_RESTS_ON: Final = named(*PartiesView.tables().values(), CapsView.bound)


class Shortfall(msgspec.Struct, frozen=True, kw_only=True):
    """A cap that has no room for what was asked, and the numbers that say so."""

    cap: CapId
    unit: Unit
    ceiling: int
    held: int
    used: int
    asked: int
    source: str

    @property
    def sentence(self) -> str:
        """Return it in words."""
        return (
            f"Cap {self.cap}: ceiling {self.ceiling} {self.unit.value}, held {self.held}, "
            f"used {self.used}, asked {self.asked}."
        )


def binding(
    world: World,
    *,
    parties: Iterable[PartyId],
    provider: PartyId,
    country: CountryCode | None,
    on: date,
) -> tuple[Cap, ...]:
    """Return every cap that binds an order of these parties on a day, by name.

    A party is bound by all that those above it are bound by. The order of names is one and
    the same for every order, so that no two of them could wait for each other in any store.
    """
    who, view = tuple(parties), world[CapsView]
    asked = ("caps", who, provider, country)
    names = world.settled(_RESTS_ON, asked, lambda: _names(world, who, provider, country))
    binding_caps = (view.caps.get(name) for name in names)
    return tuple(cap for cap in binding_caps if cap is not None and cap.binds(on))


def _names(
    world: World,
    parties: tuple[PartyId, ...],
    provider: PartyId,
    country: CountryCode | None,
) -> list[CapId]:
    """Return the names of all caps that bear on these, whenever they bind."""
    keys: dict[tuple[Bearer, str], None] = {(Bearer.WORLD, ""): None}
    keys[Bearer.PROVIDER, provider] = None
    if country is not None:
        keys[Bearer.COUNTRY, country] = None
    for party in parties:
        for name in (party, *above(world[PartiesView], party)):
            keys[Bearer.PARTY, name] = None
    bounds = (world[CapsView].bound.get(key) for key in keys)
    return sorted({cap for it in bounds if it is not None for cap in it.caps})


def asked_of(cap: Cap, chips: int, chip_seconds: int) -> int:
    """Return how much an order asks of a cap: chips of a rate, chip-seconds of a total."""
    return chips if cap.unit is Unit.CHIPS else chip_seconds


def taken(caps: Iterable[Cap], chips: int, chip_seconds: int) -> tuple[Take, ...]:
    """Return what an order takes of each cap; negative numbers give back."""
    return tuple(Take(cap=it.cap, held=asked_of(it, chips, chip_seconds)) for it in caps)


def short(
    cap: Cap, chips: int, chip_seconds: int, meanwhile: int, own: int
) -> Iterator[Shortfall]:
    """Yield a cap if it has no room for an order.

    ``meanwhile`` is what the same step holds of it beyond its balance, or has freed; ``own`` what
    the order holds of it already. Exactly the rest of a cap is allowed; what asks for nothing
    more passes any cap.
    """
    asked = asked_of(cap, chips, chip_seconds) - own
    held = cap.held + meanwhile
    if cap.ceiling is not None and asked > 0 and held + cap.used + asked > cap.ceiling:
        yield Shortfall(
            cap=cap.cap,
            unit=cap.unit,
            ceiling=cap.ceiling,
            held=held,
            used=cap.used,
            asked=asked,
            source=cap.source,
        )


def settlement(world: World, hold: Hold, used_chip_seconds: int) -> tuple[Take, ...]:
    """Return what ends a hold: nothing is held any more, and chip time that was used counts."""
    caps = world[CapsView].caps
    ends = []
    for take in hold.takes:
        cap = caps.get(take.cap)
        assert cap is not None, "a hold names caps that were set"
        used = used_chip_seconds if cap.unit is Unit.CHIP_SECONDS else 0
        ends.append(Take(cap=take.cap, held=-take.held, used=used))
    return tuple(ends)


def holds_of(world: World, orders: Iterable[str]) -> Iterator[Hold]:
    """Yield the live holds of orders by name."""
    for order in orders:
        found = world[CapsView].holds.get(HoldId(order))
        if found is not None and found.live:
            yield found


def balance(world: World, *, cap: CapId) -> Cap:
    """Return one cap: its ceiling, where that comes from, and what is held and used of it."""
    found = world[CapsView].caps.get(cap)
    if found is None:
        raise NotFoundError(f"no cap {cap!r} has been set")
    return found


def balances(world: World, *, after: CapId | None = None, limit: Limit = 100) -> tuple[Cap, ...]:
    """Return every cap with its balance, by name, a page at a time."""
    start = None if after is None else (after,)
    return tuple(world[CapsView].caps.where(after=start, limit=limit))


def hold(world: World, *, hold: HoldId) -> Hold:
    """Return what one order holds of every cap, or held."""
    found = world[CapsView].holds.get(hold)
    if found is None:
        raise NotFoundError(f"nothing was held for {hold!r}")
    return found
