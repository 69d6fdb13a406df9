"""Who does not use what was awarded, and which proposals may be one that was split?"""

from collections.abc import Iterator
from datetime import date
from typing import Final

import msgspec

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.allocation import AllocationView, CallId, ProposalId, ProposalRow
from comptrol.domains.awards.formulas import Linked, Sent, Tie, linked, month_of
from comptrol.domains.awards.queries.standing import policy_of, policy_on
from comptrol.domains.awards.queries.using import MonthOfUse, months_of, open_awards
from comptrol.domains.awards.statements import Account
from comptrol.domains.awards.view import Award, AwardsView, Policy
from comptrol.domains.parties import PartiesView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

HOARDING: Final = "awards.hoarding"
SPLIT: Final = "awards.split"
VERSION: Final = 1
CALLS_MAX: Final = 200
NAMED_MAX: Final = 20
EVIDENCE_MAX: Final = 50
HOARDING_BENIGN: Final = (
    "the pool was down, and nobody has told of it",
    "the work begins later than planned, and the holder has not asked for other months yet",
    "use was metered late",
    "a plan that is even by month for work that comes in bursts",
)
SPLIT_BENIGN: Final = (
    "one person leads two projects that have nothing to do with each other",
    "a template, or a description of the same instrument, that both texts share",
    "the second proposal takes the place of the first, which was not withdrawn yet",
)


def hoarding(world: World, call: CallId | None, on: date, because: int) -> Iterator[Raised]:
    """Yield the accounts of which less is used than the policy asks, over whole months.

    Whoever has asked for other months, and waits for an answer, is not pointed out.
    """
    view = world[AwardsView]
    for award in open_awards(world, call):
        policy = policy_of(view, award)
        waits = any(True for _ in view.requests.where(award=award.award, open=True, limit=1))
        if policy is None or not policy.said.hoarding_percent or waits:
            continue
        months = [it for it in months_of(world, award) if it.month < month_of(on) and it.expected]
        for account in award.accounts:
            own = [it for it in months if it.pool == account.pool]
            if _idle(own, policy):
                yield _hoarded(award, account, own, policy, because)


def _idle(months: list[MonthOfUse], policy: Policy) -> bool:
    expected, used = sum(it.expected for it in months), sum(it.used for it in months)
    long = len(months) >= policy.said.hoarding_months
    return long and used * 100 < policy.said.hoarding_percent * expected


def _hoarded(
    award: Award, account: Account, months: list[MonthOfUse], policy: Policy, because: int
) -> Raised:
    expected, used = sum(it.expected for it in months), sum(it.used for it in months)
    held = sum(it.held for it in months)
    last = months[-1].month
    return Raised(
        because=because,
        alarm=f"{HOARDING}/award:{award.award}/pool:{account.pool}/{last}",
        detector=HOARDING,
        version=VERSION,
        strength=Strength.FACT,
        explanation=(
            f"By the end of {last} {used // 3600} of {expected // 3600} chip-hours were used that "
            f"{award.award} was planned for on {account.pool} in {len(months)} months "
            f"({held // 3600} are still held); {policy.policy} points out less than "
            f"{policy.said.hoarding_percent} %. What follows is for a person, after notice."
        ),
        benign=HOARDING_BENIGN,
        evidence=(award.position, policy.position),
        parties=(award.holder,),
    )


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What a group of linked proposals asks for together on one track, and what one may."""

    track: str
    proposals: int
    h100e_hours: int
    most: int | None


def splits(world: World, call: CallId | None, on: date, because: int) -> Iterator[Raised]:
    """Yield groups of proposals that may be one, with what they ask for together."""
    view = world[AllocationView]
    every = (it.call for it in view.calls.where(limit=CALLS_MAX))
    for name in every if call is None else [call]:
        rows = {it.proposal: it for it in view.proposals.where(call=name)}
        sent = [Sent(proposal=it.proposal, marks=_marks(world, it)) for it in rows.values()]
        for group in linked(sent, _alike(world, name, on, because)):
            members = [row for it in group.proposals if (row := rows.get(ProposalId(it)))]
            yield _split(world, name, group, members, because)


def _marks(world: World, row: ProposalRow) -> tuple[tuple[Tie, str], ...]:
    party = world[PartiesView].parties.get(row.applicant)
    parent = (party.ultimate_parent if party is not None else None) or row.applicant
    text = row.said.text
    return (
        (Tie.INVESTIGATOR, row.investigator),
        *(((Tie.TEXT, text),) if text is not None else ()),
        (Tie.APPLICANT, row.applicant),
        (Tie.INSTITUTION, row.institution),
        (Tie.PARENT, parent),
    )


def _alike(world: World, call: CallId, on: date, because: int) -> list[tuple[str, str]]:
    """Return the pairs that share as much wording as the policy of a day points out."""
    policy = policy_on(world[AwardsView], on, before=because)
    least = policy.said.similar_ppm if policy is not None else None
    if least is None:
        return []
    rows = world[AwardsView].alike.where(call=call)
    return [(it.first, it.second) for it in rows if it.shared_ppm >= least]


def _split(
    world: World, call: CallId, group: Linked, rows: list[ProposalRow], because: int
) -> Raised:
    asks = [_ask(world, call, track, rows) for track in sorted({it.track for it in rows})]
    above = [it for it in asks if it.most is not None and it.h100e_hours > it.most]
    named = ", ".join(group.proposals[:NAMED_MAX])
    more = f" and {len(rows) - NAMED_MAX} more" if len(rows) > NAMED_MAX else ""
    together = "; ".join(_in_words(it) for it in asks)
    parties = tuple(sorted({PartyId(it.applicant) for it in rows}))
    ties = ", ".join(it.value for it in group.ties)
    return Raised(
        because=because,
        alarm=f"{SPLIT}/call:{call}/{group.proposals[0]}/{len(rows)}",
        detector=SPLIT,
        version=VERSION,
        strength=Strength.FACT if above else Strength.WEAK,
        explanation=f"{named[:600]}{more} have {ties}: {together}."[:1000],
        benign=SPLIT_BENIGN,
        evidence=tuple(it.position for it in rows)[:EVIDENCE_MAX],
        parties=parties[:EVIDENCE_MAX],
    )


def _ask(world: World, call: CallId, track: str, rows: list[ProposalRow]) -> Ask:
    of_call = world[AllocationView].calls.get(call)
    tracks = of_call.said.tracks if of_call is not None else ()
    most = next((it.ask_max_h100e_hours for it in tracks if it.track == track), None)
    hours = [it.said.need_h100e_hours for it in rows if it.track == track]
    return Ask(track=track, proposals=len(hours), h100e_hours=sum(hours), most=most)


def _in_words(ask: Ask) -> str:
    most = f", where one may ask for {ask.most}" if ask.most is not None else ""
    return f"{ask.proposals} on {ask.track} ask for {ask.h100e_hours} H100e-hours together{most}"
