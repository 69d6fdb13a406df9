"""What a place, a listing or an end use does to a sale and to a rental."""

from datetime import date
from enum import Enum

from comptrol.domains.law.formulas.record import Record
from comptrol.domains.law.formulas.words import Effect
from comptrol.kernel.dated import Source
from comptrol.kernel.identifiers import CountryCode


class Reach(Enum):
    """How far a place or a listing bears on a door."""

    STOPS = "stops"
    ASKS = "asks"
    NOTHING = "nothing"


class Bearing(Record, frozen=True, kw_only=True):
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


class Embargo(Record, frozen=True, kw_only=True, rename={"start": "from"}):
    """A place under a general embargo, from one day to before another."""

    country: CountryCode
    start: date
    until: date | None = None
    sale: Bearing
    rental: Bearing
    source: Source


class ListEffect(Record, frozen=True, kw_only=True):
    """What being on a list does to a sale and to a rental."""

    list: str
    title: str
    sale: Bearing
    rental: Bearing
    no_exceptions: bool
    """No licence exception may be used for a party on it."""
    source: Source
    leaving: tuple[CountryCode, ...] = ()
    """It binds only what leaves these countries; elsewhere it is told and decides nothing."""


class EndUse(Record, frozen=True, kw_only=True):
    """An end use that the law stops, the code by which it is stated, and words that hint at it."""

    code: str
    title: str
    words: tuple[str, ...]
    countries: tuple[CountryCode, ...] = ()
    restricted_side: bool = False
    """It reaches these countries, or the side of D:5 and Macau; where neither is set, everyone."""
    source: Source
