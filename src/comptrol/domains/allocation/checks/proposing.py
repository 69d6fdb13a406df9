"""May a proposal be made, taken back, answered for by law, or trimmed so?"""

from collections.abc import Iterator
from typing import Any

from comptrol.domains.allocation.checks.opening import Findings, running
from comptrol.domains.allocation.queries import grounds_of
from comptrol.domains.allocation.refusals import AllocationRefusal
from comptrol.domains.allocation.statements import (
    EligibilitySettled,
    Lawful,
    NeedReviewed,
    PoolFit,
    ProposalId,
    Proposed,
    Track,
    Withdrawn,
)
from comptrol.domains.allocation.view import AllocationView, CallRow, ProposalRow, State
from comptrol.domains.parties import PartiesView, group
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def standing_proposal(
    view: AllocationView, proposal: ProposalId
) -> tuple[ProposalRow | None, list[Finding]]:
    """Return a proposal that was not taken back, and why nothing can be said of it."""
    found = view.proposals.get(proposal)
    if found is None or found.state is State.WITHDRAWN:
        return None, [Finding.of(AllocationRefusal.UNKNOWN_PROPOSAL, proposal)]
    return found, running(view, found.call)[1]


def closed(call: CallRow, entry: Entry[Any]) -> bool:
    """Tell whether a call takes proposals no more."""
    return entry.logged_at.date() > call.said.closes


def check_not_closed(call: CallRow | None, entry: Entry[Any]) -> Findings:
    """Yield that a call still takes proposals."""
    if call is not None and not closed(call, entry):
        yield Finding.of(AllocationRefusal.NOT_CLOSED, f"until {call.said.closes}")


def check_proposed(said: Proposed, entry: Entry[Any], world: World) -> Findings:
    """Yield every reason why a proposal is not taken."""
    view = world[AllocationView]
    call, over = running(view, said.call)
    yield from over
    if call is not None:
        yield from _check_pools(said.pools, call, view)
    for party in dict.fromkeys((said.applicant, said.institution)):
        if world[PartiesView].parties.get(party) is None:
            yield Finding.of(AllocationRefusal.UNKNOWN_PARTY, party)
    if view.proposals.get(said.proposal) is not None or view.grants.get(said.proposal) is not None:
        yield Finding.of(AllocationRefusal.NAME_TAKEN, said.proposal)
    today = entry.logged_at.date()
    if call is not None and not call.said.opens <= today <= call.said.closes:
        detail = f"from {call.said.opens} to {call.said.closes}"
        yield Finding.of(AllocationRefusal.NOT_OPEN, detail)
    if said.last_month < said.first_month:
        detail = f"from {said.first_month} to {said.last_month}"
        yield Finding.of(AllocationRefusal.BACKWARDS, detail)
    if call is not None:
        yield from _check_places(said, call)
    yield from _check_whose(said, entry, world)
    if call is not None:
        yield from _check_track(said, call, world)


def _check_whose(said: Proposed, entry: Entry[Any], world: World) -> Findings:
    """Yield that it is of somebody else, or that an institution is named that has no part in it.

    Whoever could name any institution would use up its ceiling, and keep its people from deciding.
    """
    if entry.signer != said.applicant:
        yield Finding.of(AllocationRefusal.NOT_YOURS, f"it would be of {said.applicant}")
    elif said.institution not in group(world[PartiesView], said.applicant):
        detail = f"{said.applicant} and {said.institution} have no ultimate parent in common"
        yield Finding.of(AllocationRefusal.NOT_YOURS, detail)


def _check_pools(pools: tuple[PoolFit, ...], call: CallRow, view: AllocationView) -> Findings:
    names = [it.pool for it in pools]
    for name in dict.fromkeys(names):
        if view.pools.get((call.call, name)) is None or names.count(name) > 1:
            yield Finding.of(AllocationRefusal.UNKNOWN_POOL, f"{name}, once")


def _check_places(said: Proposed, call: CallRow) -> Findings:
    known = {it.area for it in call.said.areas} | {it.track for it in call.said.tracks}
    names = (said.area, said.track)
    wrong = [it for it in names if it not in known]
    wrong += [it for it in (said.first_month, said.last_month) if it not in call.said.months]
    if wrong:
        yield Finding.of(AllocationRefusal.NOT_IN_CALL, ", ".join(dict.fromkeys(wrong)))


