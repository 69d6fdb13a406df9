"""What is known openly of usage under pseudonyms: who filed what when, and never a row of it."""

from datetime import date

import msgspec

from comptrol.domains.pseudonyms.statements import (
    Calendar,
    Certainty,
    Ground,
    ThresholdId,
    Unit,
    Whose,
)
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.view import Key, Table, View


class EpochKey(msgspec.Struct, frozen=True, kw_only=True):
    """The announced key of an epoch."""

    epoch: int
    position: int
    key: str
    since: date
    until: date
    evaluates_until: date
    evaluations_per_day: int


class EvaluationDay(msgspec.Struct, frozen=True, kw_only=True):
    """How many evaluations a provider asked for on a day."""

    epoch: int
    provider: PartyId
    day: date
    many: int
    batches: int


class Filing(msgspec.Struct, frozen=True, kw_only=True):
    """That a provider filed usage of a period, and whether that stands."""

    position: int
    provider: PartyId
    epoch: int
    since: date
    until: date
    part: int
    parts: int
    commitment: Digest
    filed_on: date
    restates: int | None
    restated_by: int | None = None


class Threshold(msgspec.Struct, frozen=True, kw_only=True):
    """A threshold from a day on, until it is set anew or ends."""

    threshold: ThresholdId
    since: date
    until: date | None
    unit: Unit
    whose: Whose
    limit: str
    inclusive: bool
    every: Calendar | None
    days: int | None
    source: str
    position: int


class Join(msgspec.Struct, frozen=True, kw_only=True):
    """That usage was added up over all providers."""

    position: int
    epoch: int
    since: date
    until: date
    joined_on: date


class Crossing(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody is past a threshold; not who."""

    position: int
    crossing: Digest
    epoch: int
    threshold: ThresholdId
    whose: Whose
    since: date
    until: date
    certainty: Certainty
    jointly: bool


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """That a provider was asked who is past a threshold, by whom, and why."""

    position: int
    crossing: int
    provider: PartyId
    by: PartyId
    ground: Ground
    citation: str
    case: str
    asked_on: date


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """Which row's customer a provider has to name."""

    position: int
    ask: int
    provider: PartyId
    filing: int
    row: int
    named_at: int | None = None


class NamedCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """That a provider named a customer; the name is in the vault."""

    position: int
    due: int
    provider: PartyId
    commitment: Digest
    named_on: date


class PseudonymsView(View):
    """Keys, filings, thresholds, crossings and namings. What is sealed is not here."""

    epochs: Table[int, EpochKey] = Table.of("pseudonyms_epochs", EpochKey, key="epoch")
    evaluations: Table[Key, EvaluationDay] = Table.of(
        "pseudonyms_evaluations", EvaluationDay, key="epoch provider day"
    )
    filings: Table[int, Filing] = Table.of(
        "pseudonyms_filings",
        Filing,
        key="position",
        indexes=("commitment", "epoch", "provider epoch"),
    )
    thresholds: Table[Key, Threshold] = Table.of(
        "pseudonyms_thresholds", Threshold, key="threshold since"
    )
    joins: Table[int, Join] = Table.of("pseudonyms_joins", Join, key="position")
    crossings: Table[int, Crossing] = Table.of(
        "pseudonyms_crossings", Crossing, key="position", indexes=("crossing",)
    )
    asks: Table[int, Ask] = Table.of("pseudonyms_asks", Ask, key="position", indexes=("crossing",))
    dues: Table[int, Due] = Table.of("pseudonyms_dues", Due, key="position", indexes=("ask",))
    names: Table[int, NamedCustomer] = Table.of(
        "pseudonyms_names", NamedCustomer, key="position", indexes=("commitment",)
    )
