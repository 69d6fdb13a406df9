"""What the detectors of splitting count: against brute force, published numbers, real traces."""

import csv
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from math import comb
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptrol.domains.structuring import (
    Accounts,
    Bunching,
    Counted,
    Evidence,
    HandOver,
    Headroom,
    Limit,
    LimitId,
    Piece,
    Span,
    bursts,
    named_bursts,
    replayed,
)
from comptrol.domains.structuring.formulas import (
    Bond,
    by_account,
    calendar,
    crowd,
    discovered,
    grouped,
    likelihood_ratio,
    longest_chain,
    most,
    near_limit,
    odds_of,
    peak,
    posterior,
    split,
    tail,
)

PHILLY: Final = Path(__file__).parents[3] / "shared/data/traces/sia_philly/philly.csv"
STRONG, WEAK = Evidence.PAYMENT_INSTRUMENT, Evidence.ADDRESS
WEIGHTS: Final = {
    it: 2
    if it in {Evidence.BENEFICIAL_OWNER, STRONG, Evidence.DEVICE_KEY, Evidence.ULTIMATE_PARENT}
    else 1
    for it in Evidence
}
BUNCH: Final = Bunching(
    width_bp=1000, neighbours=4, observations_min=20, false_discovery_ppm=10_000
)
names = st.sampled_from("abcdef")
pieces = st.lists(
    st.builds(
        lambda who, chips, start, length: Piece(who, chips, start, start + length),
        names,
        st.integers(1, 9),
        st.integers(0, 40),
        st.integers(1, 30),
    ),
    min_size=1,
    max_size=8,
)


def limit(counts: Counted, value: int, **window: object) -> Limit:
    return Limit(limit=LimitId("it"), counts=counts, value=value, source="a test", **window)  # type: ignore[arg-type]


# Linkage


@pytest.mark.parametrize("kind", list(Evidence))
def test_strong_evidence_links_and_weak_does_not(kind: Evidence) -> None:
    found = grouped([Bond("a", "b", kind)], WEIGHTS, 2)
    assert [it.members for it in found] == ([("a", "b")] if WEIGHTS[kind] == 2 else [])


def test_weak_evidence_links_in_pairs_of_different_kinds_between_the_same_two() -> None:
    same = [Bond("a", "b", WEAK, 1), Bond("a", "b", WEAK, 2), Bond("b", "a", WEAK, 3)]
    spread = [Bond("a", "b", WEAK), Bond("b", "c", Evidence.NETWORK)]
    pair = [Bond("a", "b", WEAK), Bond("b", "a", Evidence.NETWORK)]
    assert [grouped(it, WEIGHTS, 2) for it in (same, spread)] == [(), ()]
    (found,) = grouped(pair, WEIGHTS, 2)
    assert not found.strong
    assert len(found.bonds) == 2


def test_a_group_is_as_weak_as_a_step_that_holds_it_together() -> None:
    weak = [Bond("b", "c", WEAK), Bond("b", "c", Evidence.NETWORK)]
    (found,) = grouped([Bond("a", "b", STRONG), *weak], WEIGHTS, 2)
    assert found.members == ("a", "b", "c")
    assert not found.strong
    (found,) = grouped([Bond("a", "b", STRONG), Bond("a", "c", STRONG), *weak], WEIGHTS, 2)
    assert found.strong


@given(st.lists(st.tuples(names, names, st.sampled_from(list(Evidence))), max_size=20))
def test_groups_are_the_connected_components(drawn: list[tuple[str, str, Evidence]]) -> None:
    bonds = [Bond(*it) for it in drawn if it[0] != it[1]]
    kinds: dict[frozenset[str], set[Evidence]] = {}
    for it in bonds:
        kinds.setdefault(frozenset({it.one, it.other}), set()).add(it.by)
    edges = [both for both, by in kinds.items() if sum(WEIGHTS[it] for it in by) >= 2]
    reached = {it: {it} for both in edges for it in both}
    for _ in reached:
        for both in edges:
            joined = set().union(*(reached[it] for it in both))
            for it in joined:
                reached[it] = joined
    expected = {tuple(sorted(it)) for it in reached.values()}
    found = grouped(bonds, WEIGHTS, 2)
    assert {it.members for it in found} == expected
    assert found == grouped(bonds[::-1], WEIGHTS, 2)


