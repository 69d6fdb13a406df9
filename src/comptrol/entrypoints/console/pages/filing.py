"""What is due, what could be filed, what was filed, and what turned out otherwise."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from comptrol.domains.disclosure import DisclosureView, Filed, FilingId, PeriodId, Restated, Shown
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.metering import provider_of
from comptrol.entrypoints.console.pages.whose import looks_after
from comptrol.entrypoints.console.visitor import Audience
from comptrol.kernel.errors import ComptrolError, NotFoundError
from comptrol.kernel.roles import Role

ON_A_PAGE: Final = 50
BEFORE: Final = timedelta(90)
AHEAD: Final = timedelta(365)
LINE: Final = "line:"
"""Before figure, first day, day after the last and definition of a line that is restated."""
_WHO: Final = frozenset({Audience.PROVIDER, Audience.REVIEWER, Audience.AUTHORITY})


def due(asking: Asking) -> Mapping[str, Any]:
    """Show what is due when, on which basis, and what was filed of it."""
    since = asking.day("since") if asking.word("since") else asking.today - BEFORE
    until = asking.day("until") if asking.word("until") else asking.today + AHEAD
    provider = provider_of(asking)
    shown = {"since": since, "until": until, "provider": provider, "wrong": "", "calendar": None}
    given = {"since": since, "until": until, "on": asking.today, "provider": provider}
    try:
        found = asking.ask("disclosure", "calendar", **given)
    except ComptrolError as error:
        return {**shown, "wrong": str(error)}
    binding = [it for it in found.due if it.binds]
    shadow = [it for it in found.due if not it.binds]
    everything = looks_after(asking.visitor)
    return {
        **shown,
        "calendar": found,
        "parts_of_it": [
            ("What binds", binding),
            ("What does not bind: shown, and not due", shadow),
        ],
        "everything": everything,
    }


def draft(asking: Asking) -> Mapping[str, Any]:
    """Show what a provider could file of a period, by its own meters."""
    period = asking.world[DisclosureView].periods.get(PeriodId(asking.place["period"]))
    provider = provider_of(asking)
    if period is None or provider is None:
        raise NotFoundError(f"no period {asking.place['period'][:80]!r} is opened for a provider")
    found = asking.ask("disclosure", "draft", provider=provider, period=period.period)
    return {
        "period": period,
        "draft": found,
        "provider": provider,
        "sealed": period.large_customer_chip_seconds is not None,
    }


def _filed(asking: Asking) -> Mapping[str, Any]:
    """Return what the draft has: whoever files answers for it."""
    found = draft(asking)["draft"]
    return {
        "period": found.period,
        "lines": found.lines,
        "coverage_ppm": found.coverage_ppm,
        "unattributed_ppm": found.unattributed_ppm,
    }


def _may_file(asking: Asking) -> bool:
    if Role.PROVIDER not in asking.visitor.roles:
        return False
    try:
        found = draft(asking)
    except ComptrolError:
        return False
    return bool(found["draft"].lines) and not found["sealed"]


def filings(asking: Asking) -> Mapping[str, Any]:
    """Show filings by name: a provider its own."""
    found = asking.ask(
        "disclosure",
        "filings",
        provider=provider_of(asking),
        after=asking.word("after") or None,
        limit=ON_A_PAGE + 1,
    )
    return {
        "found": found[:ON_A_PAGE],
        "after": found[ON_A_PAGE - 1].filing if len(found) > ON_A_PAGE else None,
        "everything": looks_after(asking.visitor),
        "provider": provider_of(asking),
    }


def filing(asking: Asking) -> Mapping[str, Any]:
    """Show a filing: what was filed first, what stands now, and what was said to change it."""
    found: Shown = asking.ask("disclosure", "filing", filing=asking.place["filing"])
    return {
        "found": found,
        "filing": found.filing,
        "units": {it.figure: it.unit for it in found.definitions},
    }


def sees_filing(asking: Asking) -> bool:
    """Tell whether a filing is for this visitor: its provider, or those who look after things."""
    found = asking.world[DisclosureView].filings.get(FilingId(asking.place["filing"]))
    own = found is not None and found.provider == asking.visitor.party
    return own or (found is not None and looks_after(asking.visitor))


def _restated(asking: Asking) -> Mapping[str, Any]:
    return {"filing": asking.place["filing"]}


def _lines(form: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the lines of which a new value was given."""
    lines = []
    for name, value in form.items():
        if name.startswith(LINE) and value.strip():
            figure, since, until, definition = (name.removeprefix(LINE) + "::::").split(":")[:4]
            lines.append(
                {"figure": figure, "since": since, "until": until, "definition": definition,
                 "value": value.strip()}
            )  # fmt: skip
    return {"lines": lines}


def _may_restate(asking: Asking) -> bool:
    found = asking.world[DisclosureView].filings.get(FilingId(asking.place["filing"]))
    return found is not None and found.provider == asking.visitor.party


PAGES: Final = (
    Page(
        path="/filings-due",
        title="What is due",
        template="filing/due.html",
        audience=_WHO,
        answer=due,
        menu="Reports",
    ),
    Page(
        path="/filings-due/{period}",
        title="A draft of a filing",
        template="filing/draft.html",
        audience=_WHO,
        answer=draft,
        acts=(
            Act(
                name="file",
                label="File it",
                statement=Filed,
                fields=("filing", "prepared_by", "reviewed_by", "sources"),
                told="The lines of the draft are filed as they stand. One title prepared them,"
                " another reviewed them.",
                given=_filed,
                shown=_may_file,
            ),
        ),
    ),
    Page(
        path="/filings",
        title="Filings",
        template="filing/filings.html",
        audience=_WHO,
        answer=filings,
        menu="Reports",
    ),
    Page(
        path="/filings/{filing}",
        title="A filing",
        template="filing/filing.html",
        audience=_WHO,
        answer=filing,
        acts=(
            Act(
                name="restate",
                label="Restate it",
                statement=Restated,
                fields=("restatement", "reason", "cause"),
                told="Give the value of each line that was otherwise. Both stand for ever.",
                given=_restated,
                parts=_lines,
                shown=_may_restate,
            ),
        ),
        about=sees_filing,
    ),
)
