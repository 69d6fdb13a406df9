"""Under which policy of 15 CFR 742.6(b)(10) would a required licence be judged?"""

from typing import Literal

from comptrol.domains.chips import Specification, total_processing_performance
from comptrol.domains.law.formulas.answer import Asked, Classification, Condition, Parts, finding
from comptrol.domains.law.formulas.as_of import HOME, LawAsOf
from comptrol.domains.law.formulas.facts import Facts
from comptrol.domains.law.formulas.requirement import Basis
from comptrol.domains.law.formulas.words import Effect
from comptrol.kernel.quantity import plain

NumberTest = Literal[
    "case-by-case-number", "presumption-of-denial", "not-applicable", "indeterminate"
]


def number_test_2026(item: Classification, chip: Specification, law: LawAsOf) -> NumberTest:
    """Apply the two numbers of 91 FR 1684, both strictly below; they free nothing."""
    if item.item_class != "3A090.a" or not law.enforced("US-11"):
        return "not-applicable"
    tpp, dram = total_processing_performance(chip), chip.dram_gb_per_s
    if tpp is not None and tpp >= law.number("review-2026.tpp-below"):
        return "presumption-of-denial"
    if dram is not None and dram >= law.number("review-2026.dram-gb-per-s-below"):
        return "presumption-of-denial"
    return "indeterminate" if tpp is None or dram is None else "case-by-case-number"


def review(facts: Facts, bases: tuple[Basis, ...]) -> Parts:
    """Say under which policy a licence would be judged; where no policy was read, say that."""
    rules = {basis.rule for basis in bases}
    if rules & {"US-1", "US-1a"}:
        home = facts.request.recipient.hq_country == HOME
        effect = Effect.CASE_BY_CASE if home else Effect.PRESUMPTION_OF_DENIAL
        yield finding(facts.law, "US-1", effect, _REVIEW_2022, section="review")
    elif "US-2" not in rules:
        yield from _not_read(rules)
    elif facts.headquarters_limb or any(map(facts.law.is_restricted, facts.places)):
        yield from _restricted_side(facts)
    else:
        yield finding(
            facts.law,
            "US-2",
            Effect.PRESUMPTION_OF_APPROVAL,
            "A licence would be judged with a presumption of approval: D:1 or D:4, not D:5.",
            section="review",
        )


_REVIEW_2022 = (
    "A licence would be judged with a presumption of denial; case by case for end users with "
    "headquarters in the United States, A:5 or A:6 (the groups of 2022 are not in the rulebook)."
)


def _restricted_side(facts: Facts) -> Parts:
    """Judge the side of Macau, D:5 and headquarters there."""
    law = facts.law
    if facts.item.item_class == "3A090.a" and not facts.item.note2:
        yield from _datacenter_a(facts)
    elif law.enforced("US-3"):
        detail = "A licence would be judged case by case: not a datacenter item of .a."
        yield finding(law, "US-3", Effect.CASE_BY_CASE, detail, section="review")
    else:
        yield Condition(text="Review policy for this item before 2024-04-04: not in the rulebook.")


def _datacenter_a(facts: Facts) -> Parts:
    """Presume denial, but for exports from the US whose numbers are below the limits."""
    law, tested = facts.law, number_test_2026(facts.item, facts.chips, facts.law)
    to_china = all(law.is_china(place) or law.is_macau(place) for place in facts.places)
    if facts.from_home and to_china and tested == "case-by-case-number":
        yield from _numbers_below(facts)
    else:
        detail = "A licence would be judged with a presumption of denial: a datacenter item of .a."
        if facts.chips.datacenter is None and "note 1" not in facts.item.limbs:
            detail = "Unless it is not for datacenters, it would be judged with that presumption."
            detail = f"A presumption of denial for datacenter items of .a. {detail}"
        yield finding(law, "US-2", Effect.PRESUMPTION_OF_DENIAL, detail, section="review")
    if facts.from_home and to_china and tested == "indeterminate":
        yield Asked(question="item.dram", why=_limits(law), blocking=False)


def _numbers_below(facts: Facts) -> Parts:
    """Both numbers are below the limits: the first of seven conditions, and six remain."""
    law = facts.law
    detail = f"{_limits(law)} Met: judged case by case, if the other conditions are met too."
    yield finding(law, "US-11", Effect.CASE_BY_CASE, detail)
    for condition in law.rule("US-11").conditions:
        yield Condition(text=f"To be judged case by case: {condition}")
    yield Asked(
        question="review-2026.conditions", why="The numbers are not enough.", blocking=False
    )


def _limits(law: LawAsOf) -> str:
    tpp, dram = (law.number(f"review-2026.{name}-below") for name in ("tpp", "dram-gb-per-s"))
    return f"The test is TPP < {plain(tpp)} and DRAM < {plain(dram)} GB/s, from the US to China."


def _not_read(rules: set[str]) -> Parts:
    if rules:
        named = ", ".join(sorted(rules))
        yield Condition(text=f"Review policy under {named}: not in the rulebook; ask counsel.")
        why = f"The licence is required by {named}, whose review policy was not read."
        yield Asked(question="review.not-read", why=why, blocking=False)
