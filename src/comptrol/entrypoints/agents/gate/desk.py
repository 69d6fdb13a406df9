"""How does a provider's own gate answer a scheduler, whether or not the authority is there?

Within a lease it says yes by itself, by the same rules and all that it knows, and keeps that on
disk before it answers. It never says no by itself: what it cannot let through it asks the
authority, and while that is away nothing else starts.
"""

import asyncio
from contextlib import suppress
from datetime import datetime
from typing import Final

import msgspec

from comptrol.bootstrap import references
from comptrol.bootstrap.journals import system_clock
from comptrol.client import AsyncClient
from comptrol.domains.gate import Amended, Confirmed, Ended, Ordered, OrderId
from comptrol.domains.law import Outcome
from comptrol.entrypoints.agents.desk import Told
from comptrol.entrypoints.agents.gate.authority import AuthorityDesk, ConflictError, told_of
from comptrol.entrypoints.agents.gate.copy import UnknownHereError
from comptrol.entrypoints.agents.gate.filing import Filing
from comptrol.entrypoints.agents.gate.jobs import Job, Life, as_asked
from comptrol.entrypoints.agents.gate.journal import Journal
from comptrol.entrypoints.agents.gate.keeping import Keeper
from comptrol.entrypoints.agents.gate.lease import HERE, Lease, let_through
from comptrol.entrypoints.agents.gate.ledger import Ledger
from comptrol.entrypoints.agents.gate.settings import GateSettings
from comptrol.entrypoints.agents.gate.telling import Health, Shown, leases_in_words, shown
from comptrol.flow.ports import Clock
from comptrol.kernel.errors import ComptrolError, UnavailableError, UnreadableError

NOT_YOURS: Final = "This is the gate's side, and no fault of whoever asks."