def _check_track(said: Proposed, call: CallRow, world: World) -> Findings:
    track = next((it for it in call.said.tracks if it.track == said.track), None)
    if track is None or track.ask_max_h100e_hours is None:
        return
    asked = sum(it.said.need_h100e_hours for it in linked(world, said, track))
    whole = asked + said.need_h100e_hours
    if whole > track.ask_max_h100e_hours:
        detail = f"{whole} H100e-hours of {track.ask_max_h100e_hours} in track {track.track}"
        yield Finding.of(AllocationRefusal.ASK_TOO_LARGE, detail)


def linked(world: World, said: Proposed, track: Track) -> Iterator[ProposalRow]:
    """Yield the proposals in a track that are linked: one investigator, applicant or group."""
    view = world[AllocationView]
    ours = set(group(world[PartiesView], said.applicant))
    for it in view.proposals.where(call=said.call):
        same = it.investigator == said.investigator or it.applicant in ours
        if same and it.track == track.track and it.state is not State.WITHDRAWN:
            yield it


def check_withdrawn(said: Withdrawn, entry: Entry[Any], world: World) -> Findings:
    """Yield why a proposal or a grant cannot be given back: by whom it is of alone, and once."""
    view = world[AllocationView]
    grant, award = view.grants.get(said.proposal), view.awards.get(said.proposal)
    if grant is not None and award is not None:
        if entry.signer != grant.holder:
            yield Finding.of(AllocationRefusal.NOT_YOURS, f"it is of {grant.holder}")
        if award.given_back:
            yield Finding.of(AllocationRefusal.NO_CHANGE, f"over from {award.freed_from} on")
        return
    found, unknown = standing_proposal(view, said.proposal)
    if found is None:
        yield from unknown
    elif entry.signer not in {found.applicant, found.institution}:
        yield Finding.of(AllocationRefusal.NOT_YOURS, f"it is of {found.applicant}")


def check_eligibility_settled(
    said: EligibilitySettled, entry: Entry[Any], world: World
) -> Findings:
    """Yield why a person cannot answer for the law: where the law has said yes or no itself."""
    found, over = standing_proposal(world[AllocationView], said.proposal)
    yield from over
    if found is None:
        return
    known = next((it for it in found.eligibility if it.pool == said.pool), None)
    if known is None:
        yield Finding.of(AllocationRefusal.UNKNOWN_POOL, said.pool)
    elif known.lawful is not Lawful.ASKS and known.settled_by is None:
        yield Finding.of(AllocationRefusal.NOT_ASKED, f"{said.pool}: {known.lawful.value}")
    yield from check_apart(world, found, entry.signer)


def check_apart(world: World, found: ProposalRow, person: PartyId) -> Findings:
    """Yield why somebody has a part in a proposal."""
    grounds = grounds_of(world, found, person)
    if grounds:
        detail = f"{person}: {', '.join(it.value for it in grounds)}"
        yield Finding.of(AllocationRefusal.CONFLICTED, detail)


def check_need_reviewed(said: NeedReviewed, entry: Entry[Any], world: World) -> Findings:
    """Yield why a need cannot be trimmed so: it is done before scores are seen."""
    view = world[AllocationView]
    found, over = standing_proposal(view, said.proposal)
    yield from over
    if found is None:
        return
    call = view.calls.get(found.call)
    yield from check_not_closed(call, entry)
    if call is not None and call.scores_seen:
        yield Finding.of(AllocationRefusal.SCORES_KNOWN, found.call)
    yield from check_trimmed(found, said.need_h100e_hours, said.pools)
    if said.least_fraction_ppm > found.said.least_fraction_ppm:
        detail = f"a least part of {found.said.least_fraction_ppm} millionths was asked for"
        yield Finding.of(AllocationRefusal.MORE_THAN_ASKED, detail)
    yield from check_apart(world, found, entry.signer)
    if view.declarations.get((found.call, entry.signer)) is None:
        yield Finding.of(AllocationRefusal.NOT_DECLARED, entry.signer)


def check_trimmed(found: ProposalRow, need: int | None, pools: tuple[PoolFit, ...]) -> Findings:
    """Yield that a need would be larger than it was asked, or have other pools, or better fits."""
    asked = {it.pool: it.fit_ppm for it in found.said.pools}
    others = [it.pool for it in pools if it.fit_ppm > asked.get(it.pool, 0)]
    if (need or 0) > found.said.need_h100e_hours or others or _twice(pools):
        detail = f"{found.said.need_h100e_hours} H100e-hours in {', '.join(sorted(asked))}"
        yield Finding.of(AllocationRefusal.MORE_THAN_ASKED, detail[:400])


def _twice(pools: tuple[PoolFit, ...]) -> bool:
    return len({it.pool for it in pools}) < len(pools)
