"""What is said before a case is decided: the policy, an opening, a notice, answers, evidence."""

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from comptrol.domains.cases.statements.words import (
    SUBJECTS_MAX,
    Act,
    AlarmName,
    CaseId,
    Channel,
    Days,
    EvidenceId,
    PolicyId,
    Positions,
    Ppm,
    Reason,
    Rule,
    Text,
)
from comptrol.domains.gate import OrderId
from comptrol.domains.registry import LotId, SiteId
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.roles import AUTHORITY, HOLDERS, Role
from comptrol.kernel.statement import Statement

OPENERS = frozenset({Role.AUTHORITY, Role.REVIEWER, Role.INSPECTOR})
NOTIFIERS = frozenset({Role.AUTHORITY, Role.REVIEWER})


class Detector(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an alarm of one detector weighs, if that is known, and of which channel it is."""

    detector: Text
    channel: Channel
    ratio_ppm: Ppm | None = None
    """How many times likelier the alarm is where something is wrong than where nothing is."""
    source: Text


class PolicySet(Statement, frozen=True, kw_only=True, tag="cases.policy-set/1"):
    """The authority sets how long people have, and what signals weigh; nothing is set before."""

    ABOUT: ClassVar[str] = "policy"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    policy: PolicyId
    answer_days: Days
    """A subject has at least so many days to answer a notice."""
    appeal_days: Days
    """And so many to appeal a decision."""
    notice_days: Days
    """Within so many days of its opening the subject is told of a case."""
    decide_days: Days
    """Within so many days of the answer, or of its deadline, a case is decided; an appeal too."""
    measure_days_max: Days
    """No measure lasts longer without being renewed."""
    prior_ppm: Ppm | None = None
    """The odds before any signal, in millionths: 250000 is one to four. Nothing: not known."""
    detectors: Annotated[tuple[Detector, ...], Meta(max_length=60)] = ()
    source: Text
    by: Text


class Opened(Statement, frozen=True, kw_only=True, tag="cases.opened/1"):
    """Somebody in charge opens a case: whom and what it is about, and on which alarms it rests."""

    ABOUT: ClassVar[str] = "case"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("party", "parties"),
        ("site", "sites"),
        ("lot", "lots"),
        ("order", "orders"),
    )
    SAID_BY: ClassVar[frozenset[Role]] = OPENERS

    case: CaseId
    parties: Annotated[tuple[PartyId, ...], Meta(min_length=1, max_length=SUBJECTS_MAX)]
    """Its subjects: they are told, they answer, and measures are about them alone."""
    sites: Annotated[tuple[SiteId, ...], Meta(max_length=SUBJECTS_MAX)] = ()
    lots: Annotated[tuple[LotId, ...], Meta(max_length=SUBJECTS_MAX)] = ()
    orders: Annotated[tuple[OrderId, ...], Meta(max_length=SUBJECTS_MAX)] = ()
    alarms: Annotated[tuple[AlarmName, ...], Meta(max_length=20)] = ()
    rule: Rule
    """Which rule may have been broken; provisional."""
    grounds: Reason
    by: Text
    """The opener's title; the key says who it is."""


class Noticed(Statement, frozen=True, kw_only=True, tag="cases.noticed/1"):
    """The subjects are told what is held against them, by which rule, and how to answer."""

    ABOUT: ClassVar[str] = "case"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "to"),)
    SAID_BY: ClassVar[frozenset[Role]] = NOTIFIERS

    case: CaseId
    to: Annotated[tuple[PartyId, ...], Meta(max_length=SUBJECTS_MAX)] = ()
    """Every subject of the case."""
    act: Act = Act()
    withheld: Text | None = None
    """The stated legal ground for not showing some of the evidence; nothing: all is shown."""


class Answered(Statement, frozen=True, kw_only=True, tag="cases.answered/1"):
    """A subject, or without a key its seller, answers: disputes, explains, corrects, or admits."""

    ABOUT: ClassVar[str] = "case"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "party"),)
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    case: CaseId
    party: PartyId
    """The subject that answers."""
    text: Reason
    admits: bool = False
    """It admits the facts of the notice."""
    corrections: Positions = ()
    """Where in the log it has corrected what was wrong: statements of the domains that own it."""
    evidence: Positions = ()
    digest: Digest | None = None
    """The commitment of what it hands in under seal."""


class EvidenceAdded(Statement, frozen=True, kw_only=True, tag="cases.evidence-added/1"):
    """Somebody in charge, or a subject, adds evidence: from which channel, and where it is."""

    ABOUT: ClassVar[str] = "case"
    SAID_BY: ClassVar[frozenset[Role]] = OPENERS | HOLDERS

    case: CaseId
    evidence: EvidenceId
    channel: Channel
    shows: Text
    """What it shows. It names nobody who told it."""
    supports: bool
    """It speaks for what the case says; else against it."""
    statistical: bool
    """It is an estimate, a pattern or a match; else somebody or something saw the thing itself."""
    positions: Positions = ()
    digest: Digest | None = None
    """The commitment of a sealed body."""
    ratio_ppm: Ppm | None = None
    """How many times likelier it is where the case is right, in millionths."""
    ratio_source: Text | None = None
    """By which method the ratio was worked out, from what."""
