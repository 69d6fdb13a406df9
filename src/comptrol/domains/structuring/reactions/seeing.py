"""What a look has read: the orders of its days, whose they are, and which groups these form."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.gate import GateView, Order, OrderId, Through
from comptrol.domains.structuring.formulas import Bond, Group, Piece
from comptrol.domains.structuring.queries import (
    OF_GROUPS_MAX,
    kin,
    orders_of_days,
    orders_of_members,
    pieces_of,
    second,
)
from comptrol.domains.structuring.statements import Limit, Looked, PolicySet
from comptrol.kernel.days import later
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

VERSION: Final = 1
NAMED_MAX: Final = 50
BONDS_NAMED: Final = 15
TEXT_MAX: Final = 1000
TOLD_MAX: Final = 5


class Gathering(NamedTuple):
    """A group and all that was handed out to its members, as far as it was read."""

    group: Group
    orders: dict[OrderId, Order]
    pieces: tuple[Piece, ...]
    """Until the end of the days that are looked at, whatever was planned."""

    @property
    def strength(self) -> Strength:
        """Return how much a count over the group shows: it is as good as what links it."""
        return Strength.FACT if self.group.strong else Strength.WEAK


class Seen(NamedTuple):
    """All that the detectors look at."""

    said: Looked
    because: int
    policy: PolicySet
    orders: dict[OrderId, Order]
    """Those that begin on the days that are looked at, or as long before as the policy reaches."""
    planned: tuple[Piece, ...]
    """What was handed out in these and goes on in the days that are looked at."""
    pieces: tuple[Piece, ...]
    """The same, until the end of these days."""
    gatherings: tuple[Gathering, ...]
    whole: bool

    @property
    def since_s(self) -> int:
        """Return the second at which what is looked at begins."""
        return second(self.said.since)

    @property
    def until_s(self) -> int:
        """Return the second at which what is looked at ends."""
        return second(self.said.until)

    @property
    def month(self) -> str:
        """Return the month that is looked at last: what crowds is named once in it."""
        return f"{self.said.until - timedelta(days=1):%Y-%m}"


def see(world: World, said: Looked, because: int, policy: PolicySet) -> Seen:
    """Read what a look is about, by indexed finds, each of them bounded."""
    view, until_s = world[GateView], second(said.until)
    first = later(said.since, -policy.reach_days)
    if said.parties:
        read = orders_of_members(view, said.parties, OF_GROUPS_MAX).between(first, said.until)
    else:
        read = orders_of_days(view, first, said.until)
    since_s = second(said.since)
    planned = tuple(it for it in pieces_of(read.orders, until_s) if it.end_s > since_s)
    asked = set(said.parties) or {it.parties[0] for it in read.orders}
    found = kin(world, sorted(asked), policy, said.since, said.until)
    whole, left = read.whole and found.whole, OF_GROUPS_MAX
    gatherings: list[Gathering] = []
    for group in found.groups:
        history = orders_of_members(view, [PartyId(it) for it in group.members], left)
        left -= len(history.orders)
        whole = whole and history.whole
        orders = {it.order: it for it in history.orders if it.on < said.until}
        pieces = _until(pieces_of(orders.values(), until_s), until_s)
        gatherings.append(Gathering(group, orders, pieces))
    return Seen(
        said=said,
        because=because,
        policy=policy,
        orders={it.order: it for it in read.orders},
        planned=planned,
        pieces=_until(planned, until_s),
        gatherings=tuple(gatherings),
        whole=whole,
    )


def _until(pieces: Iterable[Piece], until_s: int) -> tuple[Piece, ...]:
    return tuple(it._replace(end_s=min(it.end_s, until_s)) for it in pieces)


def through(pieces: Iterable[Piece], orders: dict[OrderId, Order], limit: Limit) -> list[Piece]:
    """Return the pieces that a limit counts: of its door; chip time is of rentals alone."""
    timed = limit.span is not None and limit.counts.value == "chip-seconds"
    wanted = limit.door or (Through.RENTAL if timed else None)
    return [it for it in pieces if wanted in {None, orders[OrderId(it.order)].door}]


def alarm(  # noqa: PLR0913  (an alarm has as many parts)
    seen: Seen,
    detector: str,
    about: str,
    strength: Strength,
    told: str,
    benign: tuple[str, ...],
    *,
    pieces: Sequence[Piece] = (),
    bonds: Sequence[Bond] = (),
    positions: Iterable[int] = (),
    parties: Iterable[str] = (),
    version: int = VERSION,
) -> Raised:
    """Return an alarm of a detector, with the evidence that fits; ``positions`` are more of it."""
    linked = [it.position for it in bonds[:BONDS_NAMED] if it.position is not None]
    ordered = [it.position for it in pieces if it.position]
    evidence = dict.fromkeys((seen.because, *linked, *ordered, *positions))
    sites = {it.site for it in pieces if it.site and len(it.site) > len("XX")}
    return Raised(
        because=seen.because,
        alarm=f"structuring.{detector}/{about}",
        detector=f"structuring.{detector}",
        version=version,
        strength=strength,
        explanation=told[:TEXT_MAX],
        benign=benign,
        evidence=tuple(sorted(tuple(evidence)[:NAMED_MAX])),
        parties=tuple(PartyId(it) for it in sorted(set(parties))[:NAMED_MAX]),
        sites=tuple(sorted(sites)[:NAMED_MAX]),
    )


def why(group: Group) -> str:
    """Return in words what holds a group together."""
    kinds = sorted({it.by.value for it in group.bonds})
    return f"{len(group.members)} parties linked by {', '.join(kinds)}"


def listed(shares: Iterable[tuple[str, int]]) -> str:
    """Return who has how much, the largest first, and how many more there are."""
    ordered = sorted(shares, key=lambda it: (-it[1], it[0]))
    told = ", ".join(f"{account} {amount}" for account, amount in ordered[:TOLD_MAX])
    more = len(ordered) - TOLD_MAX
    return f"{told} and {more} more" if more > 0 else told


def moment(second_: int) -> str:
    """Return a second of the epoch as it is written, UTC."""
    return f"{datetime.fromtimestamp(second_, UTC):%Y-%m-%d %H:%M:%S}"


def day(second_: int) -> str:
    """Return the day of a second of the epoch, UTC."""
    return moment(second_)[:10]


def month(second_: int) -> str:
    """Return the month of a second of the epoch, UTC: what goes on is told once in it."""
    return moment(second_)[:7]


def by_party(pieces: Iterable[Piece]) -> Iterator[str]:
    """Yield whose the pieces are."""
    return iter(sorted({it.account for it in pieces}))
