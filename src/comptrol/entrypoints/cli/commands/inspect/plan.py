"""Say how many must be looked at, how surely, and under what assumptions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from comptrol.domains.inspection import (
    SamplePlan,
    detects_from,
    plan_existence,
    plan_run,
    plan_strata,
)
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import NO, YES, answer
from comptrol.entrypoints.cli.sampling import Asked
from comptrol.kernel.errors import UnreadableError

NOT_SEEN: Final = "were all of them wrong, this sample would not show it with that confidence"


@click.command()
@click.option("--population", type=int, help="N: how many items there are.")
@click.option("--strata", type=click.Path(path_type=Path), help="CSV: stratum,population[,h100e].")
@click.option("--diverted", type=float, help="d: how many wrong ones matter; or their H100e.")
@click.option("--confidence", type=float, help="p. [default: 0.95; for a run 0.9]")
@click.option("--miss-rate", type=float, default=0.0, help="m: how often a check misses.")
@click.option("--samples", type=int, help="What does a sample of this size come to?")
@click.option("--run-flop", type=float, help="H: operations of the smallest run to catch.")
@click.option("--chips", type=int, help="C: chips that it may have been made on.")
@click.option("--chip-flop-per-day", type=float, help="a: operations of a chip in a DAY.")
@click.option("--run-days", type=float, default=365.0, help="T: how long it takes.")
@click.option("--period-days", type=float, default=30.0, help="Tm: caught so long after.")
@click.option("--snapshots-per-day", type=float, default=0.1, help="f: logged by each chip.")
@as_json
def command(as_json: bool, **given: Any) -> int:  # noqa: ANN401  (options, checked in Asked)
    r"""Plan a sample: of a population, over strata, or to catch a training run.

    \b
    --population N --diverted D                     is something missing or false?
    --strata FILE --diverted D                      the same, wherever it was taken
    --run-flop H --chips C --chip-flop-per-day A    was a large run made?

    With --samples, a plan says what that sample comes to; without --diverted too, from how many
    wrong items on it shows one.
    """
    plan = _planned(Asked(**given))
    answer(plan, _page(plan), as_json=as_json)
    return NO if plan.why_not and plan.achieved_confidence is not None else YES


def _planned(asked: Asked) -> SamplePlan:
    kinds = (asked.population, asked.strata, asked.run_flop)
    if sum(it is not None for it in kinds) != 1:
        raise UnreadableError("one of --population, --strata and --run-flop was expected")
    if asked.run_flop is not None:
        return plan_run(asked.run())
    if asked.strata is not None:
        return plan_strata(asked.stratified(asked.strata))
    samples = asked.sample()
    if samples is None or asked.diverted is not None:
        return plan_existence(asked.aim(), samples)
    least = detects_from(asked.aim(diverted=1), samples)
    whole = asked.aim(diverted=asked.population if least is None else least)
    plan = plan_existence(whole, samples)
    return plan if least is not None else plan.but(why_not=NOT_SEEN)


def _page(plan: SamplePlan) -> Iterator[str]:
    if plan.why_not:
        yield plan.why_not
    if plan.samples is not None:
        yield f"samples              {plan.samples}"
    if plan.achieved_confidence is not None:
        yield f"achieved confidence  {plan.achieved_confidence:.6f}"
    if plan.detects_from is not None:
        yield f"detects from         {plan.detects_from} wrong"
    if plan.approximate_samples is not None:
        yield f"by approximation     {plan.approximate_samples}"
    if plan.samples_per_period is not None:
        yield f"in each period       {plan.samples_per_period}"
        yield f"inspectors           {plan.inspectors}"
    for it in plan.strata:
        yield f"  {it.stratum}: {it.samples} of {it.population}"
    yield f"method               {plan.method}"
    yield "assuming that"
    yield from (f"  {text}" for text in plan.assumptions)
