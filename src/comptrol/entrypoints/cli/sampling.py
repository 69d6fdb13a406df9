"""How is what a plan is asked for read from options, each mistake named with what was expected?"""

from math import isfinite
from pathlib import Path
from typing import Final

import msgspec

from comptrol.domains.inspection import Aim, Part, Run, Stratified
from comptrol.entrypoints.cli.output import note
from comptrol.entrypoints.cli.tables import rows
from comptrol.kernel.errors import UnreadableError

POPULATION_MAX: Final = 10**12
LEAST: Final = 1e-9
MOST: Final = 1e40
"""Beyond these no rate, run or sum of money is, and products of them leave what a float can be."""
STRATA_MAX: Final = 50
"""A plan over so many takes some seconds."""
EXISTENCE_CONFIDENCE: Final = 0.95
RUN_CONFIDENCE: Final = 0.9
"""What table 1 of arXiv:2303.11341 has."""
COLUMNS: Final = ("stratum", "population")
_VALUE: Final = "h100e"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a caller gave, as they gave it; nothing where they said nothing."""

    population: int | None
    strata: Path | None
    diverted: float | None
    confidence: float | None
    miss_rate: float
    samples: int | None
    run_flop: float | None
    chips: int | None
    chip_flop_per_day: float | None
    run_days: float
    period_days: float
    snapshots_per_day: float

    def aim(self, diverted: int | None = None) -> Aim:
        """Return what is looked for in a population: so many, or as many as the caller said."""
        population = whole("--population", self.population, 1, POPULATION_MAX)
        wanted = self.diverted if diverted is None else diverted
        return Aim(
            population=population,
            diverted=whole("--diverted", wanted, 1, population),
            confidence=chance("--confidence", self.confidence, EXISTENCE_CONFIDENCE),
            miss_rate=self._missed(),
        )

    def sample(self) -> int | None:
        """Return the size of a sample that is given; nothing where one is asked for."""
        if self.samples is None:
            return None
        most = whole("--population", self.population, 1, POPULATION_MAX)
        return whole("--samples", self.samples, 1, most)

    def stratified(self, strata: Path) -> Stratified:
        """Return what is looked for over the strata of a file."""
        if self.samples is not None:
            raise UnreadableError("--samples: goes with --population, not with --strata")
        parts = _parts(strata)
        aim = Stratified(
            parts=parts,
            diverted=positive("--diverted", self.diverted),
            confidence=chance("--confidence", self.confidence, EXISTENCE_CONFIDENCE),
            miss_rate=self._missed(),
        )
        if aim.diverted > aim.value:
            what = f"is {aim.diverted:.12g}; all strata together have {aim.value:.12g}"
            raise UnreadableError(f"--diverted: {what}, and no more was expected")
        return aim

    def run(self) -> Run:
        """Return the training run that is to be caught."""
        for name, value in (("--diverted", self.diverted), ("--samples", self.samples)):
            if value is not None:
                raise UnreadableError(f"{name}: a run is looked for by --run-flop, without it")
        return Run(
            flop=positive("--run-flop", self.run_flop),
            chip_flop_per_day=positive("--chip-flop-per-day", self.chip_flop_per_day),
            chips=whole("--chips", self.chips, 1, POPULATION_MAX),
            run_days=positive("--run-days", self.run_days),
            period_days=positive("--period-days", self.period_days),
            snapshots_per_day=positive("--snapshots-per-day", self.snapshots_per_day),
            confidence=chance("--confidence", self.confidence, RUN_CONFIDENCE),
        )

    def _missed(self) -> float:
        if not 0 <= self.miss_rate < 1:
            what = f"is {self.miss_rate}; 0 or more, and below 1, was expected"
            raise UnreadableError(f"--miss-rate: {what}")
        return self.miss_rate


def _parts(path: Path) -> tuple[Part, ...]:
    found: dict[str, Part] = {}
    for row in rows(path, COLUMNS, (_VALUE,), tell=note):
        name = row.needed("stratum")
        if name in found:
            row.fail("stratum", f"{name!r} stands twice")
        population = row.positive("population")
        if population is None or population != population.to_integral_value():
            row.fail("population", "a whole number, 1 or more, was expected")
        value = row.positive(_VALUE)
        found[name] = Part(
            name=name, population=int(population), value=1.0 if value is None else float(value)
        )
    if not 1 <= len(found) <= STRATA_MAX:
        what = f"{len(found)} strata; 1 to {STRATA_MAX} were expected"
        raise UnreadableError(f"{path}: {what}")
    return tuple(found.values())


def whole(name: str, value: float | None, least: int, most: int) -> int:
    """Return a whole number between two, or say what was expected."""
    expected = f"a whole number from {least} to {most} was expected"
    if value is None:
        raise UnreadableError(f"{name}: is not given; {expected}")
    if not (isfinite(value) and least <= value <= most and value == int(value)):
        raise UnreadableError(f"{name}: is {value:.15g}; {expected}")
    return int(value)


def positive(name: str, value: float | None) -> float:
    """Return a number above zero that can be reckoned with, or say what was expected."""
    expected = f"a number from {LEAST:g} to {MOST:g} was expected"
    if value is None:
        raise UnreadableError(f"{name}: is not given; {expected}")
    if not LEAST <= value <= MOST:
        raise UnreadableError(f"{name}: is {value}; {expected}")
    return value


def chance(name: str, value: float | None, usual: float) -> float:
    """Return a probability that is neither none nor certain, or say what was expected."""
    chosen = usual if value is None else value
    if not 0 < chosen < 1:
        raise UnreadableError(f"{name}: is {chosen}; above 0 and below 1 was expected")
    return chosen


def share(name: str, value: float | None) -> float:
    """Return a probability that is not none, or say what was expected."""
    expected = f"from {LEAST:g} to 1 was expected"
    if value is None:
        raise UnreadableError(f"{name}: is not given; {expected}")
    if not LEAST <= value <= 1:
        raise UnreadableError(f"{name}: is {value}; {expected}")
    return value
