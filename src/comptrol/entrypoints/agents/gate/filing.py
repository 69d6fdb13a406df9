"""How does the authority learn what was let through here? In order, once, as soon as it can."""

import asyncio
from typing import Final

from comptrol.client import Accepted, AsyncClient, Refused
from comptrol.domains.gate import Ordered, OrderId, reasons
from comptrol.domains.law import Outcome
from comptrol.entrypoints.agents.gate.authority import sentence
from comptrol.entrypoints.agents.gate.journal import Item, Journal
from comptrol.entrypoints.agents.gate.ledger import FILED, Ledger
from comptrol.kernel.errors import ComptrolError, UnavailableError

AT_ONCE: Final = 50
"""So many are filed together: whoever asks for something else meanwhile does not wait long."""
GATHER_S: Final = 0.2
"""What was let through within so long is filed together: filing each alone slows the next job."""
PAUSE_S: Final = 0.5
PAUSE_MAX_S: Final = 5.0

Fate = tuple[Item, int | None, str]


class Filing:
    """Files everything that the journal has and the authority has not."""

    def __init__(self, client: AsyncClient, journal: Journal, ledger: Ledger) -> None:
        self._client, self._journal, self._ledger = client, journal, ledger
        self._woken = asyncio.Event()
        self.refused = 0
        """How much the authority did not take since the gate began."""
        self.last_refused = ""

    def wake(self) -> None:
        """Say that there is something to file."""
        self._woken.set()

    async def run(self) -> None:
        """File whatever there is, for ever; while the authority is away, try again and again."""
        pause = PAUSE_S
        while True:
            try:
                filed = await self.once()
                pause = PAUSE_S
                if not filed:
                    self._woken.clear()
                    await asyncio.wait_for(self._woken.wait(), PAUSE_MAX_S)
                if filed < AT_ONCE:
                    await asyncio.sleep(GATHER_S)
            except UnavailableError:
                await asyncio.sleep(pause)
                pause = min(2 * pause, PAUSE_MAX_S)
            except TimeoutError:
                continue

    async def once(self) -> int:
        """File the next few, and tell how many there were."""
        items = self._journal.unfiled(AT_ONCE)
        if not items:
            return 0
        named = {f"item-{it.n}": it for it in items}
        told = await self._client.say_named({name: it.said for name, it in named.items()})
        fates = list[Fate]()
        away: UnavailableError | None = None
        for name, item in named.items():
            answer = told[name]
            if isinstance(answer, UnavailableError):
                away = answer
                break  # what comes after it in order waits for it
            fates.append(await self._fate(item, answer))
        self._ledger.file(fates)
        self._client.forget([f"item-{it.n}" for it, _, _ in fates])
        for _, _, fate in fates:
            if fate != FILED:
                self.refused, self.last_refused = self.refused + 1, fate
        if away is not None:
            raise away
        return len(items)

    async def _fate(self, item: Item, answer: Accepted | Refused | ComptrolError) -> Fate:
        """Return what came of an item: at which position, and why not."""
        if isinstance(answer, Accepted):
            return item, answer.position, _ruled(item.order, answer)
        if isinstance(answer, Refused):
            if answer.findings[0].code == "gate.order-exists" and await self._stands(item):
                return item, None, FILED
            return item, None, " ".join(map(sentence, answer.findings))
        return item, None, f"It cannot be filed: {answer}"

    async def _stands(self, item: Item) -> bool:
        """Tell whether the authority let the same order through before it was let through here."""
        said = item.said
        if not isinstance(said, Ordered):
            return False
        ruling = await self._client.ruling(said.order)
        known = await self._client.ask("gate/order", order=said.order)
        same = all(
            known["order"][name] == getattr(said, name) for name in ("customer", "model", "chips")
        )
        return ruling.allowed and same


def _ruled(order: OrderId, answer: Accepted) -> str:
    """Return in a sentence how the authority rules against what was let through here."""
    if not any(it.kind == "gate.ruled/1" for it in answer.consequences):
        return FILED
    ruling = answer.ruling(order)
    if ruling.outcome is Outcome.ALLOW:
        return FILED
    why = " ".join(reasons(ruling.decision))
    return f"The authority rules otherwise: {ruling.outcome.value}. {why}"[:2000]
