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


def _light(facts: Facts) -> bool:
    """Tell whether a memory is below the density that its exception asks for, strictly."""
    memory = facts.request.item.numbers
    if memory.hbm_gb_per_s is None or memory.hbm_mm2 is None:
        return False
    return memory.hbm_gb_per_s < facts.law.number("exception.hbm.density-below") * memory.hbm_mm2


def _items_open(facts: Facts) -> tuple[str, ...]:
    most, quantity = facts.law.number(_NAC_ITEMS_MAX), facts.request.item.quantity
    if quantity <= most:
        return ()
    return (f"NOT MET as asked: {quantity} items, at most {plain(most)}",)


def _diffusion(facts: Facts) -> Parts:
    """Name what the text of January 2025 offers, where that text is what requires the licence.

    15 CFR 740.27 to 740.29 (90 FR 4544): AIA for the destinations that it lists, LPP for small
    quantities, ACM for what is made. Of these 15 CFR 740.2(a)(9)(ii) leaves ACM alone for chips to
    the scope of the destinations, and to those with headquarters in D:5 or Macau.
    """
    law, strong = facts.law, facts.item.item_class == "3A090.a"
    if not facts.worldwide or facts.item.item_class not in {"3A090.a", "4E091"}:
        return
    barred = any(map(law.in_scope, facts.places)) or bool(facts.headquarters_limb)
    if not barred and any(law.named("aia", place) for place in facts.places):
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
    conditions = "; ".join((*failed, *facts.law.rule(rule).conditions))
    yield finding(
        facts.law,
        rule,
        Effect.EXCEPTION_AVAILABLE,
        f"Licence Exception {rule} is a candidate, not a conclusion. Open: {conditions}.",
    )
