"""What can be said about lots: made, split, and taken over from or left to another registry."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.chips import ModelId
from comptrol.domains.registry.statements.words import ChipId, LotId, Serial, SerialRange, SiteId
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.roles import HOLDERS, Role
from comptrol.kernel.statement import Consequence, Statement

Ranges = Annotated[tuple[SerialRange, ...], Meta(max_length=100)]


class Made(Statement, frozen=True, kw_only=True, tag="registry.made/1"):
    """A maker says a lot of chips exists, with these serials: as ranges, one by one, or both.

    ``root`` commits to them: the root of the tree over the lot's runs (``formulas/runs.py``), by
    which one chip's membership is shown to somebody who has not seen the others.
    """

    ABOUT: ClassVar[str] = "lot"
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.MAKER})

    lot: LotId
    model: ModelId
    on: date
    serials: Ranges = ()
    listed: Annotated[tuple[Serial, ...], Meta(max_length=1000)] = ()
    root: Digest | None = None
    """Where it is given, it must be the root of these serials."""


class Split(Statement, frozen=True, kw_only=True, tag="registry.split/1"):
    """The holder makes some chips of a lot a lot of their own: all else stays as it was."""

    ABOUT: ClassVar[str] = "lot"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("lot", "into"),)
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    lot: LotId
    into: LotId
    on: date
    serials: Ranges = ()
    listed: Annotated[tuple[Serial, ...], Meta(max_length=1000)] = ()


class Arrived(Consequence, frozen=True, kw_only=True, tag="registry.arrived/1"):
    """The platform takes over a lot that another registry has released, under its own serials."""

    FOR_OTHERS: ClassVar[bool] = True
    ABOUT: ClassVar[str] = "lot"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "holder"),)

    lot: LotId
    model: ModelId
    maker: PartyId
    holder: PartyId
    on: date
    destination: SiteId
    origin: str
    """The registry that released it: the origin line of its log."""
    serials: tuple[SerialRange, ...] = ()
    listed: tuple[Serial, ...] = ()


class Departed(Consequence, frozen=True, kw_only=True, tag="registry.departed/1"):
    """The platform closes a lot that was released to another registry: it counts there."""

    FOR_OTHERS: ClassVar[bool] = True
    ABOUT: ClassVar[str] = "lot"

    lot: LotId
    on: date
    destination: str
    """The registry it was released to: the origin line of its log."""


class Relabelled(Statement, frozen=True, kw_only=True, tag="registry.relabelled/1"):
    """The maker gives a chip another serial; the old one stays its alias, for ever."""

    ABOUT: ClassVar[str] = "lot"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("chip", "chip"), ("chip", "to"))
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.MAKER})

    lot: LotId
    chip: ChipId
    to: ChipId
    on: date
    reason: Annotated[str, Meta(min_length=1, max_length=400)]
