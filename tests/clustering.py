"""A cluster for tests: a real HTTP server that keeps objects, and speaks as an API server does.

It is no Kubernetes. What it does is what the agent leans on, and no more: pages and label
selectors, watches that go on from a version and fall silent or answer 410, merge patches with the
version that was read, server-side apply onto lists that have keys, finalizers, and webhooks that
are called before anything is kept, the naming ones first and again if another changed the object.
Schemas, defaults, other controllers and rights are not here: a test plays the part of Kueue.
"""

import asyncio
import json
import socket
import threading
from base64 import b64decode
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any
from uuid import UUID

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from tests.scenario.harness import PATIENCE_S, until

Object = dict[str, Any]
KEYS = {"admissionChecks": "name", "conditions": "type"}
"""Lists of a status that server-side apply merges by a key, and which."""
KINDS = {
    "pods": ("", "v1", "Pod"),
    "jobs": ("batch", "v1", "Job"),
    "jobsets": ("jobset.x-k8s.io", "v1alpha2", "JobSet"),
    "workloads": ("kueue.x-k8s.io", "v1beta2", "Workload"),
    "admissionchecks": ("kueue.x-k8s.io", "v1beta2", "AdmissionCheck"),
}
HOLDS_BACK_EVENTS = 2000
BOOKMARK_EVERY_S = 0.2


