"""Relay proxy: a small box at the allowed place answers, and the chips run elsewhere.

Attack (FAST teaching lab, part 3): the box echoes pings; what has to be signed is signed far away,
or by nobody, or by a key of the box's own; or the box lets no echo through, so that there is
nothing to hold the signed replies against. Twin: a proxy for management that echoes before a
device at the same place, which signs.
"""

from typing import Final

from benches.adversary.acts import Acts
from benches.adversary.goods import days_left, hall, owner, place, stands
from benches.adversary.places import (
    CLAIM_KM,
    HOME,
    Mesh,
    Point,
    away,
    bound_ms,
    measured,
    mesh,
    ways_ms,
)
from benches.adversary.scenario import SeenBy
from benches.adversary.stage import Stage, public_key
from comptrol.kernel.identifiers import PartyId

ID: Final = "relay-proxy"
STRENGTHS: Final = (
    "signed 8,000 km away",
    "signed 1,500 km away",
    "signed on other ways",
    "signed by nobody",
    "signed by the box",
    "without echoes",
)
"""Where what is signed is signed, at an end of the box's own line; or on ways of their own from
1,500 km away; or how else the box does without the chip's key."""
SEEN_BY: Final = SeenBy(
    alarms=(
        "location.relay",
        "location.other-key",
        "location.added-delay",
        "location.impossible",
        "registry.silent",
    )
)
_KM: Final = dict(zip(STRENGTHS, (8000, 1500, 1500, 1500, 1500, 1500), strict=True))
EVERY_DAYS: Final = 10
MOVED: Final = 60


def attack(stage: Stage, strength: str) -> Acts[None]:
    """Leave a box where the chip was, after some weeks, and take the chip elsewhere."""
    there = away(_KM[strength], stage.chance.uniform(0, 360))
    yield from _played(stage, strength, there)


def twin(stage: Stage, strength: str) -> Acts[None]:
    """Put a proxy in front of the chip after some weeks, at the same place."""
    yield from _played(stage, strength, None)


def _played(stage: Stage, strength: str, there: Point | None) -> Acts[None]:
    holder = yield from owner(stage, 0)
    site = yield from hall(stage, 0, "hall", where=place(*HOME, CLAIM_KM))
    lot = yield from stands(stage, 1, "main", 1, holder=holder, site=site)
    marks = yield from mesh(stage, 1)
    own, boxed = public_key(PartyId(lot.lot)), public_key(PartyId(stage.name("box")))
    takes = stage.chance.uniform(1, 4)
    for day in range(2, days_left(stage), EVERY_DAYS):
        moved = day >= MOVED
        echoes = ways_ms(stage, marks, HOME)
        by_box = moved and there is not None
        signed = not (by_box and strength == STRENGTHS[3])
        key = boxed if by_box and strength == STRENGTHS[4] else own
        ms = [it + takes + stage.chance.uniform(0, 0.3) for it in echoes]
        if by_box and there is not None and strength not in STRENGTHS[3:5]:
            ms = _from_afar(stage, strength, marks, there, echoes, takes)
        heard = () if strength == STRENGTHS[5] or not moved else echoes
        deed = by_box
        yield from measured(
            stage,
            day,
            marks,
            lot.chips[0],
            site,
            ms,
            key=key,
            signed=signed,
            echoes_ms=heard,
            deed=deed,
        )


def _from_afar(
    stage: Stage, strength: str, marks: Mesh, there: Point, echoes: list[float], takes: float
) -> list[float]:
    """Return how long signed replies take: behind the box, or on ways of their own."""
    if strength == STRENGTHS[2]:
        far = ways_ms(stage, marks, there)
        return [max(echo, it) + takes for echo, it in zip(echoes, far, strict=True)]
    detour = bound_ms(HOME, there) * 1.4
    return [it + detour + takes + stage.chance.uniform(0, 0.3) for it in echoes]
