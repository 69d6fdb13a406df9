"""Classify chips by the law of any day."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from comptrol.bootstrap import references, today
from comptrol.domains.law import Classification, Rulebooks, classify
from comptrol.entrypoints.cli.options import DAY, as_json
from comptrol.entrypoints.cli.output import emit, table
from comptrol.entrypoints.cli.tables import CASE_COLUMNS, case, rows
from comptrol.kernel.quantity import plain


@click.command()
@click.argument("cases", type=click.Path(path_type=Path))
@click.option("--as-of", type=DAY, help="The day whose law applies. [default: today]")
@as_json
def command(cases: Path, as_of: datetime | None, as_json: bool) -> None:
    """Classify every chip of CASES (a CSV file), with the arithmetic.

    Columns: chip, market (dc or consumer), nonplanar (1 or 0), dense_Tops, bits, die_mm2,
    io_bidir_GBps, dram_GBps; an empty cell is unknown. Where no rate is known, tpp_published
    stands in; where no die area is known, pd_published.
    """
    rulebook = references().of(Rulebooks).default
    day = as_of.date() if as_of else today()
    found = [classify(case(row), day, rulebook) for row in rows(cases, CASE_COLUMNS)]
    if as_json:
        for item in found:
            emit(_fields(item))
        return
    table(
        ("chip", "class", "TPP", "density", "by", "needs"),
        (
            (
                i.chip,
                i.item_class + (" (note 2)" if i.note2 else ""),
                _short(i.tpp),
                _short(i.performance_density),
                " ".join(i.limbs),
                " ".join(i.needs),
            )
            for i in found
        ),
    )


def _fields(item: Classification) -> dict[str, Any]:
    fields = {name: getattr(item, name) for name in item.__struct_fields__}
    return {"chip": fields.pop("chip"), "class": fields.pop("item_class"), **fields}


def _short(number: Any) -> str:  # noqa: ANN401
    return "" if number is None else plain(round(number, 3))
