"""What can be said of production programmes: plans, money, milestones, capacity and stocks."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.supply.statements.site_words import (
    Between,
    Hazard,
    InvestmentId,
    Milestone,
    PartName,
    Phase,
    ProgrammeId,
    Stands,
    StockpileId,
)
from comptrol.domains.supply.statements.words import InputId, Sentence, Title
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.roles import WITNESSES, Role
from comptrol.kernel.statement import Statement


class ProgrammePlanned(Statement, frozen=True, kw_only=True, tag="supply.programme-planned/1"):
    """The authority or an inspector says which capacity a programme plans, by when, in phases.

    Said again, it replaces what was planned; what was reached and reported stays.
    """

    ABOUT: ClassVar[str] = "programme"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("input", "input"),)
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    programme: ProgrammeId
    title: Title
    country: CountryCode
    input: InputId
    """What it makes, or can do: an input of the supply graph."""
    unit: Sentence
    """What capacity is counted in, such as wafers a month."""
    phases: Annotated[tuple[Phase, ...], Meta(min_length=1, max_length=40)]
    milestones: Annotated[tuple[Milestone, ...], Meta(max_length=60)] = ()
    source: Sentence


class InvestmentStated(Statement, frozen=True, kw_only=True, tag="supply.investment-stated/1"):
    """The authority or an inspector says what somebody promised, paid or withdrew.

    Said again under its name, it replaces: a promise that is paid is not counted twice.
    """

    ABOUT: ClassVar[str] = "investment"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("programme", "programme"),)
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    investment: InvestmentId
    programme: ProgrammeId
    amount: Decimal
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)")]
    stands: Stands
    investor: Title
    on: date
    source: Sentence


class MilestoneReached(Statement, frozen=True, kw_only=True, tag="supply.milestone-reached/1"):
    """The authority or an inspector says that a milestone was reached, and by what that shows."""

    ABOUT: ClassVar[str] = "programme"
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    programme: ProgrammeId
    milestone: PartName
    on: date
    evidence: Sentence


class CapacityReported(Statement, frozen=True, kw_only=True, tag="supply.capacity-reported/1"):
    """The authority or an inspector says what capacity of a phase is there on a day."""

    ABOUT: ClassVar[str] = "programme"
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    programme: ProgrammeId
    phase: PartName
    on: date
    capacity: Between
    source: Sentence


class StockpileReported(Statement, frozen=True, kw_only=True, tag="supply.stockpile-reported/1"):
    """The authority or an inspector says what is laid up, what comes to it, and how it fails."""

    ABOUT: ClassVar[str] = "stockpile"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("input", "input"),)
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    stockpile: StockpileId
    input: InputId
    country: CountryCode
    on: date
    unit: Sentence
    held: Between
    age_years: Between
    """Of what is held on that day, on average at least and at most."""
    added_a_year: Between
    hazard: Hazard
    source: Sentence
