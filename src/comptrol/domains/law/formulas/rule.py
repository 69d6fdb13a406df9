"""What a rule is, and a question that only a person can answer."""

from datetime import date
from enum import Enum
from typing import Annotated

import msgspec
from msgspec import Meta

from comptrol.domains.law.formulas.record import Record
from comptrol.domains.law.formulas.reporting import Duty
from comptrol.domains.law.formulas.words import ClusterKind, Door, Effect, ItemClass
from comptrol.kernel.dated import Source


class State(Enum):
    """What an authority does with a rule. Codified text may be in any of these states."""

    ENFORCED = "enforced"
    NOT_ENFORCED = "not_enforced"
    STAYED = "stayed"
    PROPOSED = "proposed"
    BILL = "bill"
    GUIDANCE = "guidance"
    PARTY_SPECIFIC = "party_specific"
    LAPSED = "lapsed"
    UNKNOWN = "unknown"


class Interval(Record, frozen=True, kw_only=True, rename={"start": "from"}):
    """From one day to before another (half-open), as known since a third."""

    start: date
    until: date | None = None
    known: date | None = None
    """The day on which this could first be known, where later than the rule itself."""
    source: Source | None = None

    def holds(self, day: date, known_at: date) -> bool:
        """Tell whether the interval covers a day, as far as was known at another."""
        return (
            self.start <= day
            and (self.until is None or day < self.until)
            and (self.known is None or self.known <= known_at)
        )


class Enforcement(Interval, frozen=True, kw_only=True):
    """What an authority does with a rule in an interval. A later record overrides earlier ones."""

    state: State


class Applies(Record, frozen=True, kw_only=True):
    """Where a rule that is all data applies, and what it then says. Every part must fit.

    A place is a country code, or the name of a set in ``destinations.yaml``.
    """

    doors: Annotated[tuple[Door, ...], Meta(min_length=1)]
    classes: tuple[ItemClass, ...] = ()
    """Only items of these classes; none named means every item."""
    origins: tuple[str, ...] = ()
    """A sale: only chips that leave these places."""
    places: tuple[str, ...] = ()
    """Only chips that go to, or stand in, these places."""
    seats: tuple[str, ...] = ()
    """Only recipients that are in, or answer to, these places."""
    training_above: str = ""
    """Only training of more operations than this parameter says, strictly."""
    training_from: str = ""
    """Only training of at least as many operations as this parameter says."""
    cluster: ClusterKind | None = None
    """Only clusters that this definition covers."""
    abroad: bool = False
    """Only where the chips go or stand abroad, or the recipient is there."""
    leaving: bool = False
    """Only where the chips leave the places they come from: an export from them."""
    datacenter: bool = False
    """Not for chips of which it is known that they are not for datacenters."""
    while_waiting: bool = False
    """Only while it does not bind: once it does, a function of its own says more."""
    effect: Effect
    detail: str
    question: str = ""
    """What it asks of a person."""
    blocking: bool = False


class Deadline(Record, frozen=True, kw_only=True):
    """A day by which something must be done, or on which something turns."""

    on: date
    name: str = ""
    """What a function of the law calls it; of those of one name the last that is known counts."""
    known: date | None = None
    """The day on which it could first be known, where later than the rule."""
    text: str
    source: Source


class Rule(Record, frozen=True, kw_only=True):
    """One rule: where it stands, since when it could be known, and what was done with it."""

    id: str
    title: str
    jurisdiction: str
    effect: str
    source: Source
    announced: date
    published: date | None = None
    compliance_from: date | None = None
    codified: tuple[Interval, ...] = ()
    enforcement: Annotated[tuple[Enforcement, ...], Meta(min_length=1)]
    sections: dict[str, Source] = msgspec.field(default_factory=dict)
    conditions: tuple[str, ...] = ()
    """What must be met before the rule helps anyone; a person certifies each."""
    conditions_from: date | None = None
    """The day from which the conditions read so; nothing: as long as the rule."""
    applies: tuple[Applies, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    reports: tuple[Duty, ...] = ()
    """What it has somebody report, and by when; it stands as the rule does."""

    def enforced(self, day: date, known_at: date) -> Enforcement | None:
        """Return the last record that holds on a day, or nothing: not begun, or not yet known."""
        if known_at < self.announced:
            return None
        holding = [record for record in self.enforcement if record.holds(day, known_at)]
        return holding[-1] if holding else None


class RedFlag(Record, frozen=True, kw_only=True, rename={"start": "from"}):
    """A sign of diversion, by the name under which a request reports it."""

    id: str
    text: str
    rule: str
    start: date | None = None
    """The day from which the source names it; nothing: from before this rulebook."""
    number: int | None = None
    """Its number in 15 CFR 732 Supp. 3, where that has one."""
    source: Source


class NamedChip(Record, frozen=True, kw_only=True):
    """A chip that a rule names itself."""

    name: str
    rule: str
    source: Source

    def __post_init__(self) -> None:
        """Refuse a name without a letter or a digit: it would be in every name."""
        if not words_of(self.name).strip():
            raise ValueError("a chip is named by letters or digits")

    def is_in(self, chip: str) -> bool:
        """Tell whether a chip goes by this name, whatever else its own name says."""
        return words_of(self.name) in words_of(chip)


def words_of(text: str) -> str:
    """Return the words of a name, so that one name can be sought in another.

    >>> words_of("Ascend 910C") in words_of("Huawei Ascend-910C / Atlas A3")
    True
    """
    return f" {' '.join(''.join(c if c.isalnum() else ' ' for c in text.casefold()).split())} "


class Then(Enum):
    """What an answer does."""

    PROCEEDS = "proceeds"
    REFUSES = "refuses"
    DECIDES = "decides"
    """It is a fact, and the rules then use it."""


class Allowed(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One answer that a question may have, and what it means."""

    answer: str
    meaning: str
    then: Then
    effect: Effect = Effect.RED_FLAG
    """What a refusing answer amounts to."""


class Question(Record, frozen=True, kw_only=True):
    """Something that only a person can answer, and what counts as evidence."""

    id: str
    text: str
    answered_by: str
    evidence: str
    answers: tuple[Allowed, ...]
    rule: str
    source: Source
