"""One request on many days, under both postures, as a page."""

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from comptrol.domains.law import Decision, Inquiry
from comptrol.entrypoints.cli.law_pages import grid


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What the law says of a request on one day, enforced and as codified."""

    on: date
    known_at: date
    enforced: Decision
    codified: Decision


def dates_page(title: str, asked: Inquiry, answers: Sequence[Answered]) -> Iterator[str]:
    """Yield the page: what was asked, a row for every day, then every day with its reasons."""
    yield from (f"# {title}", "", "```json")
    yield msgspec.json.format(msgspec.json.encode(asked), indent=2).decode()
    yield from ("```", "")
    first = answers[-1].enforced.rulebook_digest
    yield f"Rulebook `{first[:16]}…`, as known on the last day below. No answer is a clearance."
    yield ""
    yield from grid(
        ("day", "class", "enforced", "codified"),
        (
            (
                str(it.on),
                _class(it.enforced),
                _short(it.enforced),
                "the same" if _short(it.codified) == _short(it.enforced) else _short(it.codified),
            )
            for it in answers
        ),
    )
    for it in answers:
        yield from ("", f"## {it.on}", "", "**Enforced.**", "")
        yield from _reasons(it.enforced)
        if _short(it.codified) != _short(it.enforced):
            yield from ("", "**As codified.**", "")
            yield from _reasons(it.codified)


def _class(decision: Decision) -> str:
    found = decision.classification
    return found.entry or found.item_class


def _short(decision: Decision) -> str:
    said = ", ".join(f"{it.rule} {it.effect.value}" for it in decision.law)
    asked = ", ".join(it.id for it in decision.questions if it.blocking)
    ask = f"; asks {asked}" if asked else ""
    return f"**{decision.outcome.value}**: {said or 'nothing'}{ask}"


def _reasons(decision: Decision) -> Iterator[str]:
    for part in ("law", "pending"):
        for it in getattr(decision, part):
            mark = " ⚑" if it.confirm else ""
            yield f"- {part}: {it.effect.value} ({it.status}), {it.detail} *{it.citation}*{mark}"
    for question in decision.questions:
        blocks = "blocks" if question.blocking else "open"
        yield f"- asks `{question.id}` ({blocks}): {question.text}"
    yield from (f"- {step}" for step in decision.steps)
