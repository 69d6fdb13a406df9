"""What a rulebook is: law and policy as data, every record dated and with its source."""

from datetime import date
from decimal import Decimal
from enum import Enum
from hashlib import sha256

import msgspec

from comptrol.domains.law.formulas.words import Door, Effect, ItemClass
from comptrol.kernel.dated import Dated, Source
from comptrol.kernel.identifiers import CountryCode, Digest


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


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record of the rulebook: an unknown word in it is a mistake, never ignored."""


class Interval(_Record, frozen=True, kw_only=True, rename={"start": "from"}):
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


class IfEnacted(_Record, frozen=True, kw_only=True):
    """What a rule that does not bind yet, or no longer, would say, and of what."""

    doors: tuple[Door, ...]
    classes: tuple[ItemClass, ...] = ()
    """Only items of these classes; none named means every item."""
    effect: Effect
    detail: str


class Rule(_Record, frozen=True, kw_only=True):
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
    enforcement: tuple[Enforcement, ...]
    sections: dict[str, Source] = {}
    conditions: tuple[str, ...] = ()
    """What must be met before the rule helps anyone; a person certifies each."""
    if_enacted: IfEnacted | None = None

    def enforced(self, day: date, known_at: date) -> Enforcement | None:
        """Return the last record that holds on a day, or nothing: not begun, or not yet known."""
        if known_at < self.announced:
            return None
        holding = [record for record in self.enforcement if record.holds(day, known_at)]
        return holding[-1] if holding else None


class Then(Enum):
    """What an answer does."""

    PROCEEDS = "proceeds"
    REFUSES = "refuses"
    DECIDES = "decides"
    """It is a fact, and the rules then use it."""


class Allowed(_Record, frozen=True, kw_only=True):
    """One answer that a question may have, and what it means."""

    answer: str
    meaning: str
    then: Then
    effect: Effect = Effect.RED_FLAG
    """What a refusing answer amounts to."""


class Question(_Record, frozen=True, kw_only=True):
    """Something that only a person can answer, and what counts as evidence."""

    id: str
    text: str
    answered_by: str
    evidence: str
    answers: tuple[Allowed, ...]
    rule: str
    source: Source


class Reach(Enum):
    """How far a place or a listing bears on a door."""

    STOPS = "stops"
    ASKS = "asks"
    NOTHING = "nothing"


class Bearing(_Record, frozen=True, kw_only=True):
    """What a place or a listing does to one door: its effect in law, and who must act."""

    reach: Reach
    effect: Effect = Effect.NONE
    detail: str = ""
    question: str = ""
    source: Source | None = None

    def __post_init__(self) -> None:
        """Refuse a bearing that asks and names no question, or stops and requires no licence."""
        if (self.reach is Reach.ASKS) != bool(self.question):
            raise ValueError("a bearing that asks names a question, and no other does")
        if (self.reach is Reach.STOPS) != (self.effect is Effect.LICENCE_REQUIRED):
            raise ValueError("a bearing that stops has the effect licence_required, no other has")


class Embargo(_Record, frozen=True, kw_only=True, rename={"start": "from"}):
    """A place under a general embargo, from one day to before another."""

    country: CountryCode
    start: date
    until: date | None = None
    sale: Bearing
    rental: Bearing
    source: Source


class ListEffect(_Record, frozen=True, kw_only=True):
    """What being on a list does to a sale and to a rental."""

    list: str
    title: str
    sale: Bearing
    rental: Bearing
    no_exceptions: bool
    """No licence exception may be used for a party on it."""
    source: Source


class EndUse(_Record, frozen=True, kw_only=True):
    """An end use that the law stops, the code by which it is stated, and words that hint at it."""

    code: str
    title: str
    words: tuple[str, ...]
    source: Source


class DestinationSet(_Record, frozen=True, kw_only=True, rename={"start": "from"}):
    """Countries that a rule names, from one day to before another."""

    name: str
    members: tuple[CountryCode, ...]
    start: date
    until: date | None = None
    source: Source


class Membership(_Record, frozen=True, kw_only=True, rename={"start": "from"}):
    """A country in a country group, from one day to before another."""

    group: str
    country: CountryCode
    start: date
    until: date | None = None
    source: Source


class TreatedAs(_Record, frozen=True, kw_only=True, rename={"start": "from", "other": "as"}):
    """A place that these rules treat as part of another: Hong Kong as China."""

    country: CountryCode
    other: CountryCode
    start: date
    until: date | None = None
    source: Source


class Rulebook(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """All of it, each part by its name, under one digest."""

    name: str
    title: str
    first_day: date
    known_from: date
    checked_on: date
    parameters: dict[str, Dated[Decimal]]
    rules: dict[str, Rule]
    questions: dict[str, Question]
    listings: dict[str, ListEffect]
    embargoes: dict[CountryCode, tuple[Embargo, ...]]
    end_uses: tuple[EndUse, ...]
    destinations: dict[str, DestinationSet]
    groups: dict[str, dict[CountryCode, tuple[Membership, ...]]]
    groups_seen_on: date
    """The day on which the groups were read; before it they are copied backwards."""
    treated_as: dict[CountryCode, TreatedAs]
    digest: Digest = Digest("")


def digest_of(rulebook: Rulebook) -> Digest:
    """Return SHA-256 over the canonical JSON of everything in a rulebook but its digest."""
    content = msgspec.structs.replace(rulebook, digest=Digest(""))
    return Digest(sha256(msgspec.json.encode(content, order="sorted")).hexdigest())
