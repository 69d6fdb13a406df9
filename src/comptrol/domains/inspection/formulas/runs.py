"""How many chips must be looked at to catch a large training run afterwards?

Shavit, "What does it take to catch a Chinchilla?", arXiv:2303.11341, equation 1. In the caption of
its table 1 "T = 30 days" is the monitoring period; the figures are those of a run of 365 days.
"""

from math import ceil, exp, expm1, log1p
from typing import Final

import msgspec

from comptrol.domains.inspection.formulas.chances import NOISE

METHOD: Final = "run-detection/shavit-2023-equation-1"
DAYS_PER_YEAR: Final = 365
INSPECTIONS_PER_INSPECTOR: Final = 1_000
"""Chips that one inspector looks at in a year (arXiv:2303.11341, footnote 5)."""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A training run to be caught, and the chips it might have been made on."""

    flop: float
    """H: operations of the smallest run to catch. Only the second half of it incriminates, so a
    run is caught by the time it has twice as many: to catch it earlier, say less."""
    chip_flop_per_day: float
    """a: what one chip does in a DAY: its rate per second times 86,400."""
    chips: int
    """C: chips of one owner, or of all owners pooled."""
    run_days: float = 365.0
    """T: how long the run takes."""
    period_days: float = 30.0
    """Tm: the run is to be caught so many days after its end at the latest."""
    snapshots_per_day: float = 0.1
    """f: how often a chip logs a digest of the weights it holds."""
    confidence: float = 0.9
    """p: the probability wanted of catching it; above 0, below 1."""

    @property
    def share_used(self) -> float:
        """Return b, the share of the chips that the run needs; 1 or more and it cannot be made."""
        return self.flop / (self.chip_flop_per_day * self.run_days * self.chips)

    @property
    def shown(self) -> float:
        """Return the probability that one chip looked at was used for the run and shows it."""
        return self.share_used * -expm1(-self.snapshots_per_day * self.period_days)

    @property
    def periods(self) -> float:
        """Return how many rounds of inspection a run sees."""
        return self.run_days / self.period_days


class RunSamples(msgspec.Struct, frozen=True, kw_only=True):
    """How many chips are looked at, in each period and in a year."""

    per_period: int
    per_year: int
    """The least whole number, as the paper's table 1 has it."""
    inspectors: int
    """People needed for it, at 1,000 chips a year each."""
    achieved_confidence: float
    """What the whole samples of each period come to over the run."""


def samples_for_run(run: Run) -> RunSamples | None:
    """Return how many chips to look at; nothing where the owner has too few for such a run.

    >>> run = Run(flop=9.9e24, chip_flop_per_day=3e15 * 86_400, chips=10**7)
    >>> samples_for_run(run).per_year, samples_for_run(run).inspectors
    (231572, 232)
    """
    if run.share_used >= 1:
        return None
    draws = log1p(-run.confidence) / log1p(-run.shown)
    per_year = ceil(draws * DAYS_PER_YEAR / run.run_days - NOISE)
    per_period = ceil(draws / run.periods - NOISE)
    return RunSamples(
        per_period=per_period,
        per_year=per_year,
        inspectors=ceil(per_year / INSPECTIONS_PER_INSPECTOR - NOISE),
        achieved_confidence=run_detection(run, per_period),
    )


def run_detection(run: Run, per_period: float) -> float:
    """Return the probability that so many samples in each period catch the run."""
    return 1 - exp(log1p(-run.shown) * per_period * run.periods)


def period_detection(run: Run, samples: int) -> float:
    """Return the probability that so many samples of one period catch the run in that period."""
    return -expm1(log1p(-run.shown) * samples)


def detection_when_stretched(confidence: float, share_used: float, times: float) -> float:
    """Return how likely a run is caught that uses fewer chips for so many times as long.

    ``1 - (1 - b/k)^(k s)``, with s the samples that catch it unstretched (arXiv:2303.11341,
    appendix C.1): going slowly helps little, as long as the sampling goes on.

    >>> detection_when_stretched(0.9, 0.2, 1.0), round(detection_when_stretched(0.9, 0.2, 100), 4)
    (0.9, 0.8733)
    """
    samples = log1p(-confidence) / log1p(-share_used)
    return 1 - exp(times * samples * log1p(-share_used / times))
