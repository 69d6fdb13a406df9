"""What does a plan say: how many, how surely, by which method, and under what assumptions?"""

from typing import Final

import msgspec

from comptrol.domains.inspection.formulas import existence, runs, strata
from comptrol.domains.inspection.formulas.existence import Aim
from comptrol.domains.inspection.formulas.runs import Run
from comptrol.domains.inspection.formulas.strata import Stratified

EVERY_ITEM_LISTED: Final = (
    "every item is in the frame: what was never listed is looked for by nobody",
    "whoever hides something does not know beforehand what is drawn",
)
HOLDER_ANSWERS: Final = "an item that cannot be shown is held against its most recent holder"


class StratumSamples(msgspec.Struct, frozen=True, kw_only=True):
    """How many are drawn of one stratum."""

    stratum: str
    population: int
    samples: int
    value: float


class SamplePlan(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A sample, what it achieves, and what that rests on."""

    samples: int | None
    """Nothing where no sample size suffices, or where there is nothing that could be caught."""
    achieved_confidence: float | None
    method: str
    assumptions: tuple[str, ...]
    why_not: str = ""
    """Why there is no sample size, in a sentence."""
    detects_from: int | None = None
    """The smallest number of wrong items that the sample shows with the confidence wanted."""
    approximate_samples: int | None = None
    """What the usual approximation gives, where no wrong item passes the check."""
    strata: tuple[StratumSamples, ...] = ()
    samples_per_period: int | None = None
    inspectors: int | None = None
    share_used: float | None = None
    """The share of the chips that the run to be caught would need."""

    def but(self, *, why_not: str) -> "SamplePlan":
        """Return the plan with why it is none."""
        return msgspec.structs.replace(self, why_not=why_not)


def plan_existence(aim: Aim, samples: int | None = None) -> SamplePlan:
    """Plan to see whether items are missing or falsified; or say what a given sample comes to."""
    told = (
        *EVERY_ITEM_LISTED,
        _on_misses(aim.miss_rate),
        f"the sample is drawn without replacement, each of {aim.population} items as likely",
        HOLDER_ANSWERS,
    )
    needed = existence.samples_needed(aim) if samples is None else samples
    approximate = existence.approximate_samples(aim) if samples is None else None
    if needed is None:
        return SamplePlan(
            samples=None,
            achieved_confidence=aim.attainable,
            method=existence.METHOD,
            assumptions=told,
            why_not=_none_suffices(aim.population, aim.attainable, aim.confidence),
        )
    return SamplePlan(
        samples=needed,
        achieved_confidence=existence.achieved(aim, needed),
        method=existence.METHOD,
        assumptions=told,
        detects_from=existence.detects_from(aim, needed),
        approximate_samples=approximate if aim.miss_rate == 0 else None,
    )


def plan_strata(aim: Stratified) -> SamplePlan:
    """Plan over strata, for the placement of the wrong items that is worst for the inspectors."""
    told = (
        *EVERY_ITEM_LISTED,
        _on_misses(aim.miss_rate),
        "the wrong items stand where the plan is least likely to find them",
        HOLDER_ANSWERS,
    )
    samples = strata.allocation(aim)
    if samples is None:
        whole = tuple(part.population for part in aim.parts)
        attainable = strata.worst_detection(aim, whole)
        population = sum(whole)
        return SamplePlan(
            samples=None,
            achieved_confidence=attainable,
            method=strata.METHOD,
            assumptions=told,
            why_not=_none_suffices(population, attainable, aim.confidence),
        )
    return SamplePlan(
        samples=sum(samples),
        achieved_confidence=strata.worst_detection(aim, samples),
        method=strata.METHOD,
        assumptions=told,
        detects_from=strata.stratified_detects_from(aim, samples),
        strata=tuple(
            StratumSamples(
                stratum=part.name, population=part.population, samples=n, value=part.value
            )
            for part, n in zip(aim.parts, samples, strict=True)
        ),
    )


def plan_run(run: Run) -> SamplePlan:
    """Plan to catch a training run afterwards, by the digests of weights that chips keep."""
    told = (
        "the chips counted are all that the run could be made on",
        "each chip used logs digests of weights at random moments, and its log cannot be changed",
        "only digests from the second half of the run incriminate: it is caught by twice its size",
        "chips are drawn anew in every period, and nobody knows beforehand which",
        "sampling goes on: a run that is stretched is then caught nearly as often (appendix C.1)",
        HOLDER_ANSWERS,
    )
    found = runs.samples_for_run(run)
    if found is None:
        return SamplePlan(
            samples=None,
            achieved_confidence=None,
            method=runs.METHOD,
            assumptions=told,
            why_not=f"not possible: such a run needs {run.share_used:.3g} times all these chips",
            share_used=run.share_used,
        )
    return SamplePlan(
        samples=found.per_year,
        achieved_confidence=found.achieved_confidence,
        method=runs.METHOD,
        assumptions=told,
        samples_per_period=found.per_period,
        inspectors=found.inspectors,
        share_used=run.share_used,
    )


def _on_misses(miss_rate: float) -> str:
    if miss_rate == 0:
        return "a wrong item that is looked at is always seen to be wrong"
    return f"a wrong item that is looked at passes with probability {miss_rate:g}"


def _none_suffices(population: int, attainable: float, confidence: float) -> str:
    return (
        f"no sample size suffices: looking at all {population} items shows one with probability "
        f"{attainable:.6g}, and {confidence:g} is wanted"
    )
