"""May a policy be set, a call be opened, a pool be offered, a priority be set so?"""

from collections.abc import Iterable, Iterator
from typing import Any

from comptrol.domains.allocation.formulas.curves import falls
from comptrol.domains.allocation.queries import policy_of
from comptrol.domains.allocation.refusals import AllocationRefusal
from comptrol.domains.allocation.statements import (
    CallEnded,
    CallId,
    CallOpened,
    CapacityChanged,
    PolicySet,
    PoolOffered,
    PrioritySet,
    Programme,
)
from comptrol.domains.allocation.view import AllocationView, CallRow, State
from comptrol.domains.chips import ChipsView
from comptrol.domains.law import adopted_rulebook
from comptrol.domains.parties import PartiesView, may
from comptrol.kernel.countries import Countries
from comptrol.kernel.finding import Finding
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

Findings = Iterator[Finding]


def running(view: AllocationView, call: CallId) -> tuple[CallRow | None, list[Finding]]:
    """Return a call, and why nothing more can be said in it."""
    found = view.calls.get(call)
    if found is None:
        return None, [Finding.of(AllocationRefusal.UNKNOWN_CALL, call)]
    if found.ended_at is not None:
        return found, [Finding.of(AllocationRefusal.OVER, f"at position {found.ended_at}")]
    return found, []


def check_policy_set(said: PolicySet, _: Entry[Any], world: World) -> Findings:
    """Yield why a policy cannot be set: above all, that scores have been seen under it."""
    view = world[AllocationView]
    if not falls(said.curve):
        slopes = ", ".join(str(it) for it in said.curve.slopes_ppm)
        yield Finding.of(AllocationRefusal.SLOPES_RISE, slopes)
    low, high = said.band_ppm
    if low > high:
        yield Finding.of(AllocationRefusal.BACKWARDS, f"a band from {low} to {high}")
    seen = [it.call for it in view.calls.where(policy=said.policy) if it.scores_seen]
    if seen:
        yield Finding.of(AllocationRefusal.SCORES_KNOWN, f"of call {seen[0]}")


def check_call_opened(said: CallOpened, _: Entry[Any], world: World) -> Findings:
    """Yield why a call cannot be opened."""
    view = world[AllocationView]
    if adopted_rulebook(world) is None:
        yield Finding.of(AllocationRefusal.NO_LAW, said.call)
    if view.policies.get(said.policy) is None:
        yield Finding.of(AllocationRefusal.UNKNOWN_POLICY, said.policy)
    if view.calls.get(said.call) is not None:
        yield Finding.of(AllocationRefusal.NAME_TAKEN, said.call)
    lists: tuple[tuple[str, Iterable[str]], ...] = (
        ("area", (it.area for it in said.areas)),
        ("track", (it.track for it in said.tracks)),
        ("reserve", (it.reserve.value for it in said.reserves)),
    )
    for what, names in lists:
        yield from _once(what, names)
    if said.closes < said.opens:
        yield Finding.of(AllocationRefusal.BACKWARDS, f"closes {said.closes}, before it opens")
    if list(said.months) != sorted(set(said.months)):
        yield Finding.of(AllocationRefusal.BACKWARDS, "months stand once each, in order")


def _once(what: str, names: Iterable[str]) -> Findings:
    listed = list(names)
    for name in sorted({it for it in listed if listed.count(it) > 1}):
        yield Finding.of(AllocationRefusal.NAME_TAKEN, f"{what} {name} stands twice")


def check_pool_offered(said: PoolOffered, entry: Entry[Any], world: World) -> Findings:
    """Yield why a pool cannot be offered: a provider offers its own."""
    view = world[AllocationView]
    call, over = running(view, said.call)
    yield from over
    if world[PartiesView].parties.get(said.provider) is None:
        yield Finding.of(AllocationRefusal.UNKNOWN_PARTY, said.provider)
    if world[ChipsView].models.get(said.model) is None:
        yield Finding.of(AllocationRefusal.UNKNOWN_MODEL, said.model)
    if said.site_country not in world.reference(Countries):
        yield Finding.of(AllocationRefusal.UNKNOWN_COUNTRY, said.site_country)
    if view.pools.get((said.call, said.pool)) is not None:
        yield Finding.of(AllocationRefusal.NAME_TAKEN, said.pool)
    if call is not None and len(said.capacity_chip_hours) != len(call.said.months):
        detail = f"{len(said.capacity_chip_hours)} months; the call has {len(call.said.months)}"
        yield Finding.of(AllocationRefusal.NOT_IN_CALL, detail)
    if not set(said.speed_h100e) - set("0."):
        yield Finding.of(AllocationRefusal.NOTHING_SET, "a chip of no speed computes nothing")
    yield from _check_offerer({said.provider}, entry, world)


