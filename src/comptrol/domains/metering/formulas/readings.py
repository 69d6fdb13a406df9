"""What every reader of meters answers: rows of usage, what could not be read, and one per event.

A row is what a meter file says before anybody signs it. Rows come late, twice, out of order and
corrected: ``one_of_each`` has for every event the version that is in force, whatever came first.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from comptrol.domains.chips import ModelId
from comptrol.domains.gate import OrderId
from comptrol.domains.metering.statements import (
    CHIP_SECONDS_MAX,
    CHIPS_MAX,
    Cause,
    Corrected,
    EventName,
    Flag,
    Meter,
    SourceName,
    Used,
)
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Flop

Tenant = Annotated[str, Meta(min_length=1, max_length=200)]


class UsageRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One event as a source tells it. ``source`` and ``event`` are its name for ever."""

    source: SourceName
    event: EventName
    version: Annotated[int, Meta(ge=1, le=10**6)] = 1
    provider: PartyId | None = None
    tenant: Tenant | None = None
    """The account, in the provider's own words or as a pseudonym."""
    order: OrderId | None = None
    model: ModelId | None = None
    meter: Meter = Meter.ALLOCATION
    chips: Annotated[int, Meta(ge=0, le=CHIPS_MAX)]
    """None: the event is withdrawn."""
    since: datetime
    until: datetime
    chip_seconds: Annotated[int, Meta(ge=0, le=CHIP_SECONDS_MAX)]
    flop: Flop | None = None
    energy_mj: Annotated[int, Meta(ge=0, le=10**18)] | None = None
    flags: tuple[Flag, ...] = ()

    @property
    def name(self) -> tuple[str, str]:
        """Return what it is called, for ever."""
        return self.source, self.event

    def used(self) -> Used:
        """Return it as it is said first."""
        return Used(
            source=self.source,
            event=self.event,
            order=self.order,
            model=self.model,
            meter=self.meter,
            chips=self.chips,
            since=self.since,
            until=self.until,
            chip_seconds=self.chip_seconds,
            flop=self.flop,
            energy_mj=self.energy_mj,
            flags=self.flags,
        )

    def corrected(self, reason: str) -> Corrected:
        """Return it as a correction of what was said under its name before."""
        return Corrected(
            source=self.source,
            event=self.event,
            version=self.version,
            chips=self.chips,
            chip_seconds=self.chip_seconds,
            flop=self.flop,
            energy_mj=self.energy_mj,
            cause=Cause.OTHER,
            reason=reason,
        )


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """Something that could not be read as usage: where, how it begins, and why."""

    place: str
    text: str
    reason: str


class Readings(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader found: every row is here or rejected, and what it did not count is noted."""

    rows: tuple[UsageRow, ...] = ()
    earlier: tuple[UsageRow, ...] = ()
    """Versions that others took the place of: said first, and in no sum."""
    rejected: tuple[Rejected, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def chip_seconds(self) -> int:
        """Return how much chip time the rows of the meter that stands first have."""
        return sum(it.chip_seconds for it in self.rows)


SHOWN_MAX = 120


def rejected(place: str, text: str, reason: str) -> Rejected:
    """Return what could not be read, shortened to what a person needs to find it."""
    return Rejected(place=place, text=text[:SHOWN_MAX], reason=reason)


def one_of_each(rows: Sequence[tuple[str, UsageRow]]) -> Readings:
    """Return every event once, in its latest version, in order of name; reject what conflicts.

    ``rows`` have the place at which each stood. Of two that have one name and one version and
    differ, neither is taken for the other: the event is rejected, until its source corrects it.
    """
    versions: dict[tuple[str, str], dict[int, UsageRow]] = {}
    odd: set[tuple[tuple[str, str], int]] = set()
    refused, repeated = list[Rejected](), 0
    for place, row in rows:
        before = versions.setdefault(row.name, {}).setdefault(row.version, row)
        if before is row:
            continue
        if before == row:
            repeated += 1
            continue
        odd.add((row.name, row.version))
        told = f"version {row.version} stands there already, and says something else"
        refused.append(rejected(place, f"{row.source} {row.event}", told))
    certain = {name: it for name, it in sorted(versions.items()) if (name, max(it)) not in odd}
    replaced = [
        row
        for name, it in certain.items()
        for version, row in sorted(it.items())
        if version < max(it) and (name, version) not in odd
    ]
    return Readings(
        rows=tuple(it[max(it)] for it in certain.values()),
        earlier=tuple(replaced),
        rejected=tuple(refused),
        notes=tuple(
            _told(repeated=repeated, replaced=len(replaced), odd=len(versions) - len(certain))
        ),
    )


def _told(*, repeated: int, replaced: int, odd: int) -> Iterable[str]:
    if repeated:
        yield f"{repeated} told again in the same words, and counted once"
    if replaced:
        yield f"{replaced} versions replaced by later ones"
    if odd:
        yield f"{odd} events are left out, because their sources contradict themselves"
