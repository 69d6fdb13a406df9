"""Screening: the lists in force, where each party stands, and what a person decided of a match."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from comptrol.domains.parties import PartiesView
from comptrol.domains.screening import (
    Cleared,
    Confirmed,
    Match,
    ScreeningView,
    standing,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.in_charge import (
    HEADING,
    IN_CHARGE,
    PAGE,
    has,
    in_charge,
    named,
    or_none,
)
from comptrol.entrypoints.console.visitor import Audience
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import Role

CONCERNED: Final = IN_CHARGE | {Audience.PARTY}


def edition(asking: Asking) -> Mapping[str, Any]:
    """Show the edition in force, who was held against it, and where each party stands."""
    after = asking.word("after")
    rows = tuple(
        asking.world[ScreeningView].standings.where(after=(after,) if after else None, limit=PAGE)
    )
    coverage = or_none(asking, "screening", "coverage")
    return {
        "current": or_none(asking, "screening", "current-list"),
        "coverage": coverage,
        "before": _edition_of(asking, coverage.since) if coverage is not None else None,
        "standings": rows,
        "after": rows[-1].party if len(rows) == PAGE else None,
    }


def _edition_of(asking: Asking, digest: str | None) -> Any:  # noqa: ANN401
    """Return the edition of which only the differences were looked at; there are few editions."""
    rows = asking.world[ScreeningView].editions.where(limit=1000)
    return next((it for it in rows if it.digest == digest), None) if digest else None


def editions(asking: Asking) -> Mapping[str, Any]:
    """Show the editions of the lists that were ever adopted."""
    after = asking.word("after")
    found = tuple(
        asking.world[ScreeningView].editions.where(after=(after,) if after else None, limit=PAGE)
    )
    current = or_none(asking, "screening", "current-list")
    return {
        "found": found,
        "in_force": current.edition if current is not None else None,
        "after": found[-1].edition if len(found) == PAGE else None,
    }


def party(asking: Asking) -> Mapping[str, Any]:
    """Show what screening a party found, match by match, and what was decided of each."""
    name = PartyId(asking.place["party"])
    known = asking.world[PartiesView].parties.get(name)
    if known is None:
        raise NotFoundError(f"no party {name[:80]!r} is enrolled")
    found = or_none(asking, "screening", "party-standing", party=name, on=asking.today)
    decided = asking.world[ScreeningView].decisions.where(party=name, limit=PAGE)
    holding = {it.entity_id: it for it in found.decisions} if found is not None else {}
    return {
        "known": known,
        "found": found,
        "holding": holding,
        "open_ones": {it.entity_id for it in found.open} if found is not None else set(),
        "decided": tuple(decided),
        "may_decide": has(asking, Role.AUTHORITY, Role.REVIEWER),
    }


def match(asking: Asking) -> Mapping[str, Any]:
    """Show one match with the words of both names side by side."""
    found = named(
        asking, "screening", "party-standing", party=asking.place["party"], on=asking.today
    )
    one = _match(asking)
    if one is None:
        raise NotFoundError("screening found no such listed entity for this party")
    held = next((it for it in found.decisions if it.entity_id == one.entity_id), None)
    return {"match": one, "standing": found.standing, "held": held, "party_name": _name(asking)}


def _name(asking: Asking) -> str:
    known = asking.world[PartiesView].parties.get(PartyId(asking.place["party"]))
    return "" if known is None else known.name


def _match(asking: Asking) -> Match | None:
    found = standing(asking.world[ScreeningView], PartyId(asking.place["party"]))
    every = found.matches if found is not None else ()
    return next((it for it in every if it.entity_id == asking.place["entity"]), None)


def _given(asking: Asking) -> Mapping[str, Any]:
    """Return both sides as they were looked at: a decision holds for as long as they are so."""
    found = standing(asking.world[ScreeningView], PartyId(asking.place["party"]))
    one = _match(asking)
    return {
        "party": asking.place["party"],
        "entity_id": asking.place["entity"],
        "record": found.record if found is not None else None,
        "entry": one.entry if one is not None else None,
    }


def _may_decide(asking: Asking) -> bool:
    one = _match(asking)
    return has(asking, Role.AUTHORITY, Role.REVIEWER) and one is not None and bool(one.entry)


def _own(asking: Asking) -> bool:
    return in_charge(asking.visitor) or asking.visitor.party == asking.place["party"]


def _decision(name: str, label: str, told: str, said: type[Cleared | Confirmed]) -> Act:
    shown: Callable[[Asking], bool] = _may_decide
    return Act(
        name=name,
        label=label,
        statement=said,
        fields=("reason", "until"),
        told=told,
        given=_given,
        labels={
            "reason": "What you looked at, and why you conclude so",
            "until": "Day on which it has to be looked at again",
        },
        shown=shown,
    )


PAGES: Final = (
    Page(
        path="/screening",
        title="Screening",
        template="screening/edition.html",
        audience=IN_CHARGE,
        answer=edition,
        menu=HEADING,
    ),
    Page(
        path="/lists",
        title="Editions of the lists",
        template="screening/editions.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=editions,
        menu="For everybody",
    ),
    Page(
        path="/screening/{party}",
        title="Screening of a party",
        template="screening/party.html",
        audience=CONCERNED,
        answer=party,
        about=_own,
        looks=True,
    ),
    Page(
        path="/screening/{party}/matches/{entity:path}",
        title="A match",
        template="screening/match.html",
        audience=CONCERNED,
        answer=match,
        acts=(
            _decision(
                "clear",
                "It is somebody else",
                "The match no longer counts until that day, or until either side changes.",
                Cleared,
            ),
            _decision(
                "confirm",
                "It is this entity",
                "The match is beyond doubt until that day, or until either side changes.",
                Confirmed,
            ),
        ),
        about=_own,
        looks=True,
    ),
)
