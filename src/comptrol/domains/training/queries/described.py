"""How is a run described in a file: RUN.json of the public command contract?"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from comptrol.domains.training.formulas import Regime
from comptrol.domains.training.statements import Bond, Chips, Purpose
from comptrol.kernel.quantity import Flop

Name = Annotated[str, Meta(min_length=1, max_length=100)]


class ChipsAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Chips of one model, of several that work together."""

    chips: Chips
    model: Name | None = None
    peak_flop_per_s: Decimal | None = None
    """Of one chip, dense; in place of a model that the catalogue has."""


class PeriodAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was used while nothing changed: by chips, by parameters and tokens, or as stated."""

    name: Name | None = None
    chips: Chips | None = None
    model: Name | None = None
    peak_flop_per_s: Decimal | None = None
    mix: Annotated[tuple[ChipsAsked, ...], Meta(max_length=100)] = ()
    """In place of one model: several."""
    hours: Decimal | None = None
    seconds: Decimal | None = None
    since: Annotated[datetime, Meta(tz=True)] | None = None
    until: Annotated[datetime, Meta(tz=True)] | None = None
    utilisation: Decimal | None = None
    precision: Name | None = None
    parameters: Decimal | None = None
    tokens: Decimal | None = None
    discarded_tokens: Decimal | None = None
    """Of data that was made and not used."""
    passes: Decimal | None = None
    operations_per_pass: Decimal | None = None
    dense: bool | None = None
    context_length: Decimal | None = None
    """6PD asks that the parameters are much more than a twelfth of it."""
    flop: Decimal | Flop | None = None


class Described(PeriodAsked, frozen=True, kw_only=True):
    """A run: what it is for, its periods or the fields of its only one, and what it comes from."""

    purpose: Purpose = Purpose.TRAINING
    periods: Annotated[tuple[PeriodAsked, ...], Meta(max_length=10_000)] = ()
    lineage: Annotated[tuple["BehindAsked", ...], Meta(max_length=1_000)] = ()
    published: bool | None = None
    failed: bool = False


class BehindAsked(Described, frozen=True, kw_only=True):
    """A run that another one comes from. Named again, its name and how are enough."""

    run: Name
    by: Bond
    share: Decimal | None = None
    systemic: bool | None = None


class RunAsked(Described, frozen=True, kw_only=True):
    """RUN.json: the run that is asked about."""

    run: Name = "run"
    regime: Regime | None = None
    on: date | None = None
