"""Who asks in a cluster for chips in the tests: objects as users write them, and a real gate."""

import asyncio
from datetime import timedelta
from typing import Any

import msgspec
from tests.clustering import Cluster
from tests.ordering import Market

from comptrol.domains.gate import (
    Amended,
    Confirmed,
    Ended,
    Ordered,
    OrderId,
    Ruled,
    startable,
    stops,
)
from comptrol.domains.gate import reasons as reasons_of
from comptrol.domains.law import Outcome
from comptrol.entrypoints.agents.desk import Told
from comptrol.entrypoints.agents.kubernetes.configuration import Configuration, configuration_of
from comptrol.entrypoints.agents.kubernetes.judging import Judge
from comptrol.entrypoints.agents.kubernetes.naming import named
from comptrol.entrypoints.agents.kubernetes.reviews import answer, read_review
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.finding import Receipt, Refused
from comptrol.kernel.statement import Statement

Object = dict[str, Any]
GPU = "nvidia.com/gpu"
JOBS = "system:serviceaccount:kube-system:job-controller"
JOBSETS = "system:serviceaccount:jobset-system:jobset-controller-manager"
KUEUE = "system:serviceaccount:kueue-system:kueue-controller-manager"
QUEUE = "kueue.x-k8s.io/queue-name"


class MarketDesk:
    """Asks a real log in memory, under the provider's key: the port of a scheduler."""

    def __init__(self, market: Market) -> None:
        self.market, self.said = market, list[Statement]()
        self.away = False

    async def ask(self, order: Ordered) -> Told:
        self._here()
        heard = self._say(order)
        if not isinstance(heard, Refused):
            return self._ruled(order.order, heard)
        if heard.findings[0].code == "gate.order-exists":
            return await self.startable(order.order)
        return self._refused(order.order, heard)

    async def amend(self, change: Amended) -> Told:
        self._here()
        heard = self._say(change)
        if isinstance(heard, Refused):
            return self._refused(change.order, heard)
        return self._ruled(change.order, heard)

    async def startable(self, order: OrderId) -> Told:
        self._here()
        with self.market.world() as world:
            on = self.market.stage.clock.now().date()
            found = startable(world, order=order, on=on)
        return self._told(found.order, found.outcome, found.reasons)

    async def confirm(self, said: Confirmed) -> None:
        self._here()
        self._say(said)

    async def end(self, said: Ended) -> None:
        self._here()
        self._say(said)

    async def stops(self) -> tuple[Told, ...]:
        self._here()
        with self.market.world() as world:
            found = stops(world)
        return tuple(self._told(it.order, it.outcome, it.reasons) for it in found)

    def of(self, kind: type[Any]) -> list[Any]:
        """Return what of one kind was said."""
        return [it for it in self.said if isinstance(it, kind)]

    def _here(self) -> None:
        if self.away:
            raise UnavailableError("the authority gives no answer")

    def _say(self, said: Statement) -> Any:
        self.said.append(said)
        return self.market.say("provider", **msgspec.to_builtins(said))

    def _ruled(self, order: OrderId, heard: Receipt) -> Told:
        ruled = [it.statement for it in heard.consequences if isinstance(it.statement, Ruled)]
        if not ruled:
            return self._told(order, Outcome.ALLOW, ())
        decision = ruled[-1].decision
        return self._told(order, decision.outcome, reasons_of(decision))

    def _told(self, order: OrderId, outcome: Outcome, reasons: tuple[str, ...]) -> Told:
        return Told(order=order, outcome=outcome, reasons=reasons, ruled_by="authority")

    def _refused(self, order: OrderId, heard: Refused) -> Told:
        why = tuple(f"{it.title} {it.detail} [{it.code}]" for it in heard.findings)
        return self._told(order, Outcome.REFUSE, why)


