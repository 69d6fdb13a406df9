"""What is told of a proposal that got nothing: the register's copy, with names."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from comptrol.domains.allocation import Call, Change, Plan, Reason, least_hours, points
from comptrol.flow.allocating.changing import Asked, changes
from comptrol.flow.allocating.grounds import certain
from comptrol.flow.allocating.neighbourhood import Published, decided, lifted
from comptrol.flow.allocating.solver import Solver
from comptrol.flow.allocating.weighing import LOCAL, NEVER, Weighed, weighed

NAMED_MAX: Final = 10
DETAIL_MAX: Final = 1_000
ALONE: Final = frozenset({"not-eligible", "group-ceiling", "no-capacity"})
"""Grounds without a solver that one can confirm: the proposal alone, forced in."""
Told = Callable[[int], None] | None


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """Refused proposals: those that need no solver, and the others with what was solved."""

    certain: tuple[Reason, ...]
    weighed: tuple[Weighed, ...]


def weighed_or_certain(
    published: Published,
    refused: Sequence[str],
    solver: Solver,
    asked: Asked,
    told: Told = None,
    before: Settled | None = None,
) -> Settled:
    """Return the reasons of refused proposals that need no solver, and weigh the others."""
    found = {name: certain(published, name, asked.known) for name in refused}
    others = [published.worth.asked[name] for name, it in found.items() if it is None]
    known = {it.proposal.id: it for it in before.weighed} if before is not None else NEVER
    return Settled(
        certain=tuple(it for it in found.values() if it is not None),
        weighed=weighed(published, others, solver, told, known),
    )


def refusals(
    published: Published,
    plan: Plan,
    settled: Settled,
    solver: Solver,
    asked: Asked,
    told: Told = None,
) -> list[Reason]:
    """Return the reasons of refused proposals."""
    alone = [(it.proposal, _alone(published, it)) for it in settled.certain if it.ground in ALONE]
    capped = list(_capped(published, settled.weighed))
    calls = [*(call for _, call in alone), *(lifted(it.here, group) for it, group in capped)]
    solved = solver.solve_each(calls, LOCAL, told) if calls else ()
    cannot = {
        name
        for (name, _), answer in zip(alone, solved[: len(alone)], strict=True)
        if answer.ended == "infeasible"
    }
    ceilings = {
        it.proposal.id: group
        for (it, group), answer in zip(capped, solved[len(alone) :], strict=True)
        if any(award.proposal == it.proposal.id for award in answer.awards)
    }
    found: Mapping[str, tuple[Change, ...]] = {}
    if asked.changes:
        lost = [it for it in settled.weighed if it.possible]
        found = changes(published, lost, plan, solver, asked, told)
    return [
        *(
            msgspec.structs.replace(it, confirmed_by_resolve=it.proposal in cannot)
            for it in settled.certain
        ),
        *(
            _lost(published, it, ceilings.get(it.proposal.id), found.get(it.proposal.id, ()))
            if it.possible
            else _impossible(published, it)
            for it in settled.weighed
        ),
    ]


def _alone(published: Published, reason: Reason) -> Call:
    """Return the call of one proposal, forced in with nobody beside it: it cannot be."""
    alone = Published(published.call, ())
    return decided(alone.without(frozenset({reason.proposal})), reason.proposal, awarded=True)


def _capped(published: Published, lost: Sequence[Weighed]) -> Iterator[tuple[Weighed, str]]:
    """Yield who stands under a ceiling that has no room for the least that is of use."""
    for it in lost:
        for group in published.groups:
            room = published.room(group)
            if it.proposal.id in group.members and room < least_hours(it.proposal):
                yield it, group.id


def _lost(
    published: Published, it: Weighed, ceiling: str | None, found: tuple[Change, ...]
) -> Reason:
    """Return the reason of a proposal that could be in, and is not."""
    base = published.objective - it.stands
    return Reason(
        proposal=it.proposal.id,
        outcome="refused",
        ground="group-ceiling" if ceiling else "outbid",
        value=it.proposal.award_value,
        best_value_without_it=points(base + it.best_without),
        best_value_with_it=None if it.uneven else points(base + it.best_with_it),
        award_value_that_wins=None if it.uneven else points(it.winning),
        confirmed_by_resolve=it.proven and it.loses,
        within=_within(published, it),
        displaces=it.displaced,
        changes=found,
        detail=_detail(it, ceiling),
    )


def _impossible(published: Published, it: Weighed) -> Reason:
    """Return the reason of a proposal that cannot be in even where all its neighbours give way."""
    asked, months = it.proposal, published.call.months
    return Reason(
        proposal=asked.id,
        outcome="refused",
        ground="no-capacity",
        value=asked.award_value,
        confirmed_by_resolve=True,
        within=_within(published, it),
        detail=(
            f"Its pools, {', '.join(sorted(asked.pools))}, have no room for the least that is of "
            f"use from {months[asked.first_month]} to {months[asked.last_month]}, even if no "
            "award that is not settled had any part of them."
        )[:DETAIL_MAX],
    )


def _within(published: Published, it: Weighed) -> str:
    """Return what was held fixed; nothing where nothing was."""
    others, asked = len(it.free) - 1, sum(1 for one in published.call.proposals if one.pools)
    if others + 1 >= asked and not published.worst:
        return ""
    even = "; no area falls below the floor of the worst" if published.worst else ""
    return f"{others} awards free, all others as published{even}"


def _detail(it: Weighed, ceiling: str | None) -> str:
    """Return what else the register should know."""
    kept = {one.proposal: one.bookings for one in it.with_it.awards}
    smaller = sorted(
        one.proposal
        for one in it.without.awards
        if one.proposal in kept
        and sum(b.chip_hours for b in kept[one.proposal]) < sum(b.chip_hours for b in one.bookings)
    )
    told = [f"Without the ceiling of {ceiling} it would be in."] if ceiling else []
    if it.uneven:
        told.append("If it were in, an area would fall below the floor of the worst.")
    if smaller and not it.displaced:
        told.append(f"If it were in, these would get less: {', '.join(smaller[:NAMED_MAX])}.")
    if not it.loses:
        told.append("That it loses is not proven: the difference is below what could be told.")
    return " ".join(told)[:DETAIL_MAX]
