"""The policy lab: other law on what was asked, which rulings flip, and what that would change."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.law import Policy, Posture
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.account_asking import chosen_factors, factor_sets
from comptrol.entrypoints.console.pages.supply_asking import tried as tried_or_told
from comptrol.entrypoints.console.trying import (
    RESULTS,
    SIDES,
    TRIED_MAX,
    Tried,
    first_posed,
    rulebook_choices,
    sides_of,
    stretch_of,
    tried,
)
from comptrol.entrypoints.console.visitor import Audience
from comptrol.entrypoints.console.wording import words
from comptrol.kernel.errors import NotFoundError

FIELDS: Final = (
    *(f"{side}{part}" for side in SIDES for part in ("", "_posture", "_policy", "_known")),
    *(f"{side}_{part}" for side in SIDES for part in ("chips", "hours")),
    *("from", "to", "factors"),
)
POSTURES: Final = [("", "as adopted"), *((it.value, words(it)) for it in Posture)]
POLICIES: Final = [("", "as adopted"), *((it.value, words(it)) for it in Policy)]
ANALYST: Final = frozenset({Audience.ANALYST})


def lab(asking: Asking) -> Mapping[str, Any]:
    """Show the form; and, where it was sent, what flips among the first rulings."""
    asked = {name: asking.word(name) for name in FIELDS}
    found, wrong = tried_or_told(lambda: _first(asking)) if asking.word("try") else (None, "")
    return {
        "asked": asked,
        "rulebooks": rulebook_choices(asking.world),
        "postures": POSTURES,
        "policies": POLICIES,
        "sets": [(it, it) for it in factor_sets(asking)],
        "tried": found,
        "wrong": wrong,
        "sides": SIDES,
        "most": TRIED_MAX,
        "size": asking.platform.store.size(),
    }


def _first(asking: Asking) -> Tried:
    sides = sides_of(asking.world, asking.words, asking.today)
    posed, whole = first_posed(asking.world, stretch_of(asking.words))
    return tried(asking.world, posed, sides, chosen_factors(asking), whole=whole)


def result(asking: Asking) -> Mapping[str, Any]:
    """Show what a long run came to."""
    name = asking.place["result"]
    found = RESULTS.kept(asking.platform, (asking.visitor.name, name))
    if found is None:
        raise NotFoundError("no run of yours is kept under that name; begin it again in the lab")
    return {"tried": found}


LAB: Final = Page(
    path="/lab",
    title="The lab: other law, tried",
    template="analyst/lab.html",
    audience=ANALYST,
    answer=lab,
    menu="Law",
)
RESULT: Final = Page(
    path="/lab/{result}",
    title="What a run of the lab came to",
    template="analyst/lab_result.html",
    audience=ANALYST,
    answer=result,
)
