"""What follows the plan: an appeal, what it costs the others, and how an award is used."""

from dataclasses import dataclass
from typing import Final

from comptrol.domains.allocation import (
    AllocationView,
    AppealDecided,
    Appealed,
    AppealGround,
    Booked,
    Cause,
    Plan,
    PlanId,
    PoolId,
    ProposalId,
    Remedy,
    ReserveClass,
    ReserveGranted,
    State,
    call_document,
    my_reasons,
    plan_document,
    said_of,
)
from comptrol.domains.caps import CapsView
from comptrol.domains.chips import ModelId
from comptrol.domains.gate import Ordered, OrderId, Through
from comptrol.domains.law import Outcome
from comptrol.domains.registry import SiteId, SiteRegistered
from comptrol.entrypoints.demo.round.asking import CALL, POOLS
from comptrol.entrypoints.demo.round.cast import APPEALS, CHAIR, FJORD, INSTITUTIONS, SECOND
from comptrol.entrypoints.demo.round.playing import FIRST, TITLES, Round
from comptrol.entrypoints.demo.scene import Scene
from comptrol.entrypoints.demo.stage import INVENTED, Stage, codes, decision
from comptrol.flow.allocating import Compared, compared, replanned
from comptrol.kernel.finding import Answer, Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId

SECOND_PLAN: Final = PlanId("plan-2")
NOBODY: Final = ProposalId("none")
SMALL_HOURS: Final = 100
"""What whole chip-hours come to: less is not told of."""
FEWER: Final = 300_000
"""What the appeals office finds to be the least useful part of a need, in millionths."""
SITE: Final = SiteId("fjord-1")
URGENT: Final = ProposalId("flood-forecast")
URGENT_HOURS: Final = 5_000


