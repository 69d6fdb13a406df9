"""What may be said about chip models, given what is known."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from comptrol.domains.chips.formulas import BITS, TPP_POSSIBLE_MAX
from comptrol.domains.chips.refusals import ChipsRefusal
from comptrol.domains.chips.statements import (
    UNITS,
    WORDS,
    Basis,
    ChipsStatement,
    Described,
    Fact,
    FactorsAdopted,
    Property,
)
from comptrol.domains.chips.view import ChipsView
from comptrol.domains.parties import PartiesView, may
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import AUTHORITY
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

NUMBER_MIN, NUMBER_MAX = Decimal("1e-6"), Decimal("1e9")
"""Every property of every chip lies well between: outside stands a slip, or an attack by zeros."""
DIGITS_MAX = 20
"""Nothing of a chip is known more exactly; a number of thousands of digits would fill rulings."""


def check(entry: Entry[ChipsStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    match entry.statement:
        case Described() as said:
            yield from check_described(said, entry.signer, world)
        case FactorsAdopted() as said:
            yield from check_factors_adopted(said, world[ChipsView])
        case never:
            assert_never(never)


def check_described(said: Described, signer: PartyId, world: World) -> Iterator[Finding]:
    """Refuse another's model, another's name, a model without a rate, and impossible facts."""
    view = world[ChipsView]
    known = view.models.get(said.model)
    another = known.described_by if known is not None else signer
    if signer != another and not may(world[PartiesView], signer, AUTHORITY):
        yield Finding.of(ChipsRefusal.DESCRIBED_BY_ANOTHER, f"by {another}")
    for alias, written in said.names.items():
        taken = view.names.get(alias)
        if taken is not None and taken.model != said.model and not taken.withdrawn:
            yield Finding.of(ChipsRefusal.NAME_TAKEN, f"{written!r} is {taken.model}")
    if not any(_is_dense(fact) for fact in said.facts):
        yield Finding.of(ChipsRefusal.NO_RATE, said.model)
    for fact in said.facts:
        yield from _check_fact(fact)
    facts = Counter((fact.property, fact.precision) for fact in said.facts)
    for (property_, precision), times in facts.items():
        if times > 1:
            of = f" at {precision.value}" if precision else ""
            yield Finding.of(ChipsRefusal.FACT_TWICE, f"{property_.value}{of}")


def check_factors_adopted(said: FactorsAdopted, view: ChipsView) -> Iterator[Finding]:
    """Refuse a second set of the same name, a chip counted twice, and impossible factors."""
    if view.factor_sets.get(said.factor_set) is not None:
        yield Finding.of(ChipsRefusal.FACTOR_SET_EXISTS, said.factor_set)
    for factor in said.factors:
        if not _is_possible(factor.h100e):
            yield Finding.of(ChipsRefusal.IMPOSSIBLE_NUMBER, f"{factor.chip}: {factor.h100e}")
    for counted in ("chip", "model"):
        times = Counter(getattr(factor, counted) for factor in said.factors)
        twice = sorted(name for name, count in times.items() if name is not None and count > 1)
        if twice:
            yield Finding.of(ChipsRefusal.CHIP_TWICE, ", ".join(twice))


def _check_fact(fact: Fact) -> Iterator[Finding]:
    about = fact.property.value
    if fact.basis is Basis.SPARSE:
        yield Finding.of(ChipsRefusal.SPARSE_RATE, f"{about}: {fact.value}")
    if not _is_fit(fact):
        yield Finding.of(ChipsRefusal.FACT_UNFIT, about)
    unit = UNITS.get(fact.property, "")
    if fact.unit != unit:
        yield Finding.of(ChipsRefusal.WRONG_UNIT, f"{about}: {unit!r}, not {fact.unit!r}")
    words = WORDS.get(fact.property)
    if words is not None and fact.text is not None and fact.text not in words:
        yield Finding.of(ChipsRefusal.UNKNOWN_WORD, f"{about}: {' or '.join(sorted(words))}")
    if fact.value is not None and not (_is_possible(fact.value) and _is_possible_tpp(fact)):
        yield Finding.of(ChipsRefusal.IMPOSSIBLE_NUMBER, f"{about}: {fact.value}")


def _is_dense(fact: Fact) -> bool:
    return fact.property is Property.RATE and fact.basis is Basis.DENSE


def _is_fit(fact: Fact) -> bool:
    """Tell whether a fact has what its property needs, and nothing that it cannot have."""
    number = fact.property in UNITS
    rate = fact.property is Property.RATE
    return (
        (fact.value is not None) is number
        and (fact.text is not None) is not number
        and (fact.precision is not None) is rate
        and (fact.basis is not None) is rate
    )


def _is_possible(value: Decimal) -> bool:
    digits = len(value.as_tuple().digits)
    return value.is_finite() and digits <= DIGITS_MAX and NUMBER_MIN <= value <= NUMBER_MAX


def _is_possible_tpp(fact: Fact) -> bool:
    """Tell whether a rate or a printed TPP stays below what any part could reach."""
    assert fact.value is not None, "only a number is compared"
    if fact.property is Property.TPP_PUBLISHED:
        return fact.value <= TPP_POSSIBLE_MAX
    if fact.precision is None:
        return True
    return fact.value * BITS[fact.precision] <= TPP_POSSIBLE_MAX
