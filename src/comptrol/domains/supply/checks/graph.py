"""Who may say what of the supply graph: named things are known, kinds fit, nothing is a circle."""

from collections.abc import Iterator, Sequence
from typing import Final

from comptrol.domains.supply.formulas import path_back
from comptrol.domains.supply.refusals import SupplyRefusal
from comptrol.domains.supply.statements import (
    WHOLE_PPM,
    BufferReported,
    InputDescribed,
    InputId,
    InputKind,
    SharesReported,
    SourcesNamed,
    SupplierId,
    SupplierKind,
    SupplierNamed,
)
from comptrol.domains.supply.view import SupplyView
from comptrol.kernel.countries import Countries
from comptrol.kernel.finding import Finding
from comptrol.kernel.view import World

SHARES_MAX_PPM: Final = WHOLE_PPM * 105 // 100
"""Shares that were rounded one by one may come to a little more than the whole; published tables
of a hundred inputs stay within 95 and 105 percent."""
CONTROLLERS: Final = frozenset({SupplierKind.FIRM, SupplierKind.COUNTRY})
CONTROLLED: Final = frozenset({SupplierKind.FIRM, SupplierKind.SITE})


def check_described(said: InputDescribed, view: SupplyView) -> Iterator[Finding]:
    """Refuse links to what nobody described, another kind, and circles."""
    stage = () if said.stage is None else (said.stage,)
    links = (*said.goes_into, *said.type_of)
    yield from _unknown_inputs([it for it in (*links, *stage) if it != said.input], view)
    yield from _other_kind(said, view)
    path = path_back(said.input, links, lambda it: _onward(view, it))
    if path:
        yield Finding.of(SupplyRefusal.CIRCLE, " -> ".join(path))
    yield from _twice("input", links)


def _other_kind(said: InputDescribed, view: SupplyView) -> Iterator[Finding]:
    known = view.inputs.get(said.input)
    if known is not None and known.is_a is not said.is_a:
        told = f"{said.input} is a {known.is_a.value}, not a {said.is_a.value}"
        yield Finding.of(SupplyRefusal.OTHER_KIND, told)
    links = (*said.goes_into, *said.type_of)
    rows = [view.inputs.get(it) for it in links]
    stages = [row.input for row in rows if row is not None and row.is_a is InputKind.STAGE]
    if said.is_a is InputKind.STAGE and links:
        stages.append(said.input)
    if stages:
        told = f"{stages[0]} is a stage: inputs belong to it, and nothing goes into it"
        yield Finding.of(SupplyRefusal.OTHER_KIND, told)
    stage = None if said.stage is None else view.inputs.get(said.stage)
    if stage is not None and stage.is_a is not InputKind.STAGE:
        yield Finding.of(SupplyRefusal.OTHER_KIND, f"{stage.input} is no stage")


def _onward(view: SupplyView, node: InputId) -> tuple[InputId, ...]:
    row = view.inputs.get(node)
    return () if row is None else (*row.said.goes_into, *row.said.type_of)


def check_named(said: SupplierNamed, world: World) -> Iterator[Finding]:
    """Refuse a controller that nobody named, a country that is none, and circles of control."""
    view = world[SupplyView]
    yield from _unknown_suppliers(
        () if said.controlled_by in (None, said.supplier) else (said.controlled_by,), view
    )
    known_countries = world.reference(Countries)
    if said.country is not None and said.country not in known_countries:
        yield Finding.of(SupplyRefusal.UNKNOWN_COUNTRY, said.country)
    if said.country is None and said.is_a is SupplierKind.COUNTRY:
        yield Finding.of(SupplyRefusal.UNKNOWN_COUNTRY, f"{said.supplier}: no code is told")
    yield from _other_supplier_kind(said, view)
    first = () if said.controlled_by is None else (said.controlled_by,)
    path = path_back(said.supplier, first, lambda it: _controller(view, it))
    if path:
        yield Finding.of(SupplyRefusal.CIRCLE, " is controlled by ".join(path))


