"""Are the weights of a model under 4E091?

15 CFR 774 Supp. 1, 4E091 (90 FR 4544), in the code and not enforced: 10^26 training operations or
more and weights that are not published; of weights derived from published ones, only where what
was added exceeds 2.5 x 10^25 or a quarter of the training operations, whichever is higher.
"""

from decimal import Decimal

from comptrol.domains.law.formulas.answer import Classification
from comptrol.domains.law.formulas.as_of import LawAsOf
from comptrol.domains.law.formulas.item import Weights
from comptrol.domains.law.formulas.words import ItemClass
from comptrol.kernel.quantity import plain


def classify_weights(name: str, weights: Weights, law: LawAsOf) -> Classification:
    """Return 4E091 where the text, in force or only in the code, names these weights."""
    if not law.codified("4E091"):
        return _settled(name, "none", f"4E091 is not in the code on {law.day}.", law)
    if weights.published:
        return _settled(name, "none", "Published weights are not controlled.", law)
    least, did = law.number("4e091.operations-from"), weights.operations
    if did < least:
        return _settled(name, "none", f"{plain(did)} operations < {plain(least)}.", law)
    if weights.additional_operations is not None:
        return _derived(name, did, weights.additional_operations, law)
    return _settled(name, "4E091", f"{plain(did)} operations >= {plain(least)}.", law)


def _derived(name: str, all_of_them: Decimal, added: Decimal, law: LawAsOf) -> Classification:
    share = law.number("4e091.derived.share-above") * all_of_them
    most = max(law.number("4e091.derived.operations-above"), share)
    above = added > most
    step = (
        f"{plain(added)} operations added, {'more' if above else 'not more'} than {plain(most)}."
    )
    return _settled(name, "4E091" if above else "none", step, law)


def _settled(name: str, item_class: ItemClass, step: str, law: LawAsOf) -> Classification:
    return Classification(
        chip=name,
        tpp=None,
        performance_density=None,
        item_class=item_class,
        entry=item_class if item_class != "none" else "",
        steps=(step,),
        cites=(law.section("4E091", "item").citation,),
    )
