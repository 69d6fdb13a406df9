"""What is the call that has to be planned, as the log has it on a day?

Everything that a plan depends on, from rows alone: the same rows give the same call, and its
digest says whether a plan was made for it. Months that had begun by the day stay as they were.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from comptrol.domains.allocation.formulas.assembling import (
    ceiling,
    group_name,
    on_offer,
    within,
)
from comptrol.domains.allocation.formulas.curves import MILLION, of_ppm, plain, worth
from comptrol.domains.allocation.formulas.exchange import (
    Award,
    Booking,
    Call,
    Decided,
    EvenFill,
    Floor,
    Group,
    Pool,
    Proposal,
    Rules,
    ordered,
)
from comptrol.domains.allocation.formulas.scoring import Merit
from comptrol.domains.allocation.queries.known import known_call, policy_of, pools_of
from comptrol.domains.allocation.queries.scores import competes, eligible_pools, merits_of
from comptrol.domains.allocation.statements import Booked, CallId, Month, PolicySet, ProposalId
from comptrol.domains.allocation.view import (
    AllocationView,
    AwardRow,
    CallRow,
    PriorityRow,
    ProposalRow,
)
from comptrol.domains.parties import PartiesView, above
from comptrol.kernel.view import World


def call_document(world: World, *, call: CallId, as_of: date) -> Call:
    """Return the call as it has to be planned on a day, in the order of names.

    It has scores in it: it is for those who plan, and for everybody once a plan is adopted.
    """
    view = world[AllocationView]
    found = known_call(view, call)
    policy = policy_of(view, found).said
    begun = Month(f"{as_of:%Y-%m}")
    compared = _compared(world, found, policy)
    standing = {it: row for it in compared if (row := _standing(view, it)) is not None}
    published = tuple(_award(it.proposal, it.bookings) for it in standing.values())
    booked = tuple(
        _award(it.proposal, used)
        for it in standing.values()
        if (used := within(it.bookings, until=begun))
    )
    return ordered(
        Call(
            call=found.call,
            months=found.said.months,
            pools=tuple(_pools(view, found, begun, set(standing))),
            proposals=tuple(
                _proposal(world, found, policy, compared[it], standing.get(it)) for it in compared
            ),
            groups=tuple(_groups(world, found, compared)),
            floors=tuple(_floors(view, found, compared)),
            rules=Rules(
                max_pools=policy.max_pools,
                pool_cost=Decimal(policy.pool_cost),
                monthly_rate=Decimal(policy.monthly_rate),
            ),
            even_fill=_even_fill(found, policy),
            decided=tuple(_decided(view, found, compared)),
            booked=booked,
            published=published,
            change_penalty=Decimal(policy.change_penalty) if published else None,
        )
    )


Compared = Mapping[ProposalId, tuple[ProposalRow, Merit]]
"""The proposals that compete, by name, each with what its reviews come to."""


def _compared(world: World, call: CallRow, policy: PolicySet) -> Compared:
    """Return who competes: reviewed as often as asked, good enough, and with a pool by law."""
    view, merits = world[AllocationView], merits_of(world, call=call.call)
    return {
        it.proposal: (it, merit)
        for it in view.proposals.where(call=call.call)
        if competes(view, it) and eligible_pools(it)
        if (merit := merits.get(it.proposal)) is not None
        if merit.reviews >= policy.reviews_min and merit.score >= Decimal(policy.merit_threshold)
    }


def _standing(view: AllocationView, proposal: ProposalId) -> AwardRow | None:
    """Return the award that a proposal has now."""
    row = view.awards.get(proposal)
    return row if row is not None and row.plan is not None and row.freed_from is None else None


def _pools(
    view: AllocationView, call: CallRow, begun: Month, standing: set[ProposalId]
) -> Iterator[Pool]:
    """Yield the pools with what is left of them.

    Of months that have begun there is left what those who go on have used in them; of the others
    what is on offer, less what awards that are over have kept.
    """
    gone: dict[tuple[str, str], int] = defaultdict(int)
    used: dict[tuple[str, str], int] = defaultdict(int)
    for row in view.awards.where(call=call.call):
        if row.plan is None:
            continue
        goes_on = row.proposal in standing
        for it in row.bookings:
            if goes_on and it.month <= begun:
                used[it.pool, it.month] += it.chip_hours
            elif not goes_on and (row.freed_from is None or it.month < row.freed_from):
                gone[it.pool, it.month] += it.chip_hours
    for pool in pools_of(view, call.call):
        yield Pool(
            id=pool.pool,
            speed_h100e=plain(Decimal(pool.speed_h100e)),
            capacity_chip_hours=tuple(
                used[pool.pool, month]
                if month <= begun
                else max(0, on_offer(hours, call.said) - gone[pool.pool, month])
                for month, hours in zip(call.said.months, pool.capacity_chip_hours, strict=True)
            ),
        )


def _proposal(
    world: World,
    call: CallRow,
    policy: PolicySet,
    compared: tuple[ProposalRow, Merit],
    award: AwardRow | None,
) -> Proposal:
    row, merit = compared
    weight = _weight(world[AllocationView], call, policy, row)
    what = worth(policy.curve, weight, merit.score, row.need_h100e_hours, row.least_fraction_ppm)
    fits = eligible_pools(row)
    if award is not None:  # what was used was lawful then
        asked = {it.pool: it.fit_ppm for it in row.said.pools}
        fits = {it.pool: asked[it.pool] for it in award.bookings} | fits
    party = world[PartiesView].parties.get(row.applicant)
    months = call.said.months
    return Proposal(
        id=row.proposal,
        score=merit.score,
        weight=plain(weight),
        area=row.area,
        institution=row.institution,
        country=party.country if party is not None else "",
        need_h100e_hours=Decimal(row.need_h100e_hours),
        least_fraction=of_ppm(row.least_fraction_ppm),
        first_month=months.index(row.said.first_month),
        last_month=months.index(row.said.last_month),
        pools={pool: of_ppm(fit) for pool, fit in fits.items()},
        award_value=what.award_value,
        segments=what.segments,
    )


def _weight(view: AllocationView, call: CallRow, policy: PolicySet, row: ProposalRow) -> Decimal:
    """Return what its area counts for, times what priorities add."""
    weight = next((Decimal(it.weight) for it in policy.weights if it.area == row.area), Decimal(1))
    for it in view.priorities.where(call=call.call):
        if it.said.weight is not None and _is_prior(it, row):
            weight *= Decimal(it.said.weight)
    return weight


def _is_prior(priority: PriorityRow, row: ProposalRow) -> bool:
    return row.area == priority.said.area or row.proposal in priority.said.proposals


def total_h100e_hours(view: AllocationView, call: CallRow) -> Fraction:
    """Return all that a call has, in H100e-hours, once the reserve is kept back."""
    return sum(
        (
            Fraction(pool.speed_h100e)
            * sum(on_offer(it, call.said) for it in pool.capacity_chip_hours)
            for pool in pools_of(view, call.call)
        ),
        Fraction(0),
    )


def _groups(world: World, call: CallRow, compared: Compared) -> Iterator[Group]:
    """Yield who shares a ceiling: an institution and all above it, an investigator, a track."""
    total = total_h100e_hours(world[AllocationView], call)
    share = call.said.institution_ceiling_ppm
    if share < MILLION:
        most = ceiling(total, share)
        linked: dict[str, list[str]] = defaultdict(list)
        for name, (row, _) in compared.items():
            top = above(world[PartiesView], row.institution)
            linked[group_name("institution", top[-1] if top else row.institution)].append(name)
            linked[group_name("investigator", row.investigator[:16])].append(name)
        for group, members in linked.items():
            if group.startswith("institution.") or len(members) > 1:
                yield Group(id=group, members=tuple(members), ceiling_h100e_hours=most)
    for track in call.said.tracks:
        members = [name for name, (row, _) in compared.items() if row.track == track.track]
        if track.ceiling_ppm < MILLION and members:
            yield Group(
                id=group_name("track", track.track),
                members=tuple(members),
                ceiling_h100e_hours=ceiling(total, track.ceiling_ppm),
            )


def _floors(view: AllocationView, call: CallRow, compared: Compared) -> Iterator[Floor]:
    """Yield what an area, or a priority, should come to; one that nobody asks for is none."""
    for area in call.said.areas:
        members = tuple(name for name, (row, _) in compared.items() if row.area == area.area)
        if area.floor_h100e_hours and members:
            yield Floor(
                id=group_name("area", area.area),
                members=members,
                floor_h100e_hours=Decimal(area.floor_h100e_hours),
                penalty_per_h100e_hour=Decimal(area.penalty_per_h100e_hour),
            )
    for it in view.priorities.where(call=call.call):
        members = tuple(name for name, (row, _) in compared.items() if _is_prior(it, row))
        if it.said.floor_h100e_hours is not None and members:
            yield Floor(
                id=group_name("priority", it.priority),
                members=members,
                floor_h100e_hours=Decimal(it.said.floor_h100e_hours),
                penalty_per_h100e_hour=Decimal(it.said.penalty_per_h100e_hour),
            )


def theta_of(call: CallRow, policy: PolicySet) -> int | None:
    """Return how even the areas come out: as the panel chose, or else the policy."""
    return call.theta_ppm if call.theta_ppm is not None else policy.theta_ppm


def _even_fill(call: CallRow, policy: PolicySet) -> EvenFill | None:
    theta = theta_of(call, policy)
    return EvenFill(theta=of_ppm(theta)) if theta else None


def _decided(view: AllocationView, call: CallRow, compared: Compared) -> Iterator[Decided]:
    for row in view.decisions.where(call=call.call):
        if row.proposal in compared:
            yield Decided(proposal=row.proposal, awarded=row.awarded, why=row.why.value)


def _award(proposal: str, bookings: tuple[Booked, ...]) -> Award:
    return Award(
        proposal=proposal,
        bookings=tuple(
            Booking(pool=it.pool, month=it.month, chip_hours=it.chip_hours) for it in bookings
        ),
    )
