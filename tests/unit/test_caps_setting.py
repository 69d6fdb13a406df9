"""What a cap is when it is set, what a review leaves, and when notice of it is given."""

from datetime import date, timedelta
from decimal import Decimal

from tests.caps_world import AT, MODEL, Known, cap

from comptrol.domains.caps import (
    Act,
    Ask,
    Basis,
    Bearer,
    CapId,
    CapSet,
    Every,
    Further,
    HoldId,
    Posted,
    Review,
    Reviewed,
    Stretch,
    Take,
    Terms,
    Unit,
    Window,
    amount,
    beyond,
)
from comptrol.domains.caps.reactions import react
from comptrol.domains.chips import ModelId
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry

DAY = date(2026, 1, 1)
TOTAL = CapId("total")


def set_to(**more: object) -> CapSet:
    words = {"bearer": Bearer.PARTY, "whose": "customer", "source": "a test", "since": DAY}
    return CapSet(**{"cap": TOTAL, "unit": Unit.CHIP_SECONDS, "ceiling": 9, **words, **more})  # type: ignore[arg-type]


def test_a_plain_cap_has_no_terms_and_any_other_has_its_own() -> None:
    known = Known()
    known.fold(set_to(), 7)
    plain = known.view.caps.get(TOTAL)
    assert plain == cap(ceiling=9, position=7)
    known.fold(set_to(cap="flop", unit=Unit.FLOP, ceiling=None, limit=Decimal(10)), 8)
    flop = known.view.caps.get(CapId("flop"))
    assert flop is not None
    assert flop.terms == Terms(limit=Decimal(10))
    known.fold(set_to(cap="bare", unit=Unit.FLOP, ceiling=None), 9)
    bare = known.view.caps.get(CapId("bare"))
    assert bare is not None
    assert bare.terms == Terms()
    bound = known.view.bound.get("party customer")
    assert bound is not None
    assert bound.caps == ("bare", "flop", "total")


def test_all_that_is_said_of_a_cap_is_kept() -> None:
    known = Known()
    window, until = Window(every=Every.DAY), date(2027, 1, 1)
    known.fold(set_to(window=window, notices=(80, 10, 80), until=until), 7)
    found = known.view.caps.get(TOTAL)
    assert found is not None
    assert found.terms == Terms(window=window, notices=(10, 80))
    assert (found.since, found.until, found.source, found.whose) == (
        DAY,
        until,
        "a test",
        "customer",
    )
    known.fold(set_to(cap="world", bearer=Bearer.WORLD, whose=None), 8)
    world = known.view.caps.get(CapId("world"))
    assert world is not None
    assert world.whose == ""


def test_a_cap_that_is_set_anew_keeps_what_is_held_and_used() -> None:
    known = Known(cap(ceiling=9, held=3, used=4))
    known.fold(set_to(ceiling=5), 8)
    found = known.view.caps.get(TOTAL)
    assert found is not None
    assert (found.ceiling, found.held, found.used, found.position) == (5, 3, 4, 8)


def test_a_review_leaves_who_looked_when_and_why() -> None:
    known = Known()
    known.fold(set_to(review_on=date(2026, 6, 1)), 7)
    assert known.view.reviews.get(TOTAL) == Review(cap=TOTAL, review_on=date(2026, 6, 1))
    looked = {"on": date(2026, 5, 1), "by": "Head of Caps", "reason": "nothing has changed"}
    known.fold(Reviewed(cap=TOTAL, review_on=date(2026, 12, 1), **looked), 8)  # type: ignore[arg-type]
    assert known.view.reviews.get(TOTAL) == Review(
        cap=TOTAL,
        review_on=date(2026, 12, 1),
        reviewed_on=date(2026, 5, 1),
        by="Head of Caps",
        reason="nothing has changed",
    )


def test_notice_of_a_rolling_cap_is_given_for_its_last_days() -> None:
    rolling = Terms(window=Window(days=30), notices=(50, 90))
    known = Known(cap("rolls", ceiling=100, terms=rolling))
    hour = Stretch(since=AT - timedelta(hours=1), until=AT)
    take = Take(cap=CapId("rolls"), held=20, used=40)
    plan = Stretch(since=AT, until=AT + timedelta(hours=1))
    further = Further(ran=hour, plan=plan)
    said = Posted(because=6, hold=HoldId("o"), act=Act.LATE, takes=(take,), further=further)
    known.fold(said)
    entry = Entry(position=8, logged_at=AT, signer=PartyId("platform"), statement=said)
    (given,) = react(entry, known.world)
    assert (given.cap, given.window, given.percent, given.because) == ("rolls", "rolling", 50, 8)
    assert (given.held, given.used, given.ceiling, given.unit) == (20, 40, 100, Unit.CHIP_SECONDS)


def test_operations_of_an_unknown_model_are_not_known() -> None:
    known = Known(flop := cap("flop", Unit.FLOP, terms=Terms(limit=Decimal(10))))
    plan = Stretch(since=AT, until=AT + timedelta(hours=1))
    ask = Ask(chips=1, chip_seconds=1, model=ModelId("nobody-s"), plan=plan)
    assert amount(known.world, flop, ask) is None
    (found,) = beyond(known.world, flop, ask, None)
    assert found.unknown.endswith("what nobody-s has of that is not known")
    assert amount(known.world, flop, Ask(chips=1, chip_seconds=1, model=MODEL, plan=plan))


def test_a_basis_says_which_figure_counts() -> None:
    assert [cap("flop", Unit.FLOP, terms=Terms(basis=it)).basis for it in (None, *Basis)] == [
        Basis.THEORETICAL,
        *Basis,
    ]
