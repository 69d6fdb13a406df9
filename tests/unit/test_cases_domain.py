"""Weights, counts and guardrails of cases; and what no case can ever hold."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import msgspec.inspect as shapes
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import hearing
from tests.trading_in_cases import Court

from comptrol.domains import DOMAINS, cases
from comptrol.domains.cases import (
    WITH_DENSITY,
    CaseId,
    Channel,
    Reviewed,
    Signal,
    by_channel,
    counted,
    due,
    looks,
    posteriors,
    statistics,
    stock_ratio,
    weights,
)
from comptrol.domains.cases.formulas import lacking, pooled
from comptrol.domains.cases.queries import newly_due
from comptrol.domains.cases.statements import Act
from comptrol.kernel.days import later
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.watch import Since

STOCK = {
    "reported": Decimal(900_000),
    "alternative": Decimal(1_000_000),
    "estimate": Decimal(1_000_000),
    "median_error": Decimal("0.07"),
}


def test_the_published_ratio_and_the_one_with_the_density_come_out_as_they_are_known() -> None:
    """Oracle stock-lr: 3.00, and 2.70 with the factor that the formula leaves out."""
    assert round(stock_ratio(**STOCK), 2) == Decimal("3.00")
    assert round(stock_ratio(**STOCK, method=WITH_DENSITY), 2) == Decimal("2.70")


def test_a_stock_of_nothing_has_no_ratio() -> None:
    with pytest.raises(ValueError, match="above nothing"):
        stock_ratio(**{**STOCK, "reported": Decimal(0)})


def test_odds_are_printed_for_the_prior_its_half_and_its_double() -> None:
    found = posteriors(250_000, [Signal("estimate", Channel.ENERGY, 3_000_000)])
    assert [it.odds for it in found] == ["0.750", "0.375", "1.500"]
    assert [it.probability for it in found] == ["0.429", "0.273", "0.600"]


signals = st.lists(
    st.builds(
        Signal,
        st.text("abc", min_size=1, max_size=3),
        st.sampled_from(Channel),
        st.none() | st.integers(1, 10**9),
    ),
    max_size=8,
)


@given(found=signals, prior=st.integers(1, 10**7))
def test_a_signal_said_twice_counts_once(found: list[Signal], prior: int) -> None:
    assert posteriors(prior, [*found, *found]) == posteriors(prior, found)


@given(found=signals, prior=st.integers(1, 10**7))
def test_more_of_one_channel_never_speaks_louder(found: list[Signal], prior: int) -> None:
    """A channel counts by the least of its signals: uncertainty favours the subject."""
    for extra in found:
        more = posteriors(prior, [*found, Signal("more", extra.channel, 10**9)])[0]
        known = any(it.channel is extra.channel and it.ratio_ppm is not None for it in found)
        if known:
            assert more == posteriors(prior, found)[0]


def test_of_a_channel_one_signal_is_counted_and_the_others_are_named() -> None:
    twice = [Signal("a", Channel.ENERGY, 3_000_000), Signal("b", Channel.ENERGY, 2_000_000)]
    (one,) = by_channel(twice)
    assert (one.signal, one.ratio, one.not_counted) == ("b", "2.000", ("a",))


def test_an_act_says_all_that_it_lacks() -> None:
    assert len(lacking(Act())) == 11
    whole = msgspec.convert(hearing.act(date(2026, 11, 1), 14), Act)
    assert lacking(whole) == ()
    for field in ("rule", "facts", "method", "inputs", "reasons", "on", "deadline", "remedy"):
        default = getattr(Act(), field)
        assert lacking(msgspec.structs.replace(whole, **{field: default})), field


@given(sizes=st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(1, 12)))
def test_no_group_that_is_shown_is_small_and_none_is_what_is_left(sizes: dict[str, int]) -> None:
    shown = pooled({name: list(range(many)) for name, many in sizes.items()})
    assert all(len(it) >= 5 for it in shown.values())
    left = sum(sizes.values()) - sum(map(len, shown.values()))
    assert left == 0 or (left < 5 and not shown) or left < 5


# What a case can never hold (methods.md 7, first column).

NEVER = (
    *("code", "weight", "training_data", "prompt", "output", "hyper"),
    *("traffic", "memory", "keystroke", "private_key", "credential", "password", "card", "iban"),
    *("image", "photo", "health", "religion", "politic", "ethnic", "union", "nationality"),
    *("device", "whistle", "informant", "informer", "source_name", "teller", "score", "person"),
)


def fields_of(shape: Any, seen: frozenset[type] = frozenset()) -> set[str]:
    found = set[str]()
    if isinstance(shape, shapes.StructType) and shape.cls not in seen:
        for field in shape.fields:
            found |= {field.name} | fields_of(field.type, seen | {shape.cls})
    for name in ("item_type", "value_type"):
        if getattr(shape, name, None) is not None:
            found |= fields_of(getattr(shape, name), seen)
    for inner in getattr(shape, "types", ()):
        found |= fields_of(inner, seen)
    return found


@pytest.mark.parametrize("said", cases.DOMAIN.statements, ids=lambda it: it.__name__)
def test_no_kind_of_a_case_has_a_field_for_what_is_never_collected(said: Any) -> None:
    for field in fields_of(shapes.type_info(said)):
        assert not any(word in field for word in NEVER), field


def test_no_row_of_a_case_has_one_either() -> None:
    for table in cases.DOMAIN.view.tables().values():
        for field in fields_of(shapes.type_info(table.layout.row)):
            assert not any(word in field for word in NEVER), (table.layout.name, field)


# Over a log.


@pytest.fixture(scope="module")
def court() -> Court:
    made = Court()
    for number in range(6):
        case = f"c-{number}"
        opened = hearing.opening(case, "customer", "order-1", alarms=made.alarms)
        made.tell("inspector", opened)
    for number in range(6):
        made.tell("authority", hearing.notice(f"c-{number}", "customer", made.today))
        made.tell("customer", hearing.answer(f"c-{number}", "customer"))
    made.later(3)
    for number in range(6):
        said = hearing.decision(f"c-{number}", made.today, "dismissed")
        made.tell("reviewer", said)
    return made


def test_precision_is_that_of_people_and_times_are_the_middle_ones(court: Court) -> None:
    with court.world() as world:
        found = statistics(world)
    (tally,) = found.detectors
    assert (tally.cases, tally.dismissed, tally.precision, tally.false_alarms) == (
        6,
        6,
        "0.000",
        "1.000",
    )
    assert (tally.notice_days, tally.decision_days) == (0, 3)
    assert [it.group for it in found.countries] == ["DE"]


def test_a_case_weighs_nothing_while_nobody_says_by_how_much(court: Court) -> None:
    with court.world() as world:
        found = weights(world, case=CaseId("c-0"))
        with pytest.raises(NotFoundError):
            weights(world, case=CaseId("none"))
    assert found.unknown == tuple(court.alarms)
    assert [it.odds for it in found.posteriors] == ["0.250", "0.125", "0.500"]
    assert "decides nothing" in found.says


def test_few_cases_are_not_published() -> None:
    made = Court()
    made.tell("inspector", hearing.opening("c-1", "customer", "order-1", alarms=made.alarms))
    with made.world() as world:
        public, full = statistics(world), counted(world, public=False)
    assert (public.cases, public.detectors) == (0, ())
    assert full.detectors[0].open == 1


def since(made: Court, days_ago: int | None) -> Since:
    last = None if days_ago is None else made.today - timedelta(days=days_ago)
    return Since(today=made.today, size=0, last=last, entries=None)


def asked(made: Court, days_ago: int | None) -> list[Reviewed]:
    with made.world() as world:
        return list(looks(world, since(made, days_ago)))


def test_a_new_day_is_looked_at_where_something_became_overdue_and_once() -> None:
    made = Court()
    made.tell("inspector", hearing.opening("c-1", "customer", "order-1", alarms=made.alarms))
    assert asked(made, None) == []
    made.later(7)
    assert asked(made, 1) == []
    made.later(1)
    (look,) = asked(made, 1)
    assert asked(made, 0) == []
    made.tell("authority", msgspec.to_builtins(look))
    assert asked(made, 1) == []
    made.later(1)
    assert asked(made, 1) == []
    with made.world() as world:
        assert [it.step for it in due(world, on=made.today, overdue=True)] == ["notice"]


def test_no_day_is_after_the_last_of_the_calendar() -> None:
    assert later(date.max, 3660) == later(date(9999, 12, 30), 1) == date.max
    made = Court()
    made.tell("inspector", hearing.opening("c-1", "customer", "order-1", alarms=made.alarms))
    made.market.stage.clock.at = datetime(9999, 12, 30, tzinfo=UTC)
    made.tell("inspector", hearing.opening("c-2", "customer", "order-1", alarms=made.alarms))
    assert not made.say("authority", hearing.notice("c-1", "customer", date(9999, 12, 17)))
    with made.world() as world:
        found = [it.case for it in newly_due(world, None, date.max)]
    assert found == ["c-1"]


def test_every_domain_that_watches_names_itself() -> None:
    assert [it.name for it in DOMAINS if it.name == "cases" for _ in it.watches] == ["cases"]
