"""The words that usage is told in: whose event it is, which meter saw it, and what was amiss."""

from datetime import timedelta
from enum import Enum
from typing import Annotated, Final, NewType

from msgspec import Meta

from comptrol.kernel.identifiers import END

_PRINTED = r"^[!-~]+" + END
"""Letters that can be printed, in ASCII and without gaps: the same in a URL, a header, a file."""
SourceName = NewType("SourceName", Annotated[str, Meta(pattern=_PRINTED, max_length=200)])
"""Who tells of usage, as CloudEvents has it: a cluster, an exporter, a billing system."""
EventName = NewType("EventName", Annotated[str, Meta(pattern=_PRINTED, max_length=200)])
"""What a source calls one event: with its source the event's name for ever."""
CHIPS_MAX: Final = 10**9
CHIP_SECONDS_MAX: Final = 10**15
Chips = Annotated[int, Meta(ge=1, le=CHIPS_MAX)]
ChipSeconds = Annotated[int, Meta(ge=0, le=CHIP_SECONDS_MAX)]
EnergyMillijoules = Annotated[int, Meta(ge=0, le=10**18)]
Text = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]
Version = Annotated[int, Meta(ge=2, le=10**6)]
EVENT_MAX: Final = timedelta(days=366)
"""So long one event is at most: what ran longer is told in parts."""


class Meter(Enum):
    """What saw the usage, in the order of how hard it is to fake, the hardest first.

    Heim et al., arXiv:2403.08501, Appendix B, Table 4.
    """

    ALLOCATION = "allocation"
    """What a scheduler or a bill says was set aside: an idle chip under allocation counts."""
    POWER = "power"
    BANDWIDTH = "bandwidth"
    UTILISATION = "utilisation"
    PRECISION = "precision"
    """Counters that know the number format."""


class Flag(Enum):
    """What is to be known of an event beside its numbers."""

    BEGUN_BEFORE = "begun-before"
    """The work had begun before the first reading: nothing is known of before ``since``."""
    GOES_ON = "goes-on"
    """The work was still running at ``until``: more is to come."""
    RESET = "reset"
    """A counter began again at zero: what it had counted since the reading before is lost."""
    GAP = "gap"
    """Readings are missing in between: of that time nothing is known, and nothing is counted."""


class Cause(Enum):
    """Why an event is corrected."""

    MISREAD = "misread"
    """The meter, or whoever read it, was wrong."""
    DUPLICATE = "duplicate"
    """The same usage was told under another name too."""
    OTHER_ORDER = "other-order"
    """It was somebody else's: told again under the right order, under a name of its own."""
    COMPLETED = "completed"
    """Readings that were missing came late."""
    OTHER = "other"
