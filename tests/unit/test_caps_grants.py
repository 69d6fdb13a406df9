"""Accounts that were granted, every posting on them, and what is read a page at a time."""

from datetime import UTC, datetime
from typing import Any

from tests.caps_world import AT, MODEL, Known, cap

from comptrol.domains.caps import (
    Act,
    Bearer,
    CapId,
    Every,
    Further,
    Granted,
    HoldId,
    Place,
    Posted,
    Share,
    Stretch,
    Take,
    Terms,
    Unit,
    Window,
    allotments,
    periods,
)
from comptrol.domains.caps.statements import Allotted, Code
from comptrol.kernel.identifiers import CountryCode, PartyId

MONTHLY = CapId("monthly")
CAPS = (cap("monthly", terms=Terms(window=Window(every=Every.MONTH))),)
OVER_TWO = Stretch(since=AT, until=datetime(2026, 12, 2, 13, tzinfo=UTC))
"""35 hours of November, and 37 of December."""
DRAWN = Place(provider=PartyId("provider"), model=MODEL, country=CountryCode("DE"))


def posted(act: Act, *takes: Take, **further: Any) -> Posted:
    said = Further(**further) if further else None
    return Posted(because=6, hold=HoldId("order"), act=act, takes=takes, further=said)


def test_windows_are_read_a_page_at_a_time() -> None:
    known = Known(*CAPS)
    known.fold(posted(Act.HOLD, Take(cap=MONTHLY, held=72), plan=OVER_TWO))
    first = periods(known.world, cap=MONTHLY, limit=1)
    assert [it.window for it in first] == ["2026-11"]
    more = periods(known.world, cap=MONTHLY, after=first[0].window)
    assert [it.window for it in more] == ["2026-12"]


def granted(name: str = "grant-1") -> Granted:
    return Granted(
        because=6,
        cap=CapId(name),
        programme="weather",
        holder=PartyId("customer"),
        place=DRAWN,
        shares=(Share(month="2026-12", chip_seconds=100),),
        source="an award",
    )


def moved(code: Code, many: int, month: str = "2026-12") -> Allotted:
    moves = (Share(month=month, chip_seconds=many),)
    return Allotted(because=6, cap=CapId("grant-1"), code=code, moves=moves, source="a reason")


def test_an_account_keeps_every_posting_as_it_came() -> None:
    known = Known()
    known.fold(granted(), 7)
    known.fold(moved(Code.HELD_BACK, -30), 8)
    known.fold(moved(Code.RELEASED, 20, "2027-01"), 9)
    found = allotments(known.world, cap=CapId("grant-1"))
    assert [(it.position, it.code, it.moves, it.source) for it in found] == [
        (7, None, (Share(month="2026-12", chip_seconds=100),), "an award"),
        (8, Code.HELD_BACK, (Share(month="2026-12", chip_seconds=-30),), "a reason"),
        (9, Code.RELEASED, (Share(month="2027-01", chip_seconds=20),), "a reason"),
    ]
    assert allotments(known.world, cap=CapId("grant-1"), after=7, limit=1) == found[1:2]
    account = known.view.caps.get(CapId("grant-1"))
    assert account is not None
    assert account.ceiling == 90
    assert [account.top_in(it) for it in ("2026-12", "2027-01", "2027-02")] == [70, 20, 0]


def test_a_programme_has_all_its_accounts_and_the_place_of_the_first() -> None:
    known = Known()
    known.fold(granted("grant-2"), 7)
    known.fold(granted("grant-1"), 8)
    grant = known.view.grants.get("weather")
    assert grant is not None
    assert (grant.caps, grant.position, grant.holder) == (("grant-1", "grant-2"), 7, "customer")
    bound = known.view.bound.get("programme weather")
    assert bound is not None
    assert bound.caps == ("grant-1", "grant-2")
    account = known.view.caps.get(CapId("grant-1"))
    assert account is not None
    assert (account.bearer, account.whose, account.unit) == (
        Bearer.PROGRAMME,
        "weather",
        Unit.CHIP_SECONDS,
    )
    assert (account.since, account.until, account.position) == (AT.date(), None, 8)
    assert account.terms is not None
    assert account.terms.place == DRAWN
