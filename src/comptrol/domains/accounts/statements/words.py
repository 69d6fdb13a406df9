"""The words that statements about accounts are made of."""

from datetime import date
from enum import Enum
from typing import Annotated, NewType

import msgspec
from msgspec import Meta

from comptrol.kernel.identifiers import NAME

MethodId = NewType("MethodId", Annotated[str, Meta(pattern=NAME)])
"""A method by which clusters are counted, such as ``epoch-clusters-8bit``."""

EstimateId = NewType("EstimateId", Annotated[str, Meta(pattern=NAME)])

Sentence = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]
Label = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"\S")]


class Axis(Enum):
    """The three axes of sovereignty, and a fourth: who can use it."""

    TERRITORY = "territory"
    """Where it stands."""
    PROVIDER = "provider"
    """The nationality of whose it is."""
    VENDOR = "vendor"
    """The nationality of who designed the chips."""
    ACCESS = "access"
    """The nationality of who can use it: what is rented counts for the tenant."""


class Channel(Enum):
    """How chips came to whoever owns them."""

    OFFICIAL = "official"
    SMUGGLED = "smuggled"


class Basis(Enum):
    """Which column is summed, and what one H100 has there."""

    H100E = "H100 equivalents"
    MOST = "Max OP/s"
    BITS_16 = "16-bit OP/s"
    BITS_8 = "8-bit OP/s"
    """Empty for half of the rows: a sum of it is wrong, and stands here to be shown as such."""


class Certainty(Enum):
    """How sure the source is that a cluster exists."""

    CONFIRMED = "Confirmed"
    LIKELY = "Likely"
    UNLIKELY = "Unlikely"


class Ends(Enum):
    """Which days of decommissioning end a cluster."""

    DAY = "day"
    """Those that are known to the day; where only the month is told, the cluster still counts."""
    MONTH = "month"
    """Those known to the month too: at its end."""


class Operating(Enum):
    """When a cluster counts as operational."""

    DATES = "dates"
    """Its first day is not after the day asked for, whatever its status says."""
    EXISTING = "existing"
    """That, and its status is Existing: a plan whose day has passed is still a plan."""


class ClusterMethod(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the clusters of a table are counted: basis, dates, certainty, duplicates, successors."""

    basis: Basis = Basis.H100E
    operational_since: date | None = None
    """Clusters that began before it are left out."""
    standard_only: bool = False
    """Only what the source marks for its standard analysis."""
    least_certain: Certainty = Certainty.UNLIKELY
    duplicates: bool = False
    """Possible duplicates count as well."""
    superseded: bool = False
    """Clusters count beside an operational successor."""
    ends: Ends = Ends.DAY
    operating: Operating = Operating.DATES

    @property
    def admits(self) -> frozenset[Certainty]:
        """Return the certainties that count."""
        known = list(Certainty)
        return frozenset(known[: known.index(self.least_certain) + 1])
