"""By which methods accounts are counted, and which names were said to be of which country."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.accounts import (
    SHIPPED,
    AccountsView,
    MethodAdopted,
    Nationalities,
    NationalityStated,
    method_in_force,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.speaking import as_authority
from comptrol.entrypoints.console.visitor import Audience

NAMES: Final = 100


def methods(asking: Asking) -> Mapping[str, Any]:
    """Show the methods that were adopted, with every switch, and those that are shipped."""
    last = method_in_force(asking.world)
    adopted = asking.ask("accounts", "methods")
    return {
        "adopted": adopted,
        "in_force": None if last is None else last.method,
        "shipped": [it for it in sorted(SHIPPED.items()) if it[0] not in _names(adopted)],
    }


def _names(adopted: Any) -> set[str]:  # noqa: ANN401  (rows of a question)
    return {str(it.method) for it in adopted}


def nationalities(asking: Asking) -> Mapping[str, Any]:
    """Show what was said of names, a page at a time, and what is shipped."""
    after = asking.word("after") or None
    table = asking.world[AccountsView].nationalities
    start = None if after is None else (after,)
    found = list(table.where(after=start, limit=NAMES + 1))
    said = {it.key for it in found}
    known = asking.world.reference(Nationalities).by_name
    return {
        "found": found[:NAMES],
        "after": found[NAMES - 1].key if len(found) > NAMES else None,
        "shipped": sorted((it for key, it in known.items() if key not in said), key=_by_name)
        if after is None
        else [],
    }


def _by_name(it: Any) -> str:  # noqa: ANN401  (a nationality)
    return str(it.name).casefold()


METHODS: Final = Page(
    path="/methods",
    title="Methods of counting",
    template="analyst/methods.html",
    audience=frozenset({Audience.PUBLIC}),
    answer=methods,
    acts=(
        Act(
            name="adopt",
            label="Adopt a method",
            told="The one adopted last leads wherever nobody names another.",
            statement=MethodAdopted,
            fields=("method", "title", "clusters", "source", "reason", "by"),
            shown=as_authority,
        ),
    ),
    menu="National accounts",
)
NATIONALITIES: Final = Page(
    path="/nationalities",
    title="Nationalities of names",
    template="analyst/nationalities.html",
    audience=frozenset({Audience.ANALYST}),
    answer=nationalities,
    acts=(
        Act(
            name="state",
            label="Say of which country a name is",
            told="For accounts alone: whom the law reaches follows from what parties declare.",
            statement=NationalityStated,
            fields=("name", "country", "quality", "source", "retrieved"),
            shown=as_authority,
        ),
    ),
    menu="National accounts",
)
