"""Where there is no room: in which cap, in which window, and by which numbers."""

from datetime import UTC, datetime
from decimal import Decimal

from tests.caps_world import AT, MODEL, Known, cap

from comptrol.domains.caps import (
    Ask,
    CapId,
    Every,
    Stretch,
    Terms,
    Unit,
    Window,
    beyond,
)

TIME = CapId("total")
MONTH = Terms(window=Window(every=Every.MONTH))
OVER_TWO = Stretch(since=AT, until=datetime(2026, 12, 2, 13, tzinfo=UTC))
"""35 hours of November, and 37 of December."""


def ask(seconds: int) -> Ask:
    return Ask(chips=8, chip_seconds=seconds, model=MODEL, plan=OVER_TWO)


def test_a_plain_cap_with_notices_has_its_whole_life_as_its_window() -> None:
    known = Known(cap(ceiling=100, used=60, held=30, terms=Terms(notices=(50,))))
    total = known.view.caps.get(TIME)
    assert total is not None
    assert [*beyond(known.world, total, ask(10), None)] == []
    (found,) = beyond(known.world, total, ask(11), None)
    assert (found.cap, found.window, found.windows) == (TIME, "", 0)
    assert (found.held, found.used, found.asked) == (30, 60, 11)


def test_what_is_not_known_is_said_of_the_cap_and_of_no_window() -> None:
    known = Known(memory := cap("memory", Unit.MEMORY_GB, terms=Terms(limit=Decimal(80))))
    (found,) = beyond(known.world, memory, ask(10), None)
    assert (found.cap, found.window, found.windows, found.asked) == ("memory", "", 0, 0)
    assert found.sentence == (
        "Cap memory: it counts memory-gb, and what h100 has of that is not known."
    )


def test_each_further_window_without_room_is_counted() -> None:
    known = Known(monthly := cap("monthly", ceiling=30, terms=MONTH))
    (found,) = beyond(known.world, monthly, ask(72), None)
    assert (found.window, found.windows, found.asked) == ("2026-11", 1, 35)