class LeasedDesk:
    """Rules here within leases, and asks the authority for everything else."""

    def __init__(
        self,
        settings: GateSettings,
        *,
        clock: Clock | None = None,
        client: AsyncClient | None = None,
    ) -> None:
        self._settings, self._clock = settings, clock or system_clock()
        self.client = client or settings.authority.client()
        self.authority = AuthorityDesk(settings.authority, self.client, lasting=False)
        known = references(settings.data)
        self._journal = Journal(settings.folder / "gate.db")
        self.ledger = Ledger(self._journal)
        self.filing = Filing(self.client, self._journal, self.ledger)
        self.keeper = Keeper(settings.lease, self.client, self._journal, self.ledger, known)
        self._stops: tuple[Told, ...] = ()
        self._away = "not asked yet"
        self._elsewhere: set[OrderId] = set()
        """Orders that the authority was asked for: they are not let through here as well."""
        self._tasks: list[asyncio.Task[None]] = []

    def now(self) -> datetime:
        """Return what time it is: at the authority, as far as that is known."""
        return self.client.server_time() or self._clock.now()

    async def begin(self) -> None:
        """Begin to keep leases and to file. What was under way when the gate ended goes on."""
        with suppress(UnavailableError):
            await self._look()
        self._tasks = [
            asyncio.create_task(self._keep()),
            asyncio.create_task(self.filing.run()),
        ]

    async def close(self) -> None:
        """Stop. What is not filed yet stays in the journal."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.client.close()
        self._journal.close()

    # What schedulers ask.

    async def ask(self, order: Ordered) -> Told:
        """Ask for an order; asked again under the same name, the first answer is given again."""
        if order.asked_at is not None:
            raise UnreadableError("asked_at is stated by the gate, and by nobody who asks it")
        await self.ledger.settled(order.order)
        job = self.ledger.get(order.order)
        if job is not None:
            if as_asked(job.said) != order:
                raise ConflictError(f"the order {order.order} was made before, in other words")
            return job.first
        here = await self._ask_here(order)
        if isinstance(here, Told):
            return here
        self._elsewhere.add(order.order)
        try:
            return await self.authority.ask(order)
        except UnavailableError as away:
            why = " ".join((str(away) + ".", *here))
            raise UnavailableError(f"{NOT_YOURS} The authority is away: {why}") from away

    async def _ask_here(self, order: Ordered) -> Told | tuple[str, ...]:
        """Let an order through here, or return why it has to be asked for elsewhere."""
        if order.order in self._elsewhere:
            return ()
        why, now = list[str](), self.now()
        for lease in self.keeper.candidates(order):
            said = msgspec.structs.replace(order, under=lease.lease, asked_at=now)
            against = self._against(lease, said, now)
            if not against:
                told = let_through(order.order)
                await self.ledger.begin(said, told)
                self.filing.wake()
                return told
            why += against
        return tuple(why) or ("There is no lease here for such an order.",)

    def _against(
        self, lease: Lease, said: Ordered, now: datetime, job: Job | None = None
    ) -> tuple[str, ...]:
        """Return why an order cannot be let through here; what a job has itself not counted."""
        chips, seconds = self.keeper.taken(lease)
        own = job.taken if job is not None else (0, 0)
        try:
            return lease.against(said, now, (chips - own[0], seconds - own[1]))
        except UnknownHereError as unknown:
            return (str(unknown),)

    async def amend(self, change: Amended) -> Told:
        """Ask to change an order; what is not allowed leaves it as it was."""
        await self.ledger.settled(change.order)
        job = self.ledger.get(change.order)
        if job is None:
            return await self.authority.amend(change)
        if job.amended == change:
            return let_through(change.order)
        if not job.live:
            raise ConflictError(f"order {change.order} is {job.life.value}")
        why = self._against_change(job, change)
        if why:
            return Told(order=job.order, outcome=Outcome.REFUSE, reasons=why, ruled_by=HERE)
        if job.changed_by(change):  # what changes nothing is not said: it would be refused
            await self.ledger.fold(job, change)
            self.filing.wake()
        return let_through(change.order)

    def _against_change(self, job: Job, change: Amended) -> tuple[str, ...]:
        """Return why a change cannot be let through here: only what it takes may change."""
        what = change.change
        if any((what.on, what.end_use, what.end_user, what.cluster, what.training_operations)):
            return ("What was let through within a lease changes in chips and length alone.",)
        chips, length_s = what.chips or job.chips, what.length_s or job.length_s
        if chips <= job.chips and length_s <= job.length_s:
            return ()
        lease, now = self.keeper.leases.get(job.lease), self.now()
        if lease is None:
            return (f"The lease {job.lease} is over.",)
        said = msgspec.structs.replace(job.said, chips=chips, length_s=length_s, asked_at=now)
        return self._against(lease, said, now, job)

    async def startable(self, order: OrderId) -> Told:
        """Ask just before the start whether an order may still begin today."""
        await self.ledger.settled(order)
        job = self.ledger.get(order)
        if job is None:
            return await self.authority.startable(order)
        stop = self._stop(job)
        if stop is not None:
            return stop
        if not job.live:
            over = (f"The order is {job.life.value}.",)
            return Told(order=order, outcome=Outcome.REFUSE, reasons=over, ruled_by=HERE)
        lease, now = self.keeper.leases.get(job.lease), self.now()
        why: tuple[str, ...] = (f"The lease {job.lease} is over.",)
        if lease is not None:
            said = msgspec.structs.replace(
                job.said, chips=job.chips, length_s=job.length_s, on=max(job.said.on, now.date())
            )
            why = self._against(lease, said, now, job)
        outcome = Outcome.HOLD if why else Outcome.ALLOW
        return Told(order=order, outcome=outcome, reasons=why, ruled_by=HERE)

    async def confirm(self, said: Confirmed) -> None:
        """Say under which name of the scheduler an order has been taken up."""
        await self.ledger.settled(said.order)
        job = self.ledger.get(said.order)
        if job is None:
            await self._of_the_authority(said)
        elif job.name != said.job:
            late = job.lapses_at is not None and job.lapses_at < self.now()
            if job.life is not Life.OPEN or late:
                life = f"bound to {job.name}" if job.name else "lapsed" if late else job.life.value
                raise ConflictError(f"order {said.order} is {life}")
            await self.ledger.fold(job, said)
            self.filing.wake()

    async def end(self, said: Ended) -> None:
        """Say that an order is over, and what it used."""
        await self.ledger.settled(said.order)
        job = self.ledger.get(said.order)
        if job is None:
            await self._of_the_authority(said)
        elif job.ended is None:
            await self.ledger.fold(job, said)
            self.filing.wake()
        elif job.ended.used != said.used:
            raise ConflictError(f"order {said.order} was ended before, in other words")

    async def _of_the_authority(self, said: Confirmed | Ended) -> None:
        """Say what became of an order that the authority let through; keep it if that is away."""
        try:
            if isinstance(said, Confirmed):
                await self.authority.confirm(said)
            else:
                await self.authority.end(said)
        except UnavailableError:
            await self.ledger.fact(said.order, said)
            self.filing.wake()

    async def stops(self) -> tuple[Told, ...]:
        """Ask which orders that were let through must stop, and why.

        A lease is nobody's job: what stands under it is what a scheduler can stop.
        """
        with suppress(UnavailableError):  # then what it said last still holds
            self._stops = await self.authority.stops()
        here = (self._stop(job) for job in self.ledger.jobs() if job.live)
        found = {it.order: it for it in (*self._stops, *here) if it is not None}
        jobs = sorted(found.keys() - self.keeper.leases.keys())
        return tuple(found[order] for order in jobs if not self._is_over(order))

    def _is_over(self, order: OrderId) -> bool:
        """Tell whether an order was let through here and is over, filed or not."""
        job = self.ledger.get(order)
        return job is not None and job.ended is not None

    def _stop(self, job: Job) -> Told | None:
        """Return why an order that was let through here must stop."""
        said = next((it for it in self._stops if it.order == job.order), None)
        if job.against is not None or said is not None:
            return job.against or said
        lease = self.keeper.leases.get(job.lease)
        if lease is None or lease.good:
            return None
        why = (f"The lease {job.lease} that it stands under must stop.",)
        return Told(order=job.order, outcome=Outcome.REFUSE, reasons=why, ruled_by=HERE)

    async def order(self, order: OrderId) -> Shown:
        """Return how an order stands."""
        await self.ledger.settled(order)
        job = self.ledger.get(order)
        if job is None:
            ruling = await self.client.ruling(order)
            return shown(None, told_of(ruling))
        filed = not self._journal.count_unfiled_of(order)
        return shown(job, self._stop(job) or job.first, filed=filed)

    def health(self) -> Health:
        """Return how the gate is doing."""
        return Health(
            authority=self._away or "there",
            leases=leases_in_words(self.keeper),
            problem=self.keeper.problem,
            live=sum(job.live for job in self.ledger.jobs()),
            unfiled=self._journal.count_unfiled(),
            refused=self.filing.refused,
            last_refused=self.filing.last_refused,
        )

    async def _keep(self) -> None:
        """Look at the leases again and again, and let go of what nobody confirmed."""
        while True:
            await asyncio.sleep(self._settings.refresh_s)
            with suppress(UnavailableError):
                await self._look()

    async def _look(self) -> None:
        try:
            if self.client.server_time() is None:
                await self.client.ask("health")  # so that no order has a wrong day
            self.ledger.lapse(self.now())
            await self.keeper.once(self.now())
            self._stops = await self.authority.stops()
        except ComptrolError as error:
            self._away = str(error)
            if not isinstance(error, UnavailableError):
                raise UnavailableError(str(error)) from error
            raise
        self._away = ""
