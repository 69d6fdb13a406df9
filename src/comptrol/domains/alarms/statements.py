"""What the platform can say about what looks wrong."""

from enum import Enum
from typing import Annotated, ClassVar, TypeAlias

from msgspec import Meta

from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Position
from comptrol.kernel.statement import Consequence

Text = Annotated[str, Meta(min_length=1, max_length=1000)]
Named = Annotated[tuple[str, ...], Meta(max_length=50)]
"""At most so many are named; the explanation says how many more there are."""


class Strength(Enum):
    """How much an alarm shows. None of them is a verdict."""

    FACT = "fact"
    """It follows from what is logged, by counting: what it means is still open."""
    STRONG = "strong"
    """An independent measurement speaks against what was stated."""
    WEAK = "weak"
    """A pattern that is also seen where nothing is wrong."""


class Raised(Consequence, frozen=True, kw_only=True, tag="alarms.raised/1"):
    """A detector saw something that a person should look at, and where the evidence stands.

    ``alarm`` is the detector and what it is about, such as ``registry.custody-gap/shipment:s-1``:
    what stands under a name is not raised again.
    """

    FOR_OTHERS: ClassVar[bool] = True
    ABOUT: ClassVar[str] = "alarm"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("party", "parties"),
        ("site", "sites"),
        ("lot", "lots"),
        ("chip", "chips"),
    )

    alarm: Text
    detector: Text
    version: Annotated[int, Meta(ge=1, le=10**6)]
    strength: Strength
    explanation: Text
    """What was seen, with its numbers, in plain words."""
    benign: tuple[Text, ...]
    """The innocent explanations that the detector could not exclude."""
    evidence: Annotated[tuple[Position, ...], Meta(max_length=50)]
    """Where in the log it stands."""
    parties: Annotated[tuple[PartyId, ...], Meta(max_length=50)] = ()
    sites: Named = ()
    lots: Named = ()
    chips: Named = ()


AlarmsStatement: TypeAlias = Raised
