"""What does the law say of a sale: an export, a re-export or a transfer abroad?"""

from comptrol.domains.law.formulas.answer import Asked, Condition, Parts, finding
from comptrol.domains.law.formulas.exceptions import exceptions
from comptrol.domains.law.formulas.facts import Facts
from comptrol.domains.law.formulas.foundry import foundry_questions
from comptrol.domains.law.formulas.origin import reach, subject_to_ear
from comptrol.domains.law.formulas.parties import listed
from comptrol.domains.law.formulas.requirement import Requirement, requirement
from comptrol.domains.law.formulas.review import review
from comptrol.domains.law.formulas.words import Effect, ItemClass
from comptrol.domains.law.statements import Posture

_POSSIBLE: tuple[ItemClass, ...] = ("3A090.a", "3A090.b")
_OTHER_EXCEPTIONS = (
    "Not worked out: TMP 740.9(a)(6), RPL 740.10, GOV 740.11(b) and TSU 740.13(a), (c), which "
    "15 CFR 740.2(a)(9)(ii) leaves too."
)
_OWN_RULES = {"3A090.c": "US-4", "4E091": "4E091"}
_MISTAKEN_BITS = frozenset({4, 32})
_POSSIBLE_2022: tuple[ItemClass, ...] = ("3A090",)


def item_requirement(facts: Facts) -> Parts:
    """Say whether the item needs a licence, how one would be judged, and what could avoid it."""
    if facts.item.item_class == "indeterminate":
        yield from _indeterminate(facts)
        return
    needed = requirement(facts, facts.item.item_class, facts.stance.posture)
    for basis in needed.bases:
        detail = f"{facts.item.item_class} needs a licence: {basis.why}."
        yield finding(
            facts.law, basis.rule, Effect.LICENCE_REQUIRED, detail, section=basis.section
        )
        if basis.rule == "US-14":
            yield Asked(question="uae.supplement-8", why=basis.why, blocking=False)
    yield from _seats(facts, needed)
    yield from _group_doubts(facts)
    yield from _not_due(facts)
    yield from figures(facts)
    if needed.bases:
        yield from review(facts, needed.bases)
        yield from _exceptions(facts)
        yield from reach(facts)
    else:
        yield from _nothing_found(facts)


def _seats(facts: Facts, needed: Requirement) -> Parts:
    """Ask for an unknown headquarters or parent; it blocks where it alone could decide."""
    for question in needed.questions:
        yield Asked(
            question=question,
            why=f"{facts.item.item_class}: the headquarters test is worldwide; this is unknown.",
            blocking=not needed.bases,
        )


def _group_doubts(facts: Facts) -> Parts:
    """Say which memberships are copied backwards, and which a person must confirm."""
    law, party = facts.law, facts.request.recipient
    if facts.domestic or not law.enforced("US-2"):
        return
    if law.day < law.rulebook.groups_seen_on:
        seen = law.rulebook.groups_seen_on
        yield Condition(text=f"Country groups before {seen} are reconstructed from that day's.")
    seats = (code for code in (party.hq_country, party.ultimate_parent_hq) if code is not None)
    for place in dict.fromkeys((*facts.places, *map(law.place, seats))):
        for record in law.doubtful(place):
            yield Condition(text=f"To be confirmed: {record.source.section}.")
            why = f"{record.country} in {record.group}: {record.source.citation}."
            yield Asked(question="law.group-history", why=why, blocking=False)


def figures(facts: Facts) -> Parts:
    """Ask about figures that are easily mistaken: whose sum, which width, and Note 1."""
    item, making = facts.request.item, facts.request.item.fabrication
    if item.form == "computer" and facts.chips.rates and not item.contains:
        why = "The item holds circuits; one of them is tested, never their sum."
        yield Asked(question="item.integrated-circuit", why=why, blocking=False)
    widths = {rate.bits for rate in facts.chips.rates if not rate.precision}
    if widths & _MISTAKEN_BITS:
        why = "Figures at 32 and 4 bits are often TF32 (19 bits), sparse, or in block formats."
        yield Asked(question="item.figure", why=why, blocking=False)
    if making is not None:
        yield from foundry_questions(making, facts.item, facts.law)


