"""Which paragraph of 3A090 does an integrated circuit fall under, and why?

15 CFR 774 Supp. 1, 3A090. The structure changed once: a rate-and-bandwidth test from 2022-10-21
(87 FR 62186), the performance and density test since 2023-11-17 (88 FR 73458). Each structure is
a function of its own; its numbers are parameters of the rulebook. Every "or more" is inclusive.
"""

from datetime import date
from decimal import Decimal

import msgspec

from comptrol.domains.chips import (
    Specification,
    performance_density,
    total_processing_performance,
)
from comptrol.domains.law.formulas.answer import Classification
from comptrol.domains.law.formulas.arithmetic import limb_test, threshold_test, working
from comptrol.domains.law.formulas.as_of import LawAsOf
from comptrol.domains.law.formulas.rulebook import Rulebook
from comptrol.kernel.errors import OutOfRangeError
from comptrol.kernel.quantity import plain


def classify(
    chip: Specification, on: date, rulebook: Rulebook, known_at: date | None = None
) -> Classification:
    """Return the class of a chip on a day by its numbers; a published label decides nothing.

    Without a day of knowledge, everything in the rulebook is known.
    """
    law = LawAsOf(rulebook=rulebook, day=on, known_at=known_at or date.max)
    if on < rulebook.first_day:
        raise OutOfRangeError(
            f"3A090 begins on {rulebook.first_day}: nothing can be classified on {on}"
        )
    return classify_2023(chip, law) if law.enforced("US-2") else classify_2022(chip, law)


def classify_2022(chip: Specification, law: LawAsOf) -> Classification:
    """Apply 3A090 as of 2022-10-21: input and output of 600 GB/s or more, and 4800 or more."""
    tpp, io = total_processing_performance(chip), chip.io_bidirectional_gb_per_s
    tests = (
        ("item.tpp", "bits x TOPS", tpp, law.number("3a090-2022.tpp")),
        ("item.io-bandwidth", "aggregate bidirectional I/O in GB/s", io,
         law.number("3a090-2022.io-gb-per-s")),
    )  # fmt: skip
    steps = tuple(threshold_test(what, value, least) for _, what, value, least in tests)
    needs = tuple(need for need, _, value, _ in tests if value is None)
    missed = any(value is not None and value < least for _, _, value, least in tests)
    return Classification(
        chip=chip.name,
        tpp=tpp,
        performance_density=None,
        item_class="none" if missed else "indeterminate" if needs else "3A090",
        limbs=() if missed or needs else ("io", "tpp"),
        needs=() if missed else needs,
        steps=steps,
        cites=(law.section("US-1", "item").citation,),
    )


def classify_2023(chip: Specification, law: LawAsOf) -> Classification:
    """Apply 3A090 as of 2023-11-17: Note 2 first, then paragraph .a, then paragraph .b."""
    tpp, density = total_processing_performance(chip), performance_density(chip)
    found = Classification(
        chip=chip.name,
        tpp=tpp,
        performance_density=density,
        item_class="indeterminate",
        steps=working(chip, tpp, density),
        cites=(law.section("US-2", "item").citation,),
    )
    if tpp is None:
        return msgspec.structs.replace(found, needs=("item.tpp",))
    floor = law.number("3a090.note2.tpp")
    if chip.datacenter is False and tpp < floor:
        return _settled(
            found,
            "none",
            step=f"Note 2: not for datacenters and TPP {plain(tpp)} < {plain(floor)}.",
        )
    limbs = _limbs_a(chip, tpp, law)
    if "a.1" in limbs:
        note2 = chip.datacenter is False
        return msgspec.structs.replace(_settled(found, "3A090.a", limbs, law=law), note2=note2)
    return _below_a1(chip, tpp, law, found)


def _below_a1(
    chip: Specification, tpp: Decimal, law: LawAsOf, found: Classification
) -> Classification:
    """Settle a chip whose TPP alone does not put it into paragraph .a."""
    least = min(law.number(f"3a090.{limb}.tpp") for limb in ("a.2", "b.1", "b.2"))
    if tpp < least:
        step = f"TPP {plain(tpp)} < {plain(least)}: below every limb, whatever the die area."
        return _settled(found, "none", step=step)
    if found.performance_density is None:
        return msgspec.structs.replace(found, needs=_density_needs(chip))
    limbs = _limbs_a(chip, tpp, law) or _limbs_b(chip, tpp, law)
    if not limbs:
        return _settled(found, "none", step="No limb of .a or .b is met.")
    if chip.datacenter is None:
        return msgspec.structs.replace(found, limbs=limbs, needs=("item.datacenter",))
    return _settled(found, "3A090.a" if "a.2" in limbs else "3A090.b", limbs, law=law)


def _density_needs(chip: Specification) -> tuple[str, ...]:
    """Name what keeps the density unknown; a planar part has none, and a person decides."""
    needs = ["item.planar" if chip.non_planar is False else "item.die-area"]
    if chip.datacenter is None:
        needs.append("item.datacenter")
    return tuple(needs)


def _limbs_a(chip: Specification, tpp: Decimal, law: LawAsOf) -> tuple[str, ...]:
    limbs = []
    if tpp >= law.number("3a090.a.1.tpp"):
        limbs.append("a.1")
    if tpp >= law.number("3a090.a.2.tpp") and _dense(chip, law.number("3a090.a.2.density")):
        limbs.append("a.2")
    return tuple(limbs)


def _limbs_b(chip: Specification, tpp: Decimal, law: LawAsOf) -> tuple[str, ...]:
    limbs = []
    if (
        law.number("3a090.b.1.tpp") <= tpp < law.number("3a090.b.1.tpp-below")
        and _dense(chip, law.number("3a090.b.1.density"))
        and not _dense(chip, law.number("3a090.b.1.density-below"))
    ):
        limbs.append("b.1")
    if (
        tpp >= law.number("3a090.b.2.tpp")
        and _dense(chip, law.number("3a090.b.2.density"))
        and not _dense(chip, law.number("3a090.b.2.density-below"))
    ):
        limbs.append("b.2")
    return tuple(limbs)


def _dense(chip: Specification, least: Decimal) -> bool:
    """Tell whether TPP ÷ area reaches a bound, by multiplication: a division would round."""
    tpp = total_processing_performance(chip)
    if chip.non_planar is not False and tpp is not None and chip.die_area_mm2:
        return tpp >= least * chip.die_area_mm2
    density = performance_density(chip)
    return density is not None and density >= least


def _settled(
    found: Classification,
    item_class: str,
    limbs: tuple[str, ...] = (),
    *,
    step: str = "",
    law: LawAsOf | None = None,
) -> Classification:
    """Return the classification with its class, and the sentence that settles it."""
    sentence = step or f"Met: {', '.join(limbs)}."
    if law is not None:
        sentence = f"{item_class}: " + "; ".join(limb_test(law, limb) for limb in limbs) + "."
    return msgspec.structs.replace(
        found, item_class=item_class, limbs=limbs, steps=(*found.steps, sentence)
    )
