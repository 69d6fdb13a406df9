"""May this request proceed? Every rule is asked, none hides another, the worst comes first."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from comptrol.domains.law.formulas.answer import (
    Asked,
    Condition,
    Decision,
    Part,
    Parts,
    RuleFinding,
)
from comptrol.domains.law.formulas.as_of import LawAsOf
from comptrol.domains.law.formulas.asking import LAW, PENDING, POLICY, Rules
from comptrol.domains.law.formulas.facts import NO_CLASS, Facts, Stance, facts_of
from comptrol.domains.law.formulas.questions import (
    OPERATOR,
    check_answers,
    open_questions,
    presented,
    refused,
)
from comptrol.domains.law.formulas.request import AccessRequest, check_places
from comptrol.domains.law.formulas.rulebook import Rulebook
from comptrol.domains.law.formulas.words import SEVERITY, Effect, Outcome
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import OutOfRangeError


def decide(
    request: AccessRequest,
    rulebook: Rulebook,
    countries: Countries,
    *,
    as_of: date,
    known_at: date,
    stance: Stance | None = None,
) -> Decision:
    """Judge one request by the law of one day, as known on another, under a stance."""
    check_knowledge(rulebook, known_at)
    check_places(request, countries)
    check_answers(request.answers, rulebook)
    law = LawAsOf(rulebook=rulebook, day=as_of, known_at=known_at)
    if as_of < rulebook.first_day:
        return _before_the_law(request, law, stance or Stance())
    return _decided(facts_of(request, law, stance or Stance()))


def check_knowledge(rulebook: Rulebook, known_at: date) -> None:
    """Raise OutOfRangeError on a day of which nothing was known yet."""
    if known_at < rulebook.known_from:
        raise OutOfRangeError(
            f"{rulebook.name} knows nothing before {rulebook.known_from}: ask what was known on "
            f"that day or later, not on {known_at}"
        )


def _before_the_law(request: AccessRequest, law: LawAsOf, stance: Stance) -> Decision:
    """Leave a day before the rulebook begins to a person: it says nothing of it."""
    facts = Facts(
        request=request,
        law=law,
        stance=stance,
        chips=request.chips,
        item=NO_CLASS,
        places=(),
        headquarters=None,
        parent=None,
    )
    begins = law.rulebook.first_day
    asked = Asked(question="law.date", why=f"{law.day} is before {begins}, when 3A090 began.")
    return Decision(
        outcome=Outcome.HOLD,
        law=(),
        policy=(),
        pending=(),
        conditions=(),
        questions=open_questions(facts, (asked,)),
        **_made_by(facts),
    )


def _decided(facts: Facts) -> Decision:
    """Ask every rule, add what people have answered, and sort what came of it."""
    door = facts.request.door
    law, policy, pending = (_asked(facts, rules[door]) for rules in (LAW, POLICY, PENDING))
    parts = (*law, *policy, *pending, *_freshness(facts))
    questions = [part for part in parts if isinstance(part, Asked)]
    noes = tuple(refused(facts, questions))
    findings = _findings((*law, *(it for it in noes if not _is_policy(facts, it))))
    licence = tuple(presented(facts, findings))
    still_open = open_questions(facts, (*questions, *licence))
    barred = _bars(findings, licensed=bool(licence))
    no = bool(noes) or barred or any(refused(facts, licence))
    blocked = any(question.blocking for question in still_open)
    return Decision(
        outcome=outcome(no=no, blocked=blocked),
        law=findings,
        policy=_findings((*policy, *(it for it in noes if _is_policy(facts, it)))),
        pending=_findings(pending),
        conditions=tuple(dict.fromkeys(it.text for it in parts if isinstance(it, Condition))),
        questions=still_open,
        **_made_by(facts),
    )


def _made_by(facts: Facts) -> dict[str, Any]:
    """Return what an answer was made by: arithmetic, rulebook, days, posture and policy."""
    law, stance = facts.law, facts.stance
    return {
        "steps": facts.item.steps,
        "classification": facts.item,
        "rulebook_digest": law.rulebook.digest,
        "as_of": law.day,
        "known_at": law.known_at,
        "posture": stance.posture,
        "posture_chosen": stance.chosen,
        "policy_name": stance.policy,
    }


def _asked(facts: Facts, rules: Rules) -> tuple[Part, ...]:
    return tuple(part for rule in rules for part in rule(facts))


def _findings(parts: Iterable[Part]) -> tuple[RuleFinding, ...]:
    """Return the findings, the most severe first and otherwise in the order of asking."""
    found = [part for part in parts if isinstance(part, RuleFinding)]
    return tuple(sorted(found, key=lambda finding: SEVERITY[finding.effect]))


def _bars(findings: Iterable[RuleFinding], *, licensed: bool) -> bool:
    """Tell whether a finding stops a request; one that presents a licence meets only a limit."""
    bars = {Effect.LIMIT_REACHED} if licensed else {Effect.LICENCE_REQUIRED, Effect.LIMIT_REACHED}
    return any(finding.effect in bars for finding in findings)


def with_findings(
    decided: Decision,
    *,
    law: tuple[RuleFinding, ...] = (),
    policy: tuple[RuleFinding, ...] = (),
) -> Decision:
    """Return a decision with what was found beside the rulebook, such as a cap without room.

    A limit that is reached refuses, whatever else was found; nothing that is added lets through.
    """
    barred = _bars((*law, *policy), licensed=True)
    found = _findings((*decided.law, *law)), _findings((*decided.policy, *policy))
    if not barred and found == (decided.law, decided.policy):
        return decided  # the same one, said of many orders
    return msgspec.structs.replace(
        decided,
        outcome=Outcome.REFUSE if barred else decided.outcome,
        law=found[0],
        policy=found[1],
    )


def _is_policy(facts: Facts, finding: RuleFinding) -> bool:
    return facts.law.rule(finding.rule).jurisdiction == OPERATOR


def outcome(*, no: bool, blocked: bool) -> Outcome:
    """Return what an answer comes to: a no stands above what is still open."""
    if no:
        return Outcome.REFUSE
    return Outcome.HOLD if blocked else Outcome.ALLOW


def _freshness(facts: Facts) -> Parts:
    checked = facts.law.rulebook.checked_on
    if max(facts.law.day, facts.law.known_at) > checked:
        yield Condition(
            text=f"The rulebook was last checked on {checked}: newer law is not in it."
        )
