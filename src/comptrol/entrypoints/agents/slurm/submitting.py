"""May this job be taken up?

Nothing is let through unless the desk said so. A job that can be given no GPU passes without an
order; if Slurm gives it one after all, it does not start.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

import msgspec

from comptrol.domains.gate import Ended, OrderId
from comptrol.domains.law import Outcome
from comptrol.entrypoints.agents.slurm.asking import Fields, Largest, largest, number
from comptrol.entrypoints.agents.slurm.configuration import OnHold
from comptrol.entrypoints.agents.slurm.kept import Kept, State
from comptrol.entrypoints.agents.slurm.office import Office
from comptrol.entrypoints.agents.slurm.orders import ordered
from comptrol.entrypoints.agents.slurm.verdicts import PASSES, Verdict, by_the_desk
from comptrol.kernel.errors import ComptrolError, UnavailableError, UnreadableError

ANSWER_S: Final = 0.4
"""The hook waits for 0.5 s, holding the locks of slurmctld: the agent has less."""
LATE: Final = "The scheduler was not answered in time and took nothing up."


class Submitting:
    """Answers the hook at a submission."""

    def __init__(self, office: Office, names: Callable[[], str]) -> None:
        self._office, self._names = office, names
        self._asking: dict[str, asyncio.Task[Verdict]] = {}
        self._later: set[asyncio.Task[None]] = set()

    async def answer(self, fields: Fields) -> Verdict:
        """Answer whether a job may be taken up. The same request again is the same order."""
        key = fields.get("key")
        if not key:
            raise UnreadableError("the plugin names no key of its request: install it anew")
        running = self._asking.get(key)
        if running is None:
            running = asyncio.create_task(self._ask(key, fields))
            self._asking[key] = running
            running.add_done_callback(lambda _: self._asking.pop(key, None))
        try:
            async with asyncio.timeout(ANSWER_S):
                return await asyncio.shield(running)
        except TimeoutError as error:
            self._do(self._withdraw(running))
            raise UnavailableError(f"nobody ruled within {ANSWER_S} s") from error

    async def _ask(self, key: str, fields: Fields) -> Verdict:
        office = self._office
        most = largest(fields, office.shape, margin_s=office.told.margin_s)
        if not most.chips:
            return PASSES
        known = office.journal.under(key)
        if known is not None:
            told = await office.desk.startable(known.order)
            return by_the_desk(told, known.order, waits=known.state is State.HELD)
        return await self._ordered(key, fields, most)

    async def _ordered(self, key: str, fields: Fields, most: Largest) -> Verdict:
        """Ask for a new order, and meanwhile keep it: it has to be there before its job is."""
        office, now = self._office, self._office.clock.now()
        order = OrderId(self._names())
        said = ordered(order, fields, most, office.told, on=now.date())
        kept = _kept(key, fields, most, order, now)
        keeping = asyncio.create_task(asyncio.to_thread(office.journal.add, kept))
        try:
            told = await office.desk.ask(said)
        except BaseException:
            await self._drop(order, keeping)
            raise
        waits = told.outcome is Outcome.HOLD and office.told.on_hold is OnHold.QUEUE
        if not (told.allowed or waits):
            await self._drop(order, keeping)
            return by_the_desk(told, order)
        try:
            await keeping
            if waits:
                office.journal.put(msgspec.structs.replace(kept, state=State.HELD))
        except ComptrolError:
            self._do(self._let_go(order))
            raise
        office.bell.set()
        return by_the_desk(told, order, waits=waits)

    async def _drop(self, order: OrderId, keeping: "asyncio.Task[None]") -> None:
        """Forget what was not let through; what cannot be forgotten lapses."""
        with suppress(ComptrolError):
            await keeping
            await asyncio.to_thread(self._office.journal.drop, order)

    async def _withdraw(self, running: "asyncio.Task[Verdict]") -> None:
        """Let go of an order whose answer came too late for the scheduler."""
        try:
            verdict = await running
        except ComptrolError:
            return
        if verdict.order is not None and verdict.passes:
            await self._let_go(verdict.order)

    async def _let_go(self, order: OrderId) -> None:
        """End an order that no job was taken up for; if that cannot be said, its hold lapses."""
        office = self._office
        try:
            kept = office.journal.of(order)
            if kept is not None:
                office.journal.put(msgspec.structs.replace(kept, state=State.OVER))
            at = office.clock.now()
            await office.desk.end(Ended(order=order, at=at, used_chip_seconds=0, reason=LATE))
        except ComptrolError:
            return

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something after the answer; the event loop alone would forget it."""
        task = asyncio.create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)


def _kept(key: str, fields: Fields, most: Largest, order: OrderId, asked_at: datetime) -> Kept:
    return Kept(
        order=order,
        key=key,
        state=State.ASKED,
        asked_at=asked_at,
        uid=number(fields, "uid") or 0,
        account=fields.get("account") or fields.get("default_account") or "",
        fields=dict(fields),
        kind=most.kind,
        each=most.each,
        width=most.width,
        length_s=most.length_s,
    )
