"""What does the gate write onto an object before it is ruled on?

A validating webhook may not write, and a name that is first heard of in the answer would be lost:
whatever pods are made later could not carry it. So the name of the order is chosen first, here,
and asked for afterwards, by the validating webhook, under that name. Beside the name: whose it is,
how much it is, a deadline where there is none, and a finalizer, so that an order is settled even
if the agent was away when its object was deleted. Nothing is asked of the gate here, and nothing
is held: a dry run may pass.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from comptrol.entrypoints.agents.kubernetes.configuration import Configuration
from comptrol.entrypoints.agents.kubernetes.kinds import KINDS, Kind, Seen
from comptrol.entrypoints.agents.kubernetes.ordering import asked_by, read_asked
from comptrol.entrypoints.agents.kubernetes.reviews import Request, Verdict
from comptrol.entrypoints.agents.kubernetes.trust import is_part
from comptrol.entrypoints.agents.kubernetes.words import (
    ASKED,
    CUSTOMER,
    FINALIZER,
    HOLDS,
    ORDER,
    OURS,
    order_name,
)
from comptrol.kernel.errors import UnreadableError

Operation = dict[str, Any]
DEADLINE: Final = "activeDeadlineSeconds"
QUEUE: Final = "kueue.x-k8s.io/queue-name"
LONGEST: Final = "kueue.x-k8s.io/max-exec-time-seconds"
"""Labels of Kueue: the queue, and how long a Workload may be admitted."""
LONGEST_IN_QUEUE_S: Final = 2**31 - 1


def named(request: Request, told: Configuration) -> Verdict:
    """Return what is to be written; what cannot be read is left to the ruling, which refuses."""
    kind = KINDS.get((request.kind.group, request.kind.kind))
    if kind is None or request.object is None or request.sub_resource:
        return Verdict(allowed=True)
    try:
        return Verdict(allowed=True, patch=tuple(_written(request, kind, told)))
    except UnreadableError:
        return Verdict(allowed=True)


def _written(request: Request, kind: Kind, told: Configuration) -> Iterator[Operation]:
    if request.operation == "CREATE":
        yield from _created(request, kind, told)
    elif request.operation == "UPDATE" and request.old_object is not None:
        yield from _changed(request, kind, told)


def _created(request: Request, kind: Kind, told: Configuration) -> Iterator[Operation]:
    assert request.object is not None  # noqa: S101
    seen = kind.read(request.object, told)
    if is_part(seen, kind, request.user, told):
        return
    if seen.active:
        yield from _marked(request, kind, seen, told)
    else:
        yield from _bare(request.object, ["", *kind.templates(request.object)])
        yield from _queued(request.object, seen, told)


def _changed(request: Request, kind: Kind, told: Configuration) -> Iterator[Operation]:
    """Yield a name where something begins to take chips, and the most that it has asked for."""
    old = kind.read(request.old_object, told)
    new = kind.read(request.object, told)
    if not new.active or new.compute is None or request.user in told.trusted.itself:
        return
    if old.own is None and old.passed_on is None and not old.active:
        handed_on = new.passed_on is not None and request.user in told.trusted.kueue
        if not handed_on:
            yield from _marked(request, kind, new, told)
        return
    asked = read_asked(old.metadata.note(ASKED))
    if asked is not None:
        most = asked.most(asked_by(new.compute, told))
        if most != asked:
            yield _put("/metadata/annotations", ASKED, most.text)


def _marked(request: Request, kind: Kind, seen: Seen, told: Configuration) -> Iterator[Operation]:
    assert request.object is not None  # noqa: S101
    assert seen.compute is not None  # noqa: S101
    raw, namespace = request.object, told.namespaces.get(request.namespace or "")
    if namespace is None:
        return  # nobody's: refused when it is ruled on
    marks = {ORDER: order_name(told.cluster, request.uid), CUSTOMER: namespace.customer}
    asked = asked_by(seen.compute, told)
    yield from _entries(raw, "/metadata", "annotations", marks | {ASKED: asked.text})
    yield from _entries(raw, "/metadata", "labels", {HOLDS: "true"})
    if FINALIZER not in (seen.metadata.finalizers or ()):
        if not _at(raw, "/metadata").get("finalizers"):
            yield _set("/metadata/finalizers", [])
        yield _set("/metadata/finalizers/-", FINALIZER)
    for template in kind.templates(raw):
        if not _at(raw, template).get("metadata"):
            yield _set(f"{template}/metadata", {})
        yield from _entries(raw, f"{template}/metadata", "annotations", marks)
    if seen.compute.length_s is None and told.longest_s is not None and _is_new(request):
        for spec in kind.deadlines(raw):
            if _at(raw, spec).get(DEADLINE) is None:
                yield _set(f"{spec}/{DEADLINE}", told.longest_s)


def _is_new(request: Request) -> bool:
    """Tell whether every field may still be set."""
    return request.operation == "CREATE" or request.kind.kind != "JobSet"


def _queued(raw: dict[str, Any], seen: Seen, told: Configuration) -> Iterator[Operation]:
    """Yield how long something in a queue may run: a Workload does not show its job's deadline."""
    if seen.compute is None or seen.metadata.label(QUEUE) is None:
        return
    length_s = seen.compute.length_s or told.longest_s
    if (
        length_s is not None
        and length_s <= LONGEST_IN_QUEUE_S
        and not seen.metadata.label(LONGEST)
    ):
        yield from _entries(raw, "/metadata", "labels", {LONGEST: str(length_s)})


def _bare(raw: dict[str, Any], places: Iterable[str]) -> Iterator[Operation]:
    """Yield how what only the gate may write is taken off."""
    for place in places:
        metadata = _at(raw, place).get("metadata") or {}
        for name in OURS:
            if name in (metadata.get("annotations") or {}):
                yield {"op": "remove", "path": f"{place}/metadata/annotations/{_escaped(name)}"}
        if HOLDS in (metadata.get("labels") or {}):
            yield {"op": "remove", "path": f"{place}/metadata/labels/{_escaped(HOLDS)}"}
        kept = metadata.get("finalizers") or []
        if FINALIZER in kept:
            yield _set(f"{place}/metadata/finalizers", [it for it in kept if it != FINALIZER])


def _entries(
    raw: dict[str, Any], place: str, field: str, entries: dict[str, str]
) -> Iterator[Operation]:
    known = _at(raw, place).get(field)
    if not known:
        yield _set(f"{place}/{field}", {})
    for name, value in entries.items():
        if (known or {}).get(name) != value:
            yield _put(f"{place}/{field}", name, value)


def _put(place: str, name: str, value: str) -> Operation:
    return _set(f"{place}/{_escaped(name)}", value)


def _set(path: str, value: object) -> Operation:
    return {"op": "add", "path": path, "value": value}


def _escaped(name: str) -> str:
    """Return a name as a JSON pointer writes it (RFC 6901).

    >>> _escaped("comptrol/order")
    'comptrol~1order'
    """
    return name.replace("~", "~0").replace("/", "~1")


def _at(raw: dict[str, Any], place: str) -> dict[str, Any]:
    """Return the object at a place that we made; what is missing there is empty."""
    found: Any = raw
    for step in place.split("/")[1:]:
        found = found[int(step)] if isinstance(found, list) else found.get(step)
        if found is None:
            return {}
    assert isinstance(found, dict)  # noqa: S101
    return found
