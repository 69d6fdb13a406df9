"""What is said when somebody looks at reports, and what the platform answers."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.forensics.statements.words import Level, LookId, PolicyId, Sentence
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import WITNESSES, Role
from comptrol.kernel.statement import Consequence, Statement

PROVIDERS_MAX = 200
Whole = Annotated[int, Meta(ge=0, le=10**12)]


class Looked(Statement, frozen=True, kw_only=True, tag="forensics.looked/1"):
    """The authority or an inspector looks at what providers have reported: alarms may follow."""

    ABOUT: ClassVar[str] = "look"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "providers"),)
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    look: LookId
    providers: Annotated[tuple[PartyId, ...], Meta(max_length=PROVIDERS_MAX)] = ()
    """Nobody named: everybody who is or was in scope, and who should be."""
    on: date
    """By this day it is told whether a filing is overdue."""


class LookedThrough(Consequence, frozen=True, kw_only=True, tag="forensics.looked-through/1"):
    """The platform says what a look read, by which policy, and of what there was not enough."""

    ABOUT: ClassVar[str] = "look"

    look: LookId
    policy: PolicyId
    providers: Whole
    lines: Whole
    """Lines of reports that were read."""
    compared: Whole
    """Of these, held against what others measured."""
    not_enough: Whole
    """Questions that were left open because there was too little to answer them."""
    alarms: Whole
    """That were raised now; what stood already is not raised again."""
    whole: bool
    """Not: there was more than one look may read, and something may have been missed."""


class LevelAdvised(Consequence, frozen=True, kw_only=True, tag="forensics.level-advised/1"):
    """The platform advises how closely to look at a provider, by its history. A person decides."""

    ABOUT: ClassVar[str] = "provider"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "provider"),)

    provider: PartyId
    level: Level
    policy: PolicyId
    on: date
    alarms: Annotated[tuple[str, ...], Meta(max_length=20)]
    """Those that reach it, by name, the last ones."""
    reason: Sentence
