"""What may be asked about landmarks, measurements and verdicts."""

from comptrol.domains.location.statements import LandmarkId, MeasurementId
from comptrol.domains.location.view import (
    IN_FORCE,
    Judgement,
    Landmark,
    LocationView,
    Measurement,
    Policy,
)
from comptrol.domains.registry import ChipId, SiteId
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.quantity import Limit, Position
from comptrol.kernel.view import World


def policy_in_force(view: LocationView) -> Policy | None:
    """Return how places are judged now; nothing before the authority has said so."""
    return view.policy.get(IN_FORCE)


def location_policy(world: World) -> Policy:
    """Return how places are judged now, and who decided on the numbers."""
    found = policy_in_force(world[LocationView])
    if found is None:
        raise NotFoundError("no policy was adopted: say location.policy-adopted/1 first")
    return found


def landmarks(
    world: World, *, after: LandmarkId | None = None, limit: Limit = 100
) -> tuple[Landmark, ...]:
    """Return landmarks in the order of their names, withdrawn ones too."""
    start = None if after is None else (after,)
    return tuple(world[LocationView].landmarks.where(after=start, limit=limit))


def measurement(world: World, *, measurement: MeasurementId) -> Measurement:
    """Return a measurement raw, as it was said."""
    found = world[LocationView].measurements.get(measurement)
    if found is None:
        raise NotFoundError(f"no measurement {measurement!r} was said")
    return found


def judgements(
    world: World,
    *,
    chip: ChipId | None = None,
    site: SiteId | None = None,
    landmark: LandmarkId | None = None,
    after: Position | None = None,
    limit: Limit = 100,
) -> tuple[Judgement, ...]:
    """Return verdicts on claimed places, in the order of the log: of one chip, site or landmark.

    Where more than one is named, the chip is what is asked about, then the site.
    """
    start = None if after is None else (after,)
    table = world[LocationView].judgements
    for word, name in (("chip", chip), ("site", site), ("landmark", landmark)):
        if name is not None:
            return tuple(table.where(after=start, limit=limit, **{word: name}))
    return tuple(table.where(after=start, limit=limit))
