"""What is posted of an order: what it used, what was wrong, and what ran without a hold."""

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.caps_world import AT, HIGH, LOW, MODEL, Known, cap, held

from comptrol.domains.caps import (
    AMOUNT_MAX,
    DAYS_MAX,
    Act,
    CapId,
    ExactTake,
    HoldId,
    HoldStage,
    Posted,
    Stretch,
    Take,
    Terms,
    Unit,
    correction,
    late,
    settled_further,
    usage,
)
from comptrol.kernel.quantity import Flop, FlopChange

TIME, CHIPS, FLOP = CapId("total"), CapId("chips"), CapId("flop")
CAPS = (cap(), cap("chips", Unit.CHIPS), cap("flop", Unit.FLOP, terms=Terms(limit=None)))
RAN = Stretch(since=AT, until=AT + timedelta(hours=1))
ORDER = HoldId("order")


def running(stage: HoldStage = HoldStage.CONFIRMED) -> Known:
    """Return a world with an order that holds a hundred chip-seconds of each."""
    takes = (Take(cap=CHIPS, held=8), Take(cap=TIME, held=100))
    exact = (ExactTake(cap=FLOP, held=Decimal(100 * HIGH)),)
    lapses_at = AT + timedelta(days=1)
    return Known(*CAPS, holds=[held(stage=stage, takes=takes, exact=exact, lapses_at=lapses_at)])


def used(known: Known, seconds: int, flop: Flop | None = None) -> Posted | None:
    asked = {"because": 9, "hold": ORDER, "model": MODEL, "chip_seconds": seconds, "ran": RAN}
    return usage(known.world, **asked, flop=flop)  # type: ignore[arg-type]


def corrected(known: Known, seconds: int, flop: FlopChange | None = None) -> Posted | None:
    asked = {"because": 9, "hold": ORDER, "model": MODEL, "corrects": 6, "ran": RAN}
    return correction(known.world, **asked, chip_seconds=seconds, flop=flop)  # type: ignore[arg-type]


def exactly(
    seconds: int, held_: int = 0, measured: tuple[int, int, int] | None = None
) -> ExactTake:
    low, mid, high = measured or (seconds * LOW, seconds * LOW, seconds * HIGH)
    return ExactTake(
        cap=FLOP,
        held=Decimal(held_),
        used=Decimal(seconds * HIGH),
        low=Decimal(low),
        mid=Decimal(mid),
        high=Decimal(high),
    )


def test_what_is_used_is_no_longer_held() -> None:
    said = used(running(), 60)
    assert said is not None
    assert (said.act, said.because, said.overrun) == (Act.USE, 9, 0)
    assert said.lapses_at == AT + timedelta(days=1)
    assert said.takes == (Take(cap=TIME, held=-60, used=60),)
    assert said.further is not None
    assert said.further.ran == RAN
    assert said.further.takes == (exactly(60, -60 * HIGH),)


def test_what_is_used_beyond_what_is_held_is_counted_and_shown() -> None:
    said = used(running(), 130)
    assert said is not None
    assert said.overrun == 30
    assert said.takes == (Take(cap=TIME, held=-100, used=130),)
    assert said.further is not None
    assert said.further.takes == (exactly(130, -100 * HIGH),)


def test_what_was_measured_stands_in_place_of_the_chips_own_peaks() -> None:
    said = used(running(), 60, Flop.of(1, 2, 3))
    assert said is not None
    assert said.further is not None
    assert said.further.takes == (exactly(60, -60 * HIGH, (1, 2, 3)),)


def test_what_is_used_after_the_end_is_late() -> None:
    said = used(running(HoldStage.SETTLED), 60)
    assert said is not None
    assert said.act is Act.LATE


def test_nothing_used_or_never_held_is_nothing_posted() -> None:
    assert used(running(), 0) is None
    assert used(Known(*CAPS), 60) is None
    assert corrected(Known(*CAPS), 60) is None


def test_on_plain_caps_alone_a_posting_says_nothing_further() -> None:
    said = used(Known(cap(), holds=[held(takes=(Take(cap=TIME, held=100),))]), 60)
    assert said is not None
    assert said.further is None


@pytest.mark.parametrize("seconds", [7, -7])
def test_a_correction_counts_both_ways_and_frees_nothing(seconds: int) -> None:
    said = corrected(running(), seconds)
    assert said is not None
    assert (said.act, said.because) == (Act.CORRECT, 9)
    assert said.lapses_at == AT + timedelta(days=1)
    assert said.takes == (Take(cap=TIME, used=seconds),)
    assert said.further is not None
    assert (said.further.corrects, said.further.ran) == (6, RAN)
    assert said.further.takes == (exactly(seconds),)


def test_a_correction_of_what_was_measured_is_of_that() -> None:
    said = corrected(running(), 0, FlopChange.of(-3, 2, 5))
    assert said is not None
    assert said.further is not None
    assert said.further.takes == (exactly(0, 0, (-3, 2, 5)),)


def test_a_correction_of_nothing_posts_nothing_in_operations() -> None:
    said = corrected(running(), 0)
    assert said is not None
    assert said.further is not None
    assert said.further.takes == ()


@pytest.mark.parametrize("sign", [1, -1])
def test_a_correction_is_within_what_one_posting_may_move(sign: int) -> None:
    said = corrected(running(), sign * (AMOUNT_MAX + 1))
    assert said is not None
    assert said.takes == (Take(cap=TIME, used=sign * AMOUNT_MAX),)


def test_of_a_stretch_too_long_to_split_the_last_part_counts() -> None:
    long = Stretch(since=AT - timedelta(days=DAYS_MAX + 9), until=AT)
    said = usage(running().world, because=9, hold=ORDER, model=MODEL, chip_seconds=60, ran=long)
    assert said is not None
    assert said.further is not None
    assert said.further.ran == Stretch(since=AT - timedelta(days=DAYS_MAX), until=AT)


def test_what_ran_without_a_hold_counts_on_totals_alone() -> None:
    takes, further = late(Known(*CAPS).world, CAPS, 60, MODEL, RAN)
    assert takes == (Take(cap=TIME, used=60),)
    assert further is not None
    assert (further.ran, further.takes) == (RAN, (exactly(60),))


def test_what_ran_without_a_hold_on_plain_caps_says_nothing_further() -> None:
    plain = CAPS[:2]
    assert late(Known(*plain).world, plain, 60, MODEL, RAN) == ((Take(cap=TIME, used=60),), None)


def test_a_settlement_counts_what_was_not_counted_while_it_ran() -> None:
    before = ExactTake(
        cap=FLOP,
        held=Decimal(40),
        used=Decimal(60 * HIGH),
        low=Decimal(60 * LOW),
        mid=Decimal(60 * LOW),
        high=Decimal(60 * HIGH),
    )
    known = Known(*CAPS, holds=[order := held(exact=(before,))])
    found = settled_further(known.world, order, 100, MODEL, RAN)
    assert found is not None
    assert found.ran == RAN
    assert found.takes == (exactly(40, -40),)


def test_a_settlement_takes_nothing_back_that_was_counted() -> None:
    before = exactly(60, 40)
    known = Known(*CAPS, holds=[order := held(exact=(before,))])
    found = settled_further(known.world, order, 50, MODEL, RAN)
    assert found is not None
    assert found.takes == (ExactTake(cap=FLOP, held=Decimal(-40)),)


def test_a_settlement_on_plain_caps_says_nothing_further() -> None:
    known = Known(cap(), holds=[order := held(takes=(Take(cap=TIME, held=100),))])
    assert settled_further(known.world, order, 50, MODEL, RAN) is None
