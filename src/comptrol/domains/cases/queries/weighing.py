"""What the signals of a case come to together."""

from collections.abc import Iterator
from typing import Final

import msgspec

from comptrol.domains.alarms import AlarmsView
from comptrol.domains.cases.formulas import Counted, Posterior, Signal, by_channel, posteriors
from comptrol.domains.cases.queries.files import policy_in_force
from comptrol.domains.cases.statements import CaseId, Channel, Detector
from comptrol.domains.cases.view import Case, CasesView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.view import World

SAYS: Final = "This orders what people look at. It decides nothing, and proves nothing."


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """Odds over the independent channels of a case, for the prior, for its half and its double."""

    case: CaseId
    counted: tuple[Counted, ...]
    """Of each channel the one signal that counts."""
    unknown: tuple[str, ...]
    """Signals of which nobody has said how much they weigh: they are left out."""
    channels: tuple[Channel, ...]
    """All channels that speak for the case."""
    posteriors: tuple[Posterior, ...]
    """Nothing where no prior was set."""
    says: str = SAYS


def weights(world: World, *, case: CaseId) -> Weights:
    """Say what the signals of a case come to together, each channel counted once."""
    found = world[CasesView].cases.get(case)
    if found is None:
        raise NotFoundError(f"no case {case!r} has been opened")
    signals = tuple(_signals(world, found))
    policy = policy_in_force(world)
    prior = policy.said.prior_ppm if policy is not None else None
    return Weights(
        case=case,
        counted=by_channel(signals),
        unknown=tuple(it.name for it in signals if it.ratio_ppm is None),
        channels=tuple(sorted({it.channel for it in signals}, key=lambda it: it.value)),
        posteriors=() if prior is None else posteriors(prior, signals),
    )


def _signals(world: World, case: Case) -> Iterator[Signal]:
    known, raised = detectors(world), world[AlarmsView].alarms
    for name in case.alarms:
        alarm = raised.get(name)
        if alarm is not None:
            it = known.get(alarm.detector)
            channel = it.channel if it is not None else Channel.RECORDS
            yield Signal(name, channel, it.ratio_ppm if it is not None else None)
    for piece in world[CasesView].evidence.where(case=case.case):
        yield Signal(str(piece.evidence), piece.channel, piece.ratio_ppm)


def detectors(world: World) -> dict[str, Detector]:
    """Return what the policy says of detectors, by their names."""
    policy = policy_in_force(world)
    return {} if policy is None else {it.detector: it for it in policy.said.detectors}
