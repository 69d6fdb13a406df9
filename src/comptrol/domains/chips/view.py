"""What is known about chip models."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import assert_never

import msgspec

from comptrol.domains.chips.formulas import (
    BITS,
    Rate,
    Specification,
    best_rate,
    performance_density,
)
from comptrol.domains.chips.statements import (
    DATACENTER,
    YES,
    ChipsStatement,
    Described,
    Fact,
    FactorsAdopted,
    FactorSetId,
    ModelId,
    Precision,
    Property,
    Width,
)
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Key, Table, View


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """One model and what law asks of it. Nothing means unknown, which is never the same as no."""

    model: ModelId
    name: str
    maker: str
    released: date | None
    rates: tuple[Rate, ...]
    tpp: Decimal
    tpp_precision: str
    """The precision of the rate that gives the TPP."""
    tpp_published: Decimal | None = None
    die_area_mm2: Decimal | None = None
    performance_density: Decimal | None = None
    dram_gb_per_s: Decimal | None = None
    io_bidirectional_gb_per_s: Decimal | None = None
    datacenter: bool | None
    non_planar: bool | None
    described_by: PartyId
    described_at: int


_COLUMNS = {
    Property.DIE_AREA: "die_area_mm2",
    Property.DRAM_BANDWIDTH: "dram_gb_per_s",
    Property.IO_BIDIRECTIONAL: "io_bidirectional_gb_per_s",
    Property.TPP_PUBLISHED: "tpp_published",
}
"""Which numbers stand in the row of a model; the others are found among its facts."""


class SourcedFact(msgspec.Struct, frozen=True, kw_only=True):
    """One fact of a model and how it is known, until the model is described without it."""

    model: ModelId
    property: str
    precision: str
    """Empty where the property has none."""
    value: Decimal | None
    text: str | None
    unit: str
    source: str
    retrieved: date
    quality: str
    note: str
    said_at: int
    withdrawn: bool = False


class ModelName(msgspec.Struct, frozen=True, kw_only=True):
    """A name that a model goes by: its identifier, its name, or an alias."""

    alias: str
    """As ``folded`` writes it: the same in any case."""
    written: str
    model: ModelId
    withdrawn: bool = False


class FactorSet(msgspec.Struct, frozen=True, kw_only=True):
    """An edition of H100-equivalent factors. It never changes once adopted."""

    factor_set: FactorSetId
    title: str
    definition: str
    source: str
    retrieved: date
    chips: int
    adopted_at: int


class ChipFactor(msgspec.Struct, frozen=True, kw_only=True):
    """How many H100 one chip counts for in one edition."""

    factor_set: FactorSetId
    chip: str
    model: ModelId | None
    h100e: Decimal
    basis: Width


class ChipsView(View):
    """Models, their facts and names, and what they weigh in H100."""

    models: Table[ModelId, Model] = Table.of(
        "chips_models", Model, key="model", indexes=("maker",)
    )
    facts: Table[Key, SourcedFact] = Table.of(
        "chips_facts", SourcedFact, key="model property precision"
    )
    names: Table[str, ModelName] = Table.of(
        "chips_names", ModelName, key="alias", indexes=("model",)
    )
    factors: Table[Key, ChipFactor] = Table.of(
        "chips_factors", ChipFactor, key="factor_set chip", indexes=("factor_set model",)
    )
    factor_sets: Table[FactorSetId, FactorSet] = Table.of(
        "chips_factor_sets", FactorSet, key="factor_set"
    )


def apply(view: ChipsView, entry: Entry[ChipsStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case Described() as said:
            yield from tuple(_withdrawals(view, said))
            yield view.models.put(_model(said, entry.signer, entry.position))
            for fact in said.facts:
                yield view.facts.put(_sourced(said.model, fact, entry.position))
            for alias, written in said.names.items():
                row = ModelName(alias=alias, written=written, model=said.model)
                yield view.names.put(row)
        case FactorsAdopted() as said:
            edition = msgspec.structs.asdict(said)
            chips = len(edition.pop("factors"))
            yield view.factor_sets.put(
                FactorSet(**edition, chips=chips, adopted_at=entry.position)
            )
            for factor in said.factors:
                fields = msgspec.structs.asdict(factor)
                yield view.factors.put(ChipFactor(factor_set=said.factor_set, **fields))
        case never:
            assert_never(never)


def specification_of(model: Model) -> Specification:
    """Return what the law asks about one chip of this model."""
    return Specification(
        name=model.name,
        rates=model.rates,
        die_area_mm2=model.die_area_mm2,
        non_planar=model.non_planar,
        datacenter=model.datacenter,
        io_bidirectional_gb_per_s=model.io_bidirectional_gb_per_s,
        dram_gb_per_s=model.dram_gb_per_s,
    )


def _withdrawals(view: ChipsView, said: Described) -> Iterator[Change]:
    """Withdraw what an earlier description said and this one does not: it replaces the whole."""
    facts = {(fact.property.value, _precision(fact.precision)) for fact in said.facts}
    for old in view.facts.where(model=said.model):
        if not old.withdrawn and (old.property, old.precision) not in facts:
            yield view.facts.put(msgspec.structs.replace(old, withdrawn=True))
    for name in view.names.where(model=said.model):
        if not name.withdrawn and name.alias not in said.names:
            yield view.names.put(msgspec.structs.replace(name, withdrawn=True))


def _model(said: Described, signer: PartyId, position: int) -> Model:
    rates = tuple(_rate(fact) for fact in said.facts if fact.property is Property.RATE)
    best = best_rate(rates)
    assert best is not None, "an admitted description has a rate"
    words = {fact.property: fact.text for fact in said.facts if fact.text is not None}
    row = Model(
        model=said.model,
        name=said.name,
        maker=said.maker,
        released=said.released,
        rates=rates,
        tpp=best.tpp,
        tpp_precision=best.precision,
        datacenter=_is(words.get(Property.MARKET), DATACENTER),
        non_planar=_is(words.get(Property.NON_PLANAR), YES),
        described_by=signer,
        described_at=position,
        **{_COLUMNS[f.property]: f.value for f in said.facts if f.property in _COLUMNS},
    )
    density = performance_density(specification_of(row))
    return msgspec.structs.replace(row, performance_density=density)


def _is(word: str | None, affirmed: str) -> bool | None:
    return None if word is None else word == affirmed


def _rate(fact: Fact) -> Rate:
    assert fact.value is not None, "an admitted rate has a value"
    assert fact.precision is not None, "an admitted rate has a precision"
    return Rate(
        dense_tera_ops=fact.value, bits=BITS[fact.precision], precision=fact.precision.value
    )


def _precision(precision: Precision | None) -> str:
    return precision.value if precision is not None else ""


def _sourced(model: ModelId, fact: Fact, position: int) -> SourcedFact:
    fields = msgspec.structs.asdict(fact)
    del fields["basis"]
    fields |= {"property": fact.property.value, "precision": _precision(fact.precision)}
    return SourcedFact(model=model, said_at=position, **fields)
