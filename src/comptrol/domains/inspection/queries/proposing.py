"""What may a plan say of its frame and its samples, as things stand now?"""

from collections.abc import Sequence
from decimal import Decimal
from math import floor
from typing import Final

import msgspec

from comptrol.domains.chips import ChipsView, FactorSetId
from comptrol.domains.inspection.formulas import SamplePlan, plan_strata
from comptrol.domains.inspection.queries.aims import are_chances, stratified
from comptrol.domains.inspection.queries.framing import (
    Frame,
    Strata,
    frame_now,
    unknown_in,
    values_of,
)
from comptrol.domains.inspection.statements import Stratum, StratumPlanned
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.quantity import DECIMALS_MAX, Count
from comptrol.kernel.view import World

CONFIDENCE: Final = Decimal("0.95")
NO_MISSES: Final = Decimal(0)


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A frame, the strata with their samples, and what these rest on."""

    frame: Digest
    strata: tuple[StratumPlanned, ...]
    chips: int
    plan: SamplePlan


def proposal(
    world: World,
    *,
    strata: Strata,
    diverted: Count,
    confidence: Decimal = CONFIDENCE,
    miss_rate: Decimal = NO_MISSES,
    factor_set: FactorSetId | None = None,
) -> Proposal:
    """Return the frame of some strata as the registry lists them now, and how many to draw.

    Enough are drawn for the placement of the wrong chips that is worst for the inspectors. What is
    answered can be said as it stands in ``inspection.planned/1`` while no chip moves in between.
    """
    if not are_chances(confidence, miss_rate) or not confidence:
        raise UnreadableError(
            "confidence is above 0 and below 1, miss_rate is 0 or more and below 1, each of at "
            f"most {DECIMALS_MAX} decimals"
        )
    frame = _framed(world, strata)
    sized = tuple(_planned(it, frame, 0) for it in strata)
    aim = stratified(
        sized,
        _values(world, strata, factor_set),
        diverted=diverted,
        confidence=confidence,
        miss_rate=miss_rate,
    )
    if aim.value < diverted:
        raise UnreadableError(f"diverted is {diverted}, and there are {floor(aim.value)} in all")
    plan = plan_strata(aim)
    samples = {it.stratum: it.samples for it in plan.strata}
    return Proposal(
        frame=frame.digest,
        strata=tuple(_planned(it, frame, samples.get(it.stratum, 0)) for it in strata),
        chips=frame.chips,
        plan=plan,
    )


def _framed(world: World, strata: Sequence[Stratum]) -> Frame:
    unknown = unknown_in(world, strata)
    if unknown:
        raise NotFoundError(f"strata: nobody knows {', '.join(unknown)}")
    names = [it.stratum for it in strata]
    if len(set(names)) < len(names):
        raise UnreadableError("strata: a stratum is named twice")
    frame = frame_now(world, strata)
    if frame.meeting is not None:
        raise UnreadableError(f"strata: {' and '.join(frame.meeting)} have a chip in common")
    empty = [it.stratum for it in strata if not frame.runs[it.stratum]]
    if empty:
        raise UnreadableError(f"strata: {', '.join(empty)} has no chips")
    return frame


def _values(
    world: World, strata: Sequence[Stratum], factor_set: FactorSetId | None
) -> list[float]:
    if factor_set is not None and world[ChipsView].factor_sets.get(factor_set) is None:
        raise NotFoundError(f"no factor set {factor_set!r} is adopted")
    known = [it for it in values_of(world, strata, factor_set) if it is not None]
    if len(known) < len(strata):
        raise UnreadableError(f"each stratum is of one model that {factor_set} has a factor for")
    return known


def _planned(stratum: Stratum, frame: Frame, samples: int) -> StratumPlanned:
    fields = {name: getattr(stratum, name) for name in Stratum.__struct_fields__}
    population = frame.population(stratum.stratum)
    return StratumPlanned(**fields, population=population, samples=samples)
