"""One rule, and one number of the law: every interval and every value, each with its source."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from comptrol.domains.law import Rule, Rulebook
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.law import around, chosen
from comptrol.entrypoints.console.visitor import Audience
from comptrol.kernel.dated import Dated
from comptrol.kernel.errors import NotFoundError


def rule(asking: Asking) -> Mapping[str, Any]:
    """Show one rule: codified and enforced, which are not the same, and what it asks."""
    head = around(asking)
    book: Rulebook = head["book"]
    found = book.rules.get(asking.place["rule"])
    if found is None:
        raise NotFoundError(f"the rulebook {book.name} has no rule of that name")
    on, known_at = asking.day("on"), asking.day("known_at")
    state = asking.ask("law", "rules", on=on, known_at=known_at, rulebook=chosen(asking))
    return {
        **head,
        "rule": found,
        "on": on,
        "known_at": known_at,
        "state": next(it for it in state.rules if it.rule == found.id),
        "numbers": [_number(book.parameters[name], on) for name in _names(found, book)],
        "questions": [it for it in book.questions.values() if it.rule == found.id],
        "red_flags": [it for it in book.red_flags.values() if it.rule == found.id],
        "named_chips": [it for it in book.named_chips if it.rule == found.id],
    }


def parameter(asking: Asking) -> Mapping[str, Any]:
    """Show one number of the law and every value that it has had."""
    head = around(asking)
    book: Rulebook = head["book"]
    found = book.parameters.get(asking.place["parameter"])
    if found is None:
        raise NotFoundError(f"the rulebook {book.name} has no number of that name")
    on = asking.day("on")
    following = [*(it.start for it in found.values[1:]), None]
    return {
        **head,
        "number": found,
        "on": on,
        "now": _number(found, on)["value"],
        "values": list(zip(found.values, following, strict=True)),
        "used_by": [it for it in book.rules.values() if found.name in _names(it, book)],
    }


def _names(rule: Rule, book: Rulebook) -> Iterator[str]:
    """Yield the numbers that a rule asks by name."""
    named = (it for one in rule.applies for it in (one.training_above, one.training_from))
    yield from dict.fromkeys(it for it in named if it in book.parameters)


def _number(found: Dated[Any], on: Any) -> Mapping[str, Any]:  # noqa: ANN401
    begun = found.values[0].start <= on
    return {"number": found, "value": found.on(on).value if begun else None}


PAGES: Final = (
    Page(
        path="/law/rules/{rule}",
        title="A rule of law",
        template="law/rule.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=rule,
    ),
    Page(
        path="/law/parameters/{parameter}",
        title="A number of the law",
        template="law/parameter.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=parameter,
    ),
)
