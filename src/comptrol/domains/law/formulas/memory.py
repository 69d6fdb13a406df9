"""Is a high-bandwidth memory sold as such under 3A090.c?

15 CFR 774 Supp. 1, 3A090.c (89 FR 96790): bandwidth ÷ package or stack area, strictly more than
the limit. A processor with such memory inside it is not under .c: its processing dominates.
"""

from decimal import Decimal

from comptrol.domains.law.formulas.answer import Classification
from comptrol.domains.law.formulas.as_of import LawAsOf
from comptrol.domains.law.formulas.words import ItemClass
from comptrol.kernel.quantity import plain


def classify_memory(
    name: str, gb_per_s: Decimal, area_mm2: Decimal | None, law: LawAsOf
) -> Classification:
    """Return 3A090.c where the memory bandwidth density is more than the limit."""
    found = Classification(
        chip=name, tpp=None, performance_density=None, item_class="none", cites=_cites(law)
    )
    if law.enforcement("US-4") is None:
        return found
    if not area_mm2:
        return _replaced(found, "indeterminate", "The package area is unknown.")
    limit = law.number("3a090.c.density-above")
    above = gb_per_s > limit * area_mm2
    density = f"{plain(gb_per_s)} GB/s / {plain(area_mm2)} mm2"
    step = f"{density} is {'more than' if above else 'not more than'} {plain(limit)} GB/s/mm2."
    return _replaced(found, "3A090.c" if above else "none", step)


def _replaced(found: Classification, item_class: ItemClass, step: str) -> Classification:
    return Classification(
        chip=found.chip,
        tpp=None,
        performance_density=None,
        item_class=item_class,
        limbs=("c",) if item_class == "3A090.c" else (),
        needs=("item.package-area",) if item_class == "indeterminate" else (),
        steps=(step,),
        cites=found.cites,
    )


def _cites(law: LawAsOf) -> tuple[str, ...]:
    return (law.section("US-4", "item").citation,)
