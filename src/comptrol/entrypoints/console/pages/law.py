"""The law for everybody: what is in force on a day, what changes next, and what is in doubt."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from comptrol.domains.law import DatedChange, Rulebook, Rulebooks, State, rulebook_named
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.visitor import Audience
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import PartyId

RULES: Final = 25
CHANGES: Final = 60
DOUBTS: Final = 60
HEADING: Final = "Law"
BINDING: Final = {it.value for it in (State.ENFORCED, State.GUIDANCE, State.PARTY_SPECIFIC)}
UNENFORCED: Final = {it.value for it in (State.NOT_ENFORCED, State.UNKNOWN)}
QUALITIES: Final = {
    "seen": "read in the primary text",
    "secondary": "read in a secondary text",
    "recalled": "recalled, not read",
    "reconstructed": "worked out backwards",
}


def chosen(asking: Asking) -> str | None:
    """Return the rulebook that is asked for; none means the one that is adopted."""
    return asking.word("rulebook") or None


def around(asking: Asking) -> Mapping[str, Any]:
    """Return what every page of the law shows at its head."""
    book = rulebook_named(asking.world, chosen(asking))
    return {
        "book": book,
        "rulebooks": asking.world.reference(Rulebooks).names,
        "rulebook": asking.word("rulebook"),
        "qualities": QUALITIES,
    }


def in_force(asking: Asking) -> Mapping[str, Any]:
    """Show every rule and number as it stood on a day, as far as was known on another."""
    on, known_at = asking.day("on"), asking.day("known_at")
    found = asking.ask("law", "rules", on=on, known_at=known_at, rulebook=chosen(asking))
    state, place, text = (asking.word(it) for it in ("state", "jurisdiction", "q"))
    fitting = [
        it
        for it in found.rules
        if state in {"", it.state}
        and place in {"", it.jurisdiction}
        and _has(text, it.rule, it.title, it.source.citation)
    ]
    holding = [it for it in fitting if _holds(it.state, codified=it.codified)]
    ordered = [*holding, *(it for it in fitting if it not in holding)]
    start = number(asking.word("after"))
    shown, left = ordered[start : start + RULES], max(0, len(holding) - start)
    return {
        **around(asking),
        "found": found,
        "rules": (shown[:left], shown[left:]),
        "count": len(fitting),
        "count_in_force": len(holding),
        "after": start + RULES if start + RULES < len(fitting) else None,
        "numbers": [
            it
            for it in found.parameters
            if not (state or place) and _has(text, it.parameter, it.title, it.source.citation)
        ],
        "asked": {
            "on": on,
            "known_at": known_at,
            "state": state,
            "jurisdiction": place,
            "q": text,
        },
        "states": sorted({it.state for it in found.rules}),
        "jurisdictions": sorted({it.jurisdiction for it in found.rules}),
        "changes": len(asking.ask("law", "ahead", on=on, rulebook=chosen(asking))),
        "letters": _letters(asking),
    }


def _holds(state: str, *, codified: bool) -> bool:
    """Tell whether a rule is in force: it binds, or its text is law that nobody enforces."""
    return state in BINDING or (codified and state in UNENFORCED)


def ahead(asking: Asking) -> Mapping[str, Any]:
    """Show what changes after a day, the nearest first, and how long there is until then."""
    head, on = around(asking), asking.day("on")
    found = asking.ask("law", "ahead", on=on, rulebook=chosen(asking))
    return {
        **head,
        "on": on,
        "found": [{**_told(it, head["book"]), "days": (it.on - on).days} for it in found],
    }


def timeline(asking: Asking) -> Mapping[str, Any]:
    """Show every dated change there was or will be, oldest first."""
    head = around(asking)
    found: Sequence[DatedChange] = asking.ask("law", "timeline", rulebook=chosen(asking))
    text = asking.word("q")
    fitting = [it for it in found if _has(text, it.what, it.title, it.source.citation)]
    start = number(asking.word("after"))
    return {
        **head,
        "found": [_told(it, head["book"]) for it in fitting[start : start + CHANGES]],
        "count": len(fitting),
        "q": text,
        "after": start + CHANGES if start + CHANGES < len(fitting) else None,
        "today": asking.today,
    }


def uncertain(asking: Asking) -> Mapping[str, Any]:
    """Show what a named person must confirm, or that nobody has read in its primary text."""
    found = asking.ask("law", "uncertain", rulebook=chosen(asking))
    start = number(asking.word("after"))
    return {
        **around(asking),
        "found": found[start : start + DOUBTS],
        "count": len(found),
        "confirm": sum(it.confirm for it in found),
        "after": start + DOUBTS if start + DOUBTS < len(found) else None,
    }


def number(given: str) -> int:
    """Return from where a list goes on; UnreadableError where that is no number."""
    if not given:
        return 0
    if not given.isascii() or not given.isdigit() or len(given) > 9:  # noqa: PLR2004
        raise UnreadableError(f"after: {given[:40]!r} is no number of a line")
    return int(given)


def _letters(asking: Asking) -> Sequence[Any]:
    party: PartyId | None = asking.visitor.party
    return () if party is None else tuple(asking.ask("law", "letters", party=party))


def _told(change: DatedChange, book: Rulebook) -> Mapping[str, Any]:
    """Return a change with the page that tells of its rule or its number."""
    word, _, name = change.what.partition(" ")
    place = "rules" if name in book.rules else "parameters" if name in book.parameters else ""
    return {"change": change, "word": word, "name": name, "place": place}


def _has(text: str, *told: str) -> bool:
    sought = text.casefold().split()
    within = " ".join(told).casefold()
    return all(it in within for it in sought)


def _page(path: str, title: str, template: str, answer: Any) -> Page:  # noqa: ANN401
    return Page(
        path=path,
        title=title,
        template=f"law/{template}.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=answer,
        menu=HEADING,
    )


PAGES: Final = (
    _page("/law", "Law in force", "in_force", in_force),
    _page("/law/ahead", "What changes next", "ahead", ahead),
    _page("/law/timeline", "Every change of the law", "timeline", timeline),
    _page("/law/uncertain", "What is uncertain", "uncertain", uncertain),
)
