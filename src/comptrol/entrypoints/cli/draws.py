"""What is written down of a draw: before its round, and after; and whether the two agree."""

from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from comptrol.domains.allocation import (
    Committed,
    Draw,
    DrawCommitted,
    Drawn,
    draw_faults,
    seed_of,
)

Word = Annotated[str, Meta(min_length=1, max_length=200)]
Names = Annotated[tuple[str, ...], Meta(max_length=10_000)]


class Bound(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Between whom lots decide, and what will decide: published before that round."""

    call: Word
    input_digest: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
    band: Names
    beacon: Word
    round: Annotated[int, Meta(ge=1)]
    samples: Annotated[int, Meta(ge=0)] = 0
    sampling: str = ""
    noise: str = ""


class Lots(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came of it."""

    call: Word
    beacon: Word
    round: Annotated[int, Meta(ge=1)]
    beacon_output: Annotated[str, Meta(pattern=r"^([0-9a-f]{2}){1,1024}$(?!\n)")]
    seed: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
    order: Names
    tickets: Names
    awarded: Names
    plan_digest: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]


def faults(bound: Bound, lots: Lots) -> Iterator[str]:
    """Yield what does not hold of a draw, without any solver: round, seed, order, band."""
    if lots.call != bound.call:
        yield f"the lots are of call {lots.call}, the band is of {bound.call}"
    yield from draw_faults(
        Committed(
            input_digest=bound.input_digest,
            band=bound.band,
            beacon=bound.beacon,
            round=bound.round,
        ),
        Draw(
            beacon=lots.beacon,
            round=lots.round,
            beacon_output=lots.beacon_output,
            seed=lots.seed,
            order=lots.order,
            awarded=lots.awarded,
        ),
    )


def logged_faults(committed: DrawCommitted, drawn: Drawn) -> tuple[str, ...]:
    """Return what does not hold of a draw that a log has; from its entries alone."""
    return draw_faults(
        Committed(
            input_digest=committed.input_digest,
            band=committed.band,
            beacon=committed.beacon,
            round=committed.beacon_round,
        ),
        Draw(
            beacon=committed.beacon,
            round=drawn.beacon_round,
            beacon_output=drawn.beacon_output,
            seed=seed_of(committed.input_digest, drawn.beacon_output),
            order=tuple(it.proposal for it in drawn.lots),
            awarded=tuple(it.proposal for it in drawn.lots if it.awarded),
        ),
    )
