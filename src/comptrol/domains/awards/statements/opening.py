"""What the platform says of an award: that it is opened, planned anew, over."""

from enum import Enum
from typing import ClassVar

import msgspec

from comptrol.domains.allocation import CallId, PlanId, PoolId, ProposalId
from comptrol.domains.awards.statements.words import PlannedUse
from comptrol.domains.caps import CapId
from comptrol.domains.chips import ModelId
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.statement import Consequence


class Account(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On which cap an award stands for one pool, and which chips those are."""

    pool: PoolId
    cap: CapId
    provider: PartyId
    model: ModelId
    country: CountryCode | None


class Opened(Consequence, frozen=True, kw_only=True, tag="awards.opened/1"):
    """An award is opened: an account for each pool, with the months that it is planned for."""

    ABOUT: ClassVar[str] = "award"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "holder"), ("call", "call"))

    award: ProposalId
    """The name of the proposal, or of a grant out of the reserve."""
    call: CallId
    plan: PlanId | None
    holder: PartyId
    programme: str
    accounts: tuple[Account, ...]
    uses: tuple[PlannedUse, ...]


class Replanned(Consequence, frozen=True, kw_only=True, tag="awards.replanned/1"):
    """A later plan books something else for an award: all that it is planned for now."""

    ABOUT: ClassVar[str] = "award"

    award: ProposalId
    plan: PlanId | None
    accounts: tuple[Account, ...]
    """Those that are new."""
    uses: tuple[PlannedUse, ...]


class Ending(Enum):
    """Why an award is over."""

    DROPPED = "dropped"
    """A later plan has no room for it."""
    GIVEN_BACK = "given-back"


class Closed(Consequence, frozen=True, kw_only=True, tag="awards.closed/1"):
    """An award is over: what was not used of it is nobody's. What is held already may finish."""

    ABOUT: ClassVar[str] = "award"

    award: ProposalId
    why: Ending
