"""What the authority can say of what it has watched."""

from datetime import date
from typing import Annotated, ClassVar, NewType, TypeAlias

import msgspec
from msgspec import Meta

from comptrol.kernel.identifiers import NAME
from comptrol.kernel.quantity import Position
from comptrol.kernel.roles import AUTHORITY, Role
from comptrol.kernel.statement import Statement

WatchId = NewType("WatchId", Annotated[str, Meta(pattern=NAME)])
"""One run of the watch."""

Whole = Annotated[int, Meta(ge=0, le=10**12)]
RAN_MAX = 50


class Ran(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one domain's detectors were asked."""

    name: Annotated[str, Meta(pattern=NAME)]
    version: Annotated[int, Meta(ge=1, le=10**6)]
    looks: Whole
    """Statements that its detectors looked by."""
    refused: Whole = 0
    """So many that the log did not take, or that failed: what they were to look at was not."""


class Watched(Statement, frozen=True, kw_only=True, tag="watching.watched/1"):
    """The authority has had every detector look at all that was logged before a position."""

    ABOUT: ClassVar[str] = "watch"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    watch: WatchId
    through: Position
    """The first position that was not looked at."""
    on: date
    ran: Annotated[tuple[Ran, ...], Meta(min_length=1, max_length=RAN_MAX)]


WatchingStatement: TypeAlias = Watched
