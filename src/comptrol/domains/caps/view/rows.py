"""The rows in which caps, their balances and the holds on them are kept."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import msgspec

from comptrol.domains.caps.statements import (
    EXACT,
    NOTHING,
    Basis,
    Bearer,
    CapId,
    Code,
    ExactTake,
    HoldId,
    Place,
    Share,
    Stretch,
    Take,
    Unit,
    Window,
)
from comptrol.domains.chips import FactorSetId
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import Key, Table, View


class HoldStage(Enum):
    """Where a hold is in its life. It ends once."""

    HELD = "held"
    CONFIRMED = "confirmed"
    SETTLED = "settled"
    VOID = "void"
    LAPSED = "lapsed"


LIVE = frozenset({HoldStage.HELD, HoldStage.CONFIRMED})


class Terms(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was said of a cap beyond a ceiling of chips or chip-seconds for good."""

    window: Window | None = None
    limit: Decimal | None = None
    basis: Basis | None = None
    factors: FactorSetId | None = None
    notices: tuple[int, ...] = ()
    place: Place | None = None
    """Of a grant: what binds such chips alone."""
    shares: tuple[Share, ...] | None = None
    """Of a grant: the ceiling of each month. In a month that is not named it is nothing."""


class Cap(msgspec.Struct, frozen=True, kw_only=True):
    """One cap as it was set last, and its balance: the sum of all postings that name it."""

    cap: CapId
    bearer: Bearer
    whose: str
    """Empty for the world."""
    unit: Unit
    ceiling: int | None
    source: str
    since: date
    until: date | None
    position: int
    """Where it was set last."""
    held: int = 0
    used: int = 0
    """Of chips and chip-seconds, over all windows together; exact units have their periods."""
    terms: Terms | None = None
    """Nothing: it is a plain one, and its balance is all there is to it."""

    def binds(self, on: date) -> bool:
        """Tell whether it binds on a day."""
        return self.since <= on and (self.until is None or on < self.until)

    @property
    def window(self) -> Window | None:
        """Return over which time it counts; nothing: for good."""
        return self.terms.window if self.terms is not None else None

    @property
    def exact(self) -> bool:
        """Tell whether it counts in exact numbers, and not in whole ones."""
        return self.unit in EXACT

    @property
    def basis(self) -> Basis:
        """Return which figure of what was used counts."""
        found = self.terms.basis if self.terms is not None else None
        return found or Basis.THEORETICAL

    @property
    def top(self) -> Decimal | None:
        """Return the ceiling, in whatever it counts; nothing: there is none."""
        if self.exact:
            return self.terms.limit if self.terms is not None else None
        return None if self.ceiling is None else Decimal(self.ceiling)

    def top_in(self, window: str) -> Decimal | None:
        """Return the ceiling in one of its windows: of a grant each month has its own."""
        shares = self.terms.shares if self.terms is not None else None
        if shares is None:
            return self.top
        return Decimal(sum(it.chip_seconds for it in shares if it.month == window))


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """What a hold holds of a cap in one window of the calendar."""

    cap: CapId
    window: str
    held: Decimal


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """What one order holds, on every cap that bound it when it was taken."""

    hold: HoldId
    stage: HoldStage
    takes: tuple[Take, ...]
    """What is held and used of each now: after it ended, nothing is held."""
    lapses_at: datetime | None
    position: int
    overrun: int = 0
    plan: Stretch | None = None
    """When what is held is meant to run; nothing where no cap has windows."""
    exact: tuple[ExactTake, ...] | None = None
    """The same as the takes, of caps in exact numbers; nothing where there are none."""
    planned: tuple[Planned, ...] | None = None
    """How what is held falls into windows of the calendar; nothing where no cap has any."""

    @property
    def live(self) -> bool:
        """Tell whether it still holds."""
        return self.stage in LIVE

    @property
    def named(self) -> tuple[CapId, ...]:
        """Return the caps that it was taken of."""
        return (*(it.cap for it in self.takes), *(it.cap for it in self.exact or ()))

    @property
    def begun(self) -> bool:
        """Tell whether any of it has been used."""
        return any(it.used for it in self.takes) or any(it.used for it in self.exact or ())


class Bound(msgspec.Struct, frozen=True, kw_only=True):
    """Which caps bind one party, provider, country, cluster, run, programme or the world."""

    bound: str
    """Such as ``party acme``: asked for with every order."""
    caps: tuple[CapId, ...]


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """What is held and used of a cap in one of its windows."""

    cap: CapId
    window: str
    held: Decimal = NOTHING
    used: Decimal = NOTHING
    """Chip-seconds, or operations by chip time at the highest dense peak."""
    low: Decimal = NOTHING
    mid: Decimal = NOTHING
    high: Decimal = NOTHING
    """Operations as they were measured; of nothing else."""

    def counted(self, basis: Basis) -> Decimal:
        """Return what of the use counts against a ceiling."""
        figures = {Basis.EMPIRICAL_HIGH: self.high, Basis.EMPIRICAL_LOW: self.low}
        return figures.get(basis, self.used)


class Hour(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was used in one hour of a day."""

    hour: int
    used: Decimal = NOTHING
    low: Decimal = NOTHING
    mid: Decimal = NOTHING
    high: Decimal = NOTHING


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """What was used of a cap on the day on which it was used, else on which it was booked."""

    cap: CapId
    day: date
    used: Decimal = NOTHING
    low: Decimal = NOTHING
    mid: Decimal = NOTHING
    high: Decimal = NOTHING
    hours: tuple[Hour, ...] | None = None
    """By the hour, of a cap with a rolling window."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """That notice was given of a cap at a percent of its ceiling, in one of its windows."""

    cap: CapId
    window: str
    percent: int
    position: int
    """Where the cap had been set: one that is set anew is noticed anew."""


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """By when a cap is to be reviewed, and when and why it was left as it is."""

    cap: CapId
    review_on: date | None
    reviewed_on: date | None = None
    by: str | None = None
    reason: str | None = None


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """Who alone may draw on a programme, and of which accounts."""

    programme: str
    holder: PartyId
    caps: tuple[CapId, ...]
    source: str
    position: int
    """Where the first account of it was opened."""


class Allotment(msgspec.Struct, frozen=True, kw_only=True):
    """One posting of chip time onto an account, or off it; nothing was ever rewritten."""

    cap: CapId
    position: int
    code: Code | None
    """Nothing: it is what was granted first."""
    moves: tuple[Share, ...]
    source: str


class CapsView(View):
    """Caps with their balances, and the holds that they are made of."""

    caps: Table[CapId, Cap] = Table.of("caps", Cap, key="cap")
    bound: Table[str, Bound] = Table.of("caps_bound", Bound, key="bound")
    holds: Table[HoldId, Hold] = Table.of("caps_holds", Hold, key="hold", indexes=("stage",))
    periods: Table[Key, Period] = Table.of("caps_periods", Period, key="cap window")
    days: Table[Key, Day] = Table.of("caps_days", Day, key="cap day")
    notices: Table[Key, Notice] = Table.of("caps_notices", Notice, key="cap window percent")
    reviews: Table[CapId, Review] = Table.of("caps_reviews", Review, key="cap")
    grants: Table[str, Grant] = Table.of("caps_grants", Grant, key="programme")
    allotments: Table[Key, Allotment] = Table.of("caps_allotments", Allotment, key="cap position")
