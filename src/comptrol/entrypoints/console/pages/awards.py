"""Awards: those of a party or all of them, one with its use against plan, and what waits."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.allocation import ProposalId
from comptrol.domains.awards import AwardsView, Due, due_of
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages import awards_acts
from comptrol.entrypoints.console.rounds.panel import (
    ALL,
    LINES,
    STAFF,
    after_of,
    hours,
    kept_for_now,
    of_panel,
    of_staff,
)
from comptrol.kernel.errors import NotFoundError

DIGITS_MAX: Final = 9


def every(asking: Asking) -> Mapping[str, Any]:
    """Show awards by name, a page at a time: all of them, or one's own; of a call where asked."""
    call, staff = asking.word("call") or None, of_staff(asking)
    found = asking.ask(
        "awards",
        "awards",
        call=call if staff else None,
        holder=None if staff else asking.visitor.party,
        after=after_of(asking),
        limit=LINES + 1,
    )
    shown = found[:LINES]
    return {
        "awards": shown,
        "after": shown[-1].award if len(found) > LINES else None,
        "call": call if staff else None,
        "staff": staff,
        "panel": of_panel(asking),
    }


def one(asking: Asking) -> Mapping[str, Any]:
    """Show one award: its months, what depends on what, and all that was said of it."""
    name = asking.place["award"]
    file = asking.ask("awards", "award", award=name)
    use = asking.ask("awards", "use", award=name, on=asking.today)
    return {
        "file": file,
        "award": file.award,
        "use": use,
        "hours": hours,
        "booked": {(it.pool, it.month): it for it in file.months},
        "mine": asking.visitor.party == file.award.holder,
        "panel": of_panel(asking),
        "staff": of_staff(asking),
        "due": _due_of(asking) if of_panel(asking) else (),
        "lost": sum(it.taken for it in file.months),
        "planned": sum(it.planned for it in file.months),
        "used": sum(it.used for it in use.months),
        "held": sum(it.held for it in use.months),
    }


def due(asking: Asking) -> Mapping[str, Any]:
    """Show what waits for a person, by when, a page at a time."""
    found = _due(asking)
    given = after_of(asking) or "0"
    start = int(given) if given.isascii() and given.isdigit() and len(given) < DIGITS_MAX else 0
    return {
        "due": found[start : start + LINES],
        "after": start + LINES if start + LINES < len(found) else None,
        "many": len(found),
        "today": asking.today,
    }


def _due_of(asking: Asking) -> tuple[Due, ...]:
    """Return the notices and claw-backs that wait, of the award that the path names."""
    name = ProposalId(asking.place["award"])
    return due_of(asking.world, award=name, on=asking.today)


def _due(asking: Asking) -> tuple[Due, ...]:
    """Return all that waits today, what has a day first; from memory while nothing is said."""
    found: Any = kept_for_now(
        asking, "due", lambda: _by_day(asking.ask("awards", "due-acts", on=asking.today))
    )
    return found  # type: ignore[no-any-return]


def _by_day(found: tuple[Due, ...]) -> tuple[Due, ...]:
    return tuple(sorted(found, key=lambda it: (it.by is None, str(it.by), it.award or "")))


def may_see(asking: Asking) -> bool:
    """Tell whether an award is the visitor's own, on its pools, or one that it looks after."""
    name = asking.place["award"]
    found = asking.world[AwardsView].awards.get(ProposalId(name))
    if found is None:
        if of_staff(asking):
            raise NotFoundError(
                f"there is no award {name[:80]!r}; the list of awards has them all"
            )
        return False
    parties = {found.holder, *(it.provider for it in found.accounts)}
    return of_staff(asking) or asking.visitor.party in parties


PAGES: Final = (
    Page(
        path="/awards",
        title="Awards",
        template="allocating/awards.html",
        audience=ALL,
        answer=every,
        menu="Sharing out compute",
    ),
    Page(
        path="/awards/due",
        title="What waits, of awards",
        template="allocating/due.html",
        audience=STAFF,
        answer=due,
        acts=awards_acts.OF_ALL,
        menu="Sharing out compute",
    ),
    Page(
        path="/awards/{award}",
        title="An award",
        template="allocating/award.html",
        audience=ALL,
        answer=one,
        about=may_see,
        acts=awards_acts.OF_ONE,
        looks=True,
    ),
)
