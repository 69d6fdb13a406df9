"""What may be said about splitting, given what is known."""

from collections.abc import Iterator
from datetime import date
from typing import Final, assert_never

from comptrol.domains.gate import GateView
from comptrol.domains.parties import PartiesView, may
from comptrol.domains.registry import ClusterShelf
from comptrol.domains.structuring.queries import policy_on
from comptrol.domains.structuring.refusals import StructuringRefusal
from comptrol.domains.structuring.statements import (
    Counted,
    Limit,
    Linked,
    Looked,
    LookedThrough,
    PolicySet,
    Signalled,
    Span,
    Split,
    StructuringStatement,
)
from comptrol.domains.structuring.view import StructuringView
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import WITNESSES
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

LOOK_DAYS_MAX: Final = 400
NO_DAYS_COUNT: Final = frozenset({Span.DAY, Span.MONTH, Span.QUARTER, Span.YEAR})


def check(entry: Entry[StructuringStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    match entry.statement:
        case PolicySet() as said:
            yield from _check_policy(said, world)
        case Linked() as said:
            yield from _check_linked(said, entry, world)
        case Split() as said:
            yield from _check_split(said, world)
        case Looked() as said:
            yield from _check_looked(said, entry, world)
        case Signalled() as said:
            yield from _check_signalled(said, entry.signer, world)
        case LookedThrough():
            pass  # the path refuses a consequence that anybody sends in
        case never:
            assert_never(never)


def _check_policy(said: PolicySet, world: World) -> Iterator[Finding]:
    if any(True for _ in world[StructuringView].policies.where(policy=said.policy, limit=1)):
        yield Finding.of(StructuringRefusal.NAME_TAKEN, f"policy {said.policy}")
    yield from _twice("limit", [it.limit for it in said.limits])
    yield from _twice("evidence", [it.by.value for it in said.weights])
    definitions = world.reference(ClusterShelf).definitions
    if said.swarm is not None and said.swarm.definition not in definitions:
        known = ", ".join(sorted(definitions))
        yield Finding.of(
            StructuringRefusal.UNKNOWN_DEFINITION, f"{said.swarm.definition}; there are {known}"
        )
    for limit in said.limits:
        if not _has_its_window(limit):
            wanted = "chips at once have none, a rolling one has days, a calendar one has not"
            yield Finding.of(StructuringRefusal.IMPOSSIBLE_WINDOW, f"{limit.limit}: {wanted}")


def _has_its_window(limit: Limit) -> bool:
    if limit.counts is Counted.CHIPS_AT_ONCE:
        return limit.span is None and limit.days is None
    if limit.span is Span.ROLLING:
        return limit.days is not None
    return limit.span in NO_DAYS_COUNT and limit.days is None


def _twice(what: str, names: list[str]) -> Iterator[Finding]:
    twice = sorted({it for it in names if names.count(it) > 1})
    if twice:
        yield Finding.of(StructuringRefusal.NAMED_TWICE, f"{what} {', '.join(twice)}")


def _check_linked(
    said: Linked, entry: Entry[StructuringStatement], world: World
) -> Iterator[Finding]:
    yield from _unknown(said.parties, world)
    known = world[StructuringView].links.get(said.link)
    if known is not None and (known.asserted_by != entry.signer or known.by is not said.by):
        told = f"{known.asserted_by} says it of {known.by.value}, since position {known.position}"
        yield Finding.of(StructuringRefusal.NAME_TAKEN, told)
    yield from _twice("party", list(said.parties))
    if said.until is not None and said.until <= said.since:
        yield Finding.of(StructuringRefusal.TURNED_ROUND, f"{said.since} to {said.until}")
    if said.evidence is not None and said.evidence >= entry.position:
        yield Finding.of(StructuringRefusal.NOT_LOGGED, f"position {said.evidence}")


def _unknown(parties: tuple[PartyId, ...], world: World) -> Iterator[Finding]:
    view = world[PartiesView].parties
    for party in dict.fromkeys(parties):
        if view.get(party) is None:
            yield Finding.of(StructuringRefusal.UNKNOWN_PARTY, party)


def _check_split(said: Split, world: World) -> Iterator[Finding]:
    yield from _unknown((said.party, *said.others), world)
    if any(True for _ in world[StructuringView].apart.where(split=said.split, limit=1)):
        yield Finding.of(StructuringRefusal.NAME_TAKEN, f"split {said.split}")
    yield from _twice("party", [said.party, *said.others])


def _check_looked(
    said: Looked, entry: Entry[StructuringStatement], world: World
) -> Iterator[Finding]:
    view, today = world[StructuringView], entry.logged_at.date()
    days = (said.until - said.since).days
    if days > 0 and policy_on(view, _last_day(said)) is None:
        yield Finding.of(StructuringRefusal.NO_POLICY, f"{_last_day(said)}")
    if view.looks.get(said.look) is not None:
        yield Finding.of(StructuringRefusal.NAME_TAKEN, f"look {said.look}")
    if days <= 0:
        yield Finding.of(StructuringRefusal.TURNED_ROUND, f"{said.since} to {said.until}")
    if days > LOOK_DAYS_MAX:
        yield Finding.of(StructuringRefusal.TOO_LONG, f"{days} days, {LOOK_DAYS_MAX} at most")
    over = today.toordinal() + bool(said.parties)
    if said.until.toordinal() > over:
        yield Finding.of(StructuringRefusal.NOT_OVER, f"{said.until}, and today is {today}")
    yield from _unknown(said.parties, world)
    yield from _twice("party", list(said.parties))


def _last_day(said: Looked) -> date:
    return date.fromordinal(said.until.toordinal() - 1)


def _check_signalled(said: Signalled, signer: PartyId, world: World) -> Iterator[Finding]:
    order = world[GateView].orders.get(said.order)
    if policy_on(world[StructuringView], said.since) is None:
        yield Finding.of(StructuringRefusal.NO_POLICY, f"{said.since}")
    if order is None:
        yield Finding.of(StructuringRefusal.UNKNOWN_ORDER, said.order)
    elif order.seller != signer and not may(world[PartiesView], signer, WITNESSES):
        yield Finding.of(StructuringRefusal.NOT_ITS_SELLER, f"{order.order} is of {order.seller}")
    if said.until <= said.since:
        yield Finding.of(StructuringRefusal.TURNED_ROUND, f"{said.since} to {said.until}")
