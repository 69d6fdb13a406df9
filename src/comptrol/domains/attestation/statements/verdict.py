"""What evidence came to: how much it proves, of which chip, and why not more."""

from enum import Enum
from typing import ClassVar

import msgspec

from comptrol.domains.attestation.statements.words import (
    ChallengeId,
    DieId,
    Form,
    Grade,
    LeafId,
    Nonce,
    Status,
)
from comptrol.domains.registry import ChipId
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.statement import Consequence


class Cause(Enum):
    """Why evidence proves no more than it does."""

    FORM = "form"
    """It cannot be read."""
    CHAIN = "chain"
    """The certificates do not lead from the chip to a root that is pinned."""
    FIRMWARE = "firmware"
    """The report and the certificate are of different firmware."""
    SIGNATURE = "signature"
    """The signature does not hold."""
    NONCE = "nonce"
    """It answers another challenge, or none."""
    UNSIGNED = "unsigned"
    """The token is not signed at all."""
    SHARED_KEY = "shared-key"
    """Signed under a key that whoever checks it has too: the operator can have made it."""
    ALGORITHM = "algorithm"
    """Signed in a way that no pinned key signs."""
    UNKNOWN_KEY = "unknown-key"
    """Signed under a key that is not pinned: a newer snapshot may have it."""
    ISSUER = "issuer"
    """Not said by whose key signed it."""
    TIME = "time"
    """Outside the time in which it counts."""
    BINDING = "binding"
    """The parts of the token do not belong together, or leave open which chip is meant."""
    RESULT = "result"
    """The vendor's service says that the chip did not pass."""
    MEASUREMENTS = "measurements"
    """What runs on the chip is not what the vendor published."""
    REVOCATION = "revocation"
    """A certificate is revoked, expired, or nobody knows."""
    WARNING = "warning"
    """The vendor's service passed the chip with a warning."""
    DEBUG = "debug"
    """Debugging is enabled."""
    SECURE_BOOT = "secure-boot"
    """It did not boot securely."""
    CLAIM = "claim"
    """One of the checks of the vendor's service failed."""


class Reason(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One reason why evidence proves no more than it does."""

    cause: Cause
    detail: str


class Product(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which product a chip says it is, in the maker's own numbers."""

    project: str
    project_sku: str
    chip_sku: str
    board: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What evidence proves. It is about a die and its firmware, and never about a place."""

    grade: Grade
    form: Form
    verifier: str
    evidence: Digest
    """SHA-256 of the evidence. It is not what makes a proof a new one: a signature can be changed
    into another that holds too, so that is the die and the nonce."""
    reasons: tuple[Reason, ...] = ()
    """Why not more: of every cause the first."""
    notes: tuple[str, ...] = ()
    """What a reader should know and what changes nothing."""
    die: DieId | None = None
    """Where signature and chain hold; of a token of grade B, where a report has shown before which
    die its leaf is of."""
    leaf: LeafId | None = None
    leaf_key: Digest | None = None
    """SHA-256 of the key that signed the report (its SubjectPublicKeyInfo)."""
    nonce: Nonce | None = None
    hardware: str | None = None
    """What the chip is called, in the certificate or the token."""
    product: Product | None = None
    driver: str | None = None
    """As the host told the chip: a claim, not a measurement."""
    vbios: str | None = None
    firmware: str | None = None
    debug: bool | None = None
    """Whether debugging is enabled; nothing where the evidence does not say."""
    secure_boot: bool | None = None
    revocation: Status = Status.UNKNOWN
    measurements: Status = Status.UNKNOWN


class Judged(Consequence, frozen=True, kw_only=True, tag="attestation.judged/1"):
    """The platform records what evidence about a chip proves, by which verifier, and why not more.

    Only with grade A or B does it show that the chip works; with none it shows where it is.
    """

    ABOUT: ClassVar[str] = "chip"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("challenge", "challenge"),
        ("die", "die"),
    )
    RECORDED: ClassVar[bool] = True

    chip: ChipId
    challenge: ChallengeId
    die: DieId | None
    """As in the verdict: here, so that the history of a die can be found."""
    verdict: Verdict
