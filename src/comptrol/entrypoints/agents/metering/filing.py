"""How is a row of usage said, and what became of it? Filed, known, in conflict, or refused."""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final

import msgspec

from comptrol.domains.metering import Event, MeteringRefusal, Readings, UsageRow
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.finding import Finding, Refused
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Statement

CORRECTED: Final = "the source says another version"
"""The reason of a correction where none is given."""


class Fate(Enum):
    """What became of an event."""

    FILED = "filed"
    KNOWN = "known"
    """It was told before, in the same words: it is counted, and counted once."""
    CONFLICT = "conflict"
    """It was told before, in other words. Nothing has changed."""
    REFUSED = "refused"
    AWAY = "away"
    """The authority could not be reached: tell it again."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event, what became of it, and why."""

    source: str
    event: str
    version: int = 1
    fate: Fate
    position: int | None = None
    """In the log, where it was filed."""
    reasons: tuple[str, ...] = ()


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How many events came to what."""

    filed: int
    known: int
    conflict: int
    refused: int
    away: int

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> "Tally":
        """Count outcomes."""
        many = dict.fromkeys(Fate, 0)
        for it in outcomes:
            many[it.fate] += 1
        return cls(**{fate.value: number for fate, number in many.items()})

    @property
    def is_whole(self) -> bool:
        """Tell whether every event is in the log as it was told."""
        return not (self.conflict or self.refused or self.away)


def in_order(found: Readings) -> Sequence[UsageRow]:
    """Return rows in the order in which they are said: of an event its versions one by one."""
    return sorted((*found.earlier, *found.rows), key=lambda it: (it.since, *it.name, it.version))


def statement_of(row: UsageRow, party: PartyId, reason: str = CORRECTED) -> Statement:
    """Return what is said of a row; UnreadableError where nothing can be."""
    if row.provider is not None and row.provider != party:
        raise UnreadableError(f"it is of provider {row.provider}: file it --as {row.provider}")
    if row.version > 1:
        return row.corrected(reason)
    if not row.chips:
        raise UnreadableError("chips: none; an event is withdrawn by a later version, not told so")
    return row.used()


def outcome(row: UsageRow, fate: Fate, *reasons: str, position: int | None = None) -> Outcome:
    """Return what became of a row."""
    return Outcome(
        source=row.source,
        event=row.event,
        version=row.version,
        fate=fate,
        position=position,
        reasons=reasons,
    )


def refused(row: UsageRow, answer: Refused, known: Event | None = None) -> Outcome:
    """Return what a refusal of a row comes to; ``known`` is the event as it stands in the log."""
    codes = {it.code for it in answer.findings}
    words = tuple(map(_sentence, answer.findings))
    if MeteringRefusal.EVENT_EXISTS.reason.code in codes:
        return outcome(row, Fate.KNOWN)
    if MeteringRefusal.EVENT_CONFLICT.reason.code in codes:
        return outcome(row, Fate.CONFLICT, *words)
    if MeteringRefusal.OTHER_VERSION.reason.code in codes and known is not None:
        if known.version > row.version or _says_the_same(known, row):
            return outcome(row, Fate.KNOWN)
        if known.version == row.version:
            return outcome(row, Fate.CONFLICT, *words)
    return outcome(row, Fate.REFUSED, *words)


def is_of_version(answer: Refused) -> bool:
    """Tell whether the event has to be looked at to know what a refusal means."""
    code = MeteringRefusal.OTHER_VERSION.reason.code
    return any(it.code == code for it in answer.findings)


def _says_the_same(known: Event, row: UsageRow) -> bool:
    return known.version == row.version and (
        (known.chips, known.chip_seconds, known.flop, known.energy_mj)
        == (row.chips, row.chip_seconds, row.flop, row.energy_mj)
    )


def _sentence(finding: Finding) -> str:
    return f"{finding.title} {finding.detail} [{finding.code}]"
