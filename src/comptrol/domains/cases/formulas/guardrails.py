"""What an act against somebody lacks, by the guardrails of due process (methods.md 6)."""

from collections.abc import Iterator
from typing import Final

from comptrol.domains.cases.statements import Act, Measure

ASKED: Final = (
    ("method", "which method found it"),
    ("inputs", "what the method was given"),
    ("reasons", "reasons in plain words"),
    ("on", "the date of the notice"),
    ("deadline", "the deadline"),
    ("remedy", "the remedy"),
    ("responsible", "the title of the person who answers for it"),
)


def lacking(act: Act) -> tuple[str, ...]:
    """Return in words all that an act lacks, so that it cannot be said.

    >>> lacking(Act())[:2]
    ('the id of the rule', 'the version of the rule')
    """
    return tuple(_lacking(act))


def _lacking(act: Act) -> Iterator[str]:
    if not act.rule.rule.strip():
        yield "the id of the rule"
    if not act.rule.version.strip():
        yield "the version of the rule"
    if not act.rule.citation.strip():
        yield "where the rule stands"
    if not act.facts:
        yield "any fact"
    yield from (f"evidence of the fact {it.text[:60]!r}" for it in act.facts if not it.evidence)
    for field, words in ASKED:
        value = getattr(act, field)
        if value is None or (isinstance(value, str) and not value.strip()):
            yield words


def lacking_of(measure: Measure) -> tuple[str, ...]:
    """Return in words what a measure lacks: whom it is about, its end, why nothing milder does."""
    asked = (
        (bool(measure.parties or measure.orders), "whom it is about"),
        (measure.until is not None, "until when"),
        (bool(measure.milder.strip()), "why nothing milder protects"),
    )
    return tuple(words for there, words in asked if not there)
