"""How near does counting by the hardware come to what was published of notable models?"""

import csv
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Final, NamedTuple

from benches.measurement import Measurement
from comptrol.adapters.reference_files import chip_statements, counting_methods
from comptrol.domains.chips import BITS, Described, Property, Rate
from comptrol.domains.training import (
    Group,
    Purpose,
    Range,
    Regime,
    Worked,
    counted,
    excess,
)
from comptrol.kernel.quantity import Flop

MODELS: Final = Path("shared/data/epoch/notable_ai_models.2025-11-01.csv")
"""Epoch AI, notable AI models, CC BY. It lies beside the repository, and is not shipped."""
FACTOR: Final = 2
NEEDED: Final = (
    "Training hardware",
    "Training time (hours)",
    "Hardware quantity",
    "Training compute (FLOP)",
)
METHOD: Final = next(it for it in counting_methods().methods if it.regime is Regime.EU)


class Compared(NamedTuple):
    """A published run: what the hardware gives, and what was published of it."""

    model: str
    base: str
    estimate: Range
    published: Fraction
    """With the base model, where there is one."""
    own: Fraction
    """Without it, where that was published apart."""
    above_peak: str
    """The arithmetic, where the chips cannot have done what was published."""
    own_above_peak: str

    @property
    def ratio(self) -> Fraction:
        """Return what was published over the estimate."""
        return self.published / self.estimate.mid

    @property
    def own_ratio(self) -> Fraction:
        """Return what was published of the run itself over the estimate."""
        return self.own / self.estimate.mid


def models_file() -> Path | None:
    """Return the table, or nothing where it does not lie beside the repository."""
    found = Path(__file__).parents[2] / MODELS
    return found if found.is_file() else None


def compared_models(path: Path) -> tuple[tuple[Compared, ...], tuple[str, ...]]:
    """Return the comparison of every run whose hardware, hours, quantity and compute are known.

    And the names of those whose hardware the catalogue does not have, or that had several.
    """
    rates = _rates()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if all(row[it] for it in NEEDED)]
    known = [row for row in rows if _folded(row["Training hardware"]) in rates]
    left = tuple(row["Model"] for row in rows if row not in known)
    return tuple(_compared(row, rates) for row in known), left


def within(ratios: Iterator[Fraction]) -> float:
    """Return the share of ratios that are within a factor of two of one."""
    every = list(ratios)
    return sum(Fraction(1, FACTOR) <= it <= FACTOR for it in every) / len(every)


def published_models() -> Iterator[Measurement]:
    """Compare the hardware route with published runs; list those that their chips cannot do."""
    path = models_file()
    if path is None:
        print(f"flop: {MODELS} is not beside the repository: nothing compared", file=sys.stderr)
        return
    found, left = compared_models(path)
    flagged = [it for it in found if it.above_peak]
    for it in flagged:
        after = "its own compute fits" if not it.own_above_peak else "not resolved"
        told = f"{it.model}, of {it.base}: {after}" if it.base else f"{it.model}: {after}"
        print(f"flop: above the peak: {told}", file=sys.stderr)
    print(f"flop: left out, hardware not in the catalogue: {len(left)}", file=sys.stderr)
    figures = (
        ("flop.models", float(len(found)), "models", None),
        ("flop.within_2x", within(it.ratio for it in found), "share", ">= 0.73"),
        ("flop.own_within_2x", within(it.own_ratio for it in found), "share", None),
        ("flop.above_peak", float(len(flagged)), "models", None),
        (
            "flop.above_peak_resolved",
            float(sum(not it.own_above_peak for it in flagged)),
            "models",
            None,
        ),
    )
    for name, value, unit, target in figures:
        yield Measurement(name=name, value=value, unit=unit, target=target)


BENCHES: tuple[Callable[[], Iterator[Measurement]], ...] = (published_models,)


def _compared(row: dict[str, str], rates: dict[str, tuple[Rate, ...]]) -> Compared:
    name = row["Training hardware"]
    group = Group(name, int(Decimal(row["Hardware quantity"])), rates[_folded(name)])
    seconds = Fraction(Decimal(row["Training time (hours)"])) * 3600
    share = row["Hardware utilization (MFU)"]
    worked = Worked(
        called=row["Model"],
        groups=(group,),
        seconds=seconds,
        utilisation=Decimal(share) if share else None,
        precision=None,
        architecture=None,
        stated=None,
    )
    published = int(Decimal(row["Training compute (FLOP)"]))
    apart = row["Finetune compute (FLOP)"]
    own = int(Decimal(apart)) if apart and row["Base model"] else published
    return Compared(
        model=row["Model"],
        base=row["Base model"],
        estimate=counted(worked, Purpose.TRAINING, METHOD).range,
        published=Fraction(published),
        own=Fraction(own),
        above_peak=_above_peak(worked, published),
        own_above_peak=_above_peak(worked, own),
    )


def _above_peak(worked: Worked, operations: int) -> str:
    more = excess(worked._replace(stated=Flop.exactly(operations)), Purpose.TRAINING)
    return more.arithmetic if more is not None else ""


def _rates() -> dict[str, tuple[Rate, ...]]:
    """Return the dense rates of every shipped chip, by each of its names."""
    return {name: _dense(said) for said in chip_statements() for name in said.names}


def _dense(said: Described) -> tuple[Rate, ...]:
    return tuple(
        Rate(dense_tera_ops=it.value, bits=BITS[it.precision], precision=it.precision.value)
        for it in said.facts
        if it.property is Property.RATE and it.value is not None and it.precision is not None
    )


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
