"""The round as it is played: everybody speaks in turn, until the awards are adopted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.allocation import (
    AllocationView,
    Assigned,
    Cause,
    EligibilitySettled,
    Ground,
    Lawful,
    PlanAdopted,
    PlanId,
    ProposalId,
    Recused,
    ReviewerDeclared,
    State,
    ThetaChosen,
    call_document,
    conflicts,
    said_of,
)
from comptrol.entrypoints.demo.clock import StoryClock
from comptrol.entrypoints.demo.round import judging
from comptrol.entrypoints.demo.round.asking import CALL, FAST_MAX, POOLS, Asking
from comptrol.entrypoints.demo.round.cast import CHAIR, REVIEWERS, SECOND, TECHNICAL, enrolments
from comptrol.entrypoints.demo.round.dates import Dates
from comptrol.entrypoints.demo.scene import Scene
from comptrol.entrypoints.demo.stage import LISTED, Stage, codes
from comptrol.flow.allocating import Asked, Effort, Panel, Solver, assigned, curve, planned
from comptrol.kernel.finding import Answer, Receipt
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Statement

FIRST: Final = PlanId("plan-1")
THETA_PPM: Final = 800_000
EFFORT: Final = Effort(gap=0.0005, prices=True)
OFFICER: Final = "Technical reviewer on duty"
TITLE: Final = "Chair of the allocation panel"
TITLES: Final = {CHAIR: TITLE, SECOND: "Second of the allocation panel"}


@dataclass
class Round:
    """What has happened so far."""

    clock: StoryClock
    solver: Solver
    asking: Asking
    refused: list[str] = field(default_factory=list)

    @property
    def dates(self) -> Dates:
        """Return when all of it takes place."""
        return self.asking.dates

    def open(self, stage: Stage) -> Scene:
        """Enrol everybody; publish the policy, open the call, and let providers offer pools."""
        said = list(enrolments(stage))
        self.all(stage, AUTHORITY, said)
        self.all(stage, CHAIR, (self.asking.policy(), self.asking.call()))
        for offer in self.asking.offers():
            self.all(stage, offer.provider, (offer,))
        hours = sum(sum(it.capacity_chip_hours) for it in self.asking.offers())
        return self._scene(
            f"{len(said)} statements of who takes part; "
            f"{len(POOLS)} pools with {hours:,} chip-hours in {len(self.dates.months)} months"
        )

    def propose(self, stage: Stage) -> Scene:
        """Let sixty proposals be made; what the law says of each follows at once."""
        self.clock.on(self.dates.after(19))
        everything = tuple(self.asking.proposals())
        for it in everything:
            self.all(stage, it.applicant, (it,))
        fast = next(it for it in everything if it.track == "fast")
        split = replace(fast, proposal=ProposalId("split"), need_h100e_hours=FAST_MAX)
        too_much = stage.says(split.applicant, split)
        self.clock.on(self.dates.after(31))
        late = stage.says(split.applicant, replace(split, proposal=ProposalId("late")))
        return self._scene(
            f"{len(everything)} proposals; a second of the fast track by the same institution is "
            f"refused: {', '.join(codes(too_much))}",
            f"one more after the call has closed is refused: {', '.join(codes(late))}",
            held="allocation.ask-too-large" in codes(too_much)
            and "allocation.not-open" in codes(late),
        )

    def settle(self, stage: Stage) -> Scene:
        """Let a person answer what the law leaves to people: here, for a company on a list."""
        declared = ReviewerDeclared(call=CALL, reviewer=TECHNICAL)
        self.all(stage, TECHNICAL, (declared,))
        with stage.platform.world() as world:
            rows = tuple(world[AllocationView].proposals.where(call=CALL))
        pools = [(row, it) for row in rows for it in row.eligibility]
        asked = [(row, it) for row, it in pools if it.lawful is Lawful.ASKS]
        self.all(
            stage,
            TECHNICAL,
            [
                EligibilitySettled(
                    proposal=row.proposal,
                    pool=it.pool,
                    eligible=False,
                    reason="The applicant is on the Entity List, and no licence was presented.",
                    by=OFFICER,
                )
                for row, it in asked
            ],
        )
        whose = sorted({row.applicant for row, _ in asked})
        return self._scene(
            f"of {len(pools)} pools that were asked for the law lets "
            f"{sum(it.lawful is Lawful.ELIGIBLE for _, it in pools)} pass, refuses "
            f"{sum(it.lawful is Lawful.NOT_ELIGIBLE for _, it in pools)} and asks about "
            f"{len(asked)}, of {', '.join(whose)}: settled, no",
            held=whose == [LISTED],
        )

    def trim(self, stage: Stage) -> Scene:
        """Let the technical office say what each proposal needs."""
        self.clock.on(self.dates.after(34))
        needs = [judging.need(it, number) for number, it in enumerate(self.asking.proposals())]
        self.all(stage, TECHNICAL, needs)
        asked = sum(it.need_h100e_hours for it in self.asking.proposals())
        left = sum(it.need_h100e_hours for it in needs)
        return self._scene(f"{asked:,} H100e-hours asked for, {left:,} needed")

    def assign(self, stage: Stage) -> Scene:
        """Let reviewers say with what they have to do, and give each proposal two of them."""
        for reviewer, declared in judging.declarations(tuple(self.asking.proposals())):
            self.all(stage, reviewer, (declared,))
        with stage.platform.world() as world:
            apart = {(it.proposal, it.reviewer) for it in conflicts(world, call=CALL)}
            names = [it.proposal for it in world[AllocationView].proposals.where(call=CALL)]
        proposal, reviewer = min(apart)
        refused = stage.says(CHAIR, Assigned(proposal=proposal, reviewers=(PartyId(reviewer),)))
        panel = Panel(
            needed=dict.fromkeys(names, 2),
            loads=dict.fromkeys(REVIEWERS, 0),
            load_max=self.asking.policy().load_max,
            apart=apart,
        )
        given = assigned(panel)
        self.all(
            stage,
            CHAIR,
            [
                Assigned(proposal=name, reviewers=tuple(map(PartyId, given.reviewers[name])))
                for name in names
            ],
        )
        return self._scene(
            f"{len(apart)} pairs have something to do with each other; one is tried and refused: "
            f"{', '.join(codes(refused))}",
            f"{2 * len(names)} reviews are asked for, at most {max(given.loads.values())} of one",
            held="allocation.conflicted" in codes(refused) and not given.missing,
        )

    def review(self, stage: Stage) -> Scene:
        """Let all reviews be said; one reviewer leaves, and another steps in."""
        self.clock.on(self.dates.after(55))
        by_name = {it.proposal: it for it in self.asking.proposals()}
        with stage.platform.world() as world:
            pairs = [
                (it.proposal, it.reviewer) for it in world[AllocationView].assignments.where()
            ]
            apart = {(it.proposal, it.reviewer) for it in conflicts(world, call=CALL)}
        left, leaver = min(pairs)
        self.all(stage, leaver, (Recused(proposal=left, ground=Ground.PERSONAL),))
        others = {it for it in REVIEWERS if (left, it) not in {*apart, *pairs}}
        stands_in = min(others)
        self.all(stage, CHAIR, (Assigned(proposal=left, reviewers=(stands_in,)),))
        for proposal, reviewer in (*pairs[1:], (left, stands_in)):
            if (proposal, reviewer) != (left, leaver):
                self.all(stage, reviewer, (judging.review(by_name[proposal], reviewer),))
        return self._scene(f"{len(pairs)} reviews; {leaver} left {left}, {stands_in} stepped in")

    def choose(self, stage: Stage) -> Scene:
        """Show the panel what evenness costs; it chooses before anybody sees who wins."""
        self.clock.on(self.dates.plans)
        with stage.platform.world() as world:
            call = call_document(world, call=CALL, as_of=self.dates.plans)
        points = curve(call, self.solver)
        said = ThetaChosen(
            call=CALL,
            theta_ppm=THETA_PPM,
            reason="The worst area comes out better, and it costs little.",
            by=TITLE,
        )
        self.all(stage, CHAIR, (said,))
        return self._scene(
            *(f"theta {it.theta}: value {it.objective}, worst area {it.worst}" for it in points)
        )

    def plan(self, stage: Stage) -> Scene:
        """Make the plan; one that gives somebody more than there is, is refused."""
        with stage.platform.world() as world:
            call = call_document(world, call=CALL, as_of=self.dates.plans)
        made = planned(call, self.solver, EFFORT, asked=Asked())
        parts, whole = said_of(made, FIRST, cause=Cause.FIRST, as_of=self.dates.plans)
        self.all(stage, CHAIR, (*parts, whole))
        return self._scene(
            f"{len(made.awards)} awards of {len(call.proposals)} that compete, worth "
            f"{made.objective}; no plan is worth more than {made.bound}",
            f"said in {len(parts)} parts, and checked in exact arithmetic",
        )

    def adopt(self, stage: Stage) -> Scene:
        """Let two of the panel adopt the plan: everybody is told, and why."""
        self.clock.on(self.dates.after(69))
        answers = [self.adopted(stage, FIRST, party) for party in (CHAIR, CHAIR, SECOND)]
        with stage.platform.world() as world:
            rows = tuple(world[AllocationView].proposals.where(call=CALL))
        states = {it: sum(row.state is it for row in rows) for it in State}
        return self._scene(
            f"the same person twice is refused: {', '.join(codes(answers[1]))}",
            *(f"{it.value}: {many}" for it, many in states.items() if many),
            held=isinstance(answers[2], Receipt) and "allocation.same-person" in codes(answers[1]),
        )

    def adopted(self, stage: Stage, plan: PlanId, party: PartyId) -> Answer:
        """Let one of the panel adopt a plan."""
        reason = "It is what the published policy comes to, and the check found nothing wrong."
        return stage.says(party, PlanAdopted(plan=plan, reason=reason, by=TITLES[party]))

    def all(self, stage: Stage, party: PartyId, said: Sequence[Statement]) -> None:
        """Let a party say some things, and remember what was refused."""
        for answer in stage.says_all(party, said):
            self.refused += [f"{party}: {it}" for it in codes(answer)]

    def _scene(self, *lines: str, held: bool = True) -> Scene:
        return Scene(held=held and not self.refused, lines=(*lines, *self.refused))
