"""What did one period come to? By the hardware, by the architecture, or as somebody stated it.

The two routes are those of the Commission's guidelines C(2025) 5045, Annex A.2 and A.3: chips x
seconds x peak x utilisation, summed over periods in which none of them changes; and passes x
operations of a pass, which for a large dense transformer are 6 x parameters x tokens in all.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from comptrol.domains.chips import BITS, Precision
from comptrol.domains.training.formulas.methods import Method, Weighing, weight
from comptrol.domains.training.formulas.peaks import Group, speed
from comptrol.domains.training.formulas.ranges import NOTHING, Range, figures, span
from comptrol.domains.training.statements import Passes, Purpose
from comptrol.kernel.quantity import Flop, plain

FORWARD_AND_BACKWARD: Final = 6
FORWARD: Final = 2
"""Operations for each parameter and token: two forward, four backward (15 CFR 774, 4E091)."""
MAKES_DATA: Final = frozenset({Purpose.SYNTHETIC_DATA, Purpose.EVALUATION})
WIDEST_BITS: Final = 32
"""Taken for the most, where a method weighs by precision and none is stated: no model of which
we know is trained on longer numbers."""


class Worked(NamedTuple):
    """What is known of one period, with every name looked up."""

    called: str
    groups: Sequence[Group]
    seconds: Fraction
    utilisation: Decimal | None
    precision: Precision | None
    architecture: Passes | None
    stated: Flop | None


class Counted(NamedTuple):
    """Operations that one method counts, each step of the arithmetic, and what is in doubt."""

    range: Range
    steps: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


class Excess(NamedTuple):
    """More operations than the chips can do: what was stated, the bound, and the arithmetic."""

    stated: Fraction
    bound: Fraction
    arithmetic: str


def physical_bound(worked: Worked) -> Fraction | None:
    """Return the operations that the chips cannot exceed: chips x seconds x highest dense peak."""
    if not worked.groups:
        return None
    return speed(worked.groups, None, Weighing.EQUAL).bound * worked.seconds


def excess(worked: Worked, purpose: Purpose) -> Excess | None:
    """Return by how much what was stated is more than the chips can do; nothing where it is not.

    It is a slip of the numbers or a lineage that was not told, and never a verdict.
    """
    bound = physical_bound(worked)
    if bound is None:
        return None
    said = [Fraction(int(worked.stated.high))] if worked.stated is not None else []
    if worked.architecture is not None:
        said.append(operations(worked.architecture, purpose))
    highest = max(said, default=NOTHING)
    if highest <= bound:
        return None
    parts = " + ".join(
        f"{it.chips:,} x {it.called} x {figures(worked.seconds)} s x "
        f"{plain(max(rate.dense_tera_ops for rate in it.rates))}e12/s"
        for it in worked.groups
    )
    told = f"{figures(highest)} operations are more than {parts} = {figures(bound)}"
    return Excess(highest, bound, told)


def operations(architecture: Passes, purpose: Purpose) -> Fraction:
    """Return passes x operations of a pass, or 6 x parameters x tokens; 2 x where none is learnt.

    >>> trained = Passes(parameters=Decimal("70e9"), tokens=Decimal("15e12"))
    >>> figures(operations(trained, Purpose.TRAINING), 2)
    '6.3e24'
    >>> figures(operations(trained, Purpose.SYNTHETIC_DATA), 2)
    '2.1e24'
    """
    if architecture.passes is not None and architecture.operations_per_pass is not None:
        return Fraction(architecture.passes) * Fraction(architecture.operations_per_pass)
    assert architecture.parameters is not None, "an architecture has one of two forms"
    assert architecture.tokens is not None, "parameters stand beside tokens"
    each = FORWARD if purpose in MAKES_DATA else FORWARD_AND_BACKWARD
    return each * Fraction(architecture.parameters) * Fraction(architecture.tokens)


def most(worked: Worked, purpose: Purpose) -> Fraction:
    """Return the largest number of operations that any route could give, before any weight."""
    given = [physical_bound(worked) or NOTHING]
    if worked.architecture is not None:
        given.append(operations(worked.architecture, purpose))
    if worked.stated is not None:
        given.append(Fraction(int(worked.stated.high)))
    return max(given)


def counted(worked: Worked, purpose: Purpose, method: Method) -> Counted:
    """Return what a method counts of one period.

    Of several routes the first of these is the estimate: what was stated, the architecture, the
    hardware; the range spans them all.
    """
    routes = [it for it in _routes(worked, purpose, method) if it is not None]
    if not routes:
        return Counted(Range.exactly(0), (f"{worked.called}: nothing was used",))
    whole = span(it.range for it in routes)
    steps = tuple(f"{worked.called}: {step}" for it in routes for step in it.steps)
    doubts = tuple(f"{worked.called}: {doubt}" for it in routes for doubt in it.doubts)
    return Counted(whole, steps, doubts)


def _routes(worked: Worked, purpose: Purpose, method: Method) -> tuple[Counted | None, ...]:
    stated = _by_statement(worked, method)
    architecture = _by_architecture(worked, purpose, method)
    without = stated is None and architecture is None
    by_chips = worked.groups and (worked.utilisation is not None or without)
    return stated, architecture, _by_hardware(worked, method) if by_chips else None


def _by_hardware(worked: Worked, method: Method) -> Counted:
    at = speed(worked.groups, worked.precision, method.weighing)
    doubts = list[str]()
    if worked.utilisation is not None:
        used = Range.exactly(worked.utilisation)
        share = plain(worked.utilisation)
    else:
        used = Range(NOTHING, Fraction(method.assumed_utilisation), Fraction(1))
        share = f"{plain(method.assumed_utilisation)} (assumed; 0 to 1)"
        doubts.append(f"utilisation is not stated: {method.assumption}; at most all of the peak")
    if worked.precision is None and at.counted.low != at.counted.high:
        told = "by the best rate of 16 bits or more, at most by the one that counts most"
        doubts.append(f"precision is not stated: {told}")
    found = at.counted.times(worked.seconds).scaled(used)
    step = f"{at.step} x {figures(worked.seconds)} s x utilisation {share} = {figures(found.mid)}"
    return Counted(found, (step,), tuple(doubts))


def _by_architecture(worked: Worked, purpose: Purpose, method: Method) -> Counted | None:
    given = worked.architecture
    if given is None:
        return None
    number = operations(given, purpose)
    doubts = list[str]()
    if given.passes is not None and given.operations_per_pass is not None:
        step = f"{figures(given.passes)} passes x {figures(given.operations_per_pass)} operations"
    else:
        assert given.parameters is not None, "an architecture has one of two forms"
        assert given.tokens is not None, "parameters stand beside tokens"
        each = FORWARD if purpose in MAKES_DATA else FORWARD_AND_BACKWARD
        parts = f"{figures(given.parameters)} parameters x {figures(given.tokens)} tokens"
        step = f"{each} x {parts}"
        if given.dense is None:
            doubts.append(
                "6PD holds for a large dense transformer: nobody has said that it is one"
            )
    weighed, more = _weighed(Range.exactly(number), worked.precision, method.weighing)
    doubts += more
    return Counted(weighed, (f"{step} = {figures(weighed.mid)}",), tuple(doubts))


def _by_statement(worked: Worked, method: Method) -> Counted | None:
    if worked.stated is None:
        return None
    weighed, more = _weighed(Range.said(worked.stated), worked.precision, method.weighing)
    return Counted(weighed, (f"stated = {figures(weighed.mid)}",), more)


def _weighed(
    number: Range, precision: Precision | None, weighing: Weighing
) -> tuple[Range, tuple[str, ...]]:
    """Return operations as they count at their precision; where it is unknown, at most as FP32."""
    if precision is not None:
        return number.times(weight(weighing, BITS[precision])), ()
    double = weight(weighing, WIDEST_BITS)
    if double == 1:
        return number, ()
    widest = Range(number.low, number.mid, number.high * Fraction(double))
    return widest, (f"precision is not stated: by 16 bits, at most by {WIDEST_BITS}",)
