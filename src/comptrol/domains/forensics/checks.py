"""What may be said about the honesty of reports, given what is known."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, assert_never

from comptrol.domains.disclosure import DisclosureView
from comptrol.domains.forensics.queries import policy_on
from comptrol.domains.forensics.refusals import ForensicsRefusal
from comptrol.domains.forensics.statements import (
    Audited,
    Estimated,
    ForensicsStatement,
    Level,
    LevelAdvised,
    Looked,
    LookedThrough,
    PolicySet,
)
from comptrol.domains.forensics.view import ForensicsView
from comptrol.domains.parties import PartiesView
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

LADDER: Final = tuple(Level)


def check(entry: Entry[ForensicsStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    today = entry.logged_at.date()
    match entry.statement:
        case PolicySet() as said:
            yield from _check_policy(said, world)
        case Estimated() as said:
            yield from _unknown((said.provider,), world)
            yield from _check_definition(said, world)
            yield from _check_days(said.since, said.until, today)
        case Audited() as said:
            yield from _unknown((said.provider,), world)
            yield from _check_days(said.since, said.until, today)
        case Looked() as said:
            yield from _check_looked(said, today, world)
        case LookedThrough() | LevelAdvised():
            pass  # the path refuses a consequence that anybody sends in
        case never:
            assert_never(never)


def _check_policy(said: PolicySet, world: World) -> Iterator[Finding]:
    if any(True for _ in world[ForensicsView].policies.where(policy=said.policy, limit=1)):
        yield Finding.of(ForensicsRefusal.NAME_TAKEN, f"policy {said.policy}")
    yield from _twice("figure", said.figures)
    yield from _check_pairs(said)
    places = [LADDER.index(it.level) for it in said.steps]
    if places != sorted(set(places) - {0}):
        told = ", ".join(it.level.value for it in said.steps)
        yield Finding.of(ForensicsRefusal.STEPS_DO_NOT_RISE, told)


def _check_pairs(said: PolicySet) -> Iterator[Finding]:
    pairs = said.pairs.pairs if said.pairs is not None else ()
    yield from _twice("pair", [f"{it.figure} per {it.per}" for it in pairs])
    for it in pairs:
        if it.figure == it.per:
            yield Finding.of(ForensicsRefusal.NAMED_TWICE, f"figure {it.figure}, in a pair")
        for figure in sorted({it.figure, it.per} - set(said.figures)):
            yield Finding.of(ForensicsRefusal.FIGURE_NOT_READ, figure)


def _check_definition(said: Estimated, world: World) -> Iterator[Finding]:
    if said.definition is None:
        return
    known = world[DisclosureView].definitions.get(said.definition)
    if known is None or known.figure != said.figure:
        yield Finding.of(ForensicsRefusal.UNKNOWN_DEFINITION, f"{said.definition}: {said.figure}")


def _check_days(since: date, until: date, today: date) -> Iterator[Finding]:
    if since >= until:
        yield Finding.of(ForensicsRefusal.TURNED_ROUND, f"{since} to {until}")
    if until > today:
        yield Finding.of(ForensicsRefusal.NOT_OVER, f"{until}, and today is {today}")


def _check_looked(said: Looked, today: date, world: World) -> Iterator[Finding]:
    view = world[ForensicsView]
    if policy_on(view, said.on) is None:
        yield Finding.of(ForensicsRefusal.NO_POLICY, f"{said.on}")
    yield from _unknown(said.providers, world)
    if view.looks.get(said.look) is not None:
        yield Finding.of(ForensicsRefusal.NAME_TAKEN, f"look {said.look}")
    yield from _twice("party", said.providers)
    if said.on > today:
        yield Finding.of(ForensicsRefusal.NOT_OVER, f"{said.on}, and today is {today}")


def _unknown(named: Sequence[PartyId], world: World) -> Iterator[Finding]:
    view = world[PartiesView].parties
    for party in dict.fromkeys(named):
        if view.get(party) is None:
            yield Finding.of(ForensicsRefusal.UNKNOWN_PARTY, party)


def _twice(what: str, names: Sequence[str]) -> Iterator[Finding]:
    twice = sorted({it for it in names if names.count(it) > 1})
    if twice:
        yield Finding.of(ForensicsRefusal.NAMED_TWICE, f"{what} {', '.join(twice)}")
