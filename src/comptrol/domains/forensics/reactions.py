"""What the platform says about reports: alarms and advice, each a signal and never a verdict."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any, Final

from comptrol.domains.alarms import Raised, unraised
from comptrol.domains.forensics.formulas import Counted
from comptrol.domains.forensics.queries import (
    STRENGTHS,
    VERSION,
    Read,
    Seen,
    Verdict,
    advised,
    answers,
    calendar_of,
    policy_on,
    providers_at_all,
    raised_before,
    see,
)
from comptrol.domains.forensics.statements import (
    Level,
    LevelAdvised,
    Looked,
    LookedThrough,
    PolicySet,
)
from comptrol.domains.forensics.view import ForensicsView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World

ALARMS_MAX: Final = 200
"""So many alarms one look raises: who gets more looks at fewer providers."""
ADVICE_ALARMS: Final = 20


HEARS: Final = (Looked,)


def react(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Look through what providers have reported. Nothing follows for anybody but advice."""
    said = entry.statement
    if isinstance(said, Looked):
        yield from _looked_through(said, entry, world)


def _looked_through(said: Looked, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    policy = policy_on(world[ForensicsView], said.on)
    assert policy is not None, "a look is admitted under a policy"
    providers, whole = list(said.providers), True
    if not providers:
        providers, whole = providers_at_all(world)
    calendar = calendar_of(world)
    seen = [see(world, it, said.on, policy, calendar) for it in providers]
    read = [it for one in seen for it in answers(one, world)]
    found = (_alarm(it, entry.position) for it in read if it.verdict is Verdict.ALARM)
    raised = list(islice(unraised(world, found), ALARMS_MAX))
    before = raised_before(world)
    yield from raised
    yield from _advice(seen, raised, before, entry, world)
    yield LookedThrough(
        because=entry.position,
        look=said.look,
        policy=policy.policy,
        providers=len(seen),
        lines=sum(it.read for it in seen),
        compared=sum(
            {it.about.partition("@")[0]: it.compared for it in read if it.compared}.values()
        ),
        not_enough=sum(it.verdict is Verdict.NOT_ENOUGH for it in read),
        alarms=len(raised),
        whole=whole and all(it.whole for it in seen) and len(raised) < ALARMS_MAX,
    )


def _alarm(read: Read, because: int) -> Raised:
    return Raised(
        because=because,
        alarm=f"forensics.{read.detector}/{read.about}",
        detector=f"forensics.{read.detector}",
        version=VERSION,
        strength=read.strength,
        explanation=read.told,
        benign=read.benign,
        evidence=read.evidence,
        parties=read.parties,
    )


def _advice(
    seen: list[Seen],
    raised: list[Raised],
    before: list[tuple[Counted, tuple[PartyId, ...]]],
    entry: Entry[Any],
    world: World,
) -> Iterator[LevelAdvised]:
    """Yield the level of every provider for which it is another than was advised last."""
    today = entry.logged_at.date()
    new = [
        (Counted(it.detector.partition(".")[2], STRENGTHS[it.strength], today, it.alarm),
         it.parties)
        for it in raised
    ]  # fmt: skip
    for one in seen:
        own = [it for it, parties in (*before, *new) if one.provider in parties]
        level, alarms = advised(one.policy, own, today)
        known = world[ForensicsView].advice.get(one.provider)
        if level is (known.level if known is not None else Level.NONE):
            continue
        yield _advised(one.provider, level, alarms, one.policy, today, entry.position)


def _advised(
    provider: PartyId,
    level: Level,
    alarms: tuple[str, ...],
    policy: PolicySet,
    today: date,
    because: int,
) -> LevelAdvised:
    step = next((it for it in policy.steps if it.level is level), None)
    if step is None:
        reason = "No step of the policy is reached any more: alarms are older than its days."
    else:
        reason = (
            f"{len(alarms)} alarms in {step.days} days, {step.strength.value} or stronger, of "
            f"{len({it.partition('/')[0] for it in alarms})} detectors; the step asks for "
            f"{step.alarms_min} of {step.detectors_min}. This is advice to a person."
        )
    return LevelAdvised(
        because=because,
        provider=provider,
        level=level,
        policy=policy.policy,
        on=today,
        alarms=alarms[-ADVICE_ALARMS:],
        reason=reason,
    )
