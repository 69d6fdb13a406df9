"""What may be asked about screening."""

from datetime import date

import msgspec

from comptrol.domains.screening.formulas import Lists, Matcher, verdict_on
from comptrol.domains.screening.statements import Match, Verdict
from comptrol.domains.screening.view import (
    IN_FORCE,
    Adoption,
    Coverage,
    Decision,
    ScreeningView,
    Standing,
)
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where a party stands on a day: what screening found, and what reviewers decided of it."""

    standing: Standing
    verdict: Verdict
    """What is left when decisions that hold are taken into account."""
    open: tuple[Match, ...]
    """Matches about which nobody has decided, or about which it has to be done anew."""
    decisions: tuple[Decision, ...]
    """Those that hold on the day, for the two sides as they are."""


def current(view: ScreeningView) -> Adoption | None:
    """Return the edition that parties are screened against, or nothing before the first."""
    in_force = view.current.get(IN_FORCE)
    return view.editions.get(in_force.edition) if in_force else None


def matcher_in_force(world: World) -> Matcher:
    """Return the edition that is in force, to be searched; before the first, the shipped one."""
    lists, in_force = world.reference(Lists), world[ScreeningView].current.get(IN_FORCE)
    found = None if in_force is None else lists.of(in_force.digest)
    return lists.shipped if found is None else found


def standing(view: ScreeningView, party: PartyId) -> Standing | None:
    """Return what the latest screening of a party found; nothing where it was never screened."""
    return view.standings.get(party)


def standing_on(view: ScreeningView, party: PartyId, on: date) -> Standing | None:
    """Return a party's standing with the decisions that hold on a day taken into account.

    A match that was cleared is left out, one that was confirmed is beyond doubt. A decision holds
    until its day, and for as long as both sides are what was looked at.
    """
    return view.settled(("standing", party, on), lambda: _standing_on(view, party, on))


def _standing_on(view: ScreeningView, party: PartyId, on: date) -> Standing | None:
    found = view.standings.get(party)
    return None if found is None else weighed(view, found, on)


def weighed(view: ScreeningView, found: Standing, on: date) -> Standing:
    """Return what is left of a standing by the decisions that hold on a day."""
    decided = [(match, _decision(view, found, match, on)) for match in found.matches]
    left = tuple(
        match if decision is None else msgspec.structs.replace(match, verdict=Verdict.MATCH)
        for match, decision in decided
        if decision is None or decision.same
    )
    verdict = verdict_on(left)
    if found.more and verdict is Verdict.CLEAR:
        verdict = Verdict.REVIEW  # there are matches that nobody has looked at
    return msgspec.structs.replace(found, matches=left, verdict=verdict)


def _decision(view: ScreeningView, found: Standing, match: Match, on: date) -> Decision | None:
    """Return the decision about a match that holds on a day."""
    known = view.decisions.get((found.party, match.entity_id))
    if known is None or not known.since <= on < known.until:
        return None
    same_sides = (known.record, known.entry) == (found.record, match.entry)
    return known if same_sides else None


def current_list(world: World) -> Adoption:
    """Return the edition of the lists that parties are screened against."""
    adopted = current(world[ScreeningView])
    if adopted is None:
        raise NotFoundError("no list has been adopted: say screening.adopted/1 first")
    return adopted


def coverage(world: World) -> Coverage:
    """Return who was held against the edition in force as it was adopted, and how."""
    adopted = current_list(world)
    found = world[ScreeningView].coverage.get(adopted.digest)
    if found is None:
        raise NotFoundError(f"{adopted.edition} was adopted before that was recorded")
    return found


def party_standing(world: World, *, party: PartyId, on: date) -> Position:
    """Return what screening a party found, and what was decided of it that holds on a day.

    A decision holds from the day on which it was made until its last.
    """
    view = world[ScreeningView]
    found = standing(view, party)
    if found is None:
        raise NotFoundError(f"{party!r} was never screened: it has no name, or no list is adopted")
    decided = [(match, _decision(view, found, match, on)) for match in found.matches]
    left = standing_on(view, party, on)
    assert left is not None, "it was found a moment ago"
    return Position(
        standing=found,
        verdict=left.verdict,
        open=tuple(match for match, decision in decided if decision is None),
        decisions=tuple(decision for _, decision in decided if decision is not None),
    )
