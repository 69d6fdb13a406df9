"""What may be asked about chip models."""

from decimal import Decimal
from itertools import islice
from typing import Annotated

import msgspec
from msgspec import Meta

from comptrol.domains.chips.formulas import Peaks, Specification, peaks_of, tpp_agrees
from comptrol.domains.chips.statements import FactorSetId, ModelId, Width, folded
from comptrol.domains.chips.view import (
    ChipFactor,
    ChipsView,
    FactorSet,
    Model,
    SourcedFact,
    specification_of,
)
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World

Units = Annotated[int, Meta(ge=0, le=10**12)]


class RateShown(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the arithmetic: dense tera-operations times bits."""

    precision: str
    dense_tera_ops: Decimal
    bits: int
    tpp: Decimal


class ModelSheet(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of a model, with its arithmetic and where each fact comes from."""

    model: Model
    names: tuple[str, ...]
    rates: tuple[RateShown, ...]
    tpp_agrees: bool | None
    """Whether the published TPP is what the rates give, within one percent."""
    facts: tuple[SourcedFact, ...]


class H100Equivalents(msgspec.Struct, frozen=True, kw_only=True):
    """How many H100 some chips count for. The number means nothing without its factor set."""

    factor_set: FactorSetId
    chip: str
    units: int
    factor: Decimal
    basis: Width
    h100e: Decimal


def specification(view: ChipsView, model: ModelId) -> Specification:
    """Return what the law asks about one chip of a model."""
    return specification_of(_known(view, model))


def model_named(view: ChipsView, name: str) -> ModelId | None:
    """Return the model that goes by a name, in any case, or nothing."""
    found = view.names.get(folded(name))
    return found.model if found is not None and not found.withdrawn else None


def peaks(world: World, model: ModelId) -> Peaks | None:
    """Return the dense peaks of a model; nothing where none is known."""
    row = world[ChipsView].models.get(model)
    return peaks_of(row.rates) if row is not None else None


def factor_of(view: ChipsView, factor_set: str, chip: str) -> ChipFactor:
    """Return a chip's factor, by the name the set itself uses or by any name of its model."""
    if view.factor_sets.get(FactorSetId(factor_set)) is None:
        raise NotFoundError(f"no factor set {factor_set!r} is adopted")
    found = view.factors.get((factor_set, chip))
    if found is None and (model := model_named(view, chip)) is not None:
        found = next(view.factors.where(factor_set=factor_set, model=model, limit=1), None)
    if found is None:
        raise NotFoundError(f"{factor_set} has no factor for {chip!r}: unknown is not zero")
    return found


def model(world: World, *, name: str) -> ModelSheet:
    """Return a model by its identifier or any of its names, with its facts and its arithmetic."""
    view = world[ChipsView]
    named = model_named(view, name)
    if named is None:
        raise NotFoundError(f"no model goes by the name {name!r}")
    row = _known(view, named)
    return ModelSheet(
        model=row,
        names=tuple(n.written for n in view.names.where(model=named) if not n.withdrawn),
        rates=tuple(
            RateShown(
                precision=rate.precision,
                dense_tera_ops=rate.dense_tera_ops,
                bits=rate.bits,
                tpp=rate.tpp,
            )
            for rate in row.rates
        ),
        tpp_agrees=tpp_agrees(specification_of(row), row.tpp_published),
        facts=tuple(fact for fact in view.facts.where(model=named) if not fact.withdrawn),
    )


def models(
    world: World, *, maker: str | None = None, after: ModelId | None = None, limit: Limit = 500
) -> tuple[Model, ...]:
    """Return models in the order of their identifiers; of one maker, in any case, where asked."""
    start = None if after is None else (after,)
    table = world[ChipsView].models
    if maker is None:
        return tuple(table.where(after=start, limit=limit))
    found = (it for it in table.where(after=start) if folded(it.maker) == folded(maker))
    return tuple(islice(found, limit))


def factor_sets(world: World) -> tuple[FactorSet, ...]:
    """Return the editions of H100-equivalent factors that are adopted."""
    return tuple(world[ChipsView].factor_sets.where())


def h100e(world: World, *, factor_set: str, chip: str, units: Units) -> H100Equivalents:
    """Return how many H100 so many units of a chip count for, by a named edition of factors."""
    factor = factor_of(world[ChipsView], factor_set, chip)
    return H100Equivalents(
        factor_set=factor.factor_set,
        chip=factor.chip,
        units=units,
        factor=factor.h100e,
        basis=factor.basis,
        h100e=factor.h100e * units,
    )


def _known(view: ChipsView, model: ModelId) -> Model:
    found = view.models.get(model)
    if found is None:
        raise NotFoundError(f"no model {model!r} is described")
    return found
