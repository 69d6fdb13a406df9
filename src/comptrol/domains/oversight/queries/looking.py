"""Who looked at hidden words, why, and on which day?"""

from datetime import date

from comptrol.domains.oversight.statements import LookId
from comptrol.domains.oversight.view import Declaration, Look, OversightView, Reminder
from comptrol.domains.privacy import Look as SealedLook
from comptrol.domains.privacy import PrivacyView, Purpose
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Limit, Position
from comptrol.kernel.view import World

DECLARATIONS_MAX = 1000


def looks(
    world: World,
    *,
    by: PartyId | None = None,
    purpose: Purpose | None = None,
    on_day: date | None = None,
    after: Position | None = None,
    limit: Limit = 100,
) -> tuple[SealedLook, ...]:
    """Return who looked at hidden words and why, in the order of the log, a page at a time."""
    asked: dict[str, object] = {"by": by, "purpose": purpose, "looked_on": on_day}
    equals = {field: value for field, value in asked.items() if value is not None}
    start = None if after is None else (after,)
    return tuple(world[PrivacyView].looks.where(after=start, limit=limit, **equals))


def reminders(
    world: World, *, after: Position | None = None, limit: Limit = 100
) -> tuple[Reminder, ...]:
    """Return of which reviews and ends the platform has reminded, in the order of the log."""
    rows = sorted(world[OversightView].reminders.where(), key=lambda it: it.position)
    return tuple(it for it in rows if after is None or it.position > after)[:limit]


def reviewed_looks(
    world: World, *, after: LookId | None = None, limit: Limit = 100
) -> tuple[Look, ...]:
    """Return who looked for reviews that are due, and what that came to, by name."""
    start = None if after is None else (after,)
    return tuple(world[OversightView].looks.where(after=start, limit=limit))


def interests(world: World, *, by: PartyId) -> tuple[Declaration, ...]:
    """Return what somebody declared to be tied to, the declaration that counts last."""
    return tuple(world[OversightView].declarations.where(by=by, limit=DECLARATIONS_MAX))


def tied_to(view: OversightView, party: PartyId, on: date) -> dict[PartyId, Declaration]:
    """Return the parties that somebody has declared to be tied to on a day."""
    said = view.declarations.where(by=party, limit=DECLARATIONS_MAX)
    counting = [it for it in said if it.since <= on][-1:]
    return {one.party: it for it in counting for one in it.interests}
