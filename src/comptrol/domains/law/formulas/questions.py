"""Which questions are still open, and what has an answer come to?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from comptrol.domains.law.formulas.answer import Asked, OpenQuestion, RuleFinding, finding
from comptrol.domains.law.formulas.as_of import LawAsOf
from comptrol.domains.law.formulas.facts import Facts
from comptrol.domains.law.formulas.rule import Allowed, Question, Then
from comptrol.domains.law.formulas.rulebook import Rulebook
from comptrol.domains.law.formulas.words import Effect
from comptrol.kernel.errors import UnreadableError

OPERATOR = "operator"
"""The jurisdiction of a rule that is not law: what the operator's own policy asks."""


_SETTLED_BY: Final = {
    "item": "the chip's own numbers, in the catalogue or in the request",
    "training": "training_operations, stated in the request, the order or a change of it",
}
"""Which fact settles the questions of a kind that name no answers."""


def check_answers(answers: Mapping[str, str], rulebook: Rulebook) -> None:
    """Raise UnreadableError on an answer to no question, or one that is not allowed."""
    for name, answer in answers.items():
        question = rulebook.questions.get(name)
        if question is None:
            raise UnreadableError(f"answers: {name!r} is no question of {rulebook.name}")
        if _allowed(question, answer) is None:
            raise UnreadableError(f"answers.{name}: {answer!r} {_instead(question)}")


def _instead(question: Question) -> str:
    """Return what is answered instead; a question without answers is settled by a fact."""
    if question.answers:
        return f"is not one of {', '.join(it.answer for it in question.answers)}"
    fact = _SETTLED_BY.get(question.id.split(".")[0], f"its evidence: {question.evidence}")
    return f"is no answer, for this question has none to choose from: it is settled by {fact}"


def presented(facts: Facts, law: Iterable[RuleFinding]) -> Iterator[Asked]:
    """Ask whether a licence that was presented covers this request."""
    required = [it.rule for it in law if it.effect is Effect.LICENCE_REQUIRED]
    if required and facts.request.licence is not None:
        why = f"{facts.request.licence} was presented; required by {', '.join(required)}."
        yield Asked(question="licence.covers", why=why)


def refused(facts: Facts, asked: Iterable[Asked]) -> Iterator[RuleFinding]:
    """Yield a finding for every asked question whose answer means no."""
    for name in dict.fromkeys(one.question for one in asked):
        question = _question(facts.law, name)
        answer = _allowed(question, facts.answer(name))
        if answer is not None and answer.then is Then.REFUSES:
            detail = f"{question.text} Answered {answer.answer}: {answer.meaning}"
            yield finding(facts.law, question.rule, answer.effect, detail, source=question.source)


def open_questions(facts: Facts, asked: Iterable[Asked]) -> tuple[OpenQuestion, ...]:
    """Return each question that has no answer yet, once; it blocks if any who ask it say so."""
    grouped: dict[str, list[Asked]] = {}
    for one in asked:
        if facts.answer(one.question) is None:
            grouped.setdefault(one.question, []).append(one)
    found = [_open(_question(facts.law, name), ones) for name, ones in grouped.items()]
    return tuple(sorted(found, key=lambda question: not question.blocking))


def _open(question: Question, asked: Sequence[Asked]) -> OpenQuestion:
    return OpenQuestion(
        id=question.id,
        text=question.text,
        why=" ".join(dict.fromkeys(one.why for one in asked)),
        blocking=any(one.blocking for one in asked),
        answered_by=question.answered_by,
        evidence=question.evidence,
        answers=question.answers,
        citation=question.source.citation,
    )


def _question(law: LawAsOf, name: str) -> Question:
    found = law.rulebook.questions.get(name)
    if found is None:
        raise UnreadableError(f"rulebook {law.rulebook.name} has no question {name}")
    return found


def _allowed(question: Question, answer: str | None) -> Allowed | None:
    return next((it for it in question.answers if it.answer == answer), None)
