"""What does our AdmissionCheck say of a Workload that Kueue has set quota aside for?

Kueue reserves quota first and asks every check then: exactly hold, then confirm. A check is
answered once for each reservation, and only while it is pending: an answer at another moment can
leave a Workload that Kueue never looks at again (KEP-3258, "Race Condition Between Admission Check
Updates and Workload Eviction").
"""

from typing import Final, NamedTuple

from comptrol.domains.gate import Confirmed, Ended, OrderId
from comptrol.domains.law import Outcome
from comptrol.entrypoints.agents.desk import Desk, Told
from comptrol.entrypoints.agents.kubernetes.check_states import (
    PENDING,
    READY,
    REJECTED,
    RETRY,
    State,
    Writer,
    is_for_want_of_room,
)
from comptrol.entrypoints.agents.kubernetes.configuration import Configuration
from comptrol.entrypoints.agents.kubernetes.counting import Compute
from comptrol.entrypoints.agents.kubernetes.filing import confirmed, ended_order
from comptrol.entrypoints.agents.kubernetes.ordering import (
    Wanted,
    asked_by,
    ordered,
    owned_by,
    read_asked,
)
from comptrol.entrypoints.agents.kubernetes.spans import seconds
from comptrol.entrypoints.agents.kubernetes.watching import Key, Watch
from comptrol.entrypoints.agents.kubernetes.words import (
    ASKED,
    BEGAN,
    CUSTOMER,
    FINALIZER,
    HELD,
    ORDER,
    OURS,
    RESERVED,
    order_name,
)
from comptrol.entrypoints.agents.kubernetes.workload_times import (
    admitted_at,
    ended_at,
    is_same_reservation,
)
from comptrol.entrypoints.agents.kubernetes.workloads import (
    Workload,
    read_workload,
    workload_compute,
)
from comptrol.flow.ports import Clock
from comptrol.kernel.errors import UnavailableError, UnreadableError

ASK_AGAIN_S: Final = 5.0


class _Ruled(NamedTuple):
    told: Told
    compute: Compute


