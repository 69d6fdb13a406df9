"""What the platform says of compute that was awarded: an account on a programme, by month.

A grant is a cap that has a ceiling of its own in every month, nothing in all others. It is for one
holder, and for chips of one model at one provider. What changes it later is a posting of its own
with a code of its own (a transfer from the account of the pool, as TigerBeetle has it in
docs/coding/two-phase-transfers.md): what was granted is never edited.
"""

from enum import Enum
from typing import Annotated, ClassVar, Final

import msgspec
from msgspec import Meta

from comptrol.domains.caps.statements.words import CapId, Sentence
from comptrol.domains.chips import ModelId
from comptrol.kernel.identifiers import NAME, CountryCode, PartyId
from comptrol.kernel.statement import Consequence

SHARES_MAX: Final = 120
"""Months of one grant: ten years."""
SHARE_MAX: Final = 4 * 10**15
"""Chip-seconds in a month: 10^12 chip-hours, the most that a booking may have."""
GRANT: Final = "grant-"
"""So begins the name of every cap that came with a grant, and of no other."""
MonthName = Annotated[str, Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$(?!\n)")]
"""A month of the calendar, in UTC, as windows are named."""
ProgrammeName = Annotated[str, Meta(pattern=NAME)]


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a grant can be drawn: chips of one model, handed out by one provider."""

    provider: PartyId
    model: ModelId
    country: CountryCode | None = None
    """Where the chips stand; nothing: it was not said."""


class Share(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Chip time in one month."""

    month: MonthName
    chip_seconds: Annotated[int, Meta(ge=-SHARE_MAX, le=SHARE_MAX)]
    """In what moves, less than nothing is taken out."""


Shares = Annotated[tuple[Share, ...], Meta(min_length=1, max_length=SHARES_MAX)]


class Granted(Consequence, frozen=True, kw_only=True, tag="caps.granted/1"):
    """The platform opens an account: so much chip time in each month, for one holder alone."""

    FOR_OTHERS: ClassVar[bool] = True
    ABOUT: ClassVar[str] = "cap"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "holder"),)

    cap: CapId
    programme: ProgrammeName
    """What orders name that draw on it."""
    holder: PartyId
    place: Place
    shares: Shares
    source: Sentence
    """The award, as one cites it."""


class Code(Enum):
    """Why chip time moved onto an account, off it, or from one month to another."""

    REPLANNED = "replanned"
    """A later plan books something else."""
    REPHASED = "rephased"
    """The holder asked for other months, and was given them."""
    HELD_BACK = "held-back"
    """It waits for a milestone."""
    RELEASED = "released"
    """The milestone was told of, or met."""
    FREED = "freed"
    """The milestone was failed: what comes after it is free for others."""
    CLAWED_BACK = "clawed-back"
    """It was not used as planned, and the policy takes it back."""
    RETURNED = "returned"
    """It had been taken, and an appeal was granted."""
    GIVEN_UP = "given-up"
    """The holder needs it no more."""


class Allotted(Consequence, frozen=True, kw_only=True, tag="caps.allotted/1"):
    """The platform posts chip time onto an account that was granted, or off it, month by month."""

    FOR_OTHERS: ClassVar[bool] = True
    ABOUT: ClassVar[str] = "cap"

    cap: CapId
    code: Code
    moves: Shares
    source: Sentence
    """What it rests on, as one cites it."""
