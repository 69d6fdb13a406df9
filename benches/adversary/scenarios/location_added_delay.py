"""Location spoof by added delay: a device that was moved answers late, so that the old place fits.

Attack (FAST teaching lab; Brass & Aarne, IAPS): after some weeks in Frankfurt the chip is taken
elsewhere, and every reply is stalled by just so much that no landmark excludes the claim. Delay
can be added and never taken away: the place stays possible, and is no longer shown. Twin:
congestion at some landmarks, for some windows.
"""

from typing import Final

from benches.adversary.acts import Acts
from benches.adversary.goods import days_left, hall, owner, place, stands
from benches.adversary.places import (
    CITIES,
    CLAIM_KM,
    HOME,
    Point,
    away,
    measured,
    mesh,
    stall_ms,
    ways_ms,
)
from benches.adversary.scenario import SeenBy
from benches.adversary.stage import Stage, public_key
from comptrol.kernel.identifiers import PartyId

ID: Final = "location-added-delay"
STRENGTHS: Final = (
    "moved 8,000 km",
    "moved 1,500 km",
    "moved 700 km",
    "stalled unevenly",
    "stalled ever more",
    "from the first day",
)
"""How far the chip was taken; the last three: 3,000 km, with a stall that differs from landmark to
landmark; with one that grew for weeks before; and with no day on which it was where it is said to
be."""
SEEN_BY: Final = SeenBy(alarms=("location.added-delay", "location.impossible", "registry.silent"))
_KM: Final = dict(zip(STRENGTHS, (8000, 1500, 700, 3000, 3000, 3000), strict=True))
EVERY_DAYS: Final = 10
MOVED: Final = 60


def attack(stage: Stage, strength: str) -> Acts[None]:
    """Take the chip elsewhere after some weeks, and answer late from there."""
    there = away(_KM[strength], stage.chance.uniform(0, 360))
    since = 0 if strength == STRENGTHS[-1] else MOVED
    added = stall_ms(there) + stage.chance.uniform(0.5, 4)
    uneven, creeping = strength == STRENGTHS[3], strength == STRENGTHS[4]
    yield from _played(stage, there, since, added, uneven=uneven, creeping=creeping)


def twin(stage: Stage, strength: str) -> Acts[None]:
    """Leave it where it is, on a network that has bad days at some landmarks."""
    share = stage.chance.uniform(0.1, 0.6)
    late = _KM[strength] / 100
    yield from _played(stage, HOME, MOVED, 0.0, congested=share, late_ms=late)


def _played(  # noqa: PLR0913  (what differs between the two)
    stage: Stage,
    there: Point,
    since: int,
    added_ms: float,
    *,
    uneven: bool = False,
    creeping: bool = False,
    congested: float = 0.0,
    late_ms: float = 0.0,
) -> Acts[None]:
    holder = yield from owner(stage, 0)
    site = yield from hall(stage, 0, "hall", where=place(*HOME, CLAIM_KM))
    lot = yield from stands(stage, 1, "main", 1, holder=holder, site=site)
    marks = yield from mesh(stage, 1)
    key, bad = public_key(PartyId(lot.lot)), stage.chance.randrange(MOVED, MOVED + 40)
    factors = [stage.chance.uniform(1, 2.5) if uneven else 1.0 for _ in CITIES]
    for day in range(2, days_left(stage), EVERY_DAYS):
        moved = day >= since
        if creeping and not moved:
            ms = [it + day / EVERY_DAYS for it in ways_ms(stage, marks, HOME)]
            yield from measured(stage, day, marks, lot.chips[0], site, ms, key=key, deed=True)
            continue
        ms = ways_ms(stage, marks, there if moved else HOME)
        if moved and added_ms:
            ms = [it + added_ms * factor for it, factor in zip(ms, factors, strict=True)]
        if congested and bad <= day < bad + 2 * EVERY_DAYS:
            ms = [
                it + stage.chance.uniform(0.2, 1.8) * late_ms
                if stage.chance.random() < congested
                else it
                for it in ms
            ]
        deed = moved and not congested
        yield from measured(stage, day, marks, lot.chips[0], site, ms, key=key, deed=deed)
