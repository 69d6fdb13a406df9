"""The honesty of reports: what each detector answers, what others measured, and who is audited."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from comptrol.domains.forensics import Audited, Estimated, ForensicsView, Level, Looked
from comptrol.domains.parties import PartiesView
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.in_charge import (
    HEADING,
    IN_CHARGE,
    PAGE,
    has,
    one_of,
    or_none,
)
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import Role

BACK: Final = timedelta(365)
PERIODS: Final = 26
WEEKS: Final = timedelta(7 * 8)


def everybody(asking: Asking) -> Mapping[str, Any]:
    """Show who is advised to be looked at how closely, the panel of a figure, and the looks."""
    level = one_of(asking, "level", tuple(it.value for it in Level))
    after, look = asking.word("after") or None, asking.word("look") or None
    policy = or_none(asking, "forensics", "forensic-policy", on=asking.today)
    figures = tuple(policy.figures) if policy is not None else ()
    figure = one_of(asking, "figure", figures) or next(iter(figures), None)
    advice = asking.ask("forensics", "advice", level=level, after=after, limit=PAGE)
    looks = asking.ask("forensics", "looks", after=look, limit=PAGE)
    panel = ()
    if figure is not None:
        asked = {"figure": figure, "on": asking.today, "limit": PERIODS}
        panel = asking.ask("forensics", "panel", **asked)
    return {
        "policy": policy,
        "figures": figures,
        "figure": figure,
        "panel": panel,
        "advice": advice,
        "after": advice[-1].provider if len(advice) == PAGE else None,
        "looks": looks,
        "after_look": looks[-1].look if len(looks) == PAGE else None,
        "levels": [it.value for it in Level],
    }


def provider(asking: Asking) -> Mapping[str, Any]:
    """Show what every detector answers about a provider, and what others measured of it."""
    name = PartyId(asking.place["provider"])
    known = asking.world[PartiesView].parties.get(name)
    if known is None:
        raise NotFoundError(f"no party {name[:80]!r} is enrolled")
    on = asking.day("on")
    standing = or_none(asking, "forensics", "standing", provider=name, on=on)
    policy = or_none(asking, "forensics", "forensic-policy", on=on)
    figures = tuple(policy.figures) if policy is not None else ()
    figure = one_of(asking, "figure", figures) or next(iter(figures), None)
    audits = asking.world[ForensicsView].audits.where(provider=name, limit=PAGE)
    return {
        "known": known,
        "on": on,
        "standing": standing,
        "figures": figures,
        "figure": figure,
        "estimates": _estimates(asking, name, figure, on),
        "audits": tuple(audits),
    }


def _estimates(asking: Asking, name: str, figure: str | None, on: date) -> Any:  # noqa: ANN401
    if figure is None:
        return ()
    asked = {"provider": name, "figure": figure, "since": on - BACK}
    return asking.ask("forensics", "estimates", **asked, limit=PAGE * 2)


def audits(asking: Asking) -> Mapping[str, Any]:
    """Draw the weeks to audit by a public seed: anybody can draw them again."""
    until = asking.day("until") if asking.word("until") else asking.today
    since = asking.day("since") if asking.word("since") else until - WEEKS
    beacon, found = asking.word("beacon"), None
    if beacon:
        found = asking.ask(
            "forensics",
            "audit-draw",
            since=since,
            until=until,
            beacon=beacon,
            weeks=asking.word("weeks") or None,
            weeks_at_audit=asking.word("weeks_at_audit") or None,
        )
    return {"found": found, "since": since, "until": until, "beacon": beacon}


def _witness(asking: Asking) -> bool:
    return has(asking, Role.AUTHORITY, Role.INSPECTOR)


def _of_provider(asking: Asking) -> Mapping[str, Any]:
    return {"provider": asking.place["provider"]}


def _look_begins(asking: Asking) -> Mapping[str, str]:
    return {"look": f"look-{asking.today}", "on": asking.today.isoformat()}


LOOK: Final = Act(
    name="look",
    label="Look at reports",
    statement=Looked,
    fields=("look", "providers", "on"),
    told="Every detector of the policy is asked; alarms may follow, and advice.",
    begins=_look_begins,
    labels={
        "look": "A short name for it",
        "providers": "At these; at everybody, where nobody is named",
        "on": "Day by which it is told whether a filing is overdue",
    },
    shown=_witness,
)
ESTIMATE: Final = Act(
    name="estimate",
    label="Say what was measured",
    statement=Estimated,
    fields=("figure", "since", "until", "value", "sigma_ppm", "channel", "source", "definition"),
    told="One channel counts once: what it says again of the same days replaces what it said.",
    given=_of_provider,
    begins=lambda asking: {"figure": asking.word("figure")},
    labels={
        "sigma_ppm": "One sigma of its error, in millionths of it",
        "channel": "By what it was measured, such as power",
        "until": "To before",
    },
    shown=_witness,
)
AUDIT: Final = Act(
    name="audit",
    label="Say that days were audited",
    statement=Audited,
    fields=("since", "until", "announced", "source"),
    given=_of_provider,
    labels={"announced": "Did it know before these days ended?", "until": "To before"},
    shown=_witness,
)

PAGES: Final = (
    Page(
        path="/forensics",
        title="Honesty of reports",
        template="forensics/everybody.html",
        audience=IN_CHARGE,
        answer=everybody,
        acts=(LOOK,),
        menu=HEADING,
    ),
    Page(
        path="/forensics/{provider}",
        title="Reports of a provider",
        template="forensics/provider.html",
        audience=IN_CHARGE,
        answer=provider,
        acts=(ESTIMATE, AUDIT),
        looks=True,
    ),
    Page(
        path="/audits",
        title="Draw weeks to audit",
        template="forensics/audits.html",
        audience=IN_CHARGE,
        answer=audits,
        menu=HEADING,
    ),
)
