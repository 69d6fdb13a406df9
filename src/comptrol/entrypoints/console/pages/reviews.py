"""What is to be looked at again and by when, reminders of it, and who looked at sealed words."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.oversight import Looked, Matter, Reviewed, ReviewSet
from comptrol.domains.privacy import Purpose
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.in_charge import HEADING, IN_CHARGE, PAGE, has, one_of
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.roles import Role

CONSOLE_LOOKS: Final = 100


def looks(asking: Asking) -> Mapping[str, Any]:
    """Show who looked at sealed words and why; to the authority also who looked at these pages."""
    purpose = one_of(asking, "purpose", tuple(it.value for it in Purpose))
    after, day = asking.word("after") or None, asking.word("on") and asking.day("on")
    asked = {"by": asking.word("by") or None, "purpose": purpose, "on_day": day or None}
    found = asking.ask("oversight", "looks", **asked, after=after, limit=PAGE)
    return {
        "found": found,
        "after": found[-1].position if len(found) == PAGE else None,
        "purposes": [it.value for it in Purpose],
        "authority": has(asking, Role.AUTHORITY),
        "seen": asking.looks(CONSOLE_LOOKS) if has(asking, Role.AUTHORITY) else (),
        "kept": asking.keeps_looks,
    }


def due(asking: Asking) -> Mapping[str, Any]:
    """Show what is to be reviewed by when, the earliest first; then what has no such day."""
    matter = one_of(asking, "matter", tuple(it.value for it in Matter))
    start, undated = _number(asking, "after"), asking.word("undated") == "true"
    found = asking.ask(
        "oversight",
        "reviews-due",
        on=asking.today,
        matter=matter,
        undated="true" if undated else None,
        after=start,
        limit=PAGE,
    )
    return {
        "found": found,
        "after": start + PAGE if len(found) == PAGE else None,
        "matters": [it.value for it in Matter],
        "undated": undated,
    }


def reminders(asking: Asking) -> Mapping[str, Any]:
    """Show of what the platform has reminded, and the looks by which it did."""
    after, look = asking.word("after") or None, asking.word("look") or None
    found = asking.ask("oversight", "reminders", after=after, limit=PAGE)
    made = asking.ask("oversight", "reviewed-looks", after=look, limit=PAGE)
    return {
        "found": found,
        "after": found[-1].position if len(found) == PAGE else None,
        "made": made,
        "after_look": made[-1].look if len(made) == PAGE else None,
    }


def _number(asking: Asking, name: str) -> int:
    given = asking.word(name) or "0"
    if not given.isascii() or not given.isdigit() or len(given) > 6:  # noqa: PLR2004
        raise UnreadableError(f"{name}: {given[:40]!r} is no number of rows")
    return int(given)


def _is_authority(asking: Asking) -> bool:
    return has(asking, Role.AUTHORITY)


def _look_begins(asking: Asking) -> Mapping[str, str]:
    return {"look": f"look-{asking.today}"}


def _look_given(asking: Asking) -> Mapping[str, Any]:
    return {"on": asking.today}


def _matter_begins(asking: Asking) -> Mapping[str, str]:
    return {"matter": asking.word("of"), "name": asking.word("name")}


LOOK: Final = Act(
    name="look",
    label="Look for what is due",
    statement=Looked,
    fields=("look",),
    told="The platform reminds of every review that is due, and asks who decides on whom.",
    given=_look_given,
    begins=_look_begins,
    labels={"look": "A short name for it"},
    shown=_is_authority,
)
NAMED: Final = {"name": "Its name", "by": "Your title"}
SET: Final = Act(
    name="set",
    label="Set by when something is reviewed",
    statement=ReviewSet,
    fields=("matter", "name", "review_by", "every_days", "source", "by"),
    begins=_matter_begins,
    labels={**NAMED, "every_days": "And so many days after each review again"},
    shown=_is_authority,
)
REVIEWED: Final = Act(
    name="reviewed",
    label="Say that something was reviewed",
    statement=Reviewed,
    fields=("matter", "name", "verdict", "reasons", "next_by", "by"),
    begins=_matter_begins,
    labels={**NAMED, "next_by": "Reviewed again by"},
    shown=_is_authority,
)

PAGES: Final = (
    Page(
        path="/oversight/looks",
        title="Who looked at sealed words",
        template="oversight/looks.html",
        audience=IN_CHARGE,
        answer=looks,
        menu=HEADING,
    ),
    Page(
        path="/oversight/reviews-due",
        title="Reviews that are due",
        template="oversight/due.html",
        audience=IN_CHARGE,
        answer=due,
        acts=(REVIEWED, SET, LOOK),
        menu=HEADING,
    ),
    Page(
        path="/oversight/reminders",
        title="Reminders",
        template="oversight/reminders.html",
        audience=IN_CHARGE,
        answer=reminders,
        menu=HEADING,
    ),
)
