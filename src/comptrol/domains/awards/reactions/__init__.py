"""What the platform says of awards: accounts, what moves on them, and what looks wrong."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from comptrol.domains.alarms import unraised
from comptrol.domains.allocation import (
    Awarded,
    Declined,
    Freed,
    ProposalId,
    Restored,
    Withdrawn,
)
from comptrol.domains.awards.formulas import month_of, parts
from comptrol.domains.awards.queries import (
    hoarding,
    left_after,
    left_in,
    policy_of,
    splits,
)
from comptrol.domains.awards.reactions.opening import on_awarded, on_ending
from comptrol.domains.awards.reactions.posting import brought, grants
from comptrol.domains.awards.statements import (
    AppealDecided,
    ClawedBack,
    Closed,
    Compared,
    Ending,
    Looked,
    Matter,
    MilestoneDecided,
    MilestoneSet,
    MonthLeft,
    Opened,
    Rephased,
    RephasingDecided,
    Replanned,
    Reported,
    Returned,
    Taken,
    Takes,
)
from comptrol.domains.awards.view import Act, Award, AwardsView, gated
from comptrol.domains.caps import Code
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World

Follows = Callable[[Any, Entry[Any], World], Iterator[Consequence]]


def react(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Say what follows for awards: nothing, from most of what is said."""
    follows = _FOLLOWS.get(type(entry.statement))
    if follows is not None:
        yield from follows(entry.statement, entry, world)


def _on_declined(said: Declined, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    if said.replaces is not None:
        yield from on_ending(said.proposal, Ending.DROPPED, entry, world)


def _on_withdrawn(said: Withdrawn, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    yield from on_ending(said.proposal, Ending.GIVEN_BACK, entry, world)


def _on_opened(said: Opened, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    yield from grants(world, _known(world, said.award), said.accounts, entry.position)


def _on_replanned(said: Replanned, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    award = _known(world, said.award)
    yield from grants(world, award, said.accounts, entry.position)
    yield from brought(world, award, Code.REPLANNED, f"plan {said.plan}", entry.position)


def _on_closed(said: Closed, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    code = Code.GIVEN_UP if said.why is Ending.GIVEN_BACK else Code.REPLANNED
    yield from _brought(said.award, code, f"the award was {said.why.value}", entry, world)


def _on_milestone_set(
    said: MilestoneSet, entry: Entry[Any], world: World
) -> Iterator[Consequence]:
    source = f"milestone {said.milestone}"
    yield from _brought(said.award, Code.HELD_BACK, source, entry, world)


def _on_reported(said: Reported, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    if said.milestone is not None:
        source = f"milestone {said.milestone}, told in {said.report}"
        yield from _brought(said.award, Code.RELEASED, source, entry, world)


def _on_decided(said: MilestoneDecided, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Open what waits where a milestone was met; free what depends on it where it was failed."""
    if said.met:
        source = f"milestone {said.milestone}, met"
        yield from _brought(said.award, Code.RELEASED, source, entry, world)
        return
    view = world[AwardsView]
    row = view.milestones.get((said.award, said.milestone))
    assert row is not None, "what is decided was set"
    assert said.act is not None, "what was failed has a name"
    outs = tuple(
        MonthLeft(pool=it.pool, month=it.month, chip_seconds=it.left)
        for it in gated(view, row, entry.logged_at.date())
    )
    yield Taken(because=entry.position, award=said.award, act=said.act, outs=outs)


def _on_clawed_back(said: ClawedBack, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Say out of which months it is taken: of what is neither used nor held there."""
    award = _known(world, said.award)
    policy = policy_of(world[AwardsView], award)
    found = parts(
        left_in(world, award, said.pool),
        said.figures.remove,
        this_month=month_of(entry.logged_at.date()),
        takes=policy.said.takes if policy is not None else Takes.UNUSED_FIRST,
    )
    outs = tuple(
        MonthLeft(pool=said.pool, month=month, chip_seconds=found[month])
        for month in sorted(found)
    )
    yield Taken(because=entry.position, award=said.award, act=said.act, outs=outs)


def _on_taken(said: Taken, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Post it, and tell the round which months are free for others."""
    act = _act(world, said)
    if act.matter is Matter.CLAW_BACK:
        source = f"{said.act}: {act.pool}, {act.quarter}"
        yield from _brought(said.award, Code.CLAWED_BACK, source, entry, world)
        return
    yield from _brought(said.award, Code.FREED, f"{said.act}: {act.milestone}", entry, world)
    if said.outs:
        yield Freed(
            because=entry.position,
            proposal=said.award,
            since=min(it.month for it in said.outs),
            reason=f"Milestone {act.milestone} was failed ({said.act}).",
        )


def _on_returned(said: Returned, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    act, source = _act(world, said), f"{said.act} was undone on appeal"
    yield from _brought(said.award, Code.RETURNED, source, entry, world)
    if act.matter is Matter.MILESTONE and said.outs:
        yield Restored(because=entry.position, proposal=said.award, reason=f"{source}.")


def _on_appeal(said: AppealDecided, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    if not said.granted:
        return
    appeal = world[AwardsView].appeals.get(said.appeal)
    assert appeal is not None, "what is decided was asked"
    act = world[AwardsView].acts.get(appeal.act)
    assert act is not None, "what is appealed was done"
    if not act.undone:
        yield Returned(because=entry.position, award=said.award, act=act.act, outs=act.outs)


def _on_rephasing(
    said: RephasingDecided, entry: Entry[Any], world: World
) -> Iterator[Consequence]:
    if not said.accepted:
        return
    row = world[AwardsView].requests.get((said.award, said.request))
    assert row is not None, "what is decided was asked"
    left = left_after(world, _known(world, said.award), row.plan, entry.logged_at.date())
    yield Rephased(because=entry.position, award=said.award, request=said.request, left=left)


def _on_rephased(said: Rephased, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    source = f"request {said.request}"
    yield from _brought(said.award, Code.REPHASED, source, entry, world)


def _on_looked(said: Looked, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    yield from unraised(world, hoarding(world, said.call, said.on, entry.position))
    yield from unraised(world, splits(world, said.call, said.on, entry.position))


def _on_compared(said: Compared, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    on = entry.logged_at.date()
    yield from unraised(world, splits(world, said.call, on, entry.position))


def _brought(
    name: ProposalId, code: Code, source: str, entry: Entry[Any], world: World
) -> Iterator[Consequence]:
    yield from brought(world, _known(world, name), code, source, entry.position)


def _known(world: World, name: ProposalId) -> Award:
    award = world[AwardsView].awards.get(name)
    assert award is not None, "what is said is said of a known award"
    return award


def _act(world: World, said: Taken | Returned) -> Act:
    act = world[AwardsView].acts.get(said.act)
    assert act is not None, "what takes was done"
    return act


_FOLLOWS: Final[dict[type, Follows]] = {
    Awarded: on_awarded,
    Declined: _on_declined,
    Withdrawn: _on_withdrawn,
    Opened: _on_opened,
    Replanned: _on_replanned,
    Closed: _on_closed,
    MilestoneSet: _on_milestone_set,
    Reported: _on_reported,
    MilestoneDecided: _on_decided,
    ClawedBack: _on_clawed_back,
    Taken: _on_taken,
    Returned: _on_returned,
    AppealDecided: _on_appeal,
    RephasingDecided: _on_rephasing,
    Rephased: _on_rephased,
    Looked: _on_looked,
    Compared: _on_compared,
}
HEARS: Final = tuple(_FOLLOWS)
