"""What do the law and the operator's policy say of a rental?

Providing computational capacity is a service, not an export of the chips (BIS advisory opinions,
C-1): a plain rental needs no licence. It stops being plain when possession passes.
"""

import msgspec

from comptrol.domains.law.formulas.answer import Asked, Condition, Parts, RuleFinding, finding
from comptrol.domains.law.formulas.conduct import CONTROLLED, restricted_side
from comptrol.domains.law.formulas.facts import Facts
from comptrol.domains.law.formulas.parties import listings
from comptrol.domains.law.formulas.requirement import requirement
from comptrol.domains.law.formulas.sale import (
    item_requirement,
    other_posture,
    other_than,
)
from comptrol.domains.law.formulas.small_use import compared, exempt, is_small
from comptrol.domains.law.formulas.words import Effect, ItemClass
from comptrol.domains.law.statements import Policy

_PARITY = "rental-parity"


def service(facts: Facts) -> Parts:
    """Say that a plain rental needs no licence; judge it as a transfer where possession passes."""
    as_a_transfer = _transfer(facts)
    if as_a_transfer:
        yield Condition(text=as_a_transfer)
        yield from item_requirement(facts)
        return
    detail = (
        "Providing computational capacity is a service; no licence requirement for the rental "
        "itself."
    )
    yield finding(facts.law, "C-1", Effect.NONE, detail)
    yield Condition(text="Possession and physical control of the chips stay with the provider.")
    if facts.request.possession_passes is None and _would_matter(facts):
        why = "If possession passes it is a transfer, and the headquarters test applies."
        yield Asked(question="rental.possession", why=why, blocking=False)
    if facts.item.item_class in CONTROLLED:
        for question in facts.unknown_seats:
            why = "Unknown is never no: the customer's side of the headquarters test is open."
            yield Asked(question=question, why=why, blocking=False)


def whose_service(facts: Facts) -> Parts:
    """Ask who uses the compute, whose the provider is, and what is delivered beside it."""
    request, law = facts.request, facts.law
    if request.passes_on and not request.end_user_named:
        why = "The customer passes the compute on: who uses it in the end?"
        yield Asked(question="rental.end-user", why=why)
    for seat in dict.fromkeys((request.operator_hq, request.operator_parent_hq)):
        if seat is not None and law.is_restricted(law.place(seat)) and not facts.domestic:
            detail = f"The provider, or its ultimate parent, has its headquarters in {seat}."
            if facts.item.item_class in CONTROLLED and law.enforced("US-2"):
                yield finding(law, "US-2", Effect.RED_FLAG, detail, section="headquarters")
                yield Asked(question="rental.operator-licence", why=detail)
    if request.delivers:
        why = f"Delivered beside the compute: {', '.join(request.delivers)}."
        yield Asked(question="deemed-export.nationality", why=why)


def parity(facts: Facts) -> Parts:
    """Judge a rental as the purchase of the same chips, where the operator has adopted that.

    Small use is exempt. What a customer and its affiliates rent is counted together, so that a
    big rental does not become a small one by being split.
    """
    if facts.stance.policy is not Policy.RENTAL_PARITY or _passes(facts):
        return
    found = compared(facts.request, facts.stance)
    if is_small(found):
        yield finding(facts.law, _PARITY, Effect.NONE, exempt(found))
        return
    if found:
        above = "; ".join(it.limit for it in found if not it.within)
        yield Condition(text=f"No small use, affiliates counted in: {above}.")
    yield from _as_a_purchase(facts)


def _as_a_purchase(facts: Facts) -> Parts:
    """Judge the purchase of the same chips by the same customer, for the place they stand in."""
    sale = msgspec.structs.replace(facts.request, door="sale")
    as_sale = msgspec.structs.replace(facts, request=sale)
    purchase = (*listings(as_sale), *item_requirement(facts))
    findings = [part for part in purchase if isinstance(part, RuleFinding)]
    needed = [part for part in findings if part.effect is Effect.LICENCE_REQUIRED]
    for part in needed:
        detail = f"The purchase would need a licence ({part.rule}, {part.citation}): {part.detail}"
        yield finding(facts.law, _PARITY, Effect.LICENCE_REQUIRED, detail)
    yield from (part for part in purchase if isinstance(part, Asked))
    if needed:
        yield Asked(question="policy.rental-parity", why="The purchase would need a licence.")
    else:
        detail = "No requirement was found for the purchase of the same chips."
        yield finding(facts.law, _PARITY, Effect.NONE, detail)


def other_posture_of_rental(facts: Facts) -> Parts:
    """Say what the other posture says: the same of a service, not of a transfer."""
    if _passes(facts):
        yield from other_posture(facts)
    else:
        other = other_than(facts.stance.posture).value
        detail = f"Under the posture {other}: the same, no licence requirement for the rental."
        yield finding(facts.law, "C-1", Effect.NONE, detail)


def _passes(facts: Facts) -> bool:
    return bool(_transfer(facts))


def _transfer(facts: Facts) -> str:
    """Return why a rental is judged as a transfer of the chips; nothing where it is none."""
    answered = facts.answer("rental.possession")
    if facts.request.possession_passes is True or answered == "passes":
        return "Possession passes to the customer: judged as a transfer of the chips."
    if facts.request.bought_for_customer:
        return "The chips are bought for this customer, their end user: judged as a transfer."
    return ""


def _would_matter(facts: Facts) -> bool:
    """Tell whether a transfer of these chips to this customer would need a look."""
    item = facts.item.item_class
    possible: ItemClass = "3A090.a" if item == "indeterminate" else item
    needed = requirement(facts, possible, facts.stance.posture)
    return bool(needed.bases) or (item != "none" and restricted_side(facts))
