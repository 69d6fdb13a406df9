"""What is there that somebody decided on, and by when does each have to be looked at again?

Whatever has no day of its own is listed all the same: that is what the list is for. What a domain
sets without saying a day by which it is reviewed gets one here (``oversight.review-set/1``).
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

import msgspec

from comptrol.domains.caps import CapsView
from comptrol.domains.cases import CasesView
from comptrol.domains.chips import ChipsView
from comptrol.domains.disclosure import DisclosureView
from comptrol.domains.forensics import ForensicsView
from comptrol.domains.gate import GateView
from comptrol.domains.law import LawView, adopted, adopted_rulebook
from comptrol.domains.location import LocationView
from comptrol.domains.oversight.statements import Matter, Verdict
from comptrol.domains.oversight.view import OversightView, Review
from comptrol.domains.pseudonyms import PseudonymsView
from comptrol.domains.pseudonyms import Threshold as ThresholdRow
from comptrol.domains.registry import RegistryView
from comptrol.domains.releases import ReleasesView
from comptrol.domains.screening import ScreeningView
from comptrol.domains.structuring import StructuringView
from comptrol.kernel.quantity import Limit, Position
from comptrol.kernel.view import World

MATTERS_MAX: Final = 20_000
"""So many of one kind are gone through."""


class Known(NamedTuple):
    """Something that is in force, as the domain that owns it has it."""

    matter: Matter
    name: str
    source: str
    position: int
    review_by: date | None = None
    ends_on: date | None = None


class ReviewState(msgspec.Struct, frozen=True, kw_only=True):
    """By when something is to be reviewed, and whether that is past. No day: nobody set one."""

    matter: Matter
    name: str
    source: str
    position: int
    """Where it was set as it is now."""
    review_by: date | None
    ends_on: date | None
    """On this day it ends, or is another, whether or not anybody reviews it."""
    overdue: bool
    reviewed_on: date | None
    verdict: Verdict | None


def in_force(world: World, on: date) -> Iterator[Known]:
    """Yield everything that is in force on a day and has to be reviewed some day."""
    yield from _caps(world[CapsView], on)
    yield from _definitions(world[DisclosureView])
    yield from _thresholds(world[PseudonymsView], on)
    for tiers in world[GateView].tiers.where(limit=1):
        yield Known(Matter.TIERS, tiers.policy, tiers.source, tiers.position)
    yield from _policies(world, on)
    for factors in world[ChipsView].factor_sets.where(limit=MATTERS_MAX):
        name, source = factors.factor_set, factors.source
        yield Known(Matter.FACTORS, name, source, factors.adopted_at)
    for current in world[ScreeningView].current.where(limit=1):
        edition = world[ScreeningView].editions.get(current.edition)
        source = edition.source if edition is not None else ""
        yield Known(Matter.LIST, current.edition, source, current.position)
    yield from _law(world, on)


def _caps(view: CapsView, on: date) -> Iterator[Known]:
    for cap in view.caps.where(limit=MATTERS_MAX):
        if cap.until is None or on < cap.until:
            review = view.reviews.get(cap.cap)
            by = review.review_on if review is not None else None
            yield Known(Matter.CAP, cap.cap, cap.source, cap.position, by, cap.until)


def _definitions(view: DisclosureView) -> Iterator[Known]:
    every = tuple(view.definitions.where(limit=MATTERS_MAX))
    replaced = {it.replaces for it in every}
    for it in every:
        if it.definition not in replaced:
            name = it.definition
            yield Known(Matter.DEFINITION, name, it.source, it.position, it.review_by)


def _thresholds(view: PseudonymsView, on: date) -> Iterator[Known]:
    latest: dict[str, ThresholdRow] = {
        it.threshold: it for it in view.thresholds.where(limit=MATTERS_MAX) if it.since <= on
    }
    for it in latest.values():
        if it.until is None or on < it.until:
            name, ends = it.threshold, it.until
            yield Known(Matter.THRESHOLD, name, it.source, it.position, None, ends)


def _policies(world: World, on: date) -> Iterator[Known]:
    """Yield the policy of each domain that has one, in the order of the domains."""
    for it in world[RegistryView].policies.where(limit=1):
        yield _policy("registry", it.policy, it.source, it.adopted_at)
    for place in world[LocationView].policy.where(limit=1):
        yield _policy("location", place.policy, place.source, place.position)
    split = [it for it in world[StructuringView].policies.where() if it.since <= on]
    for row in sorted(split, key=lambda it: (it.since, it.position))[-1:]:
        yield _policy("structuring", row.policy, row.said.source, row.position)
    honest = [it for it in world[ForensicsView].policies.where() if it.since <= on]
    for report in sorted(honest, key=lambda it: (it.since, it.position))[-1:]:
        yield _policy("forensics", report.policy, report.said.source, report.position)
    for chosen in world[ReleasesView].in_force.where(limit=1):
        release = world[ReleasesView].policies.get(chosen.policy)
        if release is not None:
            cited = "; ".join(release.said.sources)
            told = _policy("releases", release.policy, cited, release.position)
            yield told._replace(review_by=release.said.review_by)
    for case in world[CasesView].policies.where(limit=1):
        yield _policy("cases", case.said.policy, case.said.source, case.position)
    own = [it for it in world[OversightView].policies.where() if it.since <= on]
    for mine in sorted(own, key=lambda it: (it.since, it.position))[-1:]:
        said = _policy("oversight", mine.policy, mine.said.source, mine.position)
        yield said._replace(review_by=mine.said.review_by)


def _policy(domain: str, name: str, source: str, position: int) -> Known:
    return Known(Matter.POLICY, f"{domain}/{name}", source, position)


def _law(world: World, on: date) -> Iterator[Known]:
    """Yield the adopted law, and each number of it with the day on which it is another."""
    adoption, rulebook = adopted(world[LawView]), adopted_rulebook(world)
    if adoption is None:
        return
    source = f"{adoption.by}: {adoption.reason}"
    yield Known(Matter.RULEBOOK, adoption.rulebook, source, adoption.position)
    for parameter in rulebook.parameters.values() if rulebook is not None else ():
        if on < parameter.values[0].start or parameter.on(on).value is None:
            continue
        later = (it.start for it in parameter.values if on < it.start)
        cited = parameter.on(on).source.citation
        at = adoption.position
        yield Known(Matter.LAW_VALUE, parameter.name, cited, at, None, next(later, None))


def known_matter(world: World, matter: Matter, name: str, on: date) -> Known | None:
    """Return something that is in force on a day by its kind and name."""
    return next((it for it in in_force(world, on) if (it.matter, it.name) == (matter, name)), None)


def due_by(known: Known, review: Review | None) -> date | None:
    """Return by when something is to be reviewed: as its review says, or as it says itself.

    A review counts for what it was made of: what is set anew after it has its own day again.
    """
    if review is None or (known.review_by is not None and review.position < known.position):
        return known.review_by
    if review.verdict is Verdict.ENDED:
        return None if review.position > known.position else known.review_by
    return review.review_by


def state_of(view: OversightView, known: Known, on: date) -> ReviewState:
    """Return by when something is to be reviewed, and whether that is past."""
    review = view.reviews.get((known.matter, known.name))
    by = due_by(known, review)
    return ReviewState(
        matter=known.matter,
        name=known.name,
        source=known.source,
        position=known.position,
        review_by=by,
        ends_on=known.ends_on,
        overdue=by is not None and by <= on,
        reviewed_on=review.reviewed_on if review is not None else None,
        verdict=review.verdict if review is not None else None,
    )


def reviews_due(
    world: World,
    *,
    on: date,
    matter: Matter | None = None,
    undated: bool = False,
    after: Position | None = None,
    limit: Limit = 100,
) -> tuple[ReviewState, ...]:
    """Return what is to be reviewed by when, the earliest first; then what nobody set a day for.

    ``undated`` leaves the first part out. ``after`` is how many were told before this page.
    """
    view = world[OversightView]
    every = [
        state_of(view, it, on)
        for it in in_force(world, on)
        if matter is None or it.matter is matter
    ]
    asked = [it for it in every if it.review_by is None] if undated else every
    ordered = sorted(
        asked, key=lambda it: (it.review_by or date.max, it.matter.value, it.name, it.position)
    )
    start = after or 0
    return tuple(ordered[start : start + limit])
