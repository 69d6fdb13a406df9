"""What postings make of holds, of caps and of their windows."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.caps_world import AT, HIGH, LOW, Known, cap

from comptrol.domains.caps import (
    Act,
    Basis,
    CapId,
    Every,
    ExactTake,
    Further,
    HoldId,
    HoldStage,
    Lapsed,
    Period,
    Posted,
    Stretch,
    Take,
    Terms,
    Unit,
    Window,
    current,
    periods,
    projection,
)
from comptrol.domains.caps.formulas import LIFE, ROLLING, day_of, first_hour
from comptrol.domains.caps.reactions import react
from comptrol.domains.caps.view import held_by, used_in
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry

TIME, FLOP, MONTHLY, ROLLS = CapId("total"), CapId("flop"), CapId("monthly"), CapId("rolls")
MONTH, LAST_DAYS = Terms(window=Window(every=Every.MONTH)), Terms(window=Window(days=30))
CAPS = (
    cap(),
    cap("flop", Unit.FLOP, terms=Terms()),
    cap("monthly", terms=MONTH),
    cap("rolls", terms=LAST_DAYS),
)
OVER_TWO = Stretch(since=AT, until=datetime(2026, 12, 2, 13, tzinfo=UTC))
"""35 hours of November, and 37 of December."""


def posted(act: Act, *takes: Take, **further: Any) -> Posted:
    said = Further(**further) if further else None
    return Posted(because=6, hold=HoldId("order"), act=act, takes=takes, further=said)


def hold(known: Known) -> Any:
    found = known.view.holds.get(HoldId("order"))
    assert found is not None
    return found


def exact(**parts: int) -> ExactTake:
    return ExactTake(cap=FLOP, **{name: Decimal(many) for name, many in parts.items()})


def in_windows(known: Known, name: CapId, part: str = "held") -> dict[str, int]:
    return {it.window: int(getattr(it, part)) for it in periods(known.world, cap=name)}


def test_postings_on_one_cap_add_up_and_a_cap_that_is_new_joins() -> None:
    known = Known(*CAPS)
    known.fold(posted(Act.HOLD, Take(cap=TIME, held=100)))
    known.fold(posted(Act.GROW, Take(cap=TIME, held=20), Take(cap=MONTHLY, held=5)))
    assert hold(known).takes == (Take(cap=TIME, held=120), Take(cap=MONTHLY, held=5))
    known.fold(posted(Act.USE, Take(cap=TIME, held=-60, used=70)))
    assert hold(known).takes[0] == Take(cap=TIME, held=60, used=70)
    total = known.view.caps.get(TIME)
    assert total is not None
    assert (total.held, total.used) == (60, 70)


def test_every_figure_of_exact_postings_adds_up() -> None:
    known = Known(*CAPS)
    known.fold(posted(Act.HOLD, takes=(exact(held=100),)))
    known.fold(posted(Act.USE, takes=(exact(held=-40, used=41, low=1, mid=2, high=3),)))
    known.fold(posted(Act.USE, takes=(exact(held=-10, used=11, low=4, mid=5, high=6),)))
    assert hold(known).exact == (exact(held=50, used=52, low=5, mid=7, high=9),)
    row = known.view.periods.get((FLOP, LIFE))
    assert row == Period(
        cap=FLOP,
        window=LIFE,
        held=Decimal(50),
        used=Decimal(52),
        low=Decimal(5),
        mid=Decimal(7),
        high=Decimal(9),
    )


def test_the_plan_stays_until_another_is_said() -> None:
    known = Known(*CAPS)
    take, plan = Take(cap=MONTHLY, held=72), OVER_TWO
    known.fold(posted(Act.HOLD, take, plan=plan))
    assert hold(known).plan == plan
    known.fold(posted(Act.USE, Take(cap=MONTHLY, held=-1, used=1), ran=plan))
    assert hold(known).plan == plan
    later = Stretch(since=plan.until, until=plan.until + timedelta(hours=1))
    known.fold(posted(Act.GROW, Take(cap=MONTHLY), plan=later))
    assert hold(known).plan == later


def test_what_was_used_is_let_go_of_where_it_was_used_and_then_from_the_earliest() -> None:
    known = Known(*CAPS)
    known.fold(posted(Act.HOLD, Take(cap=MONTHLY, held=72), plan=OVER_TWO))
    assert in_windows(known, MONTHLY) == {"2026-11": 35, "2026-12": 37}
    ran = Stretch(since=OVER_TWO.until - timedelta(hours=2), until=OVER_TWO.until)
    known.fold(posted(Act.USE, Take(cap=MONTHLY, held=-10, used=10), ran=ran))
    assert in_windows(known, MONTHLY) == {"2026-11": 35, "2026-12": 27}
    assert in_windows(known, MONTHLY, "used") == {"2026-11": 0, "2026-12": 10}
    known.fold(posted(Act.SHRINK, Take(cap=MONTHLY, held=-40)))
    known.fold(posted(Act.SHRINK, Take(cap=MONTHLY), takes=()))
    known.fold(posted(Act.USE, Take(cap=MONTHLY, held=-5, used=40), ran=ran))
    assert held_by(hold(known))[MONTHLY] == 17


def test_what_is_let_go_of_without_use_comes_from_the_earliest_window() -> None:
    known = Known(*CAPS)
    known.fold(posted(Act.HOLD, Take(cap=MONTHLY, held=72), plan=OVER_TWO))
    known.fold(posted(Act.USE, Take(cap=MONTHLY, held=-40), ran=OVER_TWO))
    assert in_windows(known, MONTHLY) == {"2026-11": 0, "2026-12": 32}


def test_use_of_one_cap_lets_nothing_go_of_another() -> None:
    known = Known(*CAPS, cap("other", terms=MONTH))
    other = CapId("other")
    both = (Take(cap=MONTHLY, held=72), Take(cap=other, held=72))
    known.fold(posted(Act.HOLD, *both, plan=OVER_TWO))
    ran = Stretch(since=OVER_TWO.until - timedelta(hours=2), until=OVER_TWO.until)
    used = (Take(cap=MONTHLY, held=-10, used=10), Take(cap=other, held=-30, used=5))
    known.fold(posted(Act.USE, *used, ran=ran))
    assert in_windows(known, MONTHLY) == {"2026-11": 35, "2026-12": 27}
    assert in_windows(known, other) == {"2026-11": 10, "2026-12": 32}


def test_what_lapses_is_free_again_in_every_window() -> None:
    known = Known(*CAPS)
    takes = (Take(cap=MONTHLY, held=72), Take(cap=ROLLS, held=9))
    known.fold(posted(Act.HOLD, *takes, plan=OVER_TWO, takes=(exact(held=100),)))
    known.fold(Lapsed(because=6, until_s=1, holds=(HoldId("order"),)))
    assert hold(known).stage is HoldStage.LAPSED
    assert (hold(known).planned, hold(known).lapses_at) == (None, None)
    assert hold(known).exact == (exact(),)
    assert in_windows(known, MONTHLY) == {"2026-11": 0, "2026-12": 0}
    assert in_windows(known, ROLLS) == {ROLLING: 0}
    assert in_windows(known, FLOP) == {LIFE: 0}


def test_a_rolling_window_says_of_which_cap_it_is() -> None:
    known = Known(*CAPS)
    assert used_in(known.view, CAPS[3], AT) == Period(cap=ROLLS, window=ROLLING)
    ran = Stretch(since=AT - timedelta(hours=2), until=AT)
    known.fold(posted(Act.HOLD, Take(cap=ROLLS, held=9), plan=OVER_TWO))
    known.fold(posted(Act.USE, Take(cap=ROLLS, held=-4, used=6), ran=ran))
    found = used_in(known.view, CAPS[3], AT)
    assert (found.cap, found.held, found.used) == (ROLLS, 5, 6)
    assert current(known.world, CAPS[3], AT) == found
    assert used_in(known.view, CAPS[3], AT + timedelta(days=31)).used == 0


def test_notice_is_given_in_a_window_in_which_something_ran_though_nothing_is_held_there() -> None:
    terms = Terms(window=Window(every=Every.MONTH), notices=(50,))
    known = Known(cap("monthly", ceiling=100, terms=terms))
    known.fold(posted(Act.HOLD, Take(cap=MONTHLY, held=10), plan=OVER_TWO))
    october = Stretch(
        since=datetime(2026, 10, 1, tzinfo=UTC), until=datetime(2026, 10, 2, tzinfo=UTC)
    )
    said = posted(Act.USE, Take(cap=MONTHLY, used=60), ran=october)
    known.fold(said)
    entry = Entry(position=8, logged_at=AT, signer=PartyId("platform"), statement=said)
    given = [(it.window, it.percent, int(it.used)) for it in react(entry, known.world)]
    assert given == [("2026-10", 50, 60)]


# -- wherever the machine stands -----------------------------------------------------------------


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the machine's own clock be thirteen hours and three quarters ahead."""
    with monkeypatch.context() as here:
        here.setenv("TZ", "Pacific/Chatham")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("far_east")
def test_the_zone_of_the_machine_moves_no_window() -> None:
    terms = Terms(window=Window(every=Every.MONTH), basis=Basis.EMPIRICAL_HIGH)
    known = Known(flop := cap("flop", Unit.FLOP, terms=terms))
    first = Stretch(
        since=datetime(2026, 12, 1, tzinfo=UTC), until=datetime(2026, 12, 1, 1, tzinfo=UTC)
    )
    known.fold(posted(Act.HOLD, takes=(exact(held=100),), plan=first))
    used = exact(held=-40, used=41, low=LOW, mid=LOW, high=HIGH)
    known.fold(posted(Act.USE, takes=(used,), ran=first))
    found = projection(known.world, cap=FLOP, on=date(2026, 12, 1))
    assert (found.window, int(found.used), int(found.held)) == ("2026-12", HIGH, 60)
    assert found.cap == FLOP
    assert current(known.world, flop, first.since) == known.view.periods.get((FLOP, "2026-12"))
    assert first_hour(AT + timedelta(minutes=5), 1) == AT - timedelta(days=1)
    assert day_of(datetime(2026, 11, 29, 13, tzinfo=UTC)) == date(2026, 11, 29)
