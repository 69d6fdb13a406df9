"""How many H100 one chip counts for, and by which table."""

import csv
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from comptrol.domains.chips import BITS, Precision, Rate, h100e_factor
from comptrol.kernel.quantity import plain
from reference.chips import DATASET
from reference.shipped import Rows, Shipped, known

CHIP_TYPES = Path("data/epoch/chip_types.2026-09-24.csv")
DEFINITION = (
    "H100 equivalents = units x best 8-bit OP/s / 1.979e15; "
    "where a chip has no 8-bit rate, its 16-bit rate. Rounded to six decimals."
)
Models = Mapping[str, str]


def build(folder: Path, chips: Any) -> Shipped:  # noqa: ANN401
    """Return the two editions of factors, each chip joined to the model that goes by its name."""
    models = {
        name: model["model"] for model in chips for name in (model["name"], *model["aliases"])
    }
    sets = [
        {
            "factor_set": "epoch-2026-09-24",
            "title": "Epoch AI, AI chip counts: chip types of 2026-09-24",
            "definition": DEFINITION,
            "source": "github.com/epoch-research/ai-chip-counts, staging/chip_types.csv @10c28e48",
            "retrieved": "2026-09-24",
            "factors": list(_chip_types(folder, models, chips)),
        },
        {
            "factor_set": "epoch-hardware-2026-04-22",
            "title": "Derived from Epoch AI, Machine Learning Hardware, edition 2026-04-22",
            "definition": f"{DEFINITION} Derived by us: the table itself prints no factor.",
            "source": DATASET,
            "retrieved": "2026-04-22",
            "factors": list(_hardware(chips)),
        },
    ]
    return Shipped(name="factors.json", content=sets, rows=_rows)


def _rows(sets: Any) -> Rows:  # noqa: ANN401
    return {f"{s['factor_set']} {factor['chip']}": factor for s in sets for factor in s["factors"]}


def _chip_types(
    folder: Path,
    models: Models,
    chips: Any,  # noqa: ANN401
) -> Iterator[dict[str, Any]]:
    known_rates = {model["model"]: _rates(model) for model in chips}
    with (folder / CHIP_TYPES).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            model = models.get(row["Name"])
            columns = {"INT8": row["8-bit OP/s"], "FP16-tensor": row["16-bit FLOP/s"]}
            rates = {p: rate.scaleb(-12) for p, cell in columns.items() if (rate := known(cell))}
            if _is_really_16_bit(rates["INT8"], known_rates.get(model or "", {})):
                rates = {"FP16-tensor": rates["INT8"]}
            yield from _factor(row["Name"], model, rates)


def _is_really_16_bit(rate: Decimal, others: Mapping[str, Decimal]) -> bool:
    """Tell whether the table's 8-bit column holds a chip's 16-bit rate, for want of an 8-bit one.

    So it is where the hardware table has this very figure at 16 bits and nothing at 8.
    """
    at_16 = {others.get("FP16-tensor"), others.get("FP16")}
    return rate in at_16 and not others.keys() & {"INT8", "FP8"}


def _hardware(chips: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    for model in chips:
        yield from _factor(model["name"], model["model"], _rates(model))


def _rates(model: Any) -> dict[str, Decimal]:  # noqa: ANN401
    facts = [fact for fact in model["facts"] if fact["property"] == "rate"]
    return {fact["precision"]: Decimal(fact["value"]) for fact in facts}


def _factor(
    chip: str, model: str | None, rates: Mapping[str, Decimal]
) -> Iterator[dict[str, Any]]:
    found = h100e_factor(
        Rate(dense_tera_ops=rate, bits=BITS[Precision(precision)], precision=precision)
        for precision, rate in rates.items()
    )
    if found is not None:
        h100e, width = found
        factor = {"chip": chip, "h100e": plain(h100e), "basis": width.value}
        yield factor | ({"model": model} if model else {})