def _other_supplier_kind(said: SupplierNamed, view: SupplyView) -> Iterator[Finding]:
    known = view.suppliers.get(said.supplier)
    if known is not None and known.is_a is not said.is_a:
        told = f"{said.supplier} is a {known.is_a.value}, not a {said.is_a.value}"
        yield Finding.of(SupplyRefusal.OTHER_KIND, told)
    if said.controlled_by is None:
        return
    if said.is_a not in CONTROLLED:
        yield Finding.of(SupplyRefusal.OTHER_KIND, f"nobody controls a {said.is_a.value}")
    owner = view.suppliers.get(said.controlled_by)
    if owner is not None and owner.is_a not in CONTROLLERS:
        yield Finding.of(SupplyRefusal.OTHER_KIND, f"{owner.supplier}: a {owner.is_a.value}")


def _controller(view: SupplyView, supplier: SupplierId) -> tuple[SupplierId, ...]:
    row = view.suppliers.get(supplier)
    return () if row is None or row.controlled_by is None else (row.controlled_by,)


def check_shares(said: SharesReported, view: SupplyView) -> Iterator[Finding]:
    """Refuse shares of strangers, of another kind than is divided by, and of more than all."""
    named = [it.supplier for it in said.shares]
    yield from _unknown_inputs((said.input,), view)
    yield from _unknown_suppliers(named, view)
    rows = [view.suppliers.get(it) for it in named]
    fitting = {SupplierKind(said.by.value), SupplierKind.UNALLOCATED}
    for row in rows:
        if row is not None and row.is_a not in fitting:
            told = f"{row.supplier} is a {row.is_a.value}: shares are by {said.by.value}"
            yield Finding.of(SupplyRefusal.OTHER_KIND, told)
            break
    yield from _twice("supplier", named)
    total = sum(it.portion.low_ppm for it in said.shares if it.portion is not None)
    if total > SHARES_MAX_PPM:
        yield Finding.of(SupplyRefusal.MORE_THAN_THE_WHOLE, f"{total} millionths at least")


def check_sources(said: SourcesNamed, view: SupplyView) -> Iterator[Finding]:
    """Refuse sources that nobody named, and suppliers that feed themselves."""
    yield from _unknown_inputs((said.input,), view)
    strangers = [it for it in said.sources if it != said.supplier]
    yield from _unknown_suppliers((said.supplier, *strangers), view)
    path = path_back(said.supplier, said.sources, lambda it: _fed_by(view, it))
    if path:
        yield Finding.of(SupplyRefusal.CIRCLE, " is fed by ".join(path))
    yield from _twice("supplier", said.sources)


def _fed_by(view: SupplyView, supplier: SupplierId) -> Iterator[SupplierId]:
    for row in view.sources.where(supplier=supplier):
        yield from row.said.sources


def check_buffer(said: BufferReported, view: SupplyView) -> Iterator[Finding]:
    """Refuse stocks of what nobody described, and a report without a number."""
    yield from _unknown_inputs((said.input,), view)
    if said.stock_days is None and said.ramp_days is None:
        yield Finding.of(SupplyRefusal.NO_NUMBER, said.input)


def _unknown_inputs(named: Sequence[InputId], view: SupplyView) -> Iterator[Finding]:
    for it in dict.fromkeys(named):
        if view.inputs.get(it) is None:
            yield Finding.of(SupplyRefusal.UNKNOWN_INPUT, it)


def _unknown_suppliers(named: Sequence[SupplierId], view: SupplyView) -> Iterator[Finding]:
    for it in dict.fromkeys(named):
        if view.suppliers.get(it) is None:
            yield Finding.of(SupplyRefusal.UNKNOWN_SUPPLIER, it)


def _twice(what: str, names: Sequence[str]) -> Iterator[Finding]:
    twice = sorted({it for it in names if names.count(it) > 1})
    if twice:
        yield Finding.of(SupplyRefusal.NAMED_TWICE, f"{what} {', '.join(twice)}")
