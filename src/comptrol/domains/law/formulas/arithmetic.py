"""The arithmetic of a classification, in sentences that a reader can redo."""

from decimal import Decimal
from typing import Final

from comptrol.domains.chips import Specification, best_rate
from comptrol.domains.law.formulas.as_of import LawAsOf
from comptrol.kernel.quantity import plain

_SHOWN: Final = Decimal("0.0001")


def working(chip: Specification, tpp: Decimal | None, density: Decimal | None) -> tuple[str, ...]:
    """Write the two quantities as sums a reader can redo."""
    best = best_rate(chip.rates)
    steps = ["TPP is unknown." if tpp is None else f"TPP = {plain(tpp)} as stated."]
    if best is not None:
        rate = f"{plain(best.dense_tera_ops)} dense TOPS x {best.bits} bits"
        more = f", the highest of {len(chip.rates)} rates" if len(chip.rates) > 1 else ""
        steps = [f"TPP = {rate} = {plain(best.tpp)}{more}."]
    if density is None:
        known = (
            "is undefined: no non-planar logic die" if chip.non_planar is False else "is unknown"
        )
        steps.append(f"Performance density {known}.")
    elif chip.die_area_mm2 and tpp is not None:
        shown = plain(density.quantize(_SHOWN))
        steps.append(f"PD = {plain(tpp)} / {plain(chip.die_area_mm2)} mm2 = {shown}.")
    else:
        steps.append(f"PD = {plain(density)} as stated.")
    return tuple(steps)


def limb_test(law: LawAsOf, limb: str) -> str:
    """Write the test of one limb with the numbers in force."""
    tests = [f"TPP >= {plain(law.number(f'3a090.{limb}.tpp'))}"]
    if limb != "a.1":
        tests.append(f"PD >= {plain(law.number(f'3a090.{limb}.density'))}")
    return f"{limb} ({' and '.join(tests)})"


def threshold_test(what: str, value: Decimal | None, least: Decimal) -> str:
    """Write how a quantity stands to an inclusive limit."""
    if value is None:
        return f"{what} is unknown; the limit is {plain(least)}."
    sign = ">=" if value >= least else "<"
    return f"{what} = {plain(value)} {sign} {plain(least)}."
