"""What a page shows of one decision of law: findings, arithmetic, questions, and what follows."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import msgspec

from comptrol.domains.chips import Specification
from comptrol.domains.law import (
    Classification,
    Decision,
    Effect,
    LawAsOf,
    OpenQuestion,
    Rulebook,
    RuleFinding,
)
from comptrol.entrypoints.console.pages.citing import Cites
from comptrol.kernel.errors import ComptrolError
from comptrol.kernel.quantity import plain

PARTS: Final = (
    ("law", "Law in force", "What binds on the day of the order."),
    ("policy", "Policy of the operator", "What is asked beyond law: caps, cases, tiers."),
    ("pending", "Pending: shadow findings",
     "Rules that do not bind. They say what would be if they did, and decide nothing."),
)  # fmt: skip
LIMBS: Final = ("a.1", "a.2", "b.1", "b.2")
WAYS: Final = {
    "proceeds": "It goes on, as far as this is asked.",
    "refuses": "It is refused.",
    "decides": "It is a fact, and the rules then use it.",
}
"""What an answer does, in words."""
_AGAINST: Final = frozenset(Effect) - {
    Effect.NONE,
    Effect.EXCEPTION_AVAILABLE,
    Effect.PRESUMPTION_OF_APPROVAL,
}
_WOULD_HELP: Final = {
    Effect.LICENCE_REQUIRED: "A licence, exception or authorisation that covers it, presented with"
    " the order; or another destination, recipient or chip to which the rule does not reach.",
    Effect.LIMIT_REACHED: "Room: fewer chips or less time, orders that end, or a limit that its"
    " owner sets anew.",
    Effect.RESTRAINED: "The end of the case's measure, or an appeal that undoes it.",
    Effect.PRESUMPTION_OF_DENIAL: "A licence granted against the presumption.",
    Effect.CASE_BY_CASE: "A licence, for which the application is judged case by case.",
    Effect.RED_FLAG: "The red flag resolved, with evidence, by whoever may answer for it.",
    Effect.NOTIFY: "The notice given, and its time run.",
    Effect.REPORT: "The report made.",
}


_BY_POLICY: Final = (
    "A decision of whoever answers for the policy, with its reason; law does not ask for it."
)


class Limb(msgspec.Struct, frozen=True, kw_only=True):
    """One limb of 3A090 with its tests, worked out with the numbers of a day."""

    limb: str
    tests: tuple[tuple[str, bool], ...]
    met: bool


def decided(
    decision: Decision,
    rulebook: Rulebook | None,
    specification: Specification | None,
    *,
    whole: bool = True,
) -> dict[str, Any]:
    """Return what the template of decisions shows of one.

    Who may not see it whole is told of caps and reviewers what the customer's notice says.
    """
    shown = decision if whole else _discreet(decision)
    return {
        "decision": shown,
        "cites": Cites(rulebook),
        "parts_of_it": [(name, title, told, getattr(shown, name)) for name, title, told in PARTS],
        "limbs": limbs(decision, rulebook, specification),
        "questions": [_with_answers(it, rulebook) for it in shown.questions],
        "ways": WAYS,
        "would_change": list(_would_change(shown)),
    }


def _discreet(decision: Decision) -> Decision:
    policy = tuple(_discreetly(it) for it in decision.policy)
    return msgspec.structs.replace(decision, policy=policy)


def _discreetly(finding: RuleFinding) -> RuleFinding:
    """Return a finding as the notice to a customer tells it: no balance, no word of reviewers."""
    detail = finding.detail
    if finding.rule.startswith("cap:"):
        detail = f"The cap {finding.rule.removeprefix('cap:')} has no room for it."
    elif finding.rule == "override":
        detail = "Two reviewers decided so; their reasons are in the log."
    return msgspec.structs.replace(finding, detail=detail)


def _with_answers(question: OpenQuestion, rulebook: Rulebook | None) -> OpenQuestion:
    """Return a question with the answers that were left out of a ruling to make it fit."""
    name = question.id.partition("@")[0]
    known = rulebook.questions.get(name) if rulebook is not None else None
    if question.answers or known is None:
        return question
    return msgspec.structs.replace(question, answers=known.answers, evidence=known.evidence)


def _would_change(decision: Decision) -> Iterator[tuple[RuleFinding, str]]:
    """Yield of each rule that stands against it, once, what would make it no longer do so."""
    helps = [(it, _WOULD_HELP) for it in decision.law]
    helps += [(it, {**_WOULD_HELP, Effect.LICENCE_REQUIRED: _BY_POLICY}) for it in decision.policy]
    seen = set[tuple[str, Effect]]()
    for it, help_for in helps:
        if it.effect in _AGAINST and it.effect in help_for and (it.rule, it.effect) not in seen:
            seen.add((it.rule, it.effect))
            yield it, help_for[it.effect]


def limbs(
    decision: Decision, rulebook: Rulebook | None, specification: Specification | None
) -> tuple[Limb, ...]:
    """Return every limb with its tests, by the law that a decision was made by."""
    if rulebook is None:
        return ()
    law = LawAsOf(rulebook=rulebook, day=decision.as_of, known_at=decision.known_at)
    return limbs_on(decision.classification, law, specification)


def limbs_on(
    found: Classification, law: LawAsOf, specification: Specification | None
) -> tuple[Limb, ...]:
    """Return every limb with its tests; none where the entry had no paragraphs on that day."""
    if found.tpp is None:
        return ()
    try:
        return tuple(_limb(law, it, found, specification) for it in LIMBS)
    except ComptrolError:  # before 2023-11-17 there were no paragraphs
        return ()


def _limb(
    law: LawAsOf, limb: str, found: Classification, specification: Specification | None
) -> Limb:
    tests = [_tested("TPP", found.tpp, law.number(f"3a090.{limb}.tpp"), below=False)]
    if limb == "b.1":
        tests.append(_tested("TPP", found.tpp, law.number("3a090.b.1.tpp-below"), below=True))
    if limb != "a.1":
        least = law.number(f"3a090.{limb}.density")
        tests.append(_dense(least, found, specification, below=False))
    if limb.startswith("b"):
        bound = law.number(f"3a090.{limb}.density-below")
        tests.append(_dense(bound, found, specification, below=True))
    return Limb(limb=limb, tests=tuple(tests), met=limb in found.limbs)


def _tested(
    what: str, value: Decimal | None, bound: Decimal, *, below: bool, shown: str = ""
) -> tuple[str, bool]:
    """Write a test and whether it is met, such as ``TPP 15832 ≥ 4800``."""
    if value is None:
        return f"{what} is unknown; the line is {plain(bound)}", False
    met = value < bound if below else value >= bound
    told = f"{what} {plain(value)} {'' if met else 'is not '}{'<' if below else '≥'} "
    return told + (shown or plain(bound)), met


def _dense(
    bound: Decimal, found: Classification, specification: Specification | None, *, below: bool
) -> tuple[str, bool]:
    """Work out a density by multiplication, as the law is applied: a division would round."""
    density = found.performance_density
    area = specification.die_area_mm2 if specification is not None else None
    if density is None or not area:
        return _tested("performance density", density, bound, below=below)
    shown = f"{plain(bound)} × {plain(area)} mm² = {plain(bound * area)}"
    return _tested("TPP", found.tpp, bound * area, below=below, shown=shown)