# Rates and windows, against counting by the second


def rate_at(many: list[Piece], second: int) -> int:
    return sum(it.chips for it in many if it.start_s <= second < it.end_s)


@given(pieces)
def test_the_peak_is_the_highest_second(many: list[Piece]) -> None:
    found = peak(many)
    assert found.amount == max(rate_at(many, it) for it in range(80))
    assert rate_at(many, found.start_s) == rate_at(many, found.end_s - 1) == found.amount


def test_what_ends_makes_room_before_what_begins() -> None:
    assert peak([Piece("a", 8, 0, 10), Piece("b", 8, 10, 20)]).amount == 8
    assert peak([Piece("a", 8, 0, 11), Piece("b", 8, 10, 20)]).amount == 16


DAY: Final = 86_400


@given(pieces, st.integers(1, 3))
def test_the_fullest_rolling_window_is_found(many: list[Piece], days: int) -> None:
    """Seconds are stretched, so that windows of whole days fall between and over the pieces."""
    scale = DAY // 8
    wide = [it._replace(start_s=it.start_s * scale, end_s=it.end_s * scale) for it in many]
    found = most(wide, limit(Counted.CHIP_SECONDS, 1, span=Span.ROLLING, days=days))
    asked = [sum(rate_at(many, it) for it in range(at, at + 8 * days)) for at in range(-30, 80)]
    assert found.amount == max(asked) * scale
    ordered = most(wide, limit(Counted.CHIPS_ORDERED, 1, span=Span.ROLLING, days=days))
    begun = [
        sum(it.chips for it in many if at <= it.start_s < at + 8 * days) for at in range(-30, 80)
    ]
    assert ordered.amount == max(begun)


def test_calendar_windows_are_half_open_and_whole() -> None:
    new_year = int(datetime(2027, 1, 1, tzinfo=UTC).timestamp())
    over = Piece("a", 10, new_year - 5, new_year + 3)
    year = limit(Counted.CHIP_SECONDS, 1, span=Span.YEAR)
    assert most([over], year).amount == 50
    assert most([over], limit(Counted.CHIP_SECONDS, 1, span=Span.ROLLING, days=1)).amount == 80
    assert calendar(Span.QUARTER, new_year, new_year) == []
    assert calendar(Span.QUARTER, new_year, new_year + 1)[0][0] == new_year


def test_a_leap_day_is_a_day() -> None:
    february = int(datetime(2028, 2, 1, tzinfo=UTC).timestamp())
    ((start, end),) = calendar(Span.MONTH, february, february + 1)
    assert (end - start) // DAY == 29


# Splitting


@given(pieces, st.integers(2, 30))
def test_whoever_is_named_stays_below_and_all_together_reach(
    many: list[Piece], value: int
) -> None:
    for counted in (
        limit(Counted.CHIPS_AT_ONCE, value),
        limit(Counted.CHIP_SECONDS, value * 9, span=Span.DAY),
        limit(Counted.CHIPS_ORDERED, value, span=Span.ROLLING, days=1),
    ):
        small = [
            it
            for own in by_account(many).values()
            if most(own, counted).amount < counted.value
            for it in own
        ]
        together = most(small, counted).amount
        found = split(many, counted, 2)
        if found is None:
            assert together < counted.value or len({it.account for it in small}) < 2
        else:
            assert together == found.most.amount >= counted.value
            assert {it for it, _ in found.members} <= {it.account for it in small}
            assert len(found.members) >= 2


