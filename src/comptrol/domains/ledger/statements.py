"""What can be said about the log: which keys sign its heads, and what it seals."""

from datetime import datetime
from enum import Enum
from typing import Annotated, ClassVar, NewType, TypeAlias

from msgspec import Meta

from comptrol.kernel.identifiers import Digest, PartyId, PublicKey
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Consequence, Statement

VerifierKeyText = NewType("VerifierKeyText", Annotated[str, Meta(min_length=1, max_length=4096)])
"""A verifier key as C2SP signed-note writes it: ``name+key id+base64``."""

KeyName = Annotated[str, Meta(min_length=1, max_length=255)]
Reason = Annotated[str, Meta(min_length=1, max_length=400)]


class Use(Enum):
    """What a verifier key is for."""

    LOG = "log"
    """The log's own heads. The key's name is the log's origin."""
    WITNESS = "witness"
    """The cosignatures of a witness that this log asks."""


class VerifierKeyAdded(Statement, frozen=True, kw_only=True, tag="ledger.key-added/1"):
    """The authority names a key that signs heads of this log from here on: ours or a witness's."""

    ABOUT: ClassVar[str] = "name"
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.AUTHORITY})

    name: KeyName
    """The name in the key: the log's origin, or the witness's name."""
    key: VerifierKeyText
    use: Use


class VerifierKeyRevoked(Statement, frozen=True, kw_only=True, tag="ledger.key-revoked/1"):
    """The authority ends such a key. What it signed of the log up to here keeps verifying."""

    ABOUT: ClassVar[str] = "name"
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.AUTHORITY})

    name: KeyName
    key: VerifierKeyText
    reason: Reason


class Sealed(Consequence, frozen=True, kw_only=True, tag="ledger.sealed/1"):
    """The platform closes a batch: what it was, when, and what all entries so far add up to."""

    ABOUT: ClassVar[str] = "seal"
    UNLISTED: ClassVar[bool] = True
    FROM_THE_PATH: ClassVar[bool] = True

    seal: int
    """The seal's number, from 0."""
    first: int
    """The position of the batch's first entry; its last is ``because``."""
    at: datetime
    """The time of the log for every entry of the batch."""
    previous: int | None
    """The position of the seal before."""
    subjects: int
    depth: int
    map_root: Digest
    """The root of the subject map (docs/ledger.md)."""
    rows: Digest
    """A running digest of the rows that each batch changed, but those of seals themselves."""
    layouts: Digest
    """The shape of the views, without which the digest of the rows cannot be derived again."""


class Equivocated(Consequence, frozen=True, kw_only=True, tag="ledger.equivocated/1"):
    """The platform notes that a signer said another thing under a number it had used.

    ``because`` is the position of what it said first. The other envelope was refused and is kept
    as evidence under its leaf hash: the two signatures prove it, whoever shows them.
    """

    ABOUT: ClassVar[str] = "party"
    RECORDED: ClassVar[bool] = True
    FROM_THE_PATH: ClassVar[bool] = True

    party: PartyId
    key: PublicKey
    sequence: int
    other: Digest


LedgerStatement: TypeAlias = VerifierKeyAdded | VerifierKeyRevoked | Sealed | Equivocated
