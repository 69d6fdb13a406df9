"""What is said of a reporter by others: what they estimate, and when they audit."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.disclosure import AmountText, DefinitionId, FigureName
from comptrol.domains.forensics.statements.words import Channel, Sentence
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import WITNESSES, Role
from comptrol.kernel.statement import Statement


class Estimated(Statement, frozen=True, kw_only=True, tag="forensics.estimated/1"):
    """The authority or an inspector estimates a figure of some days, without the reporter.

    What is said again by one channel of the same days replaces what it said before: it counts
    once. Two channels that rest on one source are one channel: whoever names them sees to that.
    """

    ABOUT: ClassVar[str] = "provider"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "provider"), ("figure", "figure"))
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    provider: PartyId
    figure: FigureName
    since: date
    until: date
    value: AmountText
    sigma_ppm: Annotated[int, Meta(ge=1, le=1_000_000)]
    """One sigma of the error, as a share of the estimate."""
    channel: Channel
    source: Sentence
    definition: DefinitionId | None = None
    """Under which it counts; nothing: under the one that is frozen for these days."""


class Audited(Statement, frozen=True, kw_only=True, tag="forensics.audited/1"):
    """The authority or an inspector audits some days, announced before or not."""

    ABOUT: ClassVar[str] = "provider"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "provider"),)
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    provider: PartyId
    since: date
    until: date
    announced: bool
    """The reporter knew of it before these days ended."""
    source: Sentence
