"""Which duties to report does a rulebook know on a day, and which of them bind?

A duty stands as its rule does. One that is proposed, a bill, or in the code and not enforced is
shown as that and binds nobody, but where the operator has chosen to judge by the code.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import msgspec

from comptrol.domains.law.formulas.almanac import NOTHING, is_codified, state_of
from comptrol.domains.law.formulas.reporting import Duty
from comptrol.domains.law.formulas.rule import Rule, State
from comptrol.domains.law.formulas.rulebook import Rulebook
from comptrol.domains.law.statements import Posture


class DutyState(msgspec.Struct, frozen=True, kw_only=True):
    """A duty to report, as it stands on a day."""

    duty: Duty
    rule: str
    title: str
    jurisdiction: str
    state: str
    """What the authority does with its rule."""
    codified: bool
    binds: bool
    threshold: Decimal | None
    """Above this, strictly; nothing: the rule has no number, or none on this day."""
    unit: str


def duties(
    rulebook: Rulebook, day: date, known_at: date, posture: Posture = Posture.ENFORCED
) -> tuple[DutyState, ...]:
    """Return the duties that a rulebook knows on a day, by name; none of rules yet to begin."""
    return tuple(_known(rulebook, day, known_at, posture))


def duty_named(rulebook: Rulebook, name: str) -> tuple[Rule, Duty] | None:
    """Return a duty by its name, with its rule."""
    for rule in rulebook.rules.values():
        for duty in rule.reports:
            if duty.duty == name:
                return rule, duty
    return None


def duty_binds(rule: Rule, day: date, known_at: date, posture: Posture) -> bool:
    """Tell whether what a rule has reported binds on a day, under a posture."""
    if state_of(rule, day, known_at) == State.ENFORCED.value:
        return True
    due = rule.compliance_from is None or rule.compliance_from <= day
    return posture is Posture.CODIFIED and due and is_codified(rule, day, known_at)


def _known(rulebook: Rulebook, day: date, known_at: date, posture: Posture) -> Iterator[DutyState]:
    found = [(it, rule) for rule in rulebook.rules.values() for it in rule.reports]
    for duty, rule in sorted(found, key=lambda it: it[0].duty):
        state = state_of(rule, day, known_at)
        codified = is_codified(rule, day, known_at)
        if state == NOTHING and not codified:
            continue
        parameter = rulebook.parameters.get(duty.threshold)
        begun = parameter is not None and parameter.values[0].start <= day
        yield DutyState(
            duty=duty,
            rule=rule.id,
            title=rule.title,
            jurisdiction=rule.jurisdiction,
            state=state,
            codified=codified,
            binds=duty_binds(rule, day, known_at, posture),
            threshold=parameter.on(day).value if parameter is not None and begun else None,
            unit=parameter.unit if parameter is not None else "",
        )
