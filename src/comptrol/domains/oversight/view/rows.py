"""The rows in which it is kept how those who watch are watched."""

from datetime import date

import msgspec

from comptrol.domains.oversight.statements import (
    DeclarationId,
    Interest,
    LookId,
    Matter,
    PolicyId,
    PolicySet,
    Verdict,
)
from comptrol.kernel.identifiers import PartyId


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """One policy, as it was set."""

    since: date
    policy: PolicyId
    said: PolicySet
    position: int


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """By when something is to be reviewed, and what its last review came to."""

    matter: Matter
    name: str
    review_by: date | None
    every_days: int | None
    source: str | None
    by: str
    position: int
    reviewed_on: date | None = None
    verdict: Verdict | None = None
    reasons: str | None = None


class Reminder(msgspec.Struct, frozen=True, kw_only=True):
    """That the platform reminded of a review, or of an end."""

    matter: Matter
    name: str
    due_on: date
    ends: bool
    because: int
    position: int


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One look for what is due, and what it came to."""

    look: LookId
    on: date
    by: PartyId
    position: int
    matters: int = 0
    undated: int = 0
    reminders: int = 0
    decisions: int = 0
    alarms: int = 0
    whole: bool = False


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody declared to be tied to; the last one counts."""

    by: PartyId
    position: int
    declaration: DeclarationId
    since: date
    interests: tuple[Interest, ...]
