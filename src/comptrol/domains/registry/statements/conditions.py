"""What can be said about single chips of a lot: broken, repaired, lost, found, retired, destroyed.

Without ``chips``, a statement is about every chip of the lot that it can be true of.
"""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.registry.statements.words import ChipId, Chips, LotId, Text
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.roles import HOLDERS, WITNESSES, Role
from comptrol.kernel.statement import Statement

_CHIPS: tuple[tuple[str, str], ...] = (("chip", "chips"),)


class Broken(Statement, frozen=True, kw_only=True, tag="registry.broken/1"):
    """Chips do not work any more. They count as working until their destruction is certified."""

    ABOUT: ClassVar[str] = "lot"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = _CHIPS
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    lot: LotId
    chips: Chips | None = None
    on: date
    reason: Text


class Repaired(Statement, frozen=True, kw_only=True, tag="registry.repaired/1"):
    """Chips that were broken work again."""

    ABOUT: ClassVar[str] = "lot"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = _CHIPS
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    lot: LotId
    chips: Chips | None = None
    on: date
    reason: Text


class Replaced(Statement, frozen=True, kw_only=True, tag="registry.replaced/1"):
    """A chip is retired and another has taken its place, under a return (RMA) of this number."""

    ABOUT: ClassVar[str] = "lot"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("chip", "chip"), ("chip", "by"))
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    lot: LotId
    chip: ChipId
    by: ChipId
    rma: Annotated[str, Meta(min_length=1, max_length=100)]
    on: date


class Lost(Statement, frozen=True, kw_only=True, tag="registry.lost/1"):
    """Chips cannot be found. Their holder still answers for them."""

    ABOUT: ClassVar[str] = "lot"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = _CHIPS
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    lot: LotId
    chips: Chips | None = None
    on: date
    reason: Text


class Found(Statement, frozen=True, kw_only=True, tag="registry.found/1"):
    """Chips that were lost are there again."""

    ABOUT: ClassVar[str] = "lot"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = _CHIPS
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    lot: LotId
    chips: Chips | None = None
    on: date
    reason: Text


class Retired(Statement, frozen=True, kw_only=True, tag="registry.retired/1"):
    """Chips were taken out of service, and are kept."""

    ABOUT: ClassVar[str] = "lot"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = _CHIPS
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    lot: LotId
    chips: Chips | None = None
    on: date
    reason: Text


class Reinstated(Statement, frozen=True, kw_only=True, tag="registry.reinstated/1"):
    """Chips that were retired, or said to be destroyed by mistake, are in service."""

    ABOUT: ClassVar[str] = "lot"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = _CHIPS
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    lot: LotId
    chips: Chips | None = None
    on: date
    reason: Text


class Destroyed(Statement, frozen=True, kw_only=True, tag="registry.destroyed/1"):
    """The holder says that chips were destroyed, how, and before whom.

    They count until that one says so too.
    """

    ABOUT: ClassVar[str] = "lot"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "witness"), *_CHIPS)
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    lot: LotId
    chips: Chips | None = None
    on: date
    method: Text
    witness: PartyId
    certificate: Digest
    """SHA-256 of the certificate of destruction."""


class Witnessed(Statement, frozen=True, kw_only=True, tag="registry.witnessed/1"):
    """The witness certifies a destruction that the holder has stated: the chips are no more."""

    ABOUT: ClassVar[str] = "lot"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = _CHIPS
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    lot: LotId
    chips: Chips | None = None
    on: date
    certificate: Digest
    """The same that the holder named."""