def test_the_second_at_which_a_total_is_reached_is_exact() -> None:
    counted = limit(Counted.CHIP_SECONDS, 1000, span=Span.DAY)
    found = split([Piece("a", 3, 0, 300), Piece("b", 2, 100, 400)], counted, 2)
    assert found is not None
    assert found.at_s == 240  # 300 before second 100, then five chips: 140 seconds more
    assert found.members == (("a", 900), ("b", 600))


@pytest.mark.parametrize(("value", "named"), [(15, True), (16, True), (17, False)])
def test_a_limit_is_reached_when_it_is_equalled(value: int, *, named: bool) -> None:
    both = [Piece("a", 8, 0, 10), Piece("b", 8, 0, 10)]
    assert (split(both, limit(Counted.CHIPS_AT_ONCE, value), 2) is not None) is named


# Bunching


@pytest.mark.parametrize(
    ("below", "expected"), [(18, "0.00020122528"), (14, "0.05765914917"), (20, "9.5367E-7")]
)
def test_the_tail_is_that_of_the_sheet(below: int, expected: str) -> None:
    assert abs(tail(below, 20, 500_000) / Decimal(expected) - 1) < Decimal("1e-4")


@given(st.integers(1, 40), st.data())
def test_the_tail_is_the_sum_in_fractions(trials: int, data: st.DataObject) -> None:
    least, ppm = data.draw(st.integers(0, trials)), data.draw(st.integers(1, 999_999))
    q = Fraction(ppm, 10**6)
    exact = sum(comb(trials, k) * q**k * (1 - q) ** (trials - k) for k in range(least, trials + 1))
    found = Fraction(tail(least, trials, ppm))
    assert abs(found / exact - 1) < Fraction(1, 10**30)


def test_eighteen_of_twenty_are_named_and_fourteen_are_not() -> None:
    many, few = crowd([95] * 18 + [105] * 2, 100, BUNCH), crowd([95] * 14 + [105] * 6, 100, BUNCH)
    assert many is not None
    assert few is not None
    assert f"{many.p_value:.1e}" == "2.0e-4"
    assert f"{few.p_value:.3f}" == "0.058"
    assert discovered([many.p_value, few.p_value], 10_000) == {0}


def test_nineteen_are_too_few_to_say() -> None:
    assert crowd([95] * 19, 100, BUNCH) is None
    assert crowd([95] * 20, 100, BUNCH) is not None


def test_the_limit_itself_is_not_below_it() -> None:
    found = crowd([100] * 10 + [99] * 10 + [90] * 5 + [89] * 3 + [110] * 2, 100, BUNCH)
    assert found is not None
    assert (found.below, found.above) == (15, 10)


