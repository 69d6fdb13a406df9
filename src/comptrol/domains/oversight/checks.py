"""What may be said of reviews and interests, given what is known."""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from comptrol.domains.law import LawView, Rulebooks, adopted
from comptrol.domains.oversight.queries import due_by, known_matter
from comptrol.domains.oversight.refusals import OversightRefusal
from comptrol.domains.oversight.statements import (
    InterestDeclared,
    Looked,
    LookedThrough,
    Matter,
    OversightStatement,
    PolicySet,
    ReviewDue,
    Reviewed,
    ReviewSet,
    Verdict,
)
from comptrol.domains.oversight.view import OversightView
from comptrol.domains.parties import PartiesView
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check(entry: Entry[OversightStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    today = entry.logged_at.date()
    match entry.statement:
        case PolicySet() as said:
            yield from _check_policy(said, today, world[OversightView])
        case ReviewSet() as said:
            yield from _check_set(said, today, world)
        case Reviewed() as said:
            yield from _check_reviewed(said, today, world)
        case Looked() as said:
            yield from _check_looked(said, today, world)
        case InterestDeclared() as said:
            yield from _check_declared(said, world)
        case ReviewDue() | LookedThrough():
            pass  # the path refuses a consequence that anybody sends in
        case never:
            assert_never(never)


def _check_policy(said: PolicySet, today: date, view: OversightView) -> Iterator[Finding]:
    if any(True for _ in view.policies.where(policy=said.policy, limit=1)):
        yield Finding.of(OversightRefusal.NAME_TAKEN, f"policy {said.policy}")
    yield from _not_later(said.review_by, today)
    if list(said.sizes) != sorted(set(said.sizes)):
        yield Finding.of(OversightRefusal.NOT_RISING, ", ".join(map(str, said.sizes)))


def _check_set(said: ReviewSet, today: date, world: World) -> Iterator[Finding]:
    yield from _rulebook_away(world)
    known = known_matter(world, said.matter, said.name, today)
    if known is None:
        yield _unknown(said.matter, said.name)
        return
    by = due_by(known, world[OversightView].reviews.get((said.matter, said.name)))
    if by is not None:
        yield Finding.of(OversightRefusal.DATED_ALREADY, f"by {by}")
    yield from _not_later(said.review_by, today)


def _check_reviewed(said: Reviewed, today: date, world: World) -> Iterator[Finding]:
    yield from _rulebook_away(world)
    known = known_matter(world, said.matter, said.name, today)
    review = world[OversightView].reviews.get((said.matter, said.name))
    if known is None and (review is None or said.verdict is not Verdict.ENDED):
        yield _unknown(said.matter, said.name)
        return
    if said.next_by is not None:
        if said.verdict is Verdict.ENDED:
            yield Finding.of(OversightRefusal.NO_MORE, f"by {said.next_by}")
        yield from _not_later(said.next_by, today)
    elif said.verdict is not Verdict.ENDED and (review is None or review.every_days is None):
        yield Finding.of(OversightRefusal.NO_NEXT, said.verdict.value)


def _unknown(matter: Matter, name: str) -> Finding:
    return Finding.of(OversightRefusal.UNKNOWN_MATTER, f"{matter.value} {name}")


def _rulebook_away(world: World) -> Iterator[Finding]:
    """Yield that the adopted law cannot be asked: a replay would see other matters than this."""
    adoption = adopted(world[LawView])
    if adoption is not None and world.reference(Rulebooks).of(adoption.digest) is None:
        detail = f"{adoption.rulebook} {adoption.digest}"
        yield Finding.of(OversightRefusal.RULEBOOK_AWAY, detail)


def _not_later(day: date, today: date) -> Iterator[Finding]:
    if day <= today:
        yield Finding.of(OversightRefusal.NOT_LATER, f"{day}, and today is {today}")


def _check_looked(said: Looked, today: date, world: World) -> Iterator[Finding]:
    yield from _rulebook_away(world)
    if world[OversightView].looks.get(said.look) is not None:
        yield Finding.of(OversightRefusal.NAME_TAKEN, f"look {said.look}")
    if said.on > today:
        yield Finding.of(OversightRefusal.NOT_YET, f"{said.on}, and today is {today}")


def _check_declared(said: InterestDeclared, world: World) -> Iterator[Finding]:
    known = world[OversightView].declarations.where(declaration=said.declaration, limit=1)
    if next(known, None) is not None:
        yield Finding.of(OversightRefusal.NAME_TAKEN, f"declaration {said.declaration}")
    parties = [it.party for it in said.interests]
    for party in dict.fromkeys(parties):
        if world[PartiesView].parties.get(party) is None:
            yield Finding.of(OversightRefusal.UNKNOWN_PARTY, party)
    twice = sorted({it for it in parties if parties.count(it) > 1})
    if twice:
        yield Finding.of(OversightRefusal.NAMED_TWICE, ", ".join(twice))