@dataclass
class Hearing:
    """Who appeals, and what becomes of it."""

    round: Round
    appellant: ProposalId = NOBODY
    holder: PartyId = CHAIR

    def appeal(self, stage: Stage) -> Scene:
        """Let one who got nothing read why, and appeal; the chair may not decide it."""
        with stage.platform.world() as world:
            first = plan_document(world, plan=FIRST)
            self.appellant = _divisible(first)
            rows = world[AllocationView].proposals.where(call=CALL)
            self.holder = next(it.applicant for it in rows if it.proposal == self.appellant)
            told = my_reasons(world, proposal=self.appellant, party=self.holder)
        notice = told.notice
        said = Appealed(proposal=self.appellant, ground=AppealGround.NEED)
        answer = stage.says(self.holder, said)
        again = stage.says(CHAIR, self._decided())
        return Scene(
            held=notice is not None and isinstance(answer, Receipt) and bool(codes(again)),
            lines=(
                f"{self.appellant} was told: {notice.sentence if notice is not None else ''}",
                "it appeals: its work can be divided, and the technical review overlooked that",
                f"who adopted the plan may not decide that: {', '.join(codes(again))}",
            ),
        )

    def decide(self, stage: Stage) -> Scene:
        """Let somebody who had no part in it decide."""
        self.round.clock.on(self.round.dates.after(83))
        answer = stage.says(APPEALS, self._decided())
        return Scene(held=isinstance(answer, Receipt), answer=answer)

    def replan(self, stage: Stage) -> Scene:
        """Make the plan again, changing as little as can be; show what it costs the others."""
        self.round.clock.on(self.round.dates.replans)
        with stage.platform.world() as world:
            first = plan_document(world, plan=FIRST)
            call = call_document(world, call=CALL, as_of=self.round.dates.replans)
        made = replanned(call, first, self.round.solver)
        parts, whole = said_of(
            made.plan,
            SECOND_PLAN,
            cause=Cause.APPEAL,
            as_of=self.round.dates.replans,
            replaces=FIRST,
        )
        self.round.all(stage, CHAIR, (*parts, whole))
        answers = [self.round.adopted(stage, SECOND_PLAN, party) for party in (CHAIR, SECOND)]
        with stage.platform.world() as world:
            row = world[AllocationView].proposals.get(self.appellant)
        awarded = row is not None and row.state is State.AWARDED
        return Scene(
            held=awarded and isinstance(answers[1], Receipt) and not self.round.refused,
            lines=(*_told(compared(first, made.plan, call), self.appellant), *self.round.refused),
        )

    def help(self, stage: Stage) -> Scene:
        """Let two people grant hours out of what was kept back, outside any call."""
        pool = POOLS[0][0]
        grants = [
            ReserveGranted(
                call=CALL,
                grant=URGENT,
                reserve=ReserveClass.EMERGENCY,
                holder=INSTITUTIONS[0][0],
                bookings=(
                    Booked(
                        pool=PoolId(pool),
                        month=self.round.dates.months[0],
                        chip_hours=URGENT_HOURS,
                    ),
                ),
                reason="A flood is forecast, and its course has to be computed at once.",
                by=TITLES[party],
            )
            for party in (CHAIR, SECOND)
        ]
        alone = stage.says(CHAIR, grants[0])
        both = stage.says(SECOND, grants[1])
        return Scene(
            held=not codes(alone) and isinstance(both, Receipt) and bool(both.consequences),
            answer=both,
        )

    def use(self, stage: Stage) -> Scene:
        """Let an award be used by the one who has it, and by nobody else."""
        self.round.clock.on(self.round.dates.begins)
        self.round.all(stage, FJORD, (_site(),))
        mine = self._order(stage, "storm-1", INSTITUTIONS[0][0])
        other = self._order(stage, "storm-2", INSTITUTIONS[1][0])
        outcomes = [_outcome(it) for it in (mine, other)]
        refused = (*codes(mine), *codes(other), *self.round.refused)
        with stage.platform.world() as world:
            held = [it for it in world[CapsView].caps.where() if it.whose == f"award-{URGENT}"]
        return Scene(
            held=outcomes == [Outcome.ALLOW, Outcome.REFUSE],
            lines=(
                f"an order of {INSTITUTIONS[0][0]} under its award: {outcomes[0]}",
                f"the same by {INSTITUTIONS[1][0]}: {outcomes[1]}",
                *(f"{it.cap}: {it.held // 3600:,} chip-hours held" for it in held),
                *refused,
            ),
        )

    def _order(self, stage: Stage, name: str, customer: PartyId) -> Answer:
        _, provider, model, *_ = POOLS[0]
        said = Ordered(
            order=OrderId(name),
            door=Through.RENTAL,
            customer=customer,
            model=ModelId(model),
            chips=100,
            on=self.round.dates.begins,
            end_use="flood forecast",
            site=SITE,
            length_s=24 * 3600,
            possession_passes=False,
            programme=f"award-{URGENT}",
        )
        return stage.says(provider, said)

    def _decided(self) -> AppealDecided:
        return AppealDecided(
            proposal=self.appellant,
            granted=True,
            remedy=Remedy(least_fraction_ppm=FEWER),
            reason="The code writes its state every hour: a part of the need is useful already.",
            by="Appeals officer",
        )


def _site() -> SiteRegistered:
    return SiteRegistered(
        site=SITE, name="Fjord 1", country=CountryCode("NO"), source=INVENTED, operator=FJORD
    )


def _divisible(plan: Plan) -> ProposalId:
    """Return who got nothing because its pools never have all at once of what it needs."""
    ours = [it.proposal for it in plan.reasons if it.ground == "no-capacity"]
    refused = {it.proposal for it in plan.reasons if it.outcome == "refused"}
    return ProposalId(min(refused.intersection(ours), default=NOBODY))


def _outcome(answer: Answer) -> Outcome | None:
    ruled = decision(answer)
    return ruled.outcome if ruled is not None else None


def _told(change: Compared, appellant: ProposalId) -> tuple[str, ...]:
    others = change.cost_to_others({appellant})
    return (
        f"{change.same} awards stay as they were",
        f"the plan was worth {change.before}, and is now worth {change.after}",
        *(
            f"{it.proposal} ({it.area}): {it.change}, from {it.hours_before:,.0f} to "
            f"{it.hours_after:,.0f} H100e-hours"
            for it in change.rows
            if it.change != "moved" and abs(it.hours_after - it.hours_before) > SMALL_HOURS
        ),
        f"it costs the others {others} points",
    )
