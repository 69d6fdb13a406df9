"""Usage under pseudonyms: thresholds, who is past one (never who), names asked for, and coverage.

And what is sealed in the log: where, by whom, under which commitment; never the words.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from comptrol.domains.pseudonyms import NamingAsked, ThresholdSet
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.in_charge import HEADING, IN_CHARGE, PAGE, has, or_none
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.roles import Role


def pseudonyms(asking: Asking) -> Mapping[str, Any]:
    """Show thresholds, crossings, what became of each question for a name, and who filed."""
    crossed, asked = asking.word("crossings") or None, asking.word("namings") or None
    filed = asking.word("filings") or None
    crossings = asking.ask("pseudonyms", "crossings", after=crossed, limit=PAGE)
    namings = asking.ask("pseudonyms", "namings", after=asked, limit=PAGE)
    filings = asking.ask("pseudonyms", "filings", after=filed, limit=PAGE)
    keys = asking.ask("pseudonyms", "keys")
    return {
        "keys": keys,
        "thresholds": asking.ask("pseudonyms", "thresholds"),
        "crossings": crossings,
        "after_crossing": crossings[-1].position if len(crossings) == PAGE else None,
        "namings": namings,
        "after_naming": namings[-1].ask.position if len(namings) == PAGE else None,
        "filings": filings,
        "after_filing": filings[-1].position if len(filings) == PAGE else None,
        "coverage": _coverage(asking, keys[-1].epoch if keys else None),
        **_days(asking),
    }


def _days(asking: Asking) -> dict[str, Any]:
    """Return the days whose coverage is asked for: the last thirty where nobody says."""
    until = asking.day("until")
    since = asking.day("since") if asking.word("since") else until - timedelta(30)
    return {"since": since, "until": until}


def _coverage(asking: Asking, epoch: int | None) -> Any:  # noqa: ANN401
    asked = asking.word("epoch") or epoch
    if asked is None:
        return None
    return asking.ask("pseudonyms", "coverage", epoch=asked, **_days(asking))


def sealed(asking: Asking) -> Mapping[str, Any]:
    """Show what is sealed, or the one entry under a commitment."""
    given = asking.word("commitment")
    if given:
        found = or_none(asking, "privacy", "commitment", commitment=given)
        return {"found": (found,) if found is not None else (), "after": None}
    after = asking.word("after")
    if after and not (after.isascii() and after.isdigit()):
        raise UnreadableError(f"after: {after[:40]!r} is no position of an entry")
    rows = asking.ask("privacy", "sealed", after=after or None, limit=PAGE)
    return {"found": rows, "after": rows[-1].position if len(rows) == PAGE else None}


def _may_ask(asking: Asking) -> bool:
    return has(asking, Role.AUTHORITY, Role.REVIEWER)


def _is_authority(asking: Asking) -> bool:
    return has(asking, Role.AUTHORITY)


PAGES: Final = (
    Page(
        path="/pseudonyms",
        title="Usage under pseudonyms",
        template="pseudonyms/pseudonyms.html",
        audience=IN_CHARGE,
        answer=pseudonyms,
        acts=(
            Act(
                name="ask",
                label="Ask a provider for a name",
                statement=NamingAsked,
                fields=("crossing", "provider", "ground", "citation", "case"),
                told="The provider seals the name; whoever then looks at it says why first.",
                begins=lambda asking: {"crossing": asking.word("crossing")},
                labels={
                    "crossing": "Entry of the crossing",
                    "citation": "Where the rule stands that allows it",
                    "case": "Number of the file in which the reason stands",
                },
                shown=_may_ask,
            ),
            Act(
                name="threshold",
                label="Set a threshold",
                statement=ThresholdSet,
                fields=(
                    *("threshold", "unit", "whose", "limit", "inclusive", "every", "days"),
                    *("since", "until", "source"),
                ),
                labels={
                    "threshold": "A short name for it",
                    "inclusive": "Is whoever just reaches it past it?",
                    "every": "Begins anew after each",
                    "days": "Or so many days in a row",
                    "until": "First day on which it no longer holds",
                },
                shown=_is_authority,
            ),
        ),
        menu=HEADING,
    ),
    Page(
        path="/sealed",
        title="Sealed entries",
        template="pseudonyms/sealed.html",
        audience=IN_CHARGE,
        answer=sealed,
        menu=HEADING,
    ),
)
