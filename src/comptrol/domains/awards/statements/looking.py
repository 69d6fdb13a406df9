"""What is said of what came of awards, and when somebody looks for hoarding and for splitting."""

from datetime import date
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from comptrol.domains.allocation import CallId, ProposalId
from comptrol.domains.awards.statements.words import (
    ALLOCATORS,
    LookId,
    OutcomeId,
    Ppm,
    Product,
    Sentence,
)
from comptrol.kernel.roles import ANYONE, WITNESSES, Role
from comptrol.kernel.statement import Statement


class OutcomeTold(Statement, frozen=True, kw_only=True, tag="awards.outcome-told/1"):
    """The holder tells what came of an award, and where everybody finds it."""

    ABOUT: ClassVar[str] = "award"
    SAID_BY: ClassVar[frozenset[Role]] = ANYONE

    award: ProposalId
    outcome: OutcomeId
    product: Product
    title: Sentence
    reference: Sentence
    """Such as a DOI or an address."""
    open_to_all: bool
    on: date


class Pair(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two proposals, and how much of their wording they share."""

    first: ProposalId
    second: ProposalId
    shared_ppm: Ppm


class Compared(Statement, frozen=True, kw_only=True, tag="awards.compared/1"):
    """The wording of proposals was compared outside the log: only how alike they are is said."""

    ABOUT: ClassVar[str] = "call"
    SAID_BY: ClassVar[frozenset[Role]] = ALLOCATORS

    call: CallId
    method: Sentence
    texts: Annotated[int, Meta(ge=0, le=10**6)]
    """So many were compared, each with each."""
    pairs: Annotated[tuple[Pair, ...], Meta(max_length=100)]
    """The most alike of them."""


class Looked(Statement, frozen=True, kw_only=True, tag="awards.looked/1"):
    """Somebody looks at awards as they stand on a day: who does not use them, who split an ask."""

    ABOUT: ClassVar[str] = "look"
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES | ALLOCATORS

    look: LookId
    on: date
    call: CallId | None = None
    """Nothing: all of them."""
