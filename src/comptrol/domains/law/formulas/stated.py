"""What do rules say that are all data: where they apply, and to what effect?

A rule that binds, or is guidance, speaks as law. One that is proposed, a bill, stayed or of
unknown standing says what it would do, and one that stands in the code without being enforced
says so: none of these ever makes an outcome.
"""

from operator import ge, gt
from typing import Final

from comptrol.domains.law.formulas.answer import Asked, Parts, RuleFinding, finding
from comptrol.domains.law.formulas.clusters import covers
from comptrol.domains.law.formulas.facts import Facts
from comptrol.domains.law.formulas.rule import Applies, Rule, State
from comptrol.domains.law.formulas.words import Effect

BINDING: Final = frozenset({State.ENFORCED, State.GUIDANCE})
WAITING: Final = frozenset({State.PROPOSED, State.BILL, State.STAYED, State.UNKNOWN})


def stated_rules(facts: Facts) -> Parts:
    """Yield what every binding rule of data says of this request, and asks.

    One whose content was not read has no effect to tell, and only asks.
    """
    for rule, applies in _fitting(facts, BINDING):
        if applies.while_waiting:
            continue
        if applies.effect is not Effect.NONE or not applies.question:
            yield _said(facts, rule, applies, "")
        if applies.question:
            why = _sentence(applies.detail)
            yield Asked(question=applies.question, why=why, blocking=applies.blocking)


def waiting_rules(facts: Facts) -> Parts:
    """Yield what every rule that waits, or is not enforced, would say of this request."""
    for rule, applies in _fitting(facts, WAITING):
        yield _said(facts, rule, applies, "If it comes into force: ")
    for rule, applies in _fitting(facts, frozenset({State.NOT_ENFORCED})):
        if facts.law.codified(rule.id):
            yield _said(facts, rule, applies, "In the code and not enforced: ")


def _fitting(facts: Facts, states: frozenset[State]) -> tuple[tuple[Rule, Applies], ...]:
    """Return the rules in one of these states that fit, with the record that fits."""
    law = facts.law
    found = []
    for rule in law.rulebook.speaking:
        record = rule.enforced(law.day, law.known_at)
        if record is not None and record.state in states:
            found += [(rule, applies) for applies in rule.applies if _fits(facts, applies)]
    return tuple(found)


def _fits(facts: Facts, applies: Applies) -> bool:
    request, law = facts.request, facts.law
    if request.door not in applies.doors:
        return False
    if applies.classes and facts.item.item_class not in applies.classes:
        return False
    if applies.datacenter and facts.chips.datacenter is False:
        return False
    if applies.abroad and at_home(facts):
        return False
    if applies.leaving and all(law.among(applies.origins, it) for it in facts.places):
        return False
    party = request.recipient
    where = (
        (applies.origins, (request.origin,)),
        (applies.places, facts.places),
        (applies.seats, (party.country, party.hq_country, party.ultimate_parent_hq)),
    )
    for names, places in where:
        if names and not any(it is not None and law.among(names, it) for it in places):
            return False
    return _large_enough(facts, applies)


def at_home(facts: Facts) -> bool:
    """Tell whether chips and recipient are in the United States alone."""
    return facts.domestic and facts.law.place(facts.request.recipient.country) in facts.places


def _large_enough(facts: Facts, applies: Applies) -> bool:
    """Tell whether training and cluster are as large as a record asks, where it asks that."""
    law, did = facts.law, facts.request.training_operations
    for name, reached in ((applies.training_above, gt), (applies.training_from, ge)):
        if name:
            limit = law.number_or_none(name)
            if did is None or limit is None or not reached(did, limit):
                return False
    if applies.cluster is None:
        return True
    cluster = facts.request.cluster
    return cluster is not None and covers(cluster, applies.cluster, law) is not False


def _said(facts: Facts, rule: Rule, applies: Applies, prefix: str) -> RuleFinding:
    record = rule.enforced(facts.law.day, facts.law.known_at)
    source = (record.source if record is not None else None) or rule.source
    detail = f"{prefix}{applies.detail}" if prefix else _sentence(applies.detail)
    return finding(facts.law, rule.id, applies.effect, detail, source=source)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
