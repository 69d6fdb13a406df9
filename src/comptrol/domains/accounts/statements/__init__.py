"""What can be said for accounts: methods, estimates with intervals, nationalities of names."""

from datetime import date
from decimal import Decimal
from typing import ClassVar, TypeAlias

from comptrol.domains.accounts.statements.words import (
    Axis,
    Basis,
    Certainty,
    Channel,
    ClusterMethod,
    Ends,
    EstimateId,
    Label,
    MethodId,
    Operating,
    Sentence,
)
from comptrol.domains.chips import FactorSetId
from comptrol.kernel.dated import Quality
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.roles import AUTHORITY, Role
from comptrol.kernel.statement import Statement

__all__ = [
    "AccountsStatement",
    "Axis",
    "Basis",
    "Certainty",
    "Channel",
    "ClusterMethod",
    "Ends",
    "EstimateId",
    "Estimated",
    "Label",
    "MethodAdopted",
    "MethodId",
    "NationalityStated",
    "Operating",
    "Sentence",
    "Withdrawn",
]


class MethodAdopted(Statement, frozen=True, kw_only=True, tag="accounts.method-adopted/1"):
    """The authority says by which method clusters are counted from now on, and why."""

    ABOUT: ClassVar[str] = "method"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    method: MethodId
    title: Label
    clusters: ClusterMethod
    source: Sentence
    reason: Sentence
    by: Sentence
    """Who decided, by title."""


class Estimated(Statement, frozen=True, kw_only=True, tag="accounts.estimated/1"):
    """A source estimates what a country has on one axis: percentiles, confidence, source, day.

    A missing end is unknown and never of no width. An estimate is a level: that of a later day of
    the same axis, country, part and source stands in place of the earlier one.
    """

    ABOUT: ClassVar[str] = "estimate"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("country", "country"),)
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    estimate: EstimateId
    axis: Axis
    country: CountryCode
    part: Label
    """What of the country it is: an owner, a designer, a channel. Parts do not overlap."""
    as_of: date
    p5: Decimal | None = None
    median: Decimal
    p95: Decimal | None = None
    """In H100 equivalents of the factor set."""
    factor_set: FactorSetId
    confidence: Label
    """In the words of the source."""
    source: Sentence
    method: Label
    """Of the source, with its version."""


class Withdrawn(Statement, frozen=True, kw_only=True, tag="accounts.withdrawn/1"):
    """The authority says that an estimate was wrong: it counts no more, and still stands here."""

    ABOUT: ClassVar[str] = "estimate"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    estimate: EstimateId
    reason: Sentence


class NationalityStated(Statement, frozen=True, kw_only=True, tag="accounts.nationality/1"):
    """The authority says of which country a firm is that sources name, and how it knows.

    It is for accounts alone: whom the law reaches follows from what parties declare.
    """

    ABOUT: ClassVar[str] = "name"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("country", "country"),)
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    name: Label
    country: CountryCode
    quality: Quality
    source: Sentence
    retrieved: date


AccountsStatement: TypeAlias = MethodAdopted | Estimated | Withdrawn | NationalityStated
