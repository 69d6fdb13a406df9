"""What can be said of what the public may see: by which policy, which table, what was wrong."""

from datetime import date
from enum import Enum
from typing import Annotated, ClassVar, NewType, TypeAlias

from msgspec import Meta

from comptrol.domains.chips import FactorSetId
from comptrol.kernel.identifiers import END, NAME, Digest
from comptrol.kernel.roles import AUTHORITY, Role
from comptrol.kernel.statement import Statement

ReleaseId = NewType("ReleaseId", Annotated[str, Meta(pattern=NAME)])
PolicyId = NewType("PolicyId", Annotated[str, Meta(pattern=NAME)])
Quarter = NewType("Quarter", Annotated[str, Meta(pattern=r"^[12][0-9]{3}-Q[1-4]" + END)])
"""A quarter of a year, such as ``2026-Q3``."""

ROWS_MAX, COLUMNS_MAX = 50, 16
"""Beside the row and the column of totals: so a whole table fits into one envelope."""

Sentence = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]
Label = Annotated[str, Meta(min_length=1, max_length=80)]
Millionths = Annotated[int, Meta(ge=1, le=1_000_000)]
Figure = Annotated[str, Meta(pattern=r"^(0|[1-9][0-9]{0,37})" + END)]
"""A whole number as text, so that no reader rounds it: operations go beyond 64 bits."""
Row = Annotated[tuple[Figure | None, ...], Meta(min_length=1, max_length=COLUMNS_MAX + 1)]


class TableName(Enum):
    """The tables that may be released."""

    CHIP_HOURS = "chip-hours"
    """Used in the quarter, as meters saw it: country of the site, class of the accelerator."""
    SALES = "sales"
    """Orders of the quarter to buy: country they go to, how the ruling in force came out."""
    RENTALS = "rentals"
    """Orders of the quarter to rent: country of the site, how the ruling in force came out."""
    INSTALLED_CHIPS = "installed-chips"
    """On the books now: country of the site, vendor."""
    INSTALLED_H100E = "installed-h100e"
    """The same in H100 equivalents of the policy's edition. Never both of one quarter."""
    ALARMS = "alarms"
    """Raised in the quarter: detector, strength."""
    FILED = "filed"
    """Figures that providers filed for days of the quarter: sums over providers, no totals."""


class PolicySet(Statement, frozen=True, kw_only=True, tag="releases.policy-set/1"):
    """The authority says when a sum singles somebody out, and how well it is then hidden."""

    ABOUT: ClassVar[str] = "policy"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    policy: PolicyId
    since: date
    contributors_min: Annotated[int, Meta(ge=3, le=1000)] = 5
    """Whoever stands behind a sum: so many at least, a corporate group being one of them."""
    dominance_ppm: Millionths
    """The largest of them may be so many millionths of the sum."""
    protection_ppm: Millionths
    """Nobody may be able to tell another's part more closely than by so many millionths of it."""
    rounding: Annotated[int, Meta(ge=1, le=10**9)] = 1
    """Numbers are shown as the nearest multiple of it, in the unit of the table."""
    factor_set: FactorSetId | None = None
    """The edition of H100-equivalent factors, for the table that is told in them."""
    sources: Annotated[tuple[Sentence, ...], Meta(min_length=1, max_length=20)]
    """Where the decision on these numbers stands."""
    review_by: date
    by: Sentence
    """Who decided, by title."""


class Released(Statement, frozen=True, kw_only=True, tag="releases.released/1"):
    """The authority publishes a table. It is refused unless it is what the log comes to here."""

    ABOUT: ClassVar[str] = "release"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("policy", "policy"),)
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    release: ReleaseId
    table: TableName
    quarter: Quarter
    policy: PolicyId
    unit: Label
    rows: Annotated[tuple[Label, ...], Meta(min_length=1, max_length=ROWS_MAX + 1)]
    """What the rows are, ``other`` for all that have none of their own; last, their total."""
    columns: Annotated[tuple[Label, ...], Meta(min_length=1, max_length=COLUMNS_MAX + 1)]
    values: Annotated[tuple[Row, ...], Meta(min_length=1, max_length=ROWS_MAX + 1)]
    """By row and column. Nothing: withheld, and it may be nothing at all."""
    digest: Digest
    """SHA-256 of the table alone, in the form that docs/releases.md gives."""


class Withdrawn(Statement, frozen=True, kw_only=True, tag="releases.withdrawn/1"):
    """The authority says that a table was wrong. It is not replaced: two would be compared."""

    ABOUT: ClassVar[str] = "release"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    release: ReleaseId
    reason: Sentence


ReleasesStatement: TypeAlias = PolicySet | Released | Withdrawn
