"""What does an entry of another log show, by its proof and the policy for that log?"""

from typing import Any, Generic, TypeVar

import msgspec

from comptrol.domains.federation.refusals import FederationRefusal
from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.errors import EnvelopeError, NotProvenError, UnreadableError
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.ledger.checkpoint import read_checkpoint
from comptrol.kernel.ledger.policy import believe
from comptrol.kernel.ledger.policy_text import read_policy
from comptrol.kernel.ledger.proof import Proof, read_proof
from comptrol.kernel.ledger.spelling import shown as spelt
from comptrol.kernel.ledger.tree import check_inclusion, leaf_hash
from comptrol.kernel.signature import verify
from comptrol.kernel.statement import Statement, kind

S = TypeVar("S", bound=Statement)


class Shown(msgspec.Struct, Generic[S], frozen=True, kw_only=True):
    """A statement that another registry has logged: as its log says, and its witnesses."""

    statement: S
    signer: str
    """A name in the other registry; whose key it was there, that log has checked."""
    index: int
    leaf: Digest


def shown(
    entry: bytes, proof: str, *, origin: str, policy: str, wanted: type[S]
) -> Shown[S] | Finding:
    """Return what is shown, or the first thing that does not hold.

    1. The proof can be read, and is of the log that is meant.
    2. The policy believes its head: a key of the log signed it, and the quorum cosigned.
    3. Exactly these bytes are in the log, where the proof says (RFC 9162 §2.1.3.2).
    4. They are a statement whose signature holds, said openly, and of the kind that is wanted.

    That a statement stands in the log means that the other registry has admitted it, under its own
    checks. The caller still owes: what the statement says.
    """
    read = _read(proof)
    if isinstance(read, Finding):
        return read
    head = read_checkpoint(read.checkpoint).head
    if head.origin != origin:  # 1
        return _no(FederationRefusal.ANOTHER_LOG, f"{spelt(head.origin)}, not {spelt(origin)}")
    try:
        believe(read_policy(policy.encode()), read.checkpoint)  # 2
    except UnreadableError as error:
        return _no(FederationRefusal.HEAD_NOT_BELIEVED, error)
    leaf = leaf_hash(entry)
    try:
        check_inclusion(leaf, read.index, head.size, read.path, head.root)  # 3
    except NotProvenError as error:
        return _no(FederationRefusal.NOT_IN_LOG, error)
    said = _said(entry, wanted)  # 4
    if isinstance(said, Finding):
        return said
    statement, signer = said
    leaf_text = Digest(leaf.hex())
    return Shown(statement=statement, signer=signer, index=read.index, leaf=leaf_text)


def _no(refusal: FederationRefusal, why: object) -> Finding:
    return Finding.of(refusal, str(why))


def _read(proof: str) -> Proof | Finding:
    try:
        return read_proof(proof.encode())
    except UnreadableError as error:
        return _no(FederationRefusal.PROOF_UNREADABLE, error)


def _said(entry: bytes, wanted: type[S]) -> tuple[S, str] | Finding:
    """Return what an entry says, and who signed it."""
    try:
        envelope = open_envelope(entry)
        verify(envelope)
    except EnvelopeError as error:
        return _no(FederationRefusal.ENTRY_UNREADABLE, error)
    expected = f"expected {kind(wanted)}"
    if envelope.preimage_kind is not None:
        return _no(FederationRefusal.ANOTHER_STATEMENT, f"it is sealed; {expected}")
    try:
        read: Any = msgspec.json.decode(envelope.payload, type=wanted)
    except msgspec.ValidationError as error:
        return _no(FederationRefusal.ANOTHER_STATEMENT, f"{expected}: {error}")
    return read, envelope.claims.issuer
