"""A desk and a cluster in memory, which keep what the real ones promise."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from tests.speaking import FixedClock

from comptrol.domains.gate import Amended, Confirmed, Ended, Ordered, OrderId
from comptrol.domains.law import Outcome
from comptrol.entrypoints.agents.desk import Told
from comptrol.entrypoints.agents.slurm.accounting import Live, Run
from comptrol.entrypoints.agents.slurm.agent import Agent, agent_of
from comptrol.entrypoints.agents.slurm.configuration import Configuration, read_configuration
from comptrol.entrypoints.agents.slurm.journal import Journal
from comptrol.entrypoints.agents.slurm.kept import JobName
from comptrol.entrypoints.agents.slurm.office import Office
from comptrol.entrypoints.agents.slurm.programs import Starting
from comptrol.entrypoints.agents.slurm.shape import Node, Partition, Shape
from comptrol.kernel.errors import UnavailableError, UnreadableError

NOBODY = 65534
CONFIG = """
cluster = "c1"
journal = "journal.db"
token = "agent.token"
confirm_within_s = 60
margin_s = 10
end_use = "weather research"

[desk]
gate = "http://127.0.0.1:1"

[models]
h100 = "nvidia-h100-sxm5-80gb"
a100 = "nvidia-a100-sxm4-80gb"
untyped = "nvidia-h100-sxm5-80gb"

[partitions]
gpu = "penang"
whole = "penang"
mixed = "penang"
elsewhere = "oslo"

