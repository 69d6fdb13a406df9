"""How a ruling is made to fit into one entry of the log, whatever it has to say."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from comptrol.domains.law import AccessRequest, Decision, OpenQuestion, RuleFinding

SHORTENED: Final = (
    "Shortened to fit into an entry: the rulebook has evidence and answers of every question."
)
_LETTERS_LEFT: Final = 60
_LISTINGS_LEFT: Final = 2
CITED_LETTERS, TEXT = 120, 160


class Less(NamedTuple):
    """What a ruling has left of what it said."""

    decision: Decision
    asked: AccessRequest
    also: bool = True
    """Whether what was asked of the others in the chain is still there."""


def shortened(decision: Decision, asked: AccessRequest) -> Iterator[Less]:
    """Yield what a ruling says in fewer and fewer words, without those that stand elsewhere.

    What goes first: evidence and answers of questions that do not block, then of all; then the
    length of what does not bind, of every detail and condition; then listings and letters beyond
    the first; at last all but the gravest findings. The outcome always stays, and as far as there
    is room rules, effects, sources and the names of questions. Six findings always fit.
    """
    found = _replaced(decision, conditions=(*decision.conditions, SHORTENED))
    found = _replaced(
        found, questions=tuple(it if it.blocking else _bare(it) for it in found.questions)
    )
    yield Less(found, asked)
    found = _replaced(found, questions=tuple(map(_bare, found.questions)))
    yield Less(found, asked)
    found = _replaced(found, pending=tuple(map(_brief, found.pending)))
    yield Less(found, asked)
    found = _replaced(
        found,
        law=tuple(map(_brief, found.law)),
        policy=tuple(map(_brief, found.policy)),
        conditions=(*(it[:_LETTERS_LEFT] for it in found.conditions[:-1]), SHORTENED),
    )
    yield Less(found, asked)
    asked = msgspec.structs.replace(
        asked,
        listings=asked.listings[:_LISTINGS_LEFT],
        letters=asked.letters[:_LISTINGS_LEFT],
    )
    yield Less(found, asked)
    yield Less(found, asked, also=False)
    for most in (24, 12, 6):
        shortest = msgspec.structs.replace(asked, not_known=(), end_use=asked.end_use[:80])
        yield Less(_gravest(found, most), shortest, also=False)
    raise AssertionError("a ruling of six findings fits into an entry")


def _gravest(found: Decision, most: int) -> Decision:
    """Return a ruling with so many findings and questions, and how many more there are."""
    parts = (found.law, found.policy, found.pending, found.questions)
    more = sum(max(0, len(it) - most) for it in parts)
    law, policy, pending = (
        tuple(msgspec.structs.replace(it, citation=it.citation[:CITED_LETTERS]) for it in part)
        for part in (found.law[:most], found.policy[:most], found.pending[:most])
    )
    questions = tuple(
        msgspec.structs.replace(it, citation=it.citation[:CITED_LETTERS], text=it.text[:TEXT])
        for it in found.questions[:most]
    )
    return _replaced(
        found,
        law=law,
        policy=policy,
        pending=pending,
        questions=questions,
        conditions=(*found.conditions[-1:], f"And {more} more findings and questions."),
        steps=found.steps[:most],
    )


def _replaced(found: Decision, **changes: object) -> Decision:
    return msgspec.structs.replace(found, **changes)


def _bare(question: OpenQuestion) -> OpenQuestion:
    why = question.why[:_LETTERS_LEFT]
    return msgspec.structs.replace(question, evidence="", answers=(), why=why)


def _brief(finding: RuleFinding) -> RuleFinding:
    return msgspec.structs.replace(finding, detail=finding.detail[:_LETTERS_LEFT])
