"""What the system answers. A refusal is a value, never an exception."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import NamedTuple

import msgspec

from comptrol.kernel.identifiers import Digest
from comptrol.kernel.statement import Consequence, Entry


class Reason(NamedTuple):
    """The code a program matches on, the sentence a person reads, and where the rule stands."""

    code: str
    title: str
    citation: str | None = None


class Refusal(Enum):
    """Base for a domain's refusals. Order of definition is order of precedence."""

    @property
    def reason(self) -> Reason:
        """Return code, sentence and citation."""
        reason: Reason = self.value
        return reason


class Finding(msgspec.Struct, frozen=True):
    """One reason to refuse one statement."""

    code: str
    title: str
    detail: str
    citation: str | None = None

    @classmethod
    def of(cls, refusal: Refusal, detail: str) -> "Finding":
        """Say why this refusal applies here."""
        reason = refusal.reason
        return cls(reason.code, reason.title, detail, reason.citation)


class Refused(msgspec.Struct, frozen=True):
    """The statement was not admitted, and why, most important first."""

    findings: tuple[Finding, ...]


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The statement is durable at this position.

    ``leaf`` is the RFC 6962 leaf hash of the envelope's bytes. ``repeated`` says that the same
    statement had been logged before and nothing was added. ``consequences`` is what the platform
    said because of it, rulings included.
    """

    position: int
    logged_at: datetime
    leaf: Digest
    repeated: bool = False
    consequences: Sequence[Entry[Consequence]] = ()


Answer = Receipt | Refused
