"""Which licence exceptions are candidates?

15 CFR 740.8. A candidate is named with the conditions that are still open; that one applies is
never concluded.
"""

from comptrol.domains.law.formulas.answer import Parts, finding
from comptrol.domains.law.formulas.facts import Facts
from comptrol.domains.law.formulas.words import Effect
from comptrol.kernel.quantity import plain

_NAC_ITEMS_MAX = "exception.nac.items-max"


def exceptions(facts: Facts) -> Parts:
    """Name NAC or ACA where item and place allow one of them."""
    item, law = facts.item, facts.law
    yield from _diffusion(facts)
    yield from _validated(facts)
    if item.item_class == "3A090.c" and _light(facts) and law.enforced("HBM"):
        yield from _candidate(facts, "HBM", ())
    if not (item.note2 or item.item_class == "3A090.b"):
        return
    to_restricted = any(map(law.is_restricted, facts.places))
    restricted = to_restricted or bool(facts.headquarters_limb)
    if not law.enforced("ACA") or (restricted and not facts.within):
        if law.enforced("NAC"):
            yield from _candidate(facts, "NAC", _items_open(facts))
    elif to_restricted or (not restricted and any(map(law.in_scope, facts.places))):
        yield from _candidate(facts, "ACA", ())


def _validated(facts: Facts) -> Parts:
    """Name the authorisation of a validated data center (15 CFR 748.15) where one is stated."""
    item, law = facts.item.item_class, facts.law
    stated = facts.request.recipient.validated_end_user
    if stated and item in {"3A090.a", "3A090.b"} and law.enforced("C-6"):
        yield from _candidate(facts, "C-6", ())


def _light(facts: Facts) -> bool:
    """Tell whether a memory is below the density that its exception asks for, strictly."""
    memory = facts.request.item.numbers
    if memory.hbm_gb_per_s is None or memory.hbm_mm2 is None:
        return False
    return memory.hbm_gb_per_s < facts.law.number("exception.hbm.density-below") * memory.hbm_mm2


def _items_open(facts: Facts) -> tuple[str, ...]:
    most, quantity = facts.law.number_or_none(_NAC_ITEMS_MAX), facts.request.item.quantity
    if most is None or quantity <= most:
        return ()
    return (f"NOT MET as asked: {quantity} items, at most {plain(most)}",)


def _diffusion(facts: Facts) -> Parts:
    """Name what the text of January 2025 offers, where that text is what requires the licence.

    90 FR 4544: AIA (15 CFR 740.27) for the destinations that it lists, ACM (740.28), LPP for small
    quantities. To the scope of the destinations, and to those with headquarters in D:5 or Macau,
    740.2(a)(9)(ii) leaves ACM, and AIA for 4E091 alone.
    """
    law, strong = facts.law, facts.item.item_class == "3A090.a"
    if not facts.worldwide or facts.item.item_class not in {"3A090.a", "4E091"}:
        return
    barred = any(map(law.in_scope, facts.places)) or bool(facts.headquarters_limb)
    ally = any(law.named("aia", place) for place in facts.places)
    if ally and not (barred and strong):
        yield from _candidate(facts, "AIA", ())
    if strong and not barred:
        yield from _candidate(facts, "LPP", _low_performance(facts))
    if strong:
        yield from _candidate(facts, "ACM", ())


def _low_performance(facts: Facts) -> tuple[str, ...]:
    """Work out what the request takes of the yearly limit and of a country's allocation."""
    law, tpp = facts.law, facts.item.tpp
    if tpp is None:
        return ()
    most, country = law.number("diffusion.lpp.tpp"), law.number("diffusion.country.tpp")
    asked = tpp * facts.request.item.quantity
    sign = "<=" if asked <= most else ">"
    sums = f"{plain(asked)} TPP {sign} {plain(most)} a consignee and year"
    share = f"{plain(round(asked / country * 100, 4))} % of a country's {plain(country)} TPP"
    return (f"NOT MET as asked: {sums}" if asked > most else sums, share)


def _candidate(facts: Facts, rule: str, failed: tuple[str, ...]) -> Parts:
    conditions = "; ".join((*failed, *facts.law.conditions(rule)))
    yield finding(
        facts.law,
        rule,
        Effect.EXCEPTION_AVAILABLE,
        f"{_title(facts, rule)} is a candidate, not a conclusion. Open: {conditions}.",
    )


def _title(facts: Facts, rule: str) -> str:
    return facts.law.rule("C-6").title if rule == "C-6" else f"Licence Exception {rule}"
