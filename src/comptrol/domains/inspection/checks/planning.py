"""May an inspection be planned so: is the frame the registry's, and do the samples suffice?"""

from collections.abc import Iterator
from datetime import timedelta
from math import exp
from typing import Any, Final

from comptrol.domains.inspection.formulas import reaches, samples_for_run, worst_log_missed
from comptrol.domains.inspection.queries import (
    Frame,
    are_chances,
    frame_now,
    run_among,
    stratified,
    unknown_in,
    values_of,
)
from comptrol.domains.inspection.refusals import InspectionRefusal
from comptrol.domains.inspection.statements import SAMPLES_MAX, Planned
from comptrol.domains.inspection.view import InspectionView
from comptrol.domains.parties import PartiesView
from comptrol.kernel.finding import Finding
from comptrol.kernel.quantity import DECIMALS_MAX, is_limit
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

FRAME_CHIPS_MAX: Final = 10**7
"""They are put in order one by one when the seed is known: a million take about a second."""
FRAME_RUNS_MAX: Final = 20_000
BEACON_WINDOW_MAX: Final = timedelta(days=7)


def check_planned(said: Planned, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Refuse a plan whose frame is not the registry's, or whose samples do not suffice.

    For the frame the whole registry is read, so that it is asked for last, of a plan that nothing
    else speaks against.
    """
    found = [*_unfit(said, entry, world)]
    found += _check_samples(said, world, whole=not found)
    yield from found or _differing(said, frame_now(world, said.strata))


def _unfit(said: Planned, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield what is wrong with a plan, whatever the registry lists and whatever is drawn."""
    if world[InspectionView].inspections.get(said.inspection) is not None:
        yield Finding.of(InspectionRefusal.INSPECTION_EXISTS, said.inspection)
    unknown = [*unknown_in(world, said.strata), *_unknown_holders(said, world)]
    if unknown:
        yield Finding.of(InspectionRefusal.UNKNOWN_STRATUM, ", ".join(unknown))
    if said.beacon_from <= entry.logged_at:
        detail = f"{said.beacon_from} is not after {entry.logged_at}, when the frame is frozen"
        yield Finding.of(InspectionRefusal.BEACON_BEFORE_FREEZE, detail)
    if not said.beacon_from <= said.beacon_until <= said.beacon_from + BEACON_WINDOW_MAX:
        detail = f"from {said.beacon_from} until {said.beacon_until}"
        yield Finding.of(InspectionRefusal.BEACON_WINDOW, detail)
    if said.as_of >= entry.position:
        detail = f"this is position {entry.position}, and {said.as_of} has not been read"
        yield Finding.of(InspectionRefusal.NOT_YET, detail)
    names = [it.stratum for it in said.strata]
    if len(set(names)) < len(names):
        yield Finding.of(InspectionRefusal.STRATA_MEET, "a name stands twice")
    chips = sum(it.population for it in said.strata)
    if chips > FRAME_CHIPS_MAX:
        yield Finding.of(InspectionRefusal.FRAME_TOO_LARGE, f"{chips} chips")
    yield from _impossible(said)


def _unknown_holders(said: Planned, world: World) -> list[str]:
    parties = world[PartiesView].parties
    named = (it.holder for it in said.strata if it.holder is not None)
    return [f"holder {it}" for it in dict.fromkeys(named) if parties.get(it) is None]


def _impossible(said: Planned) -> Iterator[Finding]:
    """Yield what cannot be a number of its kind, and an aim that is none or two."""
    if not are_chances(said.confidence, said.miss_rate) or not said.confidence:
        detail = (
            "confidence is above 0 and below 1, miss_rate is 0 or more and below 1, each of at "
            f"most {DECIMALS_MAX} decimals"
        )
        yield Finding.of(InspectionRefusal.IMPOSSIBLE_NUMBER, detail)
    if (said.diverted is None) == (said.run is None):
        yield Finding.of(InspectionRefusal.ONE_AIM, "diverted, or run")
    if said.run is None:
        return
    fields = said.run.__struct_fields__
    wrong = [name for name in fields if not is_limit(getattr(said.run, name))]
    if wrong:
        yield Finding.of(InspectionRefusal.IMPOSSIBLE_NUMBER, f"run: {', '.join(wrong)}")
    if len(said.strata) > 1 or said.factor_set is not None:
        detail = "a run is looked for among all chips together, each as likely"
        yield Finding.of(InspectionRefusal.ONE_AIM, detail)


def _differing(said: Planned, frame: Frame) -> Iterator[Finding]:
    """Yield how the frame is not what the registry lists now."""
    if frame.meeting is not None:
        detail = f"{' and '.join(frame.meeting)} have a chip in common"
        yield Finding.of(InspectionRefusal.STRATA_MEET, detail)
    runs = sum(map(len, frame.runs.values()))
    if frame.chips > FRAME_CHIPS_MAX or runs > FRAME_RUNS_MAX:
        detail = f"{frame.chips} chips in {runs} runs of serials"
        yield Finding.of(InspectionRefusal.FRAME_TOO_LARGE, detail)
    for it in said.strata:
        population = frame.population(it.stratum)
        if population != it.population:
            detail = f"{it.stratum} has {population} chips, not {it.population}"
            yield Finding.of(InspectionRefusal.FRAME_DIFFERS, detail)
    if frame.digest != said.frame:
        yield Finding.of(InspectionRefusal.FRAME_DIFFERS, f"its digest is {frame.digest}")


def _check_samples(said: Planned, world: World, *, whole: bool) -> Iterator[Finding]:
    """Refuse samples that are too many or, where all else is as it should be, too few."""
    total = sum(it.samples for it in said.strata)
    if not 1 <= total <= SAMPLES_MAX:
        yield Finding.of(InspectionRefusal.TOO_MANY_SAMPLES, f"{total} in all")
    beyond = [it for it in said.strata if it.samples > it.population]
    for it in beyond:
        detail = f"{it.stratum}: {it.samples} of {it.population}"
        yield Finding.of(InspectionRefusal.TOO_MANY_SAMPLES, detail)
    if not whole or beyond:
        return
    if said.run is not None:
        yield from _run_missed(said, total)
    elif said.diverted is not None:
        yield from _diversion_missed(said, said.diverted, world)


def _run_missed(said: Planned, total: int) -> Iterator[Finding]:
    assert said.run is not None, "asked of a plan that looks for a run"
    chips = sum(it.population for it in said.strata)
    needed = samples_for_run(run_among(said.run, chips, said.confidence))
    if needed is None:
        yield Finding.of(InspectionRefusal.NOTHING_TO_CATCH, f"{chips} chips")
    elif total < needed.per_period:
        detail = f"{total} in a period, and {needed.per_period} are needed"
        yield Finding.of(InspectionRefusal.TOO_FEW_SAMPLES, detail)


def _diversion_missed(said: Planned, diverted: int, world: World) -> Iterator[Finding]:
    values = [it for it in values_of(world, said.strata, said.factor_set) if it is not None]
    if len(values) < len(said.strata):
        yield Finding.of(InspectionRefusal.WITHOUT_FACTOR, f"{said.factor_set}")
        return
    aim = stratified(
        said.strata,
        values,
        diverted=diverted,
        confidence=said.confidence,
        miss_rate=said.miss_rate,
    )
    if aim.value < diverted:
        detail = f"{diverted} cannot be wrong of {aim.value:.12g}"
        yield Finding.of(InspectionRefusal.IMPOSSIBLE_NUMBER, detail)
        return
    missed = worst_log_missed(aim, [it.samples for it in said.strata])
    if not reaches(missed, aim.confidence):
        detail = f"at worst something is seen with probability {1 - exp(missed):.6g}"
        yield Finding.of(InspectionRefusal.TOO_FEW_SAMPLES, detail)