class Gate:
    """The two webhooks of a cluster over a real log, without the wire."""

    def __init__(self, market: Market | None = None, **told: Any) -> None:
        self.market = market or Market()
        self.desk, self.told = MarketDesk(self.market), configuration(**told)
        self.clock = self.market.stage.clock
        self.judge = Judge(self.told, self.desk, self.clock)

    def call(self, path: str, review: Object) -> Object:
        """Answer a review as the webhook does, as JSON in and JSON out."""
        request = read_review(msgspec.json.encode(review))
        if path == "/mutate":
            verdict = named(request, self.told)
        else:
            verdict = asyncio.run(self.judge.rule(request))
        answered: Object = msgspec.json.decode(answer(request.uid, verdict))
        return answered

    def cluster(self) -> Cluster:
        """Return a cluster whose objects pass through it."""
        made = Cluster()
        made.webhooks = self.call
        return made

    def later(self, seconds: float) -> None:
        self.clock.at += timedelta(seconds=seconds)


def configuration(**changed: Any) -> Configuration:
    """Return what an operator says about a cluster."""
    return configuration_of(
        {
            "cluster": "fra1",
            "site": "frankfurt",
            "namespaces": {"team-a": {"customer": "customer", "end_use": "weather research"}},
            "resources": [
                {"name": GPU, "model": "h100"},
                {"name": "nvidia.com/mig-*", "model": "h100"},
            ],
            "desk": {"gate": "http://127.0.0.1:1"},
            **changed,
        }
    )


def container(gpus: Any = None, *, resource: str = GPU, **other: Any) -> Object:
    asked = {} if gpus is None else {"resources": {"limits": {resource: gpus}}}
    return {"name": "main", "image": "research", **asked, **other}


def pod_spec(gpus: Any = 8, **other: Any) -> Object:
    return {"containers": [container(gpus)], **other}


def pod(gpus: Any = 8, *, metadata: Object | None = None, **spec: Any) -> Object:
    spec = {"activeDeadlineSeconds": 3600, **spec}
    return {
        "metadata": {"name": "p-1", "namespace": "team-a", **(metadata or {})},
        "spec": pod_spec(gpus, **spec),
    }


def job(gpus: Any = 8, *, metadata: Object | None = None, pods: Object | None = None,
        **spec: Any) -> Object:  # fmt: skip
    whole = {"activeDeadlineSeconds": 3600, **spec}
    return {
        "metadata": {"name": "j-1", "namespace": "team-a", **(metadata or {})},
        "spec": {**whole, "template": {"spec": pod_spec(gpus, **(pods or {}))}},
    }


def jobset(*groups: Object, metadata: Object | None = None, **spec: Any) -> Object:
    made = groups or (replicated(),)
    return {
        "metadata": {"name": "s-1", "namespace": "team-a", **(metadata or {})},
        "spec": {"replicatedJobs": list(made), **spec},
    }


def replicated(name: str = "workers", replicas: int | None = 1, **spec: Any) -> Object:
    count = {} if replicas is None else {"replicas": replicas}
    return {"name": name, "template": {"spec": job(**spec)["spec"]}, **count}


def workload(gpus: Any = 8, *, count: int = 1, metadata: Object | None = None,
             **spec: Any) -> Object:  # fmt: skip
    longest = {"maximumExecutionTimeSeconds": 3600, **spec}
    longest = {name: value for name, value in longest.items() if value is not None}
    pods = {"name": "main", "count": count, "template": {"spec": pod_spec(gpus)}}
    return {
        "apiVersion": "kueue.x-k8s.io/v1beta2",
        "kind": "Workload",
        "metadata": {"name": "w-1", "namespace": "team-a", **(metadata or {})},
        "spec": {"podSets": [pods], **longest},
    }


def owned_by(kind: str, group: str, uid: str = "1") -> Object:
    """Return what the metadata of an object says of its maker."""
    owner = {"apiVersion": f"{group}/v1", "kind": kind, "name": "x", "uid": uid}
    return {"ownerReferences": [{**owner, "controller": True}]}
