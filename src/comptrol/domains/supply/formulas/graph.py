"""The supply graph as one thing to ask: what goes into what, who supplies, who controls.

It is made of statements, whether they stand in the log or were read from a table.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from comptrol.domains.supply.statements import (
    Axis,
    BufferReported,
    GraphStatement,
    InputDescribed,
    InputId,
    InputKind,
    SharesReported,
    SourcesNamed,
    SupplierId,
    SupplierNamed,
    Types,
)
from comptrol.kernel.identifiers import CountryCode

CONTROL_STEPS_MAX: Final = 64
"""Longer chains of control are followed no further. No circle is admitted, and none hangs this."""


class Graph:
    """Inputs, suppliers, the last shares of each by axis, own sources, stocks and ramps."""

    def __init__(
        self,
        said: Iterable[GraphStatement],
        *,
        year_max: int | None = None,
        types: Mapping[InputId, Types] | None = None,
    ) -> None:
        """Fold statements, the later over the earlier; no shares after ``year_max`` are read.

        ``types`` says how types stand to each other where nobody said so: a supposition of
        whoever asks.
        """
        self.inputs: dict[InputId, InputDescribed] = {}
        self.suppliers: dict[SupplierId, SupplierNamed] = {}
        self.shares: dict[tuple[InputId, Axis], SharesReported] = {}
        self.sources: dict[SupplierId, dict[InputId, SourcesNamed]] = {}
        self.buffers: dict[InputId, BufferReported] = {}
        self.supposed = dict(types or {})
        self.remembered: dict[tuple[InputId, Axis], Any] = {}
        """Tables as they were read: each once, however often the graph is asked."""
        self.gone: dict[Any, frozenset[str]] = {}
        """Whom a removal takes, by the removal: the same."""
        for it in said:
            self._take(it, year_max)
        self.into = _reversed({it.input: it.goes_into for it in self.inputs.values()})
        self.types = _reversed({it.input: it.type_of for it in self.inputs.values()})

    def _take(self, said: GraphStatement, year_max: int | None) -> None:
        match said:
            case InputDescribed():
                self.inputs[said.input] = said
            case SupplierNamed():
                self.suppliers[said.supplier] = said
            case SharesReported():
                known = self.shares.get((said.input, said.by))
                late = year_max is not None and said.year > year_max
                if not late and (known is None or known.year <= said.year):
                    self.shares[said.input, said.by] = said
            case SourcesNamed():
                self.sources.setdefault(said.supplier, {})[said.input] = said
            case BufferReported():
                self.buffers[said.input] = said

    @property
    def goes_into(self) -> dict[InputId, tuple[InputId, ...]]:
        """Return the first relation: what each input goes into."""
        return {it.input: it.goes_into for it in self.inputs.values()}

    @property
    def is_type_of(self) -> dict[InputId, tuple[InputId, ...]]:
        """Return the second relation: what each input is a type of."""
        return {it.input: it.type_of for it in self.inputs.values()}

    @property
    def products(self) -> tuple[InputId, ...]:
        """Return what all of it is for."""
        return tuple(it.input for it in self.inputs.values() if it.is_a is InputKind.PRODUCT)

    def rule_of_types(self, node: InputId) -> Types:
        """Return how the types of an input stand to each other."""
        said = self.inputs.get(node)
        return self.supposed.get(node, Types.UNKNOWN if said is None else said.types)

    def controller(self, supplier: SupplierId) -> SupplierId:
        """Return who controls a supplier in the end: itself, where nobody else is named."""
        found = supplier
        for _ in range(CONTROL_STEPS_MAX):
            said = self.suppliers.get(found)
            if said is None or said.controlled_by is None:
                break
            found = said.controlled_by
        return found

    def controlling(self, supplier: str) -> str:
        """Return the same by plain text, as shares are grouped."""
        return self.controller(SupplierId(supplier))

    def country(self, supplier: SupplierId) -> CountryCode | None:
        """Return where a supplier is."""
        said = self.suppliers.get(supplier)
        return None if said is None else said.country

    def answers_to(self, supplier: SupplierId) -> CountryCode | None:
        """Return the country of whoever controls a supplier in the end."""
        return self.country(self.controller(supplier)) or self.country(supplier)

    def title(self, name: str) -> str:
        """Return what an input, a supplier or the code of a country is called."""
        node = self.inputs.get(InputId(name))
        firm = self.suppliers.get(SupplierId(name)) or self.suppliers.get(SupplierId(name.lower()))
        return node.title if node is not None else firm.title if firm is not None else name


def _reversed(
    relation: Mapping[InputId, tuple[InputId, ...]],
) -> dict[InputId, tuple[InputId, ...]]:
    found: dict[InputId, list[InputId]] = {}
    for node, onward in relation.items():
        for it in onward:
            found.setdefault(it, []).append(node)
    return {node: tuple(sorted(those)) for node, those in found.items()}
