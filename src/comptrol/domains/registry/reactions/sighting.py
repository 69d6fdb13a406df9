"""Can one chip be where it was seen? (scenario family: identity)."""

from collections.abc import Iterator
from datetime import datetime
from math import ceil
from typing import Any, Final, NamedTuple

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.registry.formulas import least_km
from comptrol.domains.registry.queries import (
    changed_on,
    chip_standing,
    known_lot,
    policy_in_force,
)
from comptrol.domains.registry.reactions.counting import ELSEWHERE
from comptrol.domains.registry.statements import Means, Place, Sighted, SiteId
from comptrol.domains.registry.view import Condition, Contact, Custody, RegistryView, run_of
from comptrol.kernel.quantity import plain
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

CLONED: Final = "registry.cloned"
REVENANT: Final = "registry.seen-after-its-end"
VERSION: Final = 1
_BY_DAY: Final = Means.COUNTED
_HALF_A_DAY: Final = 43_200
"""Seconds. Of a stocktaking only the day is known, and noon stands for it."""
_ENDED: Final = frozenset({Condition.DESTROYED, Condition.RENAMED})


def sighting_alarms(said: Sighted, entry: Entry[Any], world: World) -> Iterator[Raised]:
    """Yield what a sighting cannot be true together with."""
    view = world[RegistryView]
    contact = view.contacts.get(said.chip)
    assert contact is not None, "a sighting is in the view"
    yield from _too_fast(said, contact, entry, world)
    standing = chip_standing(view, said.chip)
    if standing is None:
        return
    yield from _after_its_end(said, entry, view)
    lot = known_lot(view, standing.lot)
    moving = lot.custody is Custody.IN_TRANSIT or said.at.date() <= lot.since
    if moving or None in {said.site, standing.site} or said.site == standing.site:
        return
    yield _raised(
        entry,
        ELSEWHERE,
        said,
        f"Chip {said.chip} was {said.means.value} at {said.site}; by the registry it is at "
        f"{standing.site} since {lot.since}.",
        ("a move that was not said yet", "a serial that was misread"),
        lot.step,
    )


def _after_its_end(said: Sighted, entry: Entry[Any], view: RegistryView) -> Iterator[Raised]:
    """Yield an alarm where a chip was destroyed, or lost this serial, before it was seen."""
    run = run_of(view, said.chip)
    if run is None or run.condition not in _ENDED:
        return
    ended = changed_on(view, said.chip, run)
    if ended is not None and said.at.date() <= ended:
        return
    yield _raised(
        entry,
        REVENANT,
        said,
        f"Chip {said.chip} was {said.means.value} on {said.at:%Y-%m-%d}; the registry has it as "
        f"{run.condition.value} since {ended}.",
        ("a serial that was misread", "a proof that is older than its date"),
    )


def _too_fast(
    said: Sighted, contact: Contact, entry: Entry[Any], world: World
) -> Iterator[Raised]:
    """Yield an alarm where no chip can have travelled so fast: then there are two of them."""
    view = world[RegistryView]
    policy, other = policy_in_force(view), _other(contact, entry.position)
    if policy is None or said.site is None or other is None or other.site == said.site:
        return
    here, there = _place(view, said.site), _place(view, other.site)
    if here is None or there is None:
        return
    km, speed = _least_km(here, there), policy.speed_km_per_hour
    seconds = abs(int((said.at - other.at).total_seconds()))
    by_day = [means for means in (said.means, other.means) if means is _BY_DAY]
    if _moved_since(said, other, view):
        seconds += _HALF_A_DAY * len(by_day)
    if km * 3600 <= speed * seconds:
        return
    yield _raised(
        entry,
        CLONED,
        said,
        f"Chip {said.chip} was seen at {other.site} and at {said.site}, at least {km} km apart, "
        f"{_within(seconds, by_day=bool(by_day))}: faster than {plain(speed)} km/h. One serial "
        "may stand for two chips.",
        ("a serial that was misread", "a clock that was wrong"),
        other.position,
    )


class _Seen(NamedTuple):
    at: datetime
    means: Means
    site: SiteId
    position: int


def _other(contact: Contact, position: int) -> _Seen | None:
    """Return where else a chip was seen: before this sighting, or later if it is said late."""
    if contact.position != position and contact.site is not None:
        return _Seen(contact.at, contact.means, contact.site, contact.position)
    match contact.before_at, contact.before_means, contact.before_site, contact.before_position:
        case datetime() as at, Means() as means, str() as site, int() as before:
            return _Seen(at, means, SiteId(site), before)
        case _:
            return None


def _moved_since(said: Sighted, other: _Seen, view: RegistryView) -> bool:
    """Tell whether the books have the chip's lot on its way between two sightings."""
    standing = chip_standing(view, said.chip)
    if standing is None:
        return False
    lot = known_lot(view, standing.lot)
    return lot.custody is Custody.IN_TRANSIT or lot.since >= min(said.at, other.at).date()


def _within(seconds: int, *, by_day: bool) -> str:
    hours = f"{seconds / 3600:.1f} hours"
    return (
        f"within {hours} by their days, with no move in the books" if by_day else f"within {hours}"
    )


def _place(view: RegistryView, site: SiteId) -> Place | None:
    found = view.sites.get(site)
    return found.place if found is not None else None


def _least_km(one: Place, other: Place) -> int:
    """Return the least distance between two places: great circle, less both radii, whole km."""
    km = least_km((one.lat, one.lon), (other.lat, other.lon))
    return max(km - ceil(one.radius_km) - ceil(other.radius_km), 0)


def _raised(
    entry: Entry[Any],
    detector: str,
    said: Sighted,
    explanation: str,
    benign: tuple[str, ...],
    *evidence: int | None,
) -> Raised:
    positions = {said.because, entry.position, *(it for it in evidence if it is not None)}
    return Raised(
        because=entry.position,
        alarm=f"{detector}/chip:{said.chip}@{entry.position}",
        detector=detector,
        version=VERSION,
        strength=Strength.STRONG,
        explanation=explanation,
        benign=benign,
        evidence=tuple(sorted(positions)),
        sites=() if said.site is None else (said.site,),
        chips=(said.chip,),
    )
