"""Whose law follows the chip: is it subject to the EAR, and was it made in breach of it?

15 CFR 734.9(h): chips made abroad from listed technology, or in a plant that is its product, are
subject to the EAR. General Prohibition 10 (15 CFR 764.2(e)) and the guidance of 2025-05-13: chips
of 3A090 that were designed in China are presumed to need an authorisation.
"""

from comptrol.domains.law.formulas.answer import Asked, Condition, Parts, finding
from comptrol.domains.law.formulas.facts import Facts
from comptrol.domains.law.formulas.words import Effect

_STRONG = frozenset({"3A090.a", "3A090.b", "indeterminate"})


def subject_to_ear(facts: Facts) -> bool:
    """Tell whether the chips are subject to the EAR: until a person finds otherwise, yes."""
    return facts.answer("item.subject-to-ear") != "not-subject"


def reach(facts: Facts) -> Parts:
    """Say that chips from elsewhere than the United States are taken to be subject too."""
    if facts.from_home:
        return
    yield Condition(text="Assumed subject to the EAR; foreign-made chips: 15 CFR 734.9(h).")
    why = "The chips do not come from the United States."
    yield Asked(question="item.subject-to-ear", why=why, blocking=False)


def prc_design(facts: Facts) -> Parts:
    """Ask how a chip may be used whose design is presumed to have needed an authorisation."""
    law, item = facts.law, facts.request.item
    if law.status("US-8") != "guidance" or facts.item.item_class not in _STRONG:
        return
    name = f"{item.chip or ''} {facts.chips.name}"
    named = next((it for it in law.rulebook.named_chips if it.is_in(name)), None)
    seat = item.designer_hq
    if named is not None:
        detail = f"The guidance names {named.name}."
    elif seat is not None and law.is_china(law.place(seat)):
        detail = f"The designer has its headquarters in {seat}."
    else:
        return
    if facts.item.item_class == "indeterminate":
        detail = f"{detail} If it is of 3A090:"
    presumed = (
        f"{detail} It is presumed to have needed an authorisation; analysing it is excepted."
    )
    yield finding(law, "US-8", Effect.RED_FLAG, presumed)
    yield Asked(question="item.gp10", why=detail)
