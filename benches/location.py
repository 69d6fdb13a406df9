"""What it costs to judge a place by 240 landmarks, as many as a mesh of the world has."""

import random  # noqa: TID251  (seeded: the same landmarks in every run)
from collections.abc import Callable, Iterator, Sequence
from math import asin, degrees, exp, log
from time import perf_counter

from benches.measurement import Measurement, percentile
from comptrol.adapters.borders import borders
from comptrol.domains.location import (
    EARTH_RADIUS_KM,
    FIBRE_KM_PER_MS,
    LIGHT_KM_PER_MS,
    Drawn,
    Evidence,
    Reply,
    Round,
    Vector,
    Zone,
    angle,
    frame,
    locate,
    towards,
    vector,
)
from comptrol.kernel.identifiers import CountryCode

LANDMARKS, HUBS, TOLERATE = 240, 40, 1
CASES = 300
DETOUR, SPREAD = 1.99, 0.35
"""A public mesh of 246 servers: round trips are 1.99 times what two thirds of the speed of light
has them at the median, and 1.43 to 4.47 times from 5 to 95 percent; about so, log-normally."""
CLAIM_KM = 500.0
COUNTRIES = ("US", "CA", "RU", "DE", "SG", "CN", "IN", "BR")


def circles() -> Iterator[Measurement]:
    """Measure verdicts on claimed circles, under both speeds, with notes of neither."""
    times = [_timed(case) for case in _cases(lambda truth, _: _circle(truth))]
    unit = f"ms, {LANDMARKS} landmarks, {TOLERATE} group may be wrong, both speeds"
    yield Measurement(
        name="registry.locate_p50_ms", value=percentile(times, 0.5), unit=unit, target="<= 10"
    )
    yield Measurement(name="registry.locate_p99_ms", value=percentile(times, 0.99), unit=unit)


def countries() -> Iterator[Measurement]:
    """Measure verdicts on claimed countries, whose borders were put together before."""
    drawn = [it for it in (borders().of(CountryCode(code)) for code in COUNTRIES) if it]
    at = [drawn[number % len(drawn)] for number in range(CASES)]
    times = [_timed(case) for case in _cases(lambda _, number: at[number], at)]
    unit = f"ms, {LANDMARKS} landmarks, claims of {len(COUNTRIES)} countries by border"
    for share, name in ((0.5, "p50"), (0.99, "p99")):
        value = percentile(times, share)
        yield Measurement(name=f"registry.locate_country_{name}_ms", value=value, unit=unit)


def worst() -> Iterator[Measurement]:
    """Measure verdicts where no disc can be passed over: every circle goes through one place."""
    chosen, times = random.Random(3), []  # noqa: S311
    for _ in range(10):
        truth = _anywhere(chosen)
        places = [_anywhere(chosen) for _ in range(LANDMARKS)]
        replies = [_reply(n, at, _least_ms(at, truth)) for n, at in enumerate(places)]
        times.append(_timed(_evidence(_circle(truth), replies)))
    unit = f"ms, {LANDMARKS} circles through one place"
    value = percentile(times, 0.5)
    yield Measurement(name="registry.locate_worst_ms", value=value, unit=unit)


def _cases(
    zone: Callable[[Vector, int], Zone], within: Sequence[Drawn] = ()
) -> Iterator[Evidence]:
    """Yield evidence of devices near hubs, or on the borders of what they are said to be in."""
    chosen = random.Random(1)  # noqa: S311
    hubs = [_anywhere(chosen) for _ in range(HUBS)]
    for number in range(CASES):
        truth = _near(chosen, hubs, 300)
        if within:
            truth = chosen.choice(within[number].shape.runs).places[0]
        replies = []
        for landmark in range(LANDMARKS):
            place = _near(chosen, hubs, 800)
            detour = max(1.0, exp(chosen.gauss(log(DETOUR), SPREAD)))
            bound = 3 * angle(place, truth) * EARTH_RADIUS_KM / LIGHT_KM_PER_MS
            replies.append(_reply(landmark, place, bound * detour + chosen.random()))
        yield _evidence(zone(truth, number), replies)


def _timed(evidence: Evidence) -> float:
    start = perf_counter()
    found = locate(evidence)
    radius_km = found.chosen.radius_km  # worked out when it is asked for, and part of an answer
    took_ms = (perf_counter() - start) * 1000
    if radius_km is None:
        raise ValueError("honest landmarks leave the truth")
    return took_ms


def _evidence(zone: Zone, replies: Sequence[Reply]) -> Evidence:
    return Evidence(zone=zone, replies=replies, tolerate=TOLERATE, km_per_ms=FIBRE_KM_PER_MS)


def _circle(truth: Vector) -> Zone:
    return Round(truth, CLAIM_KM / EARTH_RADIUS_KM)


def _reply(number: int, place: Vector, rtt_ms: float) -> Reply:
    name = f"l{number}"
    return Reply(landmark=name, group=name, place=place, rtt_ms=rtt_ms, signed=True)


def _least_ms(place: Vector, truth: Vector) -> float:
    return 2 * angle(place, truth) * EARTH_RADIUS_KM / FIBRE_KM_PER_MS


def _anywhere(chosen: random.Random) -> Vector:
    return vector(degrees(asin(chosen.uniform(-1, 1))), chosen.uniform(-180, 180))


def _near(chosen: random.Random, hubs: Sequence[Vector], km: float) -> Vector:
    hub = chosen.choice(hubs)
    bearing, away = chosen.uniform(0, 6.3), km / EARTH_RADIUS_KM * chosen.random() ** 0.5
    return towards(hub, *frame(hub), bearing, away)


BENCHES: tuple[Callable[[], Iterator[Measurement]], ...] = (circles, countries, worst)
