"""What can be said without showing it, and that what was kept of it is gone."""

from enum import Enum
from typing import Annotated, ClassVar, NewType, TypeAlias

from msgspec import Meta

from comptrol.kernel.identifiers import END, NAME, Digest
from comptrol.kernel.roles import ANYONE, Role
from comptrol.kernel.statement import Statement

Topic = NewType("Topic", Annotated[str, Meta(pattern=NAME)])
"""What a disclosable statement is about: a name of the log, such as a party's or an order's."""

CoreText = Annotated[str, Meta(min_length=1, max_length=12_000)]
"""An SD-JWT without any disclosure (RFC 9901 §4)."""

KindName = Annotated[str, Meta(max_length=200)]
Position = Annotated[int, Meta(ge=0, le=2**63 - 1)]

CitationText = Annotated[str, Meta(min_length=1, max_length=300)]
"""Where a rule stands, such as an article. Never a sentence about somebody."""

CASE = r"^[A-Za-z0-9][A-Za-z0-9./_-]{0,62}" + END
CaseText = Annotated[str, Meta(pattern=CASE)]
"""The number of the file at the authority, in which the reason stands in full."""

OFFICES = frozenset({Role.AUTHORITY, Role.REVIEWER, Role.INSPECTOR})
"""Who may look at what others hide. Everybody else at what they hid themselves."""


class Ground(Enum):
    """Why something is erased: a word and no sentence, because a sentence could name somebody."""

    REQUEST = "request"
    """The person it is about asked for it."""
    RETENTION = "retention"
    """It has been kept for as long as it may be."""
    ORDER = "order"
    """A court or a supervisor ordered it."""
    MISTAKE = "mistake"
    """It ought never to have been kept."""


class Purpose(Enum):
    """Why hidden words are opened: a word and no sentence, because a sentence could name somebody.

    None of these is a legal basis: that is what the citation is for.
    """

    THRESHOLD = "threshold"
    """A rule obliges whoever is past a threshold, and it has to be told so."""
    IDENTIFICATION = "identification"
    """A file on a customer is held against what has to be known of it."""
    DISCLOSURE = "disclosure"
    """A report is held against the sealed list that it commits to."""
    INSPECTION = "inspection"
    """An inspection needs what was said of the place or the chips."""
    INVESTIGATION = "investigation"
    """A case that was opened needs to know what this says."""
    APPEAL = "appeal"
    """Somebody decides anew what another decided on these words."""
    ORDER = "order"
    """A court ordered it."""
    REQUEST = "request"
    """The person it is about asked what is kept."""
    REVIEW = "review"
    """A reviewer checks what was done with it."""
    OWN_WORDS = "own-words"
    """A party without an office looks at what it said itself, by its own right."""


class Sealed(Statement, frozen=True, kw_only=True, tag="privacy.sealed/1"):
    """A party says something under seal: the log has its kind, and a commitment to its words.

    It is never written as JSON: an envelope of the sealed form says it by being one.
    """

    ABOUT: ClassVar[str] = "commitment"
    SAID_BY: ClassVar[frozenset[Role]] = ANYONE

    commitment: Digest
    """SHA-256 of 32 random bytes and the JSON of the statement, one after the other."""
    preimage_kind: KindName


class Disclosable(Statement, frozen=True, kw_only=True, tag="privacy.disclosable/1"):
    """A party says something whose claims can be shown one by one; here none of them is."""

    ABOUT: ClassVar[str] = "topic"
    SAID_BY: ClassVar[frozenset[Role]] = ANYONE

    topic: Topic
    core: CoreText


class Erased(Statement, frozen=True, kw_only=True, tag="privacy.erased/1"):
    """The authority says that what was kept of an entry's hidden words has been destroyed."""

    ABOUT: ClassVar[str] = "position"
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.AUTHORITY})

    position: Position
    """The position of the sealed or disclosable entry, which itself stays and proves as before."""
    ground: Ground


class Looked(Statement, frozen=True, kw_only=True, tag="privacy.looked/1"):
    """Somebody looks at what an entry hides, and says why; said before it is opened.

    The vault gives words to whoever has said this, and at no other time (``flow/vaulting.py``).
    """

    ABOUT: ClassVar[str] = "position"
    SAID_BY: ClassVar[frozenset[Role]] = ANYONE

    position: Position
    """The position of the sealed or disclosable entry."""
    purpose: Purpose
    citation: CitationText | None = None
    case: CaseText | None = None
    """Both are left out by whoever looks at its own words alone."""


PrivacyStatement: TypeAlias = Sealed | Disclosable | Erased | Looked
