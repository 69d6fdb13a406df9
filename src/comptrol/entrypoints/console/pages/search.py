"""The search for anything: straight there where one thing has that name, else what begins so."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from starlette.exceptions import HTTPException

from comptrol.domains.law import rulebook_named
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.search_kinds import KINDS, chips, commitments, party_names
from comptrol.entrypoints.console.seeking import EACH, Doorways, Found, by_name, grouped
from comptrol.entrypoints.console.visitor import Audience
from comptrol.entrypoints.console.wording import segment
from comptrol.kernel.errors import ComptrolError, UnreadableError

LETTERS_MAX: Final = 200
POSITION_DIGITS: Final = 18
ROOT: Final = "/console"
SEE_OTHER: Final = 303
SOUGHT: Final = (
    ("A position in the log", "such as 20: a whole number"),
    ("A chip", "by maker and serial, such as maker/SN-0001, or by its serial alone"),
    ("A lot, a site, a shipment's order", "by its name in the log"),
    ("A party", "by its name in the log, or by words of its own name"),
    ("An order, a licence, a cap, a case, an alarm, an award, a filing", "by its name"),
    ("A rule or a number of the law", "such as US-11, or words of its title"),
    ("A model of chip", "by any of its names, such as H100"),
    ("A digest, a commitment or a key", "its 64 hexadecimal digits"),
)
"""What can be searched, as the empty page tells it."""


def page_over(pages: Sequence[Page]) -> Page:
    """Return the page that searches, over all others: it shows what they would show."""
    doorways = Doorways(pages)

    def searched(asking: Asking) -> Mapping[str, Any]:
        asked = asking.word("q")
        if len(asked) > LETTERS_MAX:
            raise UnreadableError(f"search for at most {LETTERS_MAX} letters")
        found = list(_found(asking, doorways, asked)) if asked else []
        exact = list({it.path: it for it in found if it.exact}.values())
        if len(exact) == 1 and not asking.word("all"):
            raise HTTPException(
                SEE_OTHER, exact[0].name, headers={"location": f"{ROOT}{exact[0].path}"}
            )
        return {"asked": asked, "groups": grouped(found), "sought": SOUGHT, "each": EACH}

    return Page(
        path="/search",
        title="Search",
        template="public/search.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=searched,
    )


def _found(asking: Asking, doorways: Doorways, asked: str) -> Iterator[Found]:
    """Yield everything that is called so and that this visitor may see."""
    yield from _entries(asking, asked)
    for kind in KINDS:
        yield from by_name(asking, doorways, kind, asked)
    yield from chips(asking, doorways, asked)
    yield from party_names(asking, doorways, asked)
    yield from _models(asking, asked)
    yield from _law(asking, asked)
    yield from commitments(asking, doorways, asked)


def _entries(asking: Asking, asked: str) -> Iterator[Found]:
    if asked.isascii() and asked.isdigit() and len(asked) <= POSITION_DIGITS:
        position = int(asked)
        if position < asking.platform.store.size():
            yield Found("Entries of the log", str(position), f"/entries/{position}")


def _models(asking: Asking, asked: str) -> Iterator[Found]:
    """Yield the model that goes by a name, in any case."""
    try:
        sheet = asking.ask("chips", "model", name=asked)
    except ComptrolError:
        return
    name = sheet.model.model
    yield Found("Models of chip", sheet.model.name, f"/models/{segment(name)}", sheet.model.maker)


def _law(asking: Asking, asked: str) -> Iterator[Found]:
    """Yield rules and numbers by their names, or by all the words of their titles."""
    book, words = rulebook_named(asking.world, None), asked.casefold().split()
    for heading, part, place in (
        ("Rules of law", book.rules, "rules"),
        ("Numbers of the law", book.parameters, "parameters"),
    ):
        for name, it in part.items():
            exact = name.casefold() == asked.casefold()
            title = f"{name} {it.title}".casefold()
            if exact or all(word in title for word in words):
                yield Found(heading, name, f"/law/{place}/{segment(name)}", it.title, exact)
