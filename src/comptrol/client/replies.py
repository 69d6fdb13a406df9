"""What does the authority's answer say? As values: accepted, refused, or ruled on."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from http import HTTPStatus
from typing import Any, Final, TypeAlias, TypeVar

import msgspec
from typing_extensions import override

from comptrol.client.line import error_in
from comptrol.client.wire import Reply
from comptrol.domains import DOMAINS
from comptrol.domains.gate import OrderId, Ruled
from comptrol.domains.law import SEVERITY, Decision, Outcome
from comptrol.flow.catalogue import Catalogue
from comptrol.kernel.errors import NotProvenError, UnavailableError
from comptrol.kernel.finding import Finding, Refused
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.ledger.tree import leaf_hash
from comptrol.kernel.statement import Statement

T = TypeVar("T")

MISNUMBERED: Final = frozenset({"flow.sequence-gap", "flow.sequence-reused"})
"""The number of a statement was not the next under its key: signed again under that, it may be."""


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """What the platform said because of a statement: later versions say what we cannot read."""

    position: int
    statement: dict[str, Any]

    @property
    def kind(self) -> str:
        """Return the kind of what was said, such as ``gate.ruled/1``."""
        return str(self.statement.get("kind", ""))

    def read(self) -> Statement:
        """Return it as one of the kinds that this version knows, or raise EnvelopeError."""
        return catalogue().decode(msgspec.json.encode(self.statement))


class Logged(msgspec.Struct, frozen=True, kw_only=True):
    """Where a statement is in the log, since when, and the leaf hash of its bytes (RFC 6962)."""

    leaf: Digest
    logged_at: datetime
    repeated: bool = False


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """The statement is durable in the authority's log, and this is what followed from it."""

    position: int
    receipt: Logged
    consequences: tuple[Followed, ...] = ()

    def ruling(self, order: OrderId) -> "Ruling":
        """Return the ruling that followed on an order; UnavailableError where none did."""
        return ruling_in(order, self)


Answer: TypeAlias = Accepted | Refused


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why a ruling came out as it did: one rule, what it does, and where it stands."""

    rule: str
    effect: str
    citation: str
    detail: str

    @override
    def __str__(self) -> str:
        """Return it as a sentence with its rule and its source."""
        return f"{self.detail} ({self.rule}; {self.citation})"


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """How the authority rules on an order."""

    order: OrderId
    outcome: Outcome
    reasons: tuple[Reason, ...]
    """Of law first, then of policy and caps; in each the gravest first."""
    questions: tuple[str, ...]
    """What a person must answer first, where the order is held."""
    position: int
    """Of the ruling in the log."""
    decision: Decision
    """All that was said, with the arithmetic."""
    receipt: Accepted
    """Of the statement that was ruled on."""

    @property
    def allowed(self) -> bool:
        """Tell whether the compute may be handed out."""
        return self.outcome is Outcome.ALLOW


@cache
def catalogue() -> Catalogue:
    """Return every kind that can be said."""
    return Catalogue(DOMAINS)


class _Said(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer has, whichever it is."""

    accepted: bool | None = None
    position: int = -1
    receipt: Logged | None = None
    consequences: tuple[Followed, ...] = ()
    findings: tuple[Finding, ...] = ()


def answer_to(raw: bytes, answered: bytes) -> Answer:
    """Read what was answered to an envelope; an answer to other bytes is none."""
    try:
        said = msgspec.json.decode(answered, type=_Said)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise UnavailableError(f"the server's answer cannot be read: {error}") from error
    if not said.accepted:
        if not said.findings:
            raise UnavailableError("the server refuses and says no reason: that is no answer")
        return Refused(said.findings)
    if said.receipt is None or said.position < 0:
        raise UnavailableError("the server's answer has no receipt: that is no answer")
    if said.receipt.leaf != leaf_hash(raw).hex():
        raise NotProvenError(f"the receipt of entry {said.position} is of another statement")
    return Accepted(position=said.position, receipt=said.receipt, consequences=said.consequences)


def written(answer: Answer) -> bytes:
    """Return an answer so that ``answer_to`` reads the same from it."""
    if isinstance(answer, Refused):
        return msgspec.json.encode({"accepted": False, "findings": answer.findings})
    return msgspec.json.encode({"accepted": True, **msgspec.structs.asdict(answer)})


def one_answer(raw: bytes, reply: Reply) -> Answer:
    """Read the answer to one statement that was sent alone."""
    taken = {HTTPStatus.OK, HTTPStatus.CREATED}
    refused = {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}
    if reply.status in taken or (reply.status in refused and b'"findings"' in reply.body):
        return answer_to(raw, reply.body)
    raise error_in(reply)


def all_answers(raws: list[bytes], reply: Reply) -> list[Answer]:
    """Read the answers to a batch, a line to each."""
    if reply.status != HTTPStatus.OK:
        raise error_in(reply)
    lines = reply.body.splitlines()
    if len(lines) != len(raws):
        raise UnavailableError(f"{len(lines)} answers to {len(raws)} statements: that is none")
    return [answer_to(raw, line) for raw, line in zip(raws, lines, strict=True)]


def is_misnumbered(answer: object) -> bool:
    """Tell whether nothing but its number was wrong with a statement."""
    return isinstance(answer, Refused) and any(it.code in MISNUMBERED for it in answer.findings)


def ruling_in(order: OrderId, answer: Accepted) -> Ruling:
    """Return the ruling that followed from a statement about an order."""
    for said in answer.consequences:
        if said.kind != "gate.ruled/1" or said.statement.get("order") != order:
            continue
        ruled = said.read()
        assert isinstance(ruled, Ruled)  # noqa: S101
        return ruling_of(order, ruled.decision, said.position, answer)
    raise UnavailableError(f"entry {answer.position} about order {order} was not ruled on")


def ruling_of(order: OrderId, decision: Decision, position: int, receipt: Accepted) -> Ruling:
    """Return a ruling with its reasons."""
    return Ruling(
        order=order,
        outcome=decision.outcome,
        reasons=tuple(reasons(decision)),
        questions=tuple(f"{it.text} ({it.id})" for it in decision.questions if it.blocking),
        position=position,
        decision=decision,
        receipt=receipt,
    )


def reasons(decision: Decision) -> Iterator[Reason]:
    """Yield what law and policy say of an order: what weighs most first, and then law first."""
    for it in sorted((*decision.law, *decision.policy), key=lambda it: SEVERITY[it.effect]):
        yield Reason(rule=it.rule, effect=it.effect.value, citation=it.citation, detail=it.detail)


def handed(reply: Reply, into: type[T]) -> T | Refused:
    """Read the answer to what was handed over: a value, or every reason why not."""
    refused = {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}
    try:
        if reply.status in refused and b'"findings"' in reply.body:
            return Refused(msgspec.json.decode(reply.body, type=_Said).findings)
        if reply.status in {HTTPStatus.OK, HTTPStatus.CREATED}:
            return msgspec.json.decode(reply.body, type=into)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise UnavailableError(f"the server's answer cannot be read: {error}") from error
    raise error_in(reply)