class DeniedError(Exception):
    """The API server refuses: with a status and a message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


class Cluster:
    """The objects of a cluster, and whoever is told when one changes."""

    def __init__(self) -> None:
        self.objects: dict[tuple[str, str, str], Object] = {}
        self.events: list[tuple[int, str, str, Object]] = []
        self.version, self.oldest, self.uids = 100, 0, 0
        self.reviews = 0
        self.changing = threading.RLock()
        self.webhooks: Callable[[str, Object], Object] | None = None
        self.later: Callable[[Object], Object] | None = None
        """A mutating webhook of somebody else, called after ours."""
        self.requests: list[tuple[str, str, Object]] = []
        self.tokens: set[str] = set()
        self.served = ["v1beta1", "v1beta2"]

    # What tests do, in the place of users and controllers.

    def create(
        self, plural: str, raw: Object, user: str = "someone", *, dry_run: bool = False
    ) -> Object:
        with self.changing:
            made = deepcopy(raw)
            metadata = made.setdefault("metadata", {})
            metadata.setdefault("namespace", "team-a")
            made = self._admitted("CREATE", plural, made, None, user, dry_run=dry_run)
            metadata = made["metadata"]
            self.uids += 1
            metadata.setdefault("uid", str(UUID(int=self.uids)))
            metadata.setdefault("creationTimestamp", "2026-11-01T00:00:00Z")
            metadata.setdefault("generation", 1)
            return made if dry_run else self._keep("ADDED", plural, made)

    def update(
        self, plural: str, name: str, change: Callable[[Object], Any], user: str = "someone"
    ) -> Object:
        with self.changing:
            old = self.get(plural, name)
            new = deepcopy(old)
            change(new)
            new = self._admitted("UPDATE", plural, new, old, user)
            return self._settled(plural, new)

    def set_status(self, plural: str, name: str, **status: Any) -> Object:
        with self.changing:
            new = deepcopy(self.get(plural, name))
            new.setdefault("status", {}).update(status)
            return self._keep("MODIFIED", plural, new)

    def delete(self, plural: str, name: str, namespace: str = "team-a") -> None:
        with self.changing:
            found = deepcopy(self.objects[plural, namespace, name])
            if not found["metadata"].get("finalizers"):
                self._drop(plural, found)
                return
            found["metadata"]["deletionTimestamp"] = "2026-11-01T00:00:00Z"
            self._keep("MODIFIED", plural, found)

    def get(self, plural: str, name: str, namespace: str = "team-a") -> Object:
        try:
            return self.objects[plural, namespace, name]
        except KeyError:
            raise DeniedError(404, f"{plural} {name} not found") from None

    def has(self, plural: str, name: str, namespace: str = "team-a") -> bool:
        return (plural, namespace, name) in self.objects

    def forget_events(self) -> None:
        """Let every version of before be too old to go on from."""
        with self.changing:
            self.oldest = self.version + 1
            self.version += 1

    # Inside.

    def _keep(self, event: str, plural: str, raw: Object) -> Object:
        self.version += 1
        raw["metadata"]["resourceVersion"] = str(self.version)
        self.objects[self._key(plural, raw)] = raw
        self.events.append((self.version, event, plural, deepcopy(raw)))
        return raw

    def _drop(self, plural: str, raw: Object) -> None:
        self.version += 1
        del self.objects[self._key(plural, raw)]
        self.events.append((self.version, "DELETED", plural, deepcopy(raw)))

    def _settled(self, plural: str, raw: Object) -> Object:
        metadata = raw["metadata"]
        if metadata.get("deletionTimestamp") and not metadata.get("finalizers"):
            self._drop(plural, raw)
            return raw
        return self._keep("MODIFIED", plural, raw)

    def _key(self, plural: str, raw: Object) -> tuple[str, str, str]:
        metadata = raw["metadata"]
        space = "" if plural == "admissionchecks" else metadata["namespace"]
        return plural, space, metadata["name"]

    def _admitted(
        self,
        operation: str,
        plural: str,
        new: Object,
        old: Object | None,
        user: str,
        *,
        dry_run: bool = False,
    ) -> Object:
        if self.webhooks is None or plural not in {"pods", "jobs", "jobsets"}:
            return new

        def ask(said: Object) -> Object:
            self.reviews += 1
            return review(
                self.reviews, operation, plural, said, old=old, user=user, dry_run=dry_run
            )

        new = self._patched(ask, new)
        if self.later is not None:
            changed = self.later(deepcopy(new))
            if changed != new:
                new = self._patched(ask, changed)
        self._judged(self.webhooks("/validate", ask(new)))
        return new

    def _patched(self, ask: Callable[[Object], Object], new: Object) -> Object:
        assert self.webhooks is not None
        response = self._judged(self.webhooks("/mutate", ask(new)))
        if "patch" not in response:
            return new
        assert response["patchType"] == "JSONPatch"
        return json_patched(new, json.loads(b64decode(response["patch"])))

    def _judged(self, review: Object) -> Object:
        response: Object = review["response"]
        if not response["allowed"]:
            status = response["status"]
            raise DeniedError(status["code"], f"denied the request: {status['message']}")
        return response

    # What is asked over HTTP.

    def listed(self, plural: str, selector: str | None, after: int, limit: int) -> Object:
        with self.changing:
            found = [raw for raw in self._all(plural) if selected(raw, selector)]
            page = deepcopy(found[after : after + limit])
            more = {"continue": str(after + limit)} if after + limit < len(found) else {}
            return {
                "items": page,
                "metadata": {"resourceVersion": str(self.version), **more},
            }

    def _all(self, plural: str) -> list[Object]:
        return [raw for (kind, _, _), raw in sorted(self.objects.items()) if kind == plural]

    def since(self, plural: str, version: int, selector: str | None) -> list[tuple[int, Object]]:
        with self.changing:
            if version < self.oldest:
                raise DeniedError(410, "too old resource version")
            return [
                (at, {"type": event, "object": raw})
                for at, event, kind, raw in self.events
                if at > version and kind == plural and selected(raw, selector)
            ]

    def patched(self, key: tuple[str, str, str], body: Object, *, applied: bool) -> Object:
        with self.changing:
            plural, namespace, name = key
            old = self.get(plural, name, namespace)
            version = (body.get("metadata") or {}).get("resourceVersion")
            if version is not None and version != old["metadata"]["resourceVersion"]:
                raise DeniedError(409, "the object has been modified")
            new = applied_to(old, body) if applied else merged(old, body)
            new["metadata"]["resourceVersion"] = old["metadata"]["resourceVersion"]
            if not applied:
                new = self._admitted("UPDATE", plural, new, old, ITSELF)
            return self._settled(plural, new)


ITSELF = "system:serviceaccount:comptrol-gate:comptrol-gate"


def review(  # noqa: PLR0913
    number: int,
    operation: str,
    plural: str,
    new: Object,
    *,
    old: Object | None = None,
    user: str = "someone",
    dry_run: bool = False,
) -> Object:
    """Return an AdmissionReview as an API server sends it."""
    group, version, kind = KINDS[plural]
    metadata = new["metadata"]
    return {
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "request": {
            "uid": str(UUID(int=number)),
            "kind": {"group": group, "version": version, "kind": kind},
            "resource": {"group": group, "version": version, "resource": plural},
            "requestKind": {"group": group, "version": version, "kind": kind},
            "name": metadata.get("name"),
            "namespace": metadata.get("namespace"),
            "operation": operation,
            "userInfo": {"username": user, "groups": ["system:authenticated"]},
            "object": {**new, "apiVersion": f"{group}/{version}".lstrip("/"), "kind": kind},
            "oldObject": old,
            "dryRun": dry_run,
            "options": None,
        },
    }


def selected(raw: Object, selector: str | None) -> bool:
    labels = raw["metadata"].get("labels") or {}
    wanted = dict(part.split("=", 1) for part in (selector or "").split(",") if part)
    return all(labels.get(name) == value for name, value in wanted.items())


def merged(old: Any, patch: Any) -> Any:
    """Apply a merge patch (RFC 7396)."""
    if not isinstance(patch, dict):
        return deepcopy(patch)
    new = deepcopy(old) if isinstance(old, dict) else {}
    for name, value in patch.items():
        if value is None:
            new.pop(name, None)
        else:
            new[name] = merged(new.get(name), value)
    return new


def applied_to(old: Object, body: Object) -> Object:
    """Apply what one manager says of a status: entries of lists with keys, each as a whole."""
    new = deepcopy(old)
    status = new.setdefault("status", {})
    for field, entries in body["status"].items():
        by_key = {entry[KEYS[field]]: entry for entry in status.get(field) or ()}
        for entry in entries:
            by_key[entry[KEYS[field]]] = deepcopy(entry)
        status[field] = list(by_key.values())
    return new


def json_patched(old: Object, operations: list[Object]) -> Object:
    """Apply a JSON patch (RFC 6902) of the operations add and remove."""
    new: Any = deepcopy(old)
    for operation in operations:
        *steps, last = [
            step.replace("~1", "/").replace("~0", "~") for step in operation["path"].split("/")[1:]
        ]
        place = new
        for step in steps:
            place = place[int(step)] if isinstance(place, list) else place[step]
        if operation["op"] == "remove":
            del place[last]
        elif isinstance(place, list):
            place.insert(len(place) if last == "-" else int(last), operation["value"])
        else:
            assert operation["op"] == "add"
            place[last] = operation["value"]
    return new


def cluster_app(cluster: Cluster) -> Starlette:
    """Serve a cluster under the paths of its kinds."""

    async def objects(request: Request) -> Response:
        _authorised(cluster, request)
        plural, words = request.path_params["plural"], request.query_params
        selector = words.get("labelSelector")
        if words.get("watch"):
            since = int(words["resourceVersion"])
            cluster.since(plural, since, selector)
            told = _told(cluster, plural, since, selector, float(words["timeoutSeconds"]))
            return StreamingResponse(told, media_type="application/json")
        after, limit = int(words.get("continue") or 0), int(words["limit"])
        return JSONResponse(cluster.listed(plural, selector, after, limit))

    async def one(request: Request) -> Response:
        _authorised(cluster, request)
        path = request.path_params
        key = (path["plural"], path.get("namespace", ""), path["name"])
        body = await request.json()
        cluster.requests.append((request.method, request.url.path, body))
        if request.method == "DELETE":
            cluster.delete(key[0], key[2], key[1])
            return JSONResponse({"status": "Success"})
        applied = "apply-patch" in request.headers["content-type"]
        patched = await asyncio.to_thread(cluster.patched, key, body, applied=applied)
        return JSONResponse(patched)

    async def group(_: Request) -> Response:
        return JSONResponse({"versions": [{"version": it} for it in cluster.served]})

    async def denied(_: Request, error: Exception) -> Response:
        assert isinstance(error, DeniedError)
        said = {"kind": "Status", "code": error.status, "message": error.message}
        return JSONResponse(said, error.status)

    routes = [Route("/apis/kueue.x-k8s.io", group)]
    for root in ("/api/v1", "/apis/{group}/{version}"):
        routes += [
            Route(f"{root}/{{plural}}", objects),
            Route(f"{root}/namespaces/{{namespace}}/{{plural}}/{{name}}", one,
                  methods=["PATCH", "DELETE"]),
            Route(f"{root}/namespaces/{{namespace}}/{{plural}}/{{name}}/status", one,
                  methods=["PATCH"]),
            Route(f"{root}/{{plural}}/{{name}}/status", one, methods=["PATCH"]),
        ]  # fmt: skip
    return Starlette(routes=routes, exception_handlers={DeniedError: denied})


def _authorised(cluster: Cluster, request: Request) -> None:
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    if cluster.tokens and token not in cluster.tokens:
        raise DeniedError(401, "Unauthorized")


async def _told(
    cluster: Cluster, plural: str, since: int, selector: str | None, seconds: float
) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    end, bookmark = loop.time() + seconds, loop.time()
    while loop.time() < end:
        try:
            events = cluster.since(plural, since, selector)
        except DeniedError as error:
            said = {"kind": "Status", "code": error.status, "message": error.message}
            yield json.dumps({"type": "ERROR", "object": said}).encode() + b"\n"
            return
        for version, event in events:
            since = version
            yield json.dumps(event).encode() + b"\n"
        if loop.time() > bookmark:
            bookmark = loop.time() + BOOKMARK_EVERY_S
            metadata = {"resourceVersion": str(max(since, cluster.version))}
            since = int(metadata["resourceVersion"])
            yield (
                json.dumps({"type": "BOOKMARK", "object": {"metadata": metadata}}).encode() + b"\n"
            )
        await asyncio.sleep(0.01)


@contextmanager
def clustered(cluster: Cluster) -> Generator[str]:
    """Serve a cluster on a free port of loopback; lends its address."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    config = uvicorn.Config(
        cluster_app(cluster), log_level="critical", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        until(lambda: server.started)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)
        listening.close()


def calling(client: httpx.Client) -> Callable[[str, Object], Object]:
    """Return how an API server calls the webhooks behind a client: no answer is a refusal."""

    def call(path: str, review: Object) -> Object:
        response = client.post(path, json=review)
        if response.status_code != 200:
            raise DeniedError(500, f"failed calling webhook: {response.status_code}")
        answered: Object = response.json()
        assert answered["apiVersion"] == "admission.k8s.io/v1"
        assert answered["kind"] == "AdmissionReview"
        assert answered["response"]["uid"] == review["request"]["uid"]
        return answered

    return call
