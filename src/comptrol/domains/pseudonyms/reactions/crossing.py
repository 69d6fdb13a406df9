"""Who is past a threshold in sum, and so whose crossing does the platform note?"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final, NamedTuple

from comptrol.domains.pseudonyms.formulas import (
    Piece,
    SealedUsage,
    by_provider,
    calendar_windows,
    certainty,
    pieces,
    rolling_windows,
    summed,
)
from comptrol.domains.pseudonyms.queries import filed_by, in_force, opened, threshold_names
from comptrol.domains.pseudonyms.statements import (
    PERIOD_DAYS_MAX,
    Certainty,
    Crossed,
    Joined,
    Pseudonym,
    ThresholdId,
    Whose,
    Window,
)
from comptrol.domains.pseudonyms.view import Crossing, PseudonymsView, Threshold
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.view import World

CROSSINGS_MAX: Final = 500
"""So many are noted at once. Adding up the same days once more notes the rest."""


class Found(NamedTuple):
    """A window in which the sum of somebody is past a threshold."""

    pseudonym: Pseudonym
    window: Window
    threshold: Threshold
    certainty: Certainty
    jointly: bool


def crossed(said: Joined, because: int, world: World) -> Iterator[Crossed]:
    """Yield where somebody is past a threshold and was not before, in an order that tells nothing.

    The order is that of the digests, which nobody can tell from random without the key.
    """
    digest = world.reference(SealedUsage).digest
    noted: dict[Digest, Found] = {}
    for found in _found(said, world):
        known = {found, found._replace(certainty=Certainty.CERTAIN)}
        if not any(_is_noted(digest(said.epoch, _words(it)), world) for it in known):
            noted.setdefault(digest(said.epoch, _words(found)), found)
    for crossing in sorted(noted)[:CROSSINGS_MAX]:
        yield _crossed(noted[crossing], crossing, said.epoch, because)


def _is_noted(crossing: Digest, world: World) -> bool:
    known = world[PseudonymsView].crossings.where(crossing=crossing, limit=1)
    return next(known, None) is not None


def _found(said: Joined, world: World) -> Iterator[Found]:
    view, year = world[PseudonymsView], timedelta(PERIOD_DAYS_MAX)
    around = Window(since=said.since - year, until=said.until + year)
    filed = filed_by(opened(world, said.epoch, around))
    of_whose = {whose: pieces(filed, whose) for whose in Whose}
    for name in threshold_names(view):
        for whose, by_pseudonym in of_whose.items():
            for pseudonym, own in by_pseudonym.items():
                yield from _past(pseudonym, own, said, (view, name, whose))


def crossing_of(
    view: PseudonymsView, name: ThresholdId, whose: Whose, own: list[Piece], window: Window
) -> tuple[Threshold, Certainty, bool] | None:
    """Return how a sum is past a threshold in a window: certainly or not, and whether jointly."""
    threshold = in_force(view, name, window)
    if threshold is None or threshold.whose is not whose:
        return None
    limit, inclusive = int(threshold.limit), threshold.inclusive
    how = certainty(summed(own, window).of(threshold.unit), limit, inclusive=inclusive)
    if how is None:
        return None
    alone = (
        certainty(summed(part, window).of(threshold.unit), limit, inclusive=inclusive)
        for part in by_provider(own)
    )
    return threshold, how, all(one is not how and one is not Certainty.CERTAIN for one in alone)


def _past(
    pseudonym: Pseudonym,
    own: list[Piece],
    said: Joined,
    of: tuple[PseudonymsView, ThresholdId, Whose],
) -> Iterator[Found]:
    """Yield the windows in which somebody is past a threshold; of rolling ones, the first alone.

    Of those, one in which that is certain comes before any in which it is possible.
    """
    view, name, whose = of
    rolling = list[Found]()
    for window in _windows(view, name, own, said):
        found = crossing_of(view, name, whose, own, window)
        if found is None:
            continue
        past = Found(pseudonym, window, *found)
        if past.threshold.every is not None:
            yield past
        else:
            rolling.append(past)
    certain = (it for it in rolling if it.certainty is Certainty.CERTAIN)
    first = next(certain, rolling[0] if rolling else None)
    if first is not None:
        yield first


def _windows(
    view: PseudonymsView, name: ThresholdId, own: list[Piece], said: Joined
) -> Iterator[Window]:
    """Yield the windows of a threshold that touch the days, or end in them if they roll."""
    for row in view.thresholds.where(threshold=name):
        if row.every is not None:
            yield from calendar_windows(row.every, said.since, said.until)
        if row.days is not None:
            yield from rolling_windows(row.days, own, said.since, said.until)


def _words(found: Found) -> str:
    """Return what makes a crossing another one: of days that roll, it is noted once."""
    threshold = found.threshold
    start = str(found.window.since) if threshold.every is not None else "rolling"
    set_on = str(threshold.since)
    how = found.certainty.value
    return f"crossing|{threshold.threshold}|{set_on}|{start}|{how}|{found.pseudonym}"


def _crossed(found: Found, digest: Digest, epoch: int, because: int) -> Crossed:
    return Crossed(
        because=because,
        crossing=digest,
        epoch=epoch,
        threshold=found.threshold.threshold,
        whose=found.threshold.whose,
        since=found.window.since,
        until=found.window.until,
        certainty=found.certainty,
        jointly=found.jointly,
    )


def owner_in(crossing: Crossing, world: World) -> Pseudonym | None:
    """Return whose crossing it is; nothing where what it was told from is erased or restated."""
    view, sealed = world[PseudonymsView], world.reference(SealedUsage)
    window = Window(since=crossing.since, until=crossing.until)
    threshold = in_force(view, crossing.threshold, window)
    filed = filed_by(opened(world, crossing.epoch, window))
    if threshold is None:
        return None
    for pseudonym in pieces(filed, crossing.whose):
        found = Found(pseudonym, window, threshold, crossing.certainty, crossing.jointly)
        if sealed.digest(crossing.epoch, _words(found)) == crossing.crossing:
            return pseudonym
    return None
