"""Those who watch, watched: how much is decided, how fast, how often undone, and on whom."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any, Final

from comptrol.domains.oversight import (
    By,
    InterestDeclared,
    OversightView,
    PolicySet,
    each,
    policy_on,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.in_charge import HEADING, has, in_charge, one_of
from comptrol.entrypoints.console.pages.rates import percent, points, span
from comptrol.entrypoints.console.visitor import Audience
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.roles import Role

EVERYBODY: Final = frozenset({Audience.PUBLIC})
QUARTERS: Final = 8
INTERESTS: Final = 3
"""So many ties a form has room for."""


def reviewers(asking: Asking) -> Mapping[str, Any]:
    """Show the sums of everybody who decides; to the authority what each did."""
    authority, party = has(asking, Role.AUTHORITY), asking.visitor.party
    mine = in_charge(asking.visitor) and party is not None
    return {
        "sums": asking.ask("oversight", "reviewers", on=asking.today),
        "policy": policy_on(asking.world[OversightView], asking.today),
        "each": each(asking.world) if authority else None,
        "interests": asking.ask("oversight", "interests", by=party) if mine else None,
        "percent": percent,
        "span": span,
    }


def treated(asking: Asking) -> Mapping[str, Any]:
    """Show how groups of customers fared in a quarter that is over."""
    quarters = _quarters(asking.today)
    quarter = date.fromisoformat(
        one_of(asking, "quarter", tuple(map(str, quarters))) or str(quarters[0])
    )
    by = one_of(asking, "by", tuple(it.value for it in By)) or By.COUNTRY.value
    found = None
    with suppress(UnreadableError):  # by the log's last seal it is not over yet
        found = asking.ask("oversight", "equal-treatment", quarter=quarter, by=by)
    return {
        "found": found,
        "quarter": quarter,
        "quarters": quarters,
        "by": by,
        "percent": percent,
        "points": points,
    }


def _quarters(today: date) -> list[date]:
    """Return the first days of the last quarters that are over, the latest first."""
    month = today.year * 12 + today.month - 1
    this = month - month % 3
    return [date((this - 3 * n) // 12, (this - 3 * n) % 12 + 1, 1) for n in range(1, QUARTERS + 1)]


def _is_authority(asking: Asking) -> bool:
    return has(asking, Role.AUTHORITY)


def _today(asking: Asking) -> Mapping[str, Any]:
    return {"since": asking.today}


POLICY: Final = Act(
    name="policy",
    label="Set by which numbers people are watched",
    statement=PolicySet,
    fields=(
        *("policy", "since", "least", "ahead_days", "decided_min", "share_ppm", "sizes"),
        *("review_by", "source", "by"),
    ),
    labels={
        "policy": "A short name for it",
        "since": "First day that it is for",
        "least": "Numbers of fewer than this are not told",
        "ahead_days": "Days before a review is due that the platform reminds of it",
        "decided_min": "Of fewer decisions on one party nobody asks who made them",
        "share_ppm": "Share of them that is nearly all, in millionths",
        "sizes": "Chips ordered at which a class of size ends, rising",
        "source": "Where the decision on these numbers stands",
        "by": "Your title",
    },
    shown=_is_authority,
)
DECLARE: Final = Act(
    name="declare",
    label="Declare your interests",
    statement=InterestDeclared,
    fields=(
        "declaration",
        *(f"interests.{n}.{part}" for n in range(INTERESTS) for part in ("party", "tie")),
    ),
    told="It is the whole of what ties you to parties: what you declared before and do not name "
    "here is over. Leave all of them empty to declare that nothing does.",
    given=_today,
    labels={
        "declaration": "A short name for it",
        **{f"interests.{n}.party": f"Party {n + 1}" for n in range(INTERESTS)},
        **{f"interests.{n}.tie": f"What ties you to party {n + 1}" for n in range(INTERESTS)},
    },
    shown=lambda asking: in_charge(asking.visitor),
)

PAGES: Final = (
    Page(
        path="/oversight",
        title="Those who decide",
        template="oversight/reviewers.html",
        audience=EVERYBODY,
        answer=reviewers,
        acts=(DECLARE, POLICY),
        menu=HEADING,
    ),
    Page(
        path="/oversight/equal-treatment",
        title="Is everybody treated alike?",
        template="oversight/equal.html",
        audience=EVERYBODY,
        answer=treated,
        menu=HEADING,
    ),
)
