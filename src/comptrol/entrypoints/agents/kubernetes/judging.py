"""May this be made, or changed? The rule of the validating webhook.

1. A kind that is not understood and asks for chips is refused.
2. What nobody but the gate writes is not changed by others.
3. What was made from a template that has an order is a part of that order: asked whether it may
   start, and not ruled on twice.
4. What changes in nothing that decides is let through unread: a stop must never be refused.
5. What takes no chips, or does not run yet, asks for nothing.
6. What begins to take chips is asked for, under the name that was chosen before.
7. What grows is asked for as a change; what shrinks or stays is nobody's business.
"""

from typing import Final, NamedTuple

from comptrol.domains.gate import Amended, Change, OrderId
from comptrol.entrypoints.agents.desk import Desk, Told
from comptrol.entrypoints.agents.kubernetes.configuration import Configuration
from comptrol.entrypoints.agents.kubernetes.counting import Compute
from comptrol.entrypoints.agents.kubernetes.kinds import KINDS, Kind, Seen, asks_for_chips
from comptrol.entrypoints.agents.kubernetes.marks import (
    is_as_it_was,
    is_named,
    is_raised,
    marks_changed,
    marks_on,
)
from comptrol.entrypoints.agents.kubernetes.ordering import (
    Asked,
    Wanted,
    asked_by,
    ordered,
    owned_by,
    read_asked,
)
from comptrol.entrypoints.agents.kubernetes.reviews import Request, Verdict
from comptrol.entrypoints.agents.kubernetes.sentences import (
    added_to_order,
    dry_run,
    not_named,
    not_yours,
    unknown_kind,
    verdict_of,
)
from comptrol.entrypoints.agents.kubernetes.trust import is_part
from comptrol.entrypoints.agents.kubernetes.words import ASKED
from comptrol.flow.ports import Clock
from comptrol.kernel.errors import NotFoundError, UnreadableError

ALLOWED: Final = Verdict(allowed=True)
REASON_MAX: Final = 400


class _Case(NamedTuple):
    """A request about an object of a kind that is understood."""

    request: Request
    kind: Kind
    old: Seen | None
    new: Seen

    @property
    def namespace(self) -> str:
        return self.request.namespace or ""

    @property
    def dry(self) -> bool:
        return bool(self.request.dry_run)


class Judge:
    """Rules on requests to the API server."""

    def __init__(self, told: Configuration, desk: Desk, clock: Clock) -> None:
        self._told, self._desk, self._clock = told, desk, clock

    async def rule(self, request: Request) -> Verdict:
        """Rule on a request. Raises UnavailableError where nobody answers for the gate."""
        if request.operation not in {"CREATE", "UPDATE"} or request.object is None:
            return ALLOWED
        kind = KINDS.get((request.kind.group, request.kind.kind))
        try:
            if kind is None:
                asks = asks_for_chips(request.object, self._told)
                return unknown_kind(request.kind.kind) if asks else ALLOWED
            if is_as_it_was(request):
                return ALLOWED
            case = self._case(request, kind)
            if case.old is None:
                return await self._created(case)
            return await self._changed(case, case.old)
        except UnreadableError as error:
            return Verdict(allowed=False, message=f"The gate refuses this: {error}.")

    def _case(self, request: Request, kind: Kind) -> _Case:
        new = kind.read(request.object, self._told)
        if request.operation == "CREATE":
            return _Case(request, kind, None, new)
        if request.old_object is None:
            raise UnreadableError("it is a change, and what it was before is missing")
        return _Case(request, kind, kind.read(request.old_object, self._told), new)

    async def _created(self, case: _Case) -> Verdict:
        if is_part(case.new, case.kind, case.request.user, self._told):
            return await self._part(case)
        if case.new.active:
            return await self._asked(case)
        marks = marks_on(case.new)
        return not_yours(marks) if marks else ALLOWED

    async def _changed(self, case: _Case, old: Seen) -> Verdict:
        user, trusted, new = case.request.user, self._told.trusted, case.new
        if user in trusted.itself:
            return ALLOWED
        begins = new.active and not old.active
        if begins and not marks_on(old) and new.own is not None and user not in trusted.kueue:
            return await self._asked(case)
        if begins and not marks_on(old) and read_asked(new.metadata.note(ASKED)) is not None:
            return await self._asked(case)  # let go by a queue that the gate does not check
        changed = marks_changed(old, new)
        follows = user in trusted.kueue or is_raised(old, new, changed, self._told)
        if changed and not follows:
            return not_yours(changed)
        if begins:
            return await self._begun(case, old)
        return await self._grown(case, old) if new.active else ALLOWED

    async def _begun(self, case: _Case, old: Seen) -> Verdict:
        """Rule on what begins, or begins again, under an order that it has."""
        if case.new.own is None and case.new.passed_on is None:
            return not_named()
        started = await self._part(case)
        if not started.allowed or read_asked(case.new.metadata.note(ASKED)) is None:
            return started
        return await self._grown(case, old, started)

    async def _part(self, case: _Case) -> Verdict:
        """Ask whether the order that something runs under may still begin today."""
        if case.new.compute is None:
            return ALLOWED
        owned_by(case.new.metadata, self._told.namespace(case.namespace), case.namespace)
        order = OrderId(case.new.own or case.new.passed_on or "")
        try:
            return verdict_of(await self._desk.startable(order), "may not start")
        except NotFoundError as error:
            raise UnreadableError(f"the gate knows no order {order}, make it anew") from error

    async def _asked(self, case: _Case) -> Verdict:
        compute = case.new.compute
        assert compute is not None  # noqa: S101
        on, within_s = self._clock.now().date(), self._told.confirm_within_s
        order = OrderId(case.new.own or "")
        wanted = Wanted(order, compute, case.new.metadata, case.namespace, on, within_s)
        asked = ordered(wanted, self._told)
        if not is_named(case.new, asked_by(compute, self._told), self._told):
            return not_named()
        if case.dry:
            return dry_run(asked)
        return verdict_of(await self._desk.ask(asked), "is not let through")

    async def _grown(self, case: _Case, old: Seen, so_far: Verdict = ALLOWED) -> Verdict:
        """Rule on what has an order and grows. What shrinks or stays as it was may."""
        compute = case.new.compute
        assert compute is not None  # noqa: S101
        if old.compute is not None and old.compute.model != compute.model:
            raise UnreadableError("it turns to another kind of chips: make it anew")
        before = read_asked(old.metadata.note(ASKED))
        if before is None:
            grows = old.compute is not None and _grows(old.compute, compute)
            return added_to_order(case.new.passed_on) if grows else so_far
        now = asked_by(compute, self._told)
        if before.most(now) == before:
            return so_far
        owned_by(case.new.metadata, self._told.namespace(case.namespace), case.namespace)
        if case.dry:
            return dry_run(None)
        return verdict_of(await self._amended(case, before, now), "may not grow")

    async def _amended(self, case: _Case, before: Asked, now: Asked) -> Told:
        change = Change(
            chips=now.chips if now.chips > before.chips else None,
            length_s=now.length_s if now.length_s > before.length_s else None,
        )
        said = f"{case.kind.name} {case.namespace}/{case.new.metadata.name} is changed"
        order = OrderId(case.new.own or "")
        said = said[:REASON_MAX]
        return await self._desk.amend(Amended(order=order, change=change, reason=said))


def _grows(old: Compute, new: Compute) -> bool:
    if new.chips > old.chips:
        return True
    return old.length_s is not None and (new.length_s is None or new.length_s > old.length_s)
