"""How a plan goes into a log, and comes out of it: in parts that fit into envelopes."""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final, TypeVar

import msgspec

from comptrol.domains.allocation.formulas.curves import plain
from comptrol.domains.allocation.formulas.exchange import (
    Award,
    Booking,
    Change,
    Made,
    Plan,
    Price,
    Reason,
    awards_ordered,
    plan_digest,
)
from comptrol.domains.allocation.statements import (
    Booked,
    CallId,
    Cause,
    Confirmed,
    Declining,
    Option,
    PlanId,
    Planned,
    PlannedAward,
    PlannedPrice,
    PlannedReason,
    PlanPart,
    PoolId,
    ProposalId,
)
from comptrol.kernel.identifiers import Digest

PART_BYTES: Final = 12_000
"""Of a part: with what stands around it an envelope has 16 KiB at most."""
DISPLACED_MAX, CHANGES_MAX, DETAIL_MAX = 20, 6, 400
_TWELFTH: Final = Decimal("1e-12")
Piece = TypeVar("Piece")


def said_of(
    plan: Plan,
    name: PlanId,
    *,
    cause: Cause,
    as_of: date,
    replaces: PlanId | None = None,
) -> tuple[tuple[PlanPart, ...], Planned]:
    """Return what has to be said so that a log has this plan: its parts in order, then itself."""
    parts = tuple(_parts(plan, name))
    made = plan.made or Made(solver="unknown", version="")
    return parts, Planned(
        plan=name,
        call=CallId(plan.call),
        replaces=replaces,
        cause=cause,
        as_of=as_of,
        objective=text_of(plan.objective),
        bound=text_of(plan.bound),
        bound_of=plan.bound_of,
        gap=text_of(plan.gap),
        input_digest=Digest(plan.input_digest),
        plan_digest=Digest(plan_digest(plan)),
        solver=made.solver,
        version=made.version,
        options=tuple(
            Option(name=it, value=str(value)) for it, value in sorted(made.options.items())
        ),
        seed=made.seed,
        parts=len(parts),
    )


def plan_of(said: Planned, parts: tuple[PlanPart, ...]) -> Plan:
    """Return the plan that was said, as it reads outside."""
    return Plan(
        call=said.call,
        objective=Decimal(said.objective),
        bound=Decimal(said.bound),
        bound_of=said.bound_of,
        gap=Decimal(said.gap),
        awards=awards_ordered(tuple(award_of(it) for part in parts for it in part.awards)),
        prices=tuple(_price_back(it) for part in parts for it in part.prices),
        reasons=tuple(_reason_back(it) for part in parts for it in part.reasons),
        input_digest=said.input_digest,
        made=Made(
            solver=said.solver,
            version=said.version,
            options={it.name: it.value for it in said.options},
            seed=said.seed,
        ),
    )


def award_of(planned: PlannedAward) -> Award:
    """Return an award as it reads outside."""
    return Award(
        proposal=planned.proposal,
        bookings=tuple(
            Booking(pool=it.pool, month=it.month, chip_hours=it.chip_hours)
            for it in planned.bookings
        ),
    )


def text_of(number: Decimal) -> str:
    """Return a number as text of at most twelve decimals; one that is exact stays so.

    >>> text_of(Decimal("179.383334")), text_of(Decimal("-2E+3"))
    ('179.383334', '-2000')
    """
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int), "a plan has finite numbers"
    fits = (
        number if exponent >= _TWELFTH.adjusted() else number.quantize(_TWELFTH, ROUND_HALF_EVEN)
    )
    return f"{plain(fits) + 0:f}"


def _parts(plan: Plan, name: PlanId) -> Iterator[PlanPart]:
    """Yield parts, each as full as it may be."""
    pieces: list[tuple[str, Any]] = [
        *(("awards", _award(it)) for it in awards_ordered(plan.awards)),
        *(("prices", _price(it)) for it in plan.prices),
        *(("reasons", _reason(it)) for it in plan.reasons),
    ]
    held: dict[str, list[Any]] = {}
    size, part = 0, 0
    for kind, piece in pieces:
        length = len(msgspec.json.encode(piece)) + 1
        if size and size + length > PART_BYTES:
            yield _part(plan, name, part, held)
            held, size, part = {}, 0, part + 1
        held.setdefault(kind, []).append(piece)
        size += length
    if held:
        yield _part(plan, name, part, held)


def _part(plan: Plan, name: PlanId, part: int, held: dict[str, list[Any]]) -> PlanPart:
    return PlanPart(
        plan=name,
        call=CallId(plan.call),
        part=part,
        **{kind: tuple(pieces) for kind, pieces in held.items()},
    )


def _award(award: Award) -> PlannedAward:
    return PlannedAward(
        proposal=ProposalId(award.proposal),
        bookings=tuple(
            Booked(pool=PoolId(it.pool), month=it.month, chip_hours=it.chip_hours)
            for it in award.bookings
        ),
    )


def _price(price: Price) -> PlannedPrice:
    number = price.per_chip_hour if price.per_chip_hour is not None else price.per_h100e_hour
    return PlannedPrice(
        pool=None if price.pool is None else PoolId(price.pool),
        month=price.month,
        group=price.group,
        floor=price.floor,
        price=text_of(max(number or Decimal(0), Decimal(0))),
    )


def _price_back(price: PlannedPrice) -> Price:
    number = Decimal(price.price)
    of_pool = price.pool is not None
    return Price(
        pool=price.pool,
        month=price.month,
        group=price.group,
        floor=price.floor,
        per_chip_hour=number if of_pool else None,
        per_h100e_hour=None if of_pool else number,
    )


def _reason(reason: Reason) -> PlannedReason:
    return PlannedReason(
        proposal=ProposalId(reason.proposal),
        outcome=reason.outcome,
        reason=Declining(reason.ground),
        value=text_of(reason.value),
        best_value_with_it=_text(reason.best_value_with_it),
        best_value_without_it=_text(reason.best_value_without_it),
        award_value_that_wins=_text(reason.award_value_that_wins),
        confirmed_by_resolve=reason.confirmed_by_resolve,
        within=reason.within,
        displaces=tuple(ProposalId(it) for it in reason.displaces[:DISPLACED_MAX]),
        changes=tuple(
            Confirmed(field=it.field, to=it.to, best_value=text_of(it.best_value))
            for it in reason.changes[:CHANGES_MAX]
        ),
        detail=reason.detail[:DETAIL_MAX],
    )


def _reason_back(reason: PlannedReason) -> Reason:
    return Reason(
        proposal=reason.proposal,
        outcome=reason.outcome,
        ground=reason.reason.value,
        value=Decimal(reason.value),
        best_value_with_it=_number(reason.best_value_with_it),
        best_value_without_it=_number(reason.best_value_without_it),
        award_value_that_wins=_number(reason.award_value_that_wins),
        confirmed_by_resolve=reason.confirmed_by_resolve,
        within=reason.within,
        displaces=reason.displaces,
        changes=tuple(
            Change(field=it.field, to=it.to, best_value=Decimal(it.best_value))
            for it in reason.changes
        ),
        detail=reason.detail,
    )


def _text(number: Decimal | None) -> str | None:
    return None if number is None else text_of(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