def _exceptions(facts: Facts) -> Parts:
    barred = [effect.list for effect in listed(facts) if effect.no_exceptions]
    if barred:
        lists = ", ".join(barred)
        unless = ", unless its entry says so" if "EL" in barred else ""
        yield Condition(text=f"No licence exception for a party on {lists}{unless}.")
    else:
        yield from exceptions(facts)
        if facts.law.enforced("US-2") and facts.item.item_class != "4E091":
            yield Condition(text=_OTHER_EXCEPTIONS)
    if facts.item.item_class == "3A090.a" and facts.chips.datacenter is None:
        why = "An item of .a that is not for datacenters may have NAC or ACA, and another review."
        yield Asked(question="item.datacenter", why=why, blocking=False)


def _indeterminate(facts: Facts) -> Parts:
    """Ask for what is missing, where any class the item may have would matter here."""
    modern = facts.law.enforced("US-2")
    possible = [
        requirement(facts, item, facts.stance.posture)
        for item in (_POSSIBLE if modern else _POSSIBLE_2022)
    ]
    memory = facts.item.needs == ("item.package-area",)
    if memory:
        possible = [requirement(facts, "3A090.c", facts.stance.posture)]
    matters = any(needed.bases or needed.questions for needed in possible)
    for need in (*facts.item.needs, "item.class"):
        yield Asked(question=need, why="The class depends on it.", blocking=matters)
    for question in possible[0].questions:
        yield Asked(question=question, why="It matters if the class is .a or .b.")
    if not matters:
        yield from _nothing_found(facts)


def _nothing_found(facts: Facts) -> Parts:
    rule = _OWN_RULES.get(facts.item.item_class, "US-2")
    if not facts.law.enforced("US-2"):
        rule = "US-1"
    if facts.domestic:
        detail = "The chips go to or stay in the United States: no export or transfer abroad."
    elif not subject_to_ear(facts):
        rule, detail = "US-23", "A person found that the chips are not subject to the EAR."
    elif facts.item.item_class == "4E091":
        detail = "4E091 stands in the code and is not enforced."
    elif facts.item.item_class == "none":
        detail = "No 3A090 requirement found: the item is in no paragraph of 3A090."
    else:
        detail = f"No 3A090 requirement found for {', '.join(facts.places)} and this recipient."
    yield finding(facts.law, rule, Effect.NONE, detail, section="item")
    yield Condition(text="Parts 744 and 746 and General Prohibitions 4 to 10 remain.")


def other_posture(facts: Facts) -> Parts:
    """Say what the posture that was not adopted would say of the item, where it differs."""
    item, mine = facts.item.item_class, facts.stance.posture
    other = other_than(mine)
    here = requirement(facts, item, mine).bases
    there = requirement(facts, item, other).bases
    rule = next((it for it in ("US-5", "US-2") if facts.law.enforcement(it)), "US-1")
    if here == there:
        effect = Effect.LICENCE_REQUIRED if there else Effect.NONE
        rule = there[0].rule if there else rule
        yield finding(facts.law, rule, effect, f"Under the posture {other.value}: the same.")
    elif not facts.stance.chosen:
        why = "The code says more than is enforced: a named person chooses, and takes the risk."
        yield Asked(question="law.posture", why=why, blocking=False)
    if here == there:
        return
    if not there:
        detail = f"Under the posture {other.value}: no requirement found."
        yield finding(facts.law, rule, Effect.NONE, detail)
    for basis in [it for it in there if it not in here]:
        detail = f"Under the posture {other.value} a licence is required: {basis.why}."
        yield finding(
            facts.law, basis.rule, Effect.LICENCE_REQUIRED, detail, section=basis.section
        )
    if there and set(there) < set(here):
        detail = f"Under the posture {other.value} fewer rules require a licence."
        yield finding(facts.law, there[0].rule, Effect.LICENCE_REQUIRED, detail)


def other_than(posture: Posture) -> Posture:
    """Return the posture that was not adopted."""
    return Posture.CODIFIED if posture is Posture.ENFORCED else Posture.ENFORCED


def _not_due(facts: Facts) -> Parts:
    """Say where a text is in effect whose compliance date lies ahead."""
    item, law = facts.item.item_class, facts.law
    for rule, paragraph in (("US-4", "3A090.c"), ("US-5", "3A090.a"), ("4E091", "4E091")):
        due = law.rule(rule).compliance_from
        if item == paragraph and due is not None and law.codified(rule) and law.day < due:
            text = f"The text of {rule} is in effect; compliance with {rule} is due from {due}."
            yield Condition(text=text)