def test_amounts_that_fall_off_are_expected_to_be_more_below() -> None:
    falling = [at for at in range(50, 150) for _ in range(2 ** ((149 - at) // 10))]
    found = crowd(falling, 100, BUNCH)
    assert found is not None
    assert 660_000 < found.expected_ppm < 672_000  # twice as many in each bin below: two thirds
    assert found.p_value > Decimal("0.2")


def test_few_of_those_named_are_named_by_chance() -> None:
    p = [Decimal(it) / 1000 for it in (1, 8, 39, 41, 42, 60, 74, 205, 212, 216)]
    assert discovered(p, 50_000) == {0, 1}  # the example of Benjamini and Hochberg at 5 %
    assert discovered([], 50_000) == frozenset()


# Continuity, headroom, weight


HOW: Final = HandOver(gap_s=60, alike_bp=9000, times_min=2)


def test_a_chain_goes_from_account_to_account_and_never_to_itself() -> None:
    work = [Piece("ab"[it % 2], 8, it * 100, it * 100 + 90) for it in range(6)]
    assert [it.account for it in longest_chain(work, HOW)] == list("ababab")
    alone = [it._replace(account="a") for it in work]
    assert len(longest_chain(alone, HOW)) == 1


@pytest.mark.parametrize(
    ("chips", "model", "gap_s", "length"),
    [(8, "", 60, 2), (8, "", 61, 1), (7, "", 0, 1), (8, "other", 0, 1), (8, "", -1, 1)],
)
def test_what_goes_on_is_alike_and_soon(chips: int, model: str, gap_s: int, length: int) -> None:
    work = [Piece("a", 8, 0, 100), Piece("b", chips, 100 + gap_s, 300, model)]
    assert len(longest_chain(work, HOW)) == length


def test_a_long_history_is_looked_through_in_bounded_steps() -> None:
    many = [Piece(f"a{it % 50}", 8, it // 50, it // 50 + 7) for it in range(20_000)]
    assert len(longest_chain(many, HOW)) >= 50


def test_headroom_is_against_an_accounts_own_history() -> None:
    how = Headroom(share_bp=9500, periods=3, chance_ppm=50_000)
    assert near_limit([0, 10, 20, 30, 95, 99, 96], 100, how) is not None
    assert near_limit([0, 10, 20, 30, 94, 99, 96], 100, how) is None
    assert near_limit([0, 10, 20, 30, 95, 99, 100], 100, how) is None  # not below it
    assert near_limit([96] * 12, 100, how) is None
    assert near_limit([96] * 3, 100, how) is None  # three without a history are an eighth


@pytest.mark.parametrize(("recall", "share"), [(870_000, "0.080"), (430_000, "0.041")])
def test_the_share_that_is_right_is_that_of_the_sheet(recall: int, share: str) -> None:
    found = posterior(odds_of(1000), [likelihood_ratio(recall, 10_000)])
    assert f"{found.probability:.3f}" == share
    assert found.of_half < found.probability < found.of_twice


# A real trace, in which everybody is innocent


@pytest.fixture(scope="module")
def philly() -> list[Piece]:
    if not PHILLY.is_file():
        reason = f"the trace is not at {PHILLY}"
        pytest.fail(reason) if os.getenv("CI") else pytest.skip(reason)
    return list(read(PHILLY))


def read(path: Path) -> Iterator[Piece]:
    with path.open(newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            at = datetime.fromisoformat(row["timestamp"]).replace(tzinfo=UTC)
            start_s, length_s = int(at.timestamp()), int(float(row["duration"]))
            chips = int(row["num_gpus"])
            yield Piece(row["cluster"], chips, start_s, start_s + length_s, order=f"j-{number}")


def test_the_innocent_bursts_of_philly_are_those_of_the_data_sheet(philly: list[Piece]) -> None:
    windows, found = bursts(philly, window_s=600, chips_min=64, chips_each=8)
    assert (len(found), windows) == (303, 19_699)
    assert sum(it.chip_seconds for it in philly) // 3600 == 978_078
    assert len({it.account for it in philly}) == 15


def test_no_burst_is_named_where_a_tenant_is_one_account_and_every_one_at_the_worst(
    philly: list[Piece],
) -> None:
    _, found = bursts(philly, window_s=600, chips_min=64, chips_each=8)
    ordered = limit(Counted.CHIPS_ORDERED, 64, span=Span.DAY)
    named = {it: named_bursts(philly, found, it, ordered, window_s=600) for it in Accounts}
    assert named == {Accounts.TENANT: 0, Accounts.JOBS: 303}


def test_days_of_a_small_tenant_are_counted(philly: list[Piece]) -> None:
    own = [it for it in philly if it.account in {"e13805", "51b7ef"}]
    rate = limit(Counted.CHIPS_AT_ONCE, 64)
    found = {
        accounts: {(it.tenant, it.detector): (it.named, it.days) for it in rows}
        for accounts in Accounts
        for rows in [list(replayed(own, accounts, [rate], HOW))]
    }
    assert found[Accounts.TENANT]["e13805", "it"] == (0, 88)
    assert found[Accounts.JOBS]["e13805", "it"] == (1, 88)
    assert found[Accounts.JOBS]["51b7ef", "hand-over"] == (0, 3)
