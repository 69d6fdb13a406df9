"""What would rules say that are stayed, proposed, bills, or of unknown standing?"""

from comptrol.domains.law.formulas.answer import Parts, finding
from comptrol.domains.law.formulas.facts import Facts
from comptrol.domains.law.formulas.rule import State

_WAITING = frozenset({State.PROPOSED, State.BILL, State.STAYED, State.UNKNOWN})


def waiting_rules(facts: Facts) -> Parts:
    """Yield what every waiting rule would say of this door and item: never an outcome."""
    law = facts.law
    if facts.domestic and facts.law.place(facts.request.recipient.country) in facts.places:
        return
    for rule in law.rulebook.rules.values():
        would = rule.if_enacted
        if would is None or facts.request.door not in would.doors:
            continue
        record = rule.enforced(law.day, law.known_at)
        fits = not would.classes or facts.item.item_class in would.classes
        if record is not None and record.state in _WAITING and fits:
            yield finding(
                law, rule.id, would.effect, f"If it comes into force: {would.detail}",
                source=record.source or rule.source,
            )  # fmt: skip