def _check_offerer(whose: set[Any], entry: Entry[Any], world: World) -> Findings:
    allocator = may(world[PartiesView], entry.signer, frozenset({Role.ALLOCATOR}))
    if not allocator and entry.signer not in whose:
        yield Finding.of(AllocationRefusal.NOT_YOURS, f"it is of {', '.join(sorted(whose))}")


def check_capacity_changed(said: CapacityChanged, entry: Entry[Any], world: World) -> Findings:
    """Yield why the capacity of a month cannot be changed."""
    view = world[AllocationView]
    call, over = running(view, said.call)
    yield from over
    pool = view.pools.get((said.call, said.pool))
    if pool is None:
        yield Finding.of(AllocationRefusal.UNKNOWN_POOL, said.pool)
    if call is not None and said.month not in call.said.months:
        yield Finding.of(AllocationRefusal.NOT_IN_CALL, said.month)
    if pool is not None:
        yield from _check_offerer({pool.provider, pool.offered_by}, entry, world)


def check_priority_set(said: PrioritySet, _: Entry[Any], world: World) -> Findings:
    """Yield why a priority cannot be set: it is for national calls, before scores are seen."""
    view = world[AllocationView]
    call, over = running(view, said.call)
    yield from over
    if call is None:
        return
    for it in said.proposals:
        row = view.proposals.get(it)
        if row is None or row.call != said.call or row.state is State.WITHDRAWN:
            yield Finding.of(AllocationRefusal.UNKNOWN_PROPOSAL, it)
    if said.area is not None and said.area not in {it.area for it in call.said.areas}:
        yield Finding.of(AllocationRefusal.NOT_IN_CALL, said.area)
    if call.scores_seen:
        yield Finding.of(AllocationRefusal.SCORES_KNOWN, said.call)
    if call.said.programme is not Programme.NATIONAL:
        yield Finding.of(AllocationRefusal.NOT_NATIONAL, said.call)
    nothing = said.weight is None and said.floor_h100e_hours is None
    if nothing or (said.area is None) is (not said.proposals):
        yield Finding.of(AllocationRefusal.NOTHING_SET, said.priority)


def check_call_ended(said: CallEnded, entry: Entry[Any], world: World) -> Findings:
    """Yield why a call cannot be ended: a draw is open, or an appeal, or there is time for one."""
    view = world[AllocationView]
    over = running(view, said.call)[1]
    yield from over
    yield from check_drawn_first(view, said.call)
    waiting = [it.proposal for it in view.appeals.where(call=said.call) if it.open]
    until = [it.appeal_until for it in view.notices.where(call=said.call)]
    until += [it.appeal_until for it in view.awards.where(call=said.call)]
    last = max(until, default=None)
    if waiting or (last is not None and entry.logged_at.date() <= last):
        detail = f"of {waiting[0]}" if waiting else f"until {last}"
        yield Finding.of(AllocationRefusal.APPEAL_OPEN, detail)


def check_drawn_first(view: AllocationView, call: CallId) -> Findings:
    """Yield that a draw is open: nobody goes on as if it had not been committed to."""
    draw = view.draws.get(call)
    if draw is not None and draw.drawn is None:
        yield Finding.of(AllocationRefusal.DRAW_OPEN, f"at position {draw.position}")


def has_theta(view: AllocationView, call: CallRow) -> bool:
    """Tell whether it was settled how even the areas come out."""
    return call.theta_ppm is not None or policy_of(view, call).said.theta_ppm is not None
