"""Plays every scenario at every strength, with its twins, in worlds of several seeds."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from itertools import chain
from multiprocessing import get_context
from random import Random  # noqa: TID251  (seeded: every run is the same)
from typing import NamedTuple

from benches.adversary.background import DAYS, background
from benches.adversary.cast import FIRST_DAY
from benches.adversary.judging import Case, World, by_instance, judged, on_background
from benches.adversary.printing import printed
from benches.adversary.running import Actor, DayClock, Play, opened
from benches.adversary.scenario import Scenario, discovered, unbuilt
from benches.adversary.stage import Stage
from benches.measurement import Measurement

SEEDS = 5
PROCESSES = 2


class Scale(NamedTuple):
    """How much goes on in a world."""

    begins_within_days: int = 180
    """Instances begin on any of the first days: not all in one week."""
    jobs_a_day: int = 5
    days: int = DAYS
    """Of the background."""


FULL = Scale()


def world(seed: int, wanted: Sequence[str] = (), scale: Scale = FULL) -> World:
    """Play one world: every scenario at every strength, once as an attack and once as its twin."""
    scenarios, clock = discovered(wanted), DayClock()
    cases = dict(_instances(scenarios, seed, scale))
    actors = [actor for _, actor in cases.values()]
    around = background(seed, scale.jobs_a_day, scale.days)
    tolerated = [*chain.from_iterable(it.SEEN_BY.refusals for it in scenarios)]
    with opened(clock) as platform:
        play = Play(platform, clock, tolerated)
        play.run(actors, around.actors)
        entries = platform.store.size()
    seen = by_instance(play.seen)
    verdicts = [judged(case, actor, seen.get(name, ())) for name, (case, actor) in cases.items()]
    return World(verdicts, on_background(play.seen), around.parties, play.days, entries)


def _instances(
    scenarios: Sequence[Scenario], seed: int, scale: Scale
) -> Iterator[tuple[str, tuple[Case, Actor]]]:
    number = 0
    for it in scenarios:
        for strength in it.STRENGTHS:
            for attack in (True, False):
                number += 1
                name = f"n{number:04d}"
                chance = Random(f"{it.ID}/{strength}/{attack}/{seed}")  # noqa: S311
                within = getattr(it, "BEGINS_WITHIN_DAYS", scale.begins_within_days)
                begins = FIRST_DAY + timedelta(days=1 + chance.randrange(within))
                stage = Stage(name, begins, chance)
                acts = (it.attack if attack else it.twin)(stage, strength)
                case = Case(it.ID, strength, attack, seed, it.SEEN_BY)
                yield name, (case, Actor(name, acts))


def played(
    wanted: Sequence[str] = (), *, seeds: int = SEEDS, processes: int = PROCESSES
) -> list[World]:
    """Play a world for every seed."""
    if processes == 1 or seeds == 1:
        return [world(seed, wanted) for seed in range(seeds)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return list(pool.map(world, range(seeds), [tuple(wanted)] * seeds))


def adversary() -> Iterator[Measurement]:
    """Measure recall on attacks, false alarms on their twins and the background, days to alarm."""
    seeds = int(os.environ.get("ADVERSARY_SEEDS", SEEDS))  # noqa: TID251  (how much is played)
    worlds = played(seeds=seeds)
    found = discovered()
    printed(worlds, unbuilt(found))
    yield from figures(worlds)


def figures(worlds: Sequence[World]) -> Iterator[Measurement]:
    """Yield what the table comes to."""
    verdicts = [it for each in worlds for it in each.verdicts]
    attacks = [it for it in verdicts if it.attack]
    twins = [it for it in verdicts if not it.attack]
    scenarios = len({it.scenario for it in verdicts})
    recall = sum(it.flagged for it in attacks) / len(attacks)
    unit = f"of {len(attacks)} attacks of {scenarios} scenarios at several strengths"
    yield Measurement(name="cases.recall", value=recall, unit=unit, target=">= 0.90")
    share = sum(it.flagged for it in twins) / len(twins)
    unit = f"of {len(twins)} benign twins"
    yield Measurement(name="cases.twin_false_alarms", value=share, unit=unit, target="<= 0.01")
    alarms = sum(len(it.background) for it in worlds)
    party_days = sum(it.parties * it.days for it in worlds)
    if party_days:
        unit = f"a 1,000 parties and day: {alarms} alarms on ordinary activity"
        value = 1000 * alarms / party_days
        yield Measurement(name="cases.background_alarms", value=value, unit=unit)
    days = sorted(it.days for it in attacks if it.days is not None)
    if days:
        unit = "days from the first deed to what sees it, median"
        yield Measurement(name="cases.days_to_alarm", value=days[len(days) // 2], unit=unit)
    logged = [it.of_deed for it in attacks if it.flagged and it.of_deed is not None]
    if logged:
        value = sum(logged) / len(logged)
        unit = "of what was seen: the evidence holds an entry of the deed itself"
        yield Measurement(name="cases.evidence_of_deed", value=value, unit=unit)
    named = Counter(it.detector for each in worlds for it in each.background)
    for detector, number in sorted(named.items()):
        name = f"cases.background_{detector.replace('.', '_').replace('-', '_')}"
        yield Measurement(name=name, value=float(number), unit="alarms on ordinary activity")


BENCHES = (adversary,)
