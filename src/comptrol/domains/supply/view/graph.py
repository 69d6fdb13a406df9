"""How what is said of the supply graph is kept: the last word on each."""

from collections.abc import Iterator
from typing import assert_never

from comptrol.domains.supply.statements import (
    BufferReported,
    GraphStatement,
    InputDescribed,
    SharesReported,
    SourcesNamed,
    SupplierNamed,
    SupplyStatement,
)
from comptrol.domains.supply.view.rows import Buffer, Input, Shares, Sources, Supplier
from comptrol.domains.supply.view.tables import SupplyView
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change


def apply_graph(
    view: SupplyView, said: GraphStatement, entry: Entry[SupplyStatement]
) -> Iterator[Change]:
    """Put what was said in the place of what was said before of the same."""
    by, position = entry.signer, entry.position
    match said:
        case InputDescribed(input=node, is_a=is_a):
            yield view.inputs.put(
                Input(input=node, is_a=is_a, said=said, said_by=by, position=position)
            )
        case SupplierNamed(supplier=supplier, is_a=kind, country=country, controlled_by=owner):
            yield view.suppliers.put(
                Supplier(
                    supplier=supplier,
                    is_a=kind,
                    country=country,
                    controlled_by=owner,
                    said=said,
                    said_by=by,
                    position=position,
                )
            )
        case SharesReported(input=node, by=axis, year=year):
            yield view.shares.put(
                Shares(input=node, by=axis, year=year, said=said, said_by=by, position=position)
            )
        case SourcesNamed(supplier=supplier, input=node):
            yield view.sources.put(
                Sources(supplier=supplier, input=node, said=said, said_by=by, position=position)
            )
        case BufferReported(input=node):
            yield view.buffers.put(Buffer(input=node, said=said, said_by=by, position=position))
        case never:
            assert_never(never)
