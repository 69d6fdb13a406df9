"""A scheduler beside a provider's own gate: it asks for jobs, begins them, and ends them."""

from collections import Counter, deque

import msgspec

from benches.trial.journal import Journal, Let
from benches.trial.wire import Wire
from benches.trial.world import GATED
from benches.workload import H100, SITE

WITHIN_S = 15.0
OK, NOTHING_TO_SAY = 200, 204
JSON = b"content-type: application/json\r\n"


RUNNING_MAX = 4
"""So many jobs are under way before one of them goes on."""


class Scheduler:
    """Asks a gate for one job after another; what was let through is begun, and then ended."""

    def __init__(self, wire: Wire, journal: Journal, prefix: str) -> None:
        self._wire, self._journal, self._prefix = wire, journal, prefix
        self._count = 0
        self.said: Counter[str] = Counter()
        """Why jobs did not begin, in the gate's own words."""
        self._running: deque[tuple[str, str]] = deque()
        """What is to be done next of which job."""

    async def ask(self) -> int:
        """Ask for a job, or go on with one; return the status of the answer."""
        if len(self._running) > RUNNING_MAX:
            return await self._go_on()
        self._count += 1
        order = f"job-{self._prefix}-{self._count}"
        body = {
            "order": order,
            "customer": GATED,
            "model": H100,
            "chips": 1,
            "length_s": 60,
            "site": SITE,
            "end_use": "crop forecasts",
            "possession_passes": False,
        }
        status, told = await self._sent("", body)
        if status != OK:
            return status
        answer = msgspec.json.decode(told)
        if answer["outcome"] == "allow":
            self._journal.keep([Let(order=order, here=answer["ruled_by"] == "here")])
            self._running.append((order, "confirm"))
        return status

    async def _go_on(self) -> int:
        order, what = self._running.popleft()
        body = {"job": f"c/{order}"} if what == "confirm" else {"used_chip_seconds": 1}
        status, _ = await self._sent(f"/{order}/{what}", body)
        if status in {0, 503}:
            self._running.append((order, what))
        elif what == "confirm":
            self._running.append((order, "end"))
        return status

    async def _sent(self, path: str, body: object) -> tuple[int, bytes]:
        head = b"POST /orders%s HTTP/1.1\r\n" % path.encode() + JSON
        status, told = await self._wire.ask(head, msgspec.json.encode(body), within_s=WITHIN_S)
        if status not in {0, OK, NOTHING_TO_SAY}:
            self.said[f"{status} {msgspec.json.decode(told)['detail'][:160]}"] += 1
        return status, told
