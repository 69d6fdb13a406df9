"""What the platform says of a measurement: the verdict, a sighting, and what looks wrong."""

from collections.abc import Iterator
from typing import Any, Final

from comptrol.domains.alarms import unraised
from comptrol.domains.location.queries import judged, policy_in_force
from comptrol.domains.location.reactions.alarming import Case, added_delay, impossible, relay
from comptrol.domains.location.reactions.trusting import is_proof, other_key
from comptrol.domains.location.statements import Judged, LocationVerdict, Measured
from comptrol.domains.location.view import LocationView
from comptrol.domains.registry import Means, RegistryView, Sighted, SiteId
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World

__all__ = ["HEARS", "observe", "react"]


HEARS: Final = (Measured, Judged)


def observe(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Judge a measurement. It is recorded, because geometry is done in binary fractions."""
    if isinstance(entry.statement, Measured):
        yield judged(entry, world)


def react(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Note where a chip was located, and raise what a person should look at."""
    said = entry.statement
    if not isinstance(said, Judged):
        return
    view = world[LocationView]
    measured, policy = view.measurements.get(said.measurement), policy_in_force(view)
    assert measured is not None, "what is judged was measured"
    assert policy is not None, "nothing is measured before there is a policy"
    case = Case(said, measured, policy, entry.position, world)
    yield from _sighted(case)
    found = (*impossible(case), *added_delay(case), *relay(case), *other_key(case))
    yield from unraised(world, found)


def _sighted(case: Case) -> Iterator[Sighted]:
    """Say that a chip was there: someone independent says so, and its known key signed."""
    said = case.said
    consistent = said.verdict is LocationVerdict.CONSISTENT
    if said.chip is not None and consistent and is_proof(case):
        yield Sighted(
            because=case.position,
            chip=said.chip,
            at=case.measured.at,
            means=Means.LOCATED,
            site=_at(case),
        )


def _at(case: Case) -> SiteId | None:
    """Return the site, where its own place is what the measurement is consistent with."""
    said = case.said
    site = None if said.site is None else case.world[RegistryView].sites.get(said.site)
    own = site is not None and site.place is not None and site.place == said.place
    return said.site if own else None
