"""What a call and a plan look like outside: the JSON of ``comptrol allocate``.

A call is all that a plan depends on; a plan says whom it gives what, and how good that is. Both
are data alone: what holds between them is checked elsewhere, without a solver (``verifying.py``).
Numbers are exact: decimals as they were written, never floats.
"""

import hashlib
from decimal import Decimal
from typing import Annotated, Final, Literal, TypeVar

import msgspec
from msgspec import Meta

from comptrol.kernel.identifiers import NAME

Name = Annotated[str, Meta(pattern=NAME)]
Month = Annotated[str, Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$(?!\n)")]
Index = Annotated[int, Meta(ge=0, le=119)]
"""A month, as its place in the call's months."""
ChipHours = Annotated[int, Meta(ge=0, le=10**12)]
Label = Annotated[str, Meta(max_length=200)]

NEED_MAX: Final = 10**12
MONTHS_MAX: Final = 120
POOLS_MAX: Final = 1_000
PROPOSALS_MAX: Final = 100_000


class Pool(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Chips of one model at one provider under one legal regime, and what is on offer of them."""

    id: Name
    speed_h100e: Decimal
    """H100 equivalents of one chip: so many H100e-hours are in a chip-hour."""
    capacity_chip_hours: Annotated[tuple[ChipHours, ...], Meta(max_length=MONTHS_MAX)]
    """By month, after maintenance and reserve."""


class Proposal(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What one proposal needs, as the technical review trimmed it, and what it is worth."""

    id: Name
    score: Decimal
    weight: Decimal = Decimal(1)
    area: Label = ""
    institution: Label = ""
    country: Label = ""
    need_h100e_hours: Decimal
    least_fraction: Decimal
    """The least useful part of the need, 0 to 1; 1: all or nothing."""
    first_month: Index
    last_month: Index
    """The last of its months, itself one of them."""
    pools: dict[Name, Decimal]
    """Pools that it may use, by law and by its code, and how well it runs there."""
    award_value: Decimal
    """Points for the least award."""
    segments: tuple[tuple[Decimal, Decimal], ...] = ()
    """Further parts of the need, as length and points for each unit of fraction, falling."""

    def __post_init__(self) -> None:
        """Refuse a need that nobody can have."""
        if self.need_h100e_hours > NEED_MAX:
            raise ValueError("need_h100e_hours is at most 10^12")


class Group(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Proposals under one ceiling: of an institution, a country, linked applicants, a track."""

    id: Name
    members: tuple[Name, ...]
    ceiling_h100e_hours: Decimal


class Floor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Proposals that should come to so much together; what is short costs points."""

    id: Name
    members: tuple[Name, ...]
    floor_h100e_hours: Decimal
    penalty_per_h100e_hour: Decimal


class Rules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds for every award of the call."""

    max_pools: Annotated[int, Meta(ge=1, le=1_000)] = 2
    pool_cost: Decimal = Decimal("0.05")
    """Points for each pool that an award uses."""
    monthly_rate: Decimal = Decimal("2.0")
    """In a window of more than two months, no month may have more than so many equal shares."""


class Booking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whole chip-hours of one pool in one month."""

    pool: Name
    month: Month
    chip_hours: Annotated[int, Meta(ge=1, le=10**12)]


class Award(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one proposal is given."""

    proposal: Name
    bookings: tuple[Booking, ...]


class Decided(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Whether one proposal gets an award is settled: by a panel, a lot, or an earlier plan."""

    proposal: Name
    awarded: bool
    why: Label = ""


class EvenFill(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every area gets at least such a part of what the worst one could get at best."""

    theta: Decimal
    """0 to 1, chosen before anybody sees who wins. Fill: delivered by demanded, in an area."""
    worst_fill: Decimal | None = None
    """What the worst area could get at best, rounded down: found by a solver, and then held to."""


class Call(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """All that a plan depends on: what is on offer, who asks, and by which rules."""

    call: Name
    months: Annotated[tuple[Month, ...], Meta(max_length=MONTHS_MAX)]
    pools: Annotated[tuple[Pool, ...], Meta(max_length=POOLS_MAX)]
    proposals: Annotated[tuple[Proposal, ...], Meta(max_length=PROPOSALS_MAX)]
    groups: tuple[Group, ...] = ()
    floors: tuple[Floor, ...] = ()
    rules: Rules = Rules()
    even_fill: EvenFill | None = None
    decided: tuple[Decided, ...] = ()
    booked: tuple[Award, ...] = ()
    """What a plan must contain: months that were used already, or promised."""
    published: tuple[Award, ...] = ()
    """The plan that this one replaces: each award that it drops or cuts costs points."""
    change_penalty: Decimal | None = None
    """Points for each published award that is dropped, times the part of it that is cut."""


class Price(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What one more would be worth near this plan: of a pool in a month, a ceiling or a floor.

    Prices are local: they tell where more capacity would help, and explain no refusal.
    """

    pool: Name | None = None
    month: Month | None = None
    per_chip_hour: Decimal | None = None
    group: Name | None = None
    floor: Name | None = None
    per_h100e_hour: Decimal | None = None


class Change(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """One change of a proposal that would have been enough, confirmed by solving again."""

    field: Literal["pools", "months", "least_fraction"]
    to: Label
    """Such as ``birch``, ``2027-01..2027-06``, ``0.5``."""
    best_value: Decimal


class Reason(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Why one proposal got nothing, or less than it asked; the register's copy, with names."""

    proposal: Name
    outcome: Literal["refused", "cut"]
    ground: Literal[
        "not-eligible",
        "below-threshold",
        "group-ceiling",
        "no-capacity",
        "outbid",
        "lottery",
        "panel",
    ] = "outbid"
    value: Decimal
    """What its least award is worth."""
    best_value_with_it: Decimal | None = None
    best_value_without_it: Decimal | None = None
    award_value_that_wins: Decimal | None = None
    """``value + (best without - best with)``: above it, and nothing else changed, it is in."""
    confirmed_by_resolve: bool = False
    within: Label = ""
    """What was held fixed while it was confirmed; nothing: nothing."""
    displaces: tuple[Name, ...] = ()
    """Who would be out, if it were in."""
    changes: tuple[Change, ...] = ()
    detail: Annotated[str, Meta(max_length=1000)] = ""


class Made(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """How a plan was made, so that it can be made again."""

    solver: Label
    version: Label
    options: dict[str, str | int | float | bool] = {}
    seed: int = 0
    seconds: float | None = None
    """By the clock of whoever made it; it is no part of the digest."""


class Plan(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Who gets what, how good that is, and what no plan can be better than."""

    call: Name
    objective: Decimal
    bound: Decimal
    """No plan is better than this; rounded away from the objective."""
    bound_of: Literal["linear", "integer"] = "integer"
    """Whether it is the bound of the relaxation, or what branch and bound proved."""
    gap: Decimal
    """``(bound - objective) / max(1, |bound|)``, rounded away from zero."""
    awards: tuple[Award, ...] = ()
    prices: tuple[Price, ...] = ()
    reasons: tuple[Reason, ...] = ()
    input_digest: Annotated[str, Meta(max_length=64)] = ""
    """``call_digest`` of the call."""
    made: Made | None = None


NamesMembers = TypeVar("NamesMembers", Group, Floor)
NUMBERS: Final = msgspec.json.Encoder(decimal_format="number")


def ordered(call: Call) -> Call:
    """Return the call with everything that has a name in the order of names."""
    return msgspec.structs.replace(
        call,
        pools=tuple(sorted(call.pools, key=lambda it: it.id)),
        proposals=tuple(
            msgspec.structs.replace(it, pools=dict(sorted(it.pools.items())))
            for it in sorted(call.proposals, key=lambda it: it.id)
        ),
        groups=tuple(_members_ordered(it) for it in sorted(call.groups, key=lambda it: it.id)),
        floors=tuple(_members_ordered(it) for it in sorted(call.floors, key=lambda it: it.id)),
        decided=tuple(sorted(call.decided, key=lambda it: it.proposal)),
        booked=awards_ordered(call.booked),
        published=awards_ordered(call.published),
    )


def call_digest(call: Call) -> str:
    """Return SHA-256 of the call in the order of names: the same for the same call, shuffled."""
    return hashlib.sha256(NUMBERS.encode(ordered(call))).hexdigest()


def plan_digest(plan: Plan) -> str:
    """Return SHA-256 of who gets what, and of nothing else: two plans that book the same agree."""
    return hashlib.sha256(NUMBERS.encode(awards_ordered(plan.awards))).hexdigest()


def awards_ordered(awards: tuple[Award, ...]) -> tuple[Award, ...]:
    """Return awards in the order of names, and their bookings by pool and month."""
    return tuple(
        msgspec.structs.replace(
            it, bookings=tuple(sorted(it.bookings, key=lambda one: (one.pool, one.month)))
        )
        for it in sorted(awards, key=lambda it: it.proposal)
    )


def _members_ordered(of: NamesMembers) -> NamesMembers:
    return msgspec.structs.replace(of, members=tuple(sorted(of.members)))
