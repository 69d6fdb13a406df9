"""Was it seen, how soon, by what, on which evidence? And who was named who did nothing?"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from benches.adversary.running import Actor, Seen
from benches.adversary.scenario import SeenBy
from comptrol.domains.alarms import Raised
from comptrol.domains.gate import Ruled

INSTANCE = re.compile(r"(?<![a-z0-9])(n[0-9]{4})-")
BACKGROUND = re.compile(r"(?<![a-z0-9])b-[a-z0-9]")


class Verdict(NamedTuple):
    """What became of one instance."""

    scenario: str
    strength: str
    attack: bool
    seed: int
    flagged: bool
    days: int | None
    """From the first deed to the first alarm, ruling or refusal that counts."""
    by: tuple[str, ...]
    """What saw it: detectors, ``ruling:hold``, codes."""
    others: tuple[str, ...]
    """Detectors that name it too, and do not count as seeing it."""
    evidence: tuple[int, ...]
    """Positions that the first alarm names."""
    of_deed: bool | None
    """Whether one of them is part of the deed; nothing: it was refused, and nothing is logged."""


class Named(NamedTuple):
    """One alarm about nobody of any instance: on the background."""

    day: date
    detector: str
    alarm: str


def about(said: Raised | Ruled) -> set[str]:
    """Return the instances that an alarm or a ruling is about, by the names that it gives."""
    return set(INSTANCE.findall(" ".join(_names(said))))


def _names(said: Raised | Ruled) -> Iterable[str]:
    if isinstance(said, Ruled):
        return (f"{said.order} ",)
    return (said.alarm, *said.parties, *said.sites, *said.lots, *said.chips)


def by_instance(seen: Iterable[Seen]) -> dict[str, list[Seen]]:
    """Return what was said of each instance."""
    found: dict[str, list[Seen]] = {}
    for it in seen:
        for instance in about(it.said):
            found.setdefault(instance, []).append(it)
    return found


def on_background(seen: Iterable[Seen]) -> list[Named]:
    """Return the alarms that are about no instance."""
    return [
        Named(it.day, it.said.detector, it.said.alarm)
        for it in seen
        if isinstance(it.said, Raised) and not about(it.said)
    ]


class Case(NamedTuple):
    """Which scenario an actor plays, how strongly, and on which side."""

    scenario: str
    strength: str
    attack: bool
    seed: int
    seen_by: SeenBy


def judged(case: Case, actor: Actor, seen: Sequence[Seen]) -> Verdict:
    """Return what became of one instance."""
    first = min((day for day, _ in actor.deeds), default=date.min)
    counts: list[tuple[date, str, tuple[int, ...]]] = []
    others: list[str] = []
    for it in seen:
        what, evidence, counted = _what(it.said, case.seen_by)
        if counted and it.day >= first:
            counts.append((it.day, what, evidence))
        elif isinstance(it.said, Raised):
            others.append(what)
    wanted = case.seen_by.refusals
    counts += [(day, code, ()) for day, code in actor.refused if code in wanted and day >= first]
    counts.sort(key=lambda it: it[0])
    flagged = bool(counts) if case.attack else bool(counts or others)
    evidence = counts[0][2] if counts else ()
    refused = bool(counts) and counts[0][1] in wanted
    positions = {position for _, position in actor.deeds} if case.attack else actor.own
    return Verdict(
        scenario=case.scenario,
        strength=case.strength,
        attack=case.attack,
        seed=case.seed,
        flagged=flagged,
        days=(counts[0][0] - first).days if counts and first != date.min else None,
        by=tuple(dict.fromkeys(it[1] for it in counts)),
        others=tuple(dict.fromkeys(others)),
        evidence=evidence,
        of_deed=None if refused else bool(positions & set(evidence)),
    )


def _what(said: Raised | Ruled, seen_by: SeenBy) -> tuple[str, tuple[int, ...], bool]:
    if isinstance(said, Raised):
        return said.detector, said.evidence, said.detector in seen_by.alarms
    outcome = said.decision.outcome.value
    return f"ruling:{outcome}", (said.because,), outcome in seen_by.rulings


class World(NamedTuple):
    """What became of all instances of one world, and of its background."""

    verdicts: list[Verdict]
    background: list[Named]
    parties: int
    """Of the background."""
    days: int
    entries: int
