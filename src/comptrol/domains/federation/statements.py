"""What can be said about chips that cross from the books of one authority into another's."""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, ClassVar, Final, NewType, TypeAlias

from msgspec import Meta

from comptrol.domains.chips import ModelId
from comptrol.domains.registry import LotId, Serial, SerialRange, SiteId
from comptrol.kernel.identifiers import END, NAME, CountryCode, Digest, PartyId
from comptrol.kernel.quantity import Count
from comptrol.kernel.roles import AUTHORITY, HOLDERS, Role
from comptrol.kernel.statement import Consequence, Statement

Origin = NewType("Origin", Annotated[str, Meta(pattern=r"^[^\s+\x00-\x1f\x7f]{1,200}" + END)])
"""The origin line of a log: what a registry is called in every other (C2SP tlog-checkpoint)."""
TransferId = NewType("TransferId", Annotated[str, Meta(pattern=NAME)])
"""One transfer: unique in the registry that released it, so named with that registry elsewhere."""
ClaimId = NewType("ClaimId", Annotated[str, Meta(pattern=NAME)])

Text = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]
Place = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
Mark = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
PolicyText = Annotated[str, Meta(min_length=1, max_length=14_000)]
ENTRY_BYTES_MAX: Final = 10_000
"""A release with the longest names has less than half; 16 KiB are for all that embeds it."""
ForeignEntry = Annotated[bytes, Meta(min_length=1, max_length=ENTRY_BYTES_MAX)]
ForeignProof = Annotated[str, Meta(min_length=1, max_length=9000)]
Ranges = Annotated[tuple[SerialRange, ...], Meta(max_length=150)]
Listed = Annotated[tuple[Serial, ...], Meta(max_length=1600)]

_TRANSFER: Final = (("registry", "from_registry"),)


class Outcome(Enum):
    """What became of a transfer in the registry that it went to."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    """It can be accepted no more."""


class RegistryKnown(Statement, frozen=True, kw_only=True, tag="federation.registry-known/1"):
    """The authority says which other registry is dealt with, and by which policy it is believed.

    A later one takes its place. What was accepted before stays judged by the policy of its day.
    """

    ABOUT: ClassVar[str] = "registry"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    registry: Origin
    name: Text
    policy: PolicyText
    """C2SP tlog-policy: the keys of its log, the witnesses, and the quorum of them."""
    contact: Text
    """Where its log and its people are found; nothing here asks it."""
    accept_days: Annotated[int, Meta(ge=1, le=3660)]
    """From a release to the proof that it was accepted there; after that somebody asks."""
    source: Text
    """The treaty or the agreement, and why the policy is as it is."""


class Released(Statement, frozen=True, kw_only=True, tag="federation.released/1"):
    """The holder lets a whole lot go to a party in another registry: here it counts no more.

    The terms stand here so that the other registry can hold the chips against them: it has this
    statement, the proof that it is logged, and nothing else of this log.
    """

    ABOUT: ClassVar[str] = "transfer"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("lot", "lot"),
        ("registry", "to_registry"),
    )
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    transfer: TransferId
    lot: LotId
    to_registry: Origin
    to_party: PartyId
    """Who is to accept it: a name in the other registry."""
    country: CountryCode
    destination: Place
    on: date
    waybill: Mark
    order: Mark | None = None
    """The order that the gate has ruled on."""
    maker: PartyId
    model: ModelId
    tpp: Decimal
    """The total processing performance of one chip, as this registry's catalogue has it."""
    chips: Count
    """How many of the lot count: those whose destruction was witnessed stay behind."""
    root: Digest
    """Over the runs of their serials, as a lot's root is (registry, ``formulas/runs.py``)."""


class Accepted(Statement, frozen=True, kw_only=True, tag="federation.accepted/1"):
    """The addressee takes over what another registry has released, and shows the proof of it."""

    ABOUT: ClassVar[str] = "transfer"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (
        *_TRANSFER,
        ("lot", "lot"),
        ("site", "destination"),
    )
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    transfer: TransferId
    from_registry: Origin
    entry: ForeignEntry
    """The ``federation.released/1`` as it stands in the other log, byte for byte."""
    proof: ForeignProof
    """The other log's tlog-proof of that entry."""
    lot: LotId
    """What the lot is called here."""
    destination: SiteId
    model: ModelId
    """What the model is called here."""
    on: date
    serials: Ranges = ()
    listed: Listed = ()


class Declined(Statement, frozen=True, kw_only=True, tag="federation.declined/1"):
    """The addressee, or the authority, will not take over what was released: now nobody can."""

    ABOUT: ClassVar[str] = "transfer"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = _TRANSFER
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS | AUTHORITY

    transfer: TransferId
    from_registry: Origin
    entry: ForeignEntry
    proof: ForeignProof
    reason: Text
    on: date


class Settled(Consequence, frozen=True, kw_only=True, tag="federation.settled/1"):
    """The platform says, for the other registry, what became of a transfer here.

    It is small, however large the lot is, so that the other log can embed it with its proof.
    """

    ABOUT: ClassVar[str] = "transfer"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = _TRANSFER

    transfer: TransferId
    from_registry: Origin
    party: PartyId
    outcome: Outcome
    release: Digest
    """The leaf hash of the release, as the other log has it."""
    released_at: int
    """Where the release stands in the other log."""
    root: Digest
    chips: int
    on: date


class Confirmed(Statement, frozen=True, kw_only=True, tag="federation.confirmed/1"):
    """What was released was accepted there, and this is the proof: the books close."""

    ABOUT: ClassVar[str] = "transfer"
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS | AUTHORITY

    transfer: TransferId
    entry: ForeignEntry
    """The ``federation.settled/1`` as it stands in the other log."""
    proof: ForeignProof


class Recalled(Statement, frozen=True, kw_only=True, tag="federation.recalled/1"):
    """What was released was declined there, and this is the proof: its holder has it back.

    It comes back as a lot of another name. A deadline alone recalls nothing: what the other
    registry can still accept must not count here.
    """

    ABOUT: ClassVar[str] = "transfer"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("lot", "lot"), ("site", "site"))
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    transfer: TransferId
    entry: ForeignEntry
    proof: ForeignProof
    lot: LotId
    site: SiteId
    """Where the chips are."""
    on: date
    reason: Text


class ArrivalClaimed(Statement, frozen=True, kw_only=True, tag="federation.arrival-claimed/1"):
    """A party has chips from abroad, and no proof that they were released: nothing counts yet."""

    ABOUT: ClassVar[str] = "claim"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("registry", "from_registry"),
        ("site", "site"),
    )
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    claim: ClaimId
    from_registry: Origin
    maker: PartyId
    model: ModelId
    site: SiteId
    on: date
    reason: Text
    """Where they are from, and why there is no proof."""
    serials: Ranges = ()
    listed: Listed = ()


FederationStatement: TypeAlias = (
    RegistryKnown
    | Released
    | Accepted
    | Declined
    | Settled
    | Confirmed
    | Recalled
    | ArrivalClaimed
)
