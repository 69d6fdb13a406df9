"""Whom a name may be: which listed entities it is like, word by word, and what each list does."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.asked import Given
from comptrol.entrypoints.console.visitor import Audience
from comptrol.kernel.errors import ComptrolError

FIELDS: Final = ("name", "country", "address", "identifier", "birth")


def screening(asking: Asking) -> Mapping[str, Any]:
    """Show the form, and what screening a name finds."""
    shown: dict[str, Any] = {"given": Given(asking.words), "wrong": "", "found": None}
    if not asking.word("name"):
        return shown
    given = {it: asking.word(it) for it in FIELDS if asking.word(it)}
    if "country" in given:
        given["country"] = given["country"].upper()
    person = "true" if asking.word("person") else None
    try:
        found = asking.ask("gate", "screen", **given, person=person)
    except ComptrolError as error:
        return {**shown, "wrong": str(error)}
    return {**shown, "found": found, "matches": [(it, it.words) for it in found.matches]}


PAGES: Final = (
    Page(
        path="/screen",
        title="Screen a name",
        template="gate/screen.html",
        audience=frozenset({Audience.PARTY}),
        answer=screening,
        menu="The gate",
    ),
)
