"""Which leases does the gate have, and when does it ask for the next?"""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from comptrol.client import AsyncClient, Ruling
from comptrol.domains.gate import Ended, Order, Ordered, OrderId, Pack, Service, Through
from comptrol.domains.law import Outcome
from comptrol.entrypoints.agents.gate.authority import PAGE, PAGES_MAX, sentence, told_of
from comptrol.entrypoints.agents.gate.journal import Journal
from comptrol.entrypoints.agents.gate.lease import Lease
from comptrol.entrypoints.agents.gate.ledger import Ledger
from comptrol.entrypoints.agents.gate.settings import LeaseTerms
from comptrol.flow.world import References
from comptrol.kernel.errors import NotFoundError, UnavailableError

AGAIN: Final = timedelta(minutes=5)
"""After a lease was refused it is asked for again; on hold, it is looked at again sooner."""
LOOK_AGAIN: Final = timedelta(seconds=10)


class Wish(msgspec.Struct, kw_only=True):
    """A lease that should be there, and how far that has come."""

    terms: LeaseTerms
    held: OrderId | None = None
    """Asked for, and waiting for a person."""
    not_before: datetime | None = None
    why: tuple[str, ...] = ()
    """Why there is none."""


class Keeper:
    """Keeps the leases that its settings name, and what is known for each."""

    def __init__(
        self,
        terms: tuple[LeaseTerms, ...],
        client: AsyncClient,
        journal: Journal,
        ledger: Ledger,
        references: References,
    ) -> None:
        self._client, self._journal, self._ledger = client, journal, ledger
        self._references = references
        self.wishes = {it.name: Wish(terms=it) for it in terms}
        self.leases: dict[OrderId, Lease] = {}
        self.problem = ""
        """Why a lease that stands cannot be used; empty if all is well."""
        self._looked = False
        for kept in journal.leases():
            if kept.pack is not None:
                self._use(msgspec.json.decode(kept.pack, type=Pack), kept.name, kept.base)

    async def once(self, now: datetime) -> None:
        """Look at every lease and every wish; raise UnavailableError while nobody answers."""
        if not self._looked:
            await self._look(now)
        for lease in list(self.leases.values()):
            await self._refresh(lease, now)
        for wish in self.wishes.values():
            await self._fulfil(wish, now)
        for lease in list(self.leases.values()):
            await self._let_go(lease, now)

    def newest(self, name: str) -> Lease | None:
        """Return the lease of a name that was asked for last, and stands."""
        named = [it for it in self.leases.values() if it.name == name and it.good]
        return max(named, key=lambda it: it.ends, default=None)

    def candidates(self, said: Ordered) -> list[Lease]:
        """Return the leases that an order could stand under, the newest first."""
        found = [it for it in self.leases.values() if it.is_for(said)]
        return sorted(found, key=lambda it: it.ends, reverse=True)

    def taken(self, lease: Lease) -> tuple[int, int]:
        """Return what is taken of a lease, what stood under it before this journal counted in."""
        chips, seconds = self._ledger.taken(lease.lease)
        return chips + lease.base[0], seconds + lease.base[1]

    async def _look(self, now: datetime) -> None:
        """Find the leases that the authority knows and this journal does not, or only by name."""
        known = {it.lease: it for it in self._journal.leases()}
        for order in await self._standing():
            name = order.order.rpartition(".")[0]
            if order.service is not Service.RESERVED_CLUSTER or name not in self.wishes:
                continue
            if order.order not in known:
                base = order.under_chips, order.under_chip_seconds
                self._journal.keep_lease(order.order, name, base)
        for kept in self._journal.leases():
            if kept.lease not in self.leases:
                await self._take_up(kept.lease, kept.name, kept.base, now)
        for wish in self.wishes.values():
            wish.held = await self._held(wish)
        self._looked = True

    async def _standing(self) -> list[Order]:
        found, after = list[Order](), None
        for _ in range(PAGES_MAX):
            page = await self._client.ask(
                "gate/standing",
                into=tuple[Order, ...],
                seller=self._client.party,
                after=after,
                limit=PAGE,
            )
            found += page
            if len(page) < PAGE:
                break
            after = page[-1].order
        return found

    async def _held(self, wish: Wish) -> OrderId | None:
        """Return an order for a lease that waits for a person."""
        page = await self._client.ask(
            "gate/orders",
            into=tuple[Order, ...],
            customer=wish.terms.customer,
            outcome=Outcome.HOLD,
            limit=PAGE,
        )
        named = [it.order for it in page if it.order.rpartition(".")[0] == wish.terms.name]
        return max(named, default=None)

    async def _refresh(self, lease: Lease, now: datetime) -> None:
        """Take over what has changed since a lease was looked at."""
        try:
            pack = await self._client.ask(
                "gate/pack",
                into=Pack,
                lease=lease.lease,
                since=lease.position,
                on=now.date(),
            )
        except NotFoundError:
            self._journal.end_lease(lease.lease)
            del self.leases[lease.lease]
            return
        if pack.changed:
            self._journal.keep_pack(lease.lease, msgspec.json.encode(pack))
            self._use(pack, lease.name, lease.base, now)

    async def _take_up(
        self, name: OrderId, wish: str, base: tuple[int, int], now: datetime
    ) -> None:
        pack = await self._client.ask("gate/pack", into=Pack, lease=name, on=now.date())
        self._journal.keep_lease(name, wish, base)
        self._journal.keep_pack(name, msgspec.json.encode(pack))
        self._use(pack, wish, base, now)

    def _use(
        self, pack: Pack, name: str, base: tuple[int, int], now: datetime | None = None
    ) -> None:
        """Rule by a pack from now on, and say what stands against that, if anything does."""
        try:
            lease = self.leases[pack.lease] = Lease(pack, name, base, self._references)
            self.problem = " ".join(lease.try_out(now) if now and lease.good else ())
        except UnavailableError as error:
            self.leases.pop(pack.lease, None)
            self.problem = str(error)

    async def _fulfil(self, wish: Wish, now: datetime) -> None:
        """Ask for the next lease of a name, if it is time to."""
        if wish.not_before is not None and now < wish.not_before:
            return
        if wish.held is not None:
            await self._look_at(wish, wish.held, now)
            return
        if self._stopped(wish.terms.name):
            wish.why = ("It must stop: whoever stopped it lets it go on, or ends it.",)
            return
        lease = self.newest(wish.terms.name)
        if lease is not None and not self._runs_out(lease, wish.terms, now):
            wish.why = ()
            return
        said = _order(wish.terms, now)
        self._looked = False  # if no answer comes, it is looked for before it is asked for again
        ruled = await self._client.order(said)
        self._looked = True
        if isinstance(ruled, Ruling):
            await self._ruled(wish, ruled, now)
        else:
            wish.why = tuple(map(sentence, ruled.findings))
            wish.not_before = now + AGAIN

    async def _look_at(self, wish: Wish, held: OrderId, now: datetime) -> None:
        """See whether a person has decided on a lease that was on hold."""
        await self._ruled(wish, await self._client.ruling(held), now)

    async def _ruled(self, wish: Wish, ruling: Ruling, now: datetime) -> None:
        """Use a lease that is allowed; wait for a person, or until it may be asked for again."""
        wish.held, wish.why = None, told_of(ruling).reasons
        if ruling.allowed:
            wish.not_before = None
            await self._take_up(ruling.order, wish.terms.name, (0, 0), now)
        elif ruling.outcome is Outcome.HOLD:
            wish.held, wish.not_before = ruling.order, now + LOOK_AGAIN
        else:
            wish.not_before = now + AGAIN

    def _stopped(self, name: str) -> bool:
        """Tell whether a lease of a name was stopped: it is not got round by another."""
        named = (it for it in self.leases.values() if it.name == name)
        return any(it.order.standing and not it.good for it in named)

    def _runs_out(self, lease: Lease, terms: LeaseTerms, now: datetime) -> bool:
        """Tell whether less is left of a lease than it may."""
        length = timedelta(seconds=lease.order.length_s or 0)
        chip_seconds = lease.order.chip_seconds
        left = chip_seconds - self.taken(lease)[1]
        late = (lease.ends - now) * 100 < length * terms.renew_percent
        return late or left * 100 < chip_seconds * terms.renew_percent

    async def _let_go(self, lease: Lease, now: datetime) -> None:
        """End a lease that is over or was followed by another, once nothing stands under it."""
        latest = self.newest(lease.name)
        wished = lease.name in self.wishes
        if wished and latest is lease and now < lease.ends:
            return
        if self._ledger.taken(lease.lease)[0] or self._ledger.unfiled_under(lease.lease):
            return
        if lease.base[0]:  # somebody else's jobs, which this journal does not know of
            return
        used = self._ledger.used_under(lease.lease)
        ended = Ended(order=lease.lease, at=now, used_chip_seconds=used, reason="lease over")
        await self._ledger.fact(lease.lease, ended)
        self._journal.end_lease(lease.lease)
        del self.leases[lease.lease]


def _order(terms: LeaseTerms, now: datetime) -> Ordered:
    """Return the order for the next lease."""
    return Ordered(
        order=OrderId(f"{terms.name}.{now:%Y%m%dt%H%M%S}"),
        door=Through.RENTAL,
        customer=terms.customer,
        model=terms.model,
        chips=terms.chips,
        on=now.date(),
        end_use=terms.end_use,
        end_user=terms.end_user,
        resellers=terms.resellers,
        passes_on=terms.passes_on,
        service=Service.RESERVED_CLUSTER,
        site=terms.site,
        length_s=terms.hours * 3600,
        possession_passes=terms.possession_passes,
        licence=terms.licence,
    )
