"""What do all detectors answer about a provider, and how closely should a person look at it?"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import msgspec

from comptrol.domains.alarms import AlarmsView, Strength
from comptrol.domains.forensics.formulas import Counted, Rung, level_of
from comptrol.domains.forensics.queries.comparing import beside
from comptrol.domains.forensics.queries.defining import switched
from comptrol.domains.forensics.queries.drifting import drifted, watched_weeks
from comptrol.domains.forensics.queries.pairing import moved_apart
from comptrol.domains.forensics.queries.panel import complete
from comptrol.domains.forensics.queries.policies import policy_on
from comptrol.domains.forensics.queries.restating import one_sided
from comptrol.domains.forensics.queries.seeing import Read, Seen, calendar_of, see
from comptrol.domains.forensics.queries.timing import lateness
from comptrol.domains.forensics.statements import Level, PolicyId, PolicySet
from comptrol.domains.forensics.view import Advice, ForensicsView
from comptrol.domains.parties import PartiesView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

DETECTORS: Final = (
    *("lag", "restatements", "drift", "panel", "definition", "audited-weeks", "pair"),
)
ALARMS_MAX: Final = 100_000
STRENGTHS: Final = {Strength.WEAK: 1, Strength.STRONG: 2, Strength.FACT: 3}


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What every detector answers about one provider today, and the level that was advised."""

    provider: PartyId
    on: date
    policy: PolicyId
    lines: int
    answers: tuple[Read, ...]
    advice: Advice | None


def answers(seen: Seen, world: World) -> Iterator[Read]:
    """Yield what every detector of the policy answers."""
    held = beside(seen)
    yield from lateness(seen)
    yield from one_sided(seen)
    yield from drifted(seen, held)
    yield from watched_weeks(seen, held)
    yield from switched(seen, held)
    yield from moved_apart(seen)
    yield from complete(seen, world)


def raised_before(world: World) -> list[tuple[Counted, tuple[PartyId, ...]]]:
    """Return every alarm that these detectors raised, as it counts, and whom it is about."""
    table = world[AlarmsView].alarms
    return [
        (
            Counted(name, STRENGTHS[it.strength], it.raised_at.date(), it.alarm),
            it.parties,
        )
        for name in DETECTORS
        for it in table.where(detector=f"forensics.{name}", limit=ALARMS_MAX)
    ]


def advised(
    policy: PolicySet, counted: Sequence[Counted], today: date
) -> tuple[Level, tuple[str, ...]]:
    """Return the level that these alarms reach by the policy's steps, and which reach it."""
    rungs = [
        Rung(STRENGTHS[it.strength], it.alarms_min, it.detectors_min, it.days)
        for it in policy.steps
    ]
    place, alarms = level_of(sorted(counted, key=lambda it: (it.on, it.alarm)), rungs, today)
    return (policy.steps[place - 1].level if place else Level.NONE), alarms


def standing(world: World, *, provider: PartyId, on: date) -> Standing:
    """Return what every detector answers about a provider on a day; nothing is raised by it."""
    policy = policy_on(world[ForensicsView], on)
    if world[PartiesView].parties.get(provider) is None:
        raise NotFoundError(f"no party {provider!r} is enrolled")
    if policy is None:
        raise NotFoundError(f"no policy says what is looked for in reports on {on}")
    seen = see(world, provider, on, policy, calendar_of(world))
    return Standing(
        provider=provider,
        on=on,
        policy=policy.policy,
        lines=seen.read,
        answers=tuple(answers(seen, world)),
        advice=world[ForensicsView].advice.get(provider),
    )