class Checks:
    """Answers the admission checks that are ours."""

    def __init__(self, told: Configuration, desk: Desk, clock: Clock, writer: Writer) -> None:
        self._told, self._desk, self._clock, self._writer = told, desk, clock, writer
        self._confirmed: set[str] = set()
        self.ours: set[str] = set()
        """The names of the AdmissionChecks that chose us."""

    async def attend(self, watch: Watch, key: Key) -> float | None:
        """See to a Workload; return when to look again."""
        raw = watch.get(key)
        if raw is None:
            return None
        workload = read_workload(raw)
        note = workload.metadata.note
        over = workload.condition("Finished") or workload.metadata.deletion_timestamp
        if note(ORDER) is not None and (over or not is_same_reservation(workload)):
            await self._end(workload, OrderId(note(ORDER) or ""))
        elif over:
            await self._let_go(workload)
        elif note(HELD) is not None and workload.reserved_at is None:
            return await self._keep(workload, OrderId(note(HELD) or ""))
        elif workload.condition("Admitted") and note(ORDER) is not None:
            await self._confirm(workload, OrderId(note(ORDER) or ""))
        elif any(check.state == PENDING for check in workload.checks(self.ours)):
            return await self._decide(workload)
        return None

    async def stop(self, watch: Watch, key: Key, told: Told) -> None:
        """Have a Workload stopped: evicted until a person answered, or for good."""
        raw = watch.get(key)
        if raw is None:
            return
        workload = read_workload(raw)
        if workload.condition("Finished") or workload.reserved_at is None:
            return
        refused = told.outcome is Outcome.REFUSE
        wait = None if refused else self._told.review_after_s
        for check in workload.checks(self.ours):
            if check.state in {READY, PENDING}:
                state = State(REJECTED if refused else RETRY, _said(told), requeue_after_s=wait)
                await self._writer.say(workload, check.name, state)

    async def _decide(self, workload: Workload) -> float | None:
        """Ask for what quota was set aside for, and say how that came out."""
        reserved = workload.reserved_at
        if reserved is None or workload.condition("Evicted") is not None:
            return None
        try:
            compute = workload_compute(workload, self._told)
            if compute is None:
                await self._say(workload, State(READY, "It asks for no chips."))
                return None
            ruled = _Ruled(await self._ruled(workload, compute), compute)
        except UnreadableError as error:
            await self._say(workload, State(REJECTED, f"The gate refuses this: {error}."))
            return None
        except UnavailableError as error:
            said = f"The gate cannot answer now; it is asked again. ({error})"
            await self._say(workload, State(PENDING, said))
            return ASK_AGAIN_S
        await self._answer(workload, ruled)
        return None

    async def _ruled(self, workload: Workload, compute: Compute) -> Told:
        """Ask under a name of this reservation, or how an order stands that a person looks at."""
        metadata, reserved = workload.metadata, workload.reserved_at
        assert reserved is not None  # noqa: S101
        namespace, held = metadata.namespace or "", metadata.note(HELD)
        within_s = self._told.confirm_within_s + 2 * self._told.review_after_s
        attempt = int(reserved.timestamp())
        order = order_name(self._told.cluster, metadata.uid or "", attempt)
        wanted = Wanted(order, compute, metadata, namespace, reserved.date(), within_s)
        asked = ordered(wanted, self._told)
        if held is not None and read_asked(metadata.note(ASKED)) == asked_by(compute, self._told):
            owned_by(metadata, self._told.namespace(namespace), namespace)
            return await self._desk.startable(OrderId(held))
        return await self._desk.ask(asked)

    async def _answer(self, workload: Workload, ruled: _Ruled) -> None:
        told = ruled.told
        if told.outcome is Outcome.REFUSE and workload.metadata.note(HELD) is not None:
            workload = await self._writer.note(workload, dict.fromkeys(OURS), holds=False)
        if told.allowed:
            noted = await self._note(workload, ORDER, ruled)
            customer = self._told.namespace(workload.metadata.namespace or "").customer
            marks = {ORDER: told.order, CUSTOMER: customer}
            await self._say(noted, State(READY, f"Order {told.order} is let through.", marks))
        elif told.outcome is Outcome.HOLD:
            noted = await self._note(workload, HELD, ruled)
            wait = self._told.review_after_s
            await self._say(noted, State(RETRY, _said(told), requeue_after_s=wait))
        elif is_for_want_of_room(told):
            wait = self._told.room_after_s
            await self._say(workload, State(RETRY, _said(told), requeue_after_s=wait))
        else:
            await self._say(workload, State(REJECTED, _said(told)))

    async def _note(self, workload: Workload, name: str, ruled: _Ruled) -> Workload:
        """Keep the name of an order with its Workload before anything starts under it."""
        customer = self._told.namespace(workload.metadata.namespace or "").customer
        marks: dict[str, str | None] = {ORDER: None, HELD: None, BEGAN: None, CUSTOMER: customer}
        marks |= {name: ruled.told.order, ASKED: asked_by(ruled.compute, self._told).text}
        reserved = workload.reserved_at
        marks[RESERVED] = reserved.isoformat() if reserved else None
        return await self._writer.note(workload, marks, holds=True)

    async def _keep(self, workload: Workload, held: OrderId) -> float:
        """Take up an order that a person let through before there was quota: it would lapse."""
        if (await self._desk.startable(held)).allowed:
            await self._confirm(workload, held)
        return self._told.review_after_s

    async def _say(self, workload: Workload, state: State) -> None:
        for check in workload.checks(self.ours):
            if (check.state, check.message) != (state.state, state.message):
                await self._writer.say(workload, check.name, state)

    async def _confirm(self, workload: Workload, order: OrderId) -> None:
        metadata = workload.metadata
        if order not in self._confirmed:
            where = f"{metadata.namespace}/{metadata.name}@{metadata.uid}"
            job = f"{self._told.cluster}/workloads/{where}"
            await confirmed(self._desk, Confirmed(order=order, job=job))
            self._confirmed.add(order)
        admitted = admitted_at(workload)
        if admitted is not None and metadata.note(BEGAN) is None:
            await self._writer.note(workload, {BEGAN: admitted.isoformat()}, holds=True)

    async def _end(self, workload: Workload, order: OrderId) -> None:
        """Settle an order: from when it was admitted until it was not any more."""
        began, asked = admitted_at(workload), read_asked(workload.metadata.note(ASKED))
        ended = ended_at(workload) or self._clock.now()
        used = 0
        if began is not None and asked is not None:
            used = asked.chips * seconds(began, ended)
        await ended_order(self._desk, Ended(order=order, at=ended, used_chip_seconds=used))
        self._confirmed.discard(order)
        await self._let_go(workload)

    async def _let_go(self, workload: Workload) -> None:
        """Take everything of ours off a Workload; what waited for an answer waits no longer."""
        metadata = workload.metadata
        if FINALIZER not in (metadata.finalizers or ()):
            return
        held = metadata.note(HELD)
        if held is not None:
            nothing = Ended(
                order=OrderId(held),
                at=self._clock.now(),
                used_chip_seconds=0,
                reason="it waits no longer",
            )
            await ended_order(self._desk, nothing)
        await self._writer.note(workload, dict.fromkeys(OURS), holds=False)


def _said(told: Told) -> str:
    held = "held" if told.outcome is Outcome.HOLD else "refused"
    reasons = " ".join(f"- {reason}" for reason in told.reasons) or "- no reason was given"
    return f"Order {told.order} is {held}. {reasons}"