[accounts]
alpha = { customer = "alpha", end_use = "ocean models" }
beta = { customer = "beta", end_user = "gamma", passes_on = true }
alpha-2 = { customer = "alpha", end_use = "ocean models" }
"""


def configuration(folder: Path, text: str = CONFIG) -> Configuration:
    file = folder / "agent.toml"
    file.write_text(text)
    return read_configuration(file)


def node(name: str, **gpus: int) -> Node:
    return Node(name=name, gpus=gpus, sockets=2)


def partition(name: str, *nodes: Node, **other: Any) -> Partition:
    told = {"default": False, "exclusive": False, "default_s": 120, "longest_s": None, "over_s": 0}
    return Partition(name=name, nodes=nodes, **{**told, **other})


def shape(**other: Any) -> Shape:
    """Return two nodes of eight, one of both types, one without GPUs, and one far away."""
    n1, n2 = node("n1", h100=8), node("n2", h100=8)
    found = [
        partition("gpu", n1, n2, default=True),
        partition("whole", n2, exclusive=True),
        partition("mixed", n1, node("n3", a100=4), node("n4")),
        partition("both", node("n5", h100=4, a100=4)),
        partition("elsewhere", node("n6", h100=8)),
        partition("endless", n1, default_s=None),
        partition("overlong", n1, over_s=None),
        partition("untyped", Node(name="n7", gpus={"": 2}, sockets=1)),
    ]
    told = {"cluster": "c1", "kill_wait_s": 30, "whole_nodes": False}
    return Shape(partitions={it.name: it for it in found}, **{**told, **other})


class MemoryDesk:
    """Rules by the number of chips that may be out at once, and by who is to be refused."""

    def __init__(self, ceiling: int = 1000) -> None:
        self.ceiling, self.away = ceiling, False
        self.outcomes: dict[str, Outcome] = {}
        self.orders: dict[str, Ordered] = {}
        self.first: dict[str, Told] = {}
        self.jobs: dict[str, str] = {}
        self.ended: dict[str, Ended] = {}
        self.amended: list[Amended] = []
        self.stopping: list[str] = []

    async def ask(self, order: Ordered) -> Told:
        self._reach()
        if order.order in self.first:
            return self.first[order.order]
        self.orders[order.order] = order
        outcome = self.outcomes.get(order.customer, Outcome.ALLOW)
        if outcome is Outcome.ALLOW and self.out > self.ceiling:
            outcome = Outcome.REFUSE
        if outcome is not Outcome.ALLOW:
            del self.orders[order.order]
        self.first[order.order] = self._told(order.order, outcome)
        return self.first[order.order]

    async def amend(self, change: Amended) -> Told:
        self._reach()
        self.amended.append(change)
        before = self.orders[change.order]
        grown = {
            name: value
            for name in ("chips", "length_s")
            if (value := getattr(change.change, name)) is not None
        }
        self.orders[change.order] = msgspec.structs.replace(before, **grown)
        if self.out > self.ceiling:
            self.orders[change.order] = before
            return self._told(change.order, Outcome.REFUSE)
        return self._told(change.order, Outcome.ALLOW)

    async def startable(self, order: OrderId) -> Told:
        self._reach()
        outcome = self.outcomes.get(order, self.first[order].outcome)
        return self._told(order, outcome)

    async def confirm(self, said: Confirmed) -> None:
        self._reach()
        if self.jobs.setdefault(said.order, said.job) != said.job:
            raise UnreadableError(f"{said.order} is bound to {self.jobs[said.order]}")

    async def end(self, said: Ended) -> None:
        self._reach()
        self.ended[said.order] = said
        self.orders.pop(said.order, None)

    async def stops(self) -> tuple[Told, ...]:
        self._reach()
        return tuple(self._told(OrderId(it), Outcome.REFUSE) for it in self.stopping)

    @property
    def out(self) -> int:
        return sum(it.chips for it in self.orders.values())

    def _reach(self) -> None:
        if self.away:
            raise UnavailableError("the authority is out of reach")

    def _told(self, order: str, outcome: Outcome) -> Told:
        reasons = () if outcome is Outcome.ALLOW else (f"It is {outcome.value}. [a-rule: a law]",)
        return Told(order=OrderId(order), outcome=outcome, reasons=reasons, ruled_by="here")


class MemorySlurm:
    """A cluster whose jobs a test puts in and takes out."""

    def __init__(self) -> None:
        self.seen = shape()
        self.queue: list[Live] = []
        self.accounted: list[Run] = []
        self.did: list[tuple[str, ...]] = []
        self.cannot: set[str] = set()
        self.away = self.accounts_away = False

    async def shape(self) -> Shape:
        self._reach()
        return self.seen

    async def live(self) -> list[Live]:
        self._reach()
        return list(self.queue)

    async def starting(self, job: int) -> Starting | None:
        self._reach()
        for it in self.queue:
            if it.own == job:
                return Starting(name=it.name, gpus=it.gpus)
        return None

    async def runs(self, since_s: int, jobs: Sequence[int] | None = None) -> list[Run]:
        self._reach()
        if self.accounts_away:
            raise UnavailableError("slurmdbd is out of reach")
        assert since_s > 0
        return [it for it in self.accounted if jobs is None or it.name.job in jobs]

    async def act(self, *words: str) -> None:
        self._reach()
        if words[:2] and words[1] in self.cannot:
            raise UnavailableError(f"{' '.join(words)}: not permitted")
        self.did.append(words)

    def _reach(self) -> None:
        if self.away:
            raise UnavailableError("slurmctld is out of reach")


class Cluster:
    """An agent between a desk and a cluster in memory, and a clock that stands still."""

    def __init__(self, folder: Path, text: str = CONFIG) -> None:
        self.folder, self.told = folder, configuration(folder, text)
        self.desk, self.slurm, self.clock = MemoryDesk(), MemorySlurm(), FixedClock()
        self.clock.at = datetime(2026, 11, 28, 12, 0, 0, tzinfo=UTC)
        self.said: list[str] = []
        self.names = iter(f"c1-order-{number}" for number in range(1000))
        self.agent = self._agent()

    def _agent(self) -> Agent:
        self.journal = Journal(self.told.journal, self.clock.now())
        self.office = Office(
            told=self.told,
            desk=self.desk,
            slurm=self.slurm,
            journal=self.journal,
            clock=self.clock,
            tell=self.said.append,
        )
        return agent_of(self.office, lambda: next(self.names))

    def restart(self) -> None:
        """End the agent and begin it anew, with nothing but its journal."""
        self.journal.close()
        self.agent = self._agent()

    async def submit(self, key: str = "k-1", **fields: str) -> Any:
        told = {"key": key, "uid": str(NOBODY), "account": "alpha", "time_limit": "1", **fields}
        return await self.agent.submitting.answer(told)

    @property
    def now_s(self) -> int:
        return int(self.clock.at.timestamp())

    def queued(self, job: int, order: str | None, **other: Any) -> Live:
        """Put a job into the queue, with the comment of an order."""
        at = other.pop("submitted_at", self.now_s)
        uid = other.pop("uid", NOBODY)
        live = Live(
            name=JobName(job=job, submitted_at=at, uid=uid),
            **{
                "own": job,
                "account": "alpha",
                "comment": "" if order is None else f"comptrol:{order}",
                "pending": True,
                "gpus": 0,
                **other,
            },
        )
        self.slurm.queue.append(live)
        return live

    def ran(self, live: Live, seconds: int, *, gpus: int = 1, **other: Any) -> None:
        """Take a job out of the queue and enter what it used; ``after`` its submission."""
        self.slurm.queue = [it for it in self.slurm.queue if it.own != live.own]
        start = live.name.submitted_at + other.pop("after", 1)
        self.clock.at = max(
            self.clock.at, datetime.fromtimestamp(start + seconds, UTC) + timedelta(seconds=1)
        )
        self.slurm.accounted.append(
            Run(
                name=live.name,
                **{
                    "shown": str(live.own),
                    "account": live.account,
                    "comment": live.comment,
                    "gpus": gpus,
                    "start": start if seconds else None,
                    "end": start + seconds,
                    **other,
                },
            )
        )
