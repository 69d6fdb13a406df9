"""What the gate adds to what the law says: others in the chain, limits, and two who override."""

from collections.abc import Iterable
from typing import Final, TypeVar

from msgspec.structs import replace

from comptrol.domains.law import (
    Decision,
    Effect,
    OpenQuestion,
    Outcome,
    RuleFinding,
    with_findings,
)
from comptrol.kernel.identifiers import PartyId

T = TypeVar("T")

_AT: Final = "@"
OVERRIDE: Final = "override"
OPERATORS_OWN: Final = "policy."
"""Questions that the operator asks of its own accord are named so."""
HARMLESS: Final = frozenset(
    {
        Effect.NONE,
        Effect.EXCEPTION_AVAILABLE,
        Effect.PRESUMPTION_OF_APPROVAL,
        Effect.LIMIT_REACHED,
        Effect.RESTRAINED,
    }
)
_SEVERITY: Final = {outcome: rank for rank, outcome in enumerate(Outcome)}
"""Allow, hold, refuse: as they stand in their enumeration, the most permissive first."""


def another(decision: Decision, party: PartyId, also: Decision) -> Decision:
    """Join what is said of another in the chain: the worse outcome, and whose finding it is."""
    law, policy, pending = (
        tuple(replace(it, detail=f"{party}: {it.detail}") for it in part)
        for part in (also.law, also.policy, also.pending)
    )
    questions = tuple(_of_another(it, party) for it in also.questions)
    return replace(
        decision,
        outcome=max(decision.outcome, also.outcome, key=_SEVERITY.__getitem__),
        law=_new(decision.law, law),
        policy=_new(decision.policy, policy),
        pending=_new(decision.pending, pending),
        questions=(*decision.questions, *questions),
        conditions=tuple(dict.fromkeys((*decision.conditions, *also.conditions))),
    )


def _of_another(question: OpenQuestion, party: PartyId) -> OpenQuestion:
    return replace(question, id=f"{question.id}{_AT}{party}", why=f"{party}: {question.why}")


def whose_question(name: str) -> tuple[str, str]:
    """Return a question's name in the rulebook, and whom in the chain it is about; else nobody.

    >>> whose_question("party.headquarters@acme"), whose_question("listing.same")
    (('party.headquarters', 'acme'), ('listing.same', ''))
    """
    question, _, party = name.partition(_AT)
    return question, party


def _new(before: tuple[RuleFinding, ...], more: Iterable[RuleFinding]) -> tuple[RuleFinding, ...]:
    """Return findings with more of them, but for those of no effect, which say nothing new."""
    return (*before, *(it for it in more if it.effect is not Effect.NONE))


def overridden(decision: Decision, outcome: Outcome, detail: str) -> Decision:
    """Return a ruling as two reviewers have it, with their reasons beside what it rests on."""
    said = RuleFinding(
        rule=OVERRIDE,
        effect=Effect.NONE,
        status="enforced",
        citation="Operator: two reviewers (gate.override-asked/1, gate.override-agreed/1)",
        detail=detail,
    )
    return replace(decision, outcome=outcome, policy=(said, *decision.policy))


def held(decision: Decision, restraints: tuple[RuleFinding, ...]) -> Decision:
    """Return a ruling with what decided cases restrain: it is held at least, whoever overrode it.

    What is refused stays refused. The same restraint does not stand there twice.
    """
    if not restraints:
        return decision
    known = {(it.rule, it.detail) for it in decision.policy}
    new = tuple(it for it in restraints if (it.rule, it.detail) not in known)
    outcome = max(decision.outcome, Outcome.HOLD, key=_SEVERITY.__getitem__)
    return replace(
        decision,
        outcome=outcome,
        policy=(*new, *decision.policy),
    )


_BY_LAW: Final = frozenset({Effect.LICENCE_REQUIRED, Effect.PRESUMPTION_OF_DENIAL})


def law_against(decision: Decision) -> tuple[str, ...]:
    """Return what of law keeps an order from going: not the operator's own policy, nor a limit.

    What a licence is needed for, and what law still asks of a person, nobody overrides.
    """
    rules = {it.rule for it in decision.law if it.effect in _BY_LAW}
    asked = {
        it.id
        for it in decision.questions
        if it.blocking and not whose_question(it.id)[0].startswith(OPERATORS_OWN)
    }
    return (*sorted(rules), *sorted(asked))


def grounds(decision: Decision) -> set[str]:
    """Return why an order is kept from going by policy: rules by name, and what is still asked.

    Limits are not among them: how much is free changes from one moment to the next. Nor are
    decided cases: nobody overrides them.
    """
    found = {it.rule for it in decision.policy if it.effect not in HARMLESS}
    return found | {it.id for it in decision.questions if it.blocking}


def added(decision: Decision, conditions: Iterable[str]) -> Decision:
    """Return a decision with more of what it rests on."""
    return replace(decision, conditions=(*decision.conditions, *conditions))


def carried(logged: Decision, again: Decision, conditions: Iterable[str]) -> Decision:
    """Put into a repeated decision what no repetition finds: limits, overrides, cases of then."""
    limits = tuple(it for it in logged.policy if it.effect is Effect.LIMIT_REACHED)
    found = with_findings(again, policy=limits)
    for it in logged.policy:
        if it.rule == OVERRIDE:
            found = replace(found, outcome=logged.outcome, policy=(it, *found.policy))
    found = held(found, tuple(it for it in logged.policy if it.effect is Effect.RESTRAINED))
    return added(found, (it for it in conditions if it in logged.conditions))
