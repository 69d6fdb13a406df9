"""The words that orders are made of."""

from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Annotated, Final, Literal, NewType

from msgspec import Meta

from comptrol.kernel.identifiers import NAME

OrderId = NewType("OrderId", Annotated[str, Meta(pattern=NAME)])
LicenceId = NewType("LicenceId", Annotated[str, Meta(pattern=NAME)])
WorkName = Annotated[str, Meta(pattern=NAME)]
"""The name of a training run, or of a programme."""
Text = Annotated[str, Meta(min_length=1, max_length=400)]
Reason = Annotated[str, Meta(min_length=10, max_length=2000, pattern=r"\S")]
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""No chip that is looked after here is so old: a time before it is a mistake of units."""
A_DAY: Final = timedelta(days=1)
"""Somewhere it is tomorrow already."""
AHEAD_MAX: Final = timedelta(minutes=5)
"""So far another clock may be ahead of the log's."""
LENGTH_S_MAX: Final = 36 * 10**8
LengthInSeconds = Annotated[int, Meta(ge=1, le=LENGTH_S_MAX)]
"""A million hours at most."""
ChipSeconds = Annotated[int, Meta(ge=0, le=10**15)]
Delivered = Literal["software", "technology", "weights"]
CHAIN_MAX: Final = 8
"""So many resellers between the one who orders and the one who uses, and no more."""


class Through(Enum):
    """The two doors of the one gate."""

    SALE = "sale"
    RENTAL = "rental"


class Service(Enum):
    """How compute is rented out."""

    BARE_METAL = "bare-metal"
    VIRTUAL_MACHINE = "virtual-machine"
    CONTAINER = "container"
    MANAGED_JOB = "managed-job"
    RESERVED_CLUSTER = "reserved-cluster"
    """A cluster set aside: jobs in it are orders of their own, under this one."""
    COLOCATION = "colocation"
    """The customer's own chips, or chips in its cage, at the provider's site."""
