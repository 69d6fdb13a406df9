"""What can be said to get proof of a chip: a challenge, an answer, and whose keys are believed."""

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from comptrol.domains.attestation.statements.words import (
    ChallengeId,
    Nonce,
    PinForm,
    PinName,
    Text,
)
from comptrol.domains.registry import ChipId
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.quantity import Position
from comptrol.kernel.roles import HOLDERS, Role
from comptrol.kernel.statement import Statement

ANSWERING = HOLDERS | {Role.INSPECTOR}
"""Who may have a chip at hand, and so may be asked: all that may hold one by the registry, and
inspectors. For which chips a party may answer is checked with its answer."""
MINUTES_MAX = 1440
"""A day. How long a chip may take is a matter of policy; a longer wait proves less."""


class Challenged(Statement, frozen=True, kw_only=True, tag="attestation.challenged/1"):
    """A party is asked to let a chip sign a number that is new to it.

    The nonce is SHA-256 over the label, a root of this log, the log's size there (8 bytes, big
    endian) and a salt of 32 random bytes. So it is no older than that root. Checked is only that
    it was made so, and that the log had that size: that the root is the log's at that size anybody
    who has the log can see. The salt is the challenger's choice, so that a challenger who confides
    in the party could let it know the nonce as early as the root.
    """

    ABOUT: ClassVar[str] = "challenge"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "to"), ("chip", "chip"))
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.AUTHORITY, Role.INSPECTOR})

    challenge: ChallengeId
    to: PartyId
    """Who is to answer, and nobody else may."""
    chip: ChipId | None = None
    """Nothing where the party may choose the chip."""
    nonce: Nonce
    label: Text
    root: Digest
    """The newest root of this log that witnesses had cosigned."""
    size: Position
    salt: Nonce
    minutes: Annotated[int, Meta(ge=1, le=MINUTES_MAX)]
    """How long the answer may take."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a chip signed, with its certificates; or a token of its vendor's service."""

    report: str | None = None
    """The SPDM messages, request first, in base64."""
    chain: Annotated[tuple[str, ...], Meta(max_length=8)] = ()
    """The certificates, the leaf first and the root last, each DER in base64."""
    token: str | None = None
    """A JWT, or a detached bundle of them in JSON, as the service answered."""
    device: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    """Which part of a bundle is meant, such as ``GPU-0``, where it has several."""


class Attested(Statement, frozen=True, kw_only=True, tag="attestation.attested/1"):
    """The party that was asked brings what the chip signed, or what the vendor says of it."""

    ABOUT: ClassVar[str] = "chip"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("challenge", "challenge"),)
    SAID_BY: ClassVar[frozenset[Role]] = ANSWERING

    chip: ChipId
    challenge: ChallengeId
    evidence: Evidence


class KeysPinned(Statement, frozen=True, kw_only=True, tag="attestation.keys-pinned/1"):
    """The authority says whose keys are believed: a vendor's root, or the keys of its service.

    What is pinned under a name takes the place of what was pinned or shipped under it.
    """

    ABOUT: ClassVar[str] = "pin"
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.AUTHORITY})

    pin: PinName
    form: PinForm
    content: Annotated[str, Meta(min_length=1, max_length=14_000)]
    """PEM of one certificate, or the JSON of a key set."""
    digest: Digest
    """SHA-256 of the content, as UTF-8."""
    issuer: Text | None = None
    """Whom the keys of a key set speak for: the ``iss`` of its tokens."""
    source: Text
    """Where it was taken from, and when."""
