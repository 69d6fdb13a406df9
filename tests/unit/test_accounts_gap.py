"""The gap between two sides: blocs, indices, parts, growth, classes and questions."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptrol.domains.accounts import (
    SHEET,
    SHIPPED,
    Axis,
    Basis,
    Certainty,
    Channel,
    Class,
    Cluster,
    ClusterStatus,
    ClusterTable,
    Coverage,
    Declared,
    Estimate,
    Factors,
    Gap,
    Grades,
    Made,
    Measured,
    Nationalities,
    Nationality,
    Piece,
    Place,
    Reconciling,
    Renamed,
    Run,
    SiteHeld,
    SiteLevel,
    SiteTableHeld,
    Stock,
    StockTable,
    Watts,
    classes,
    exactly,
    measured_clusters,
    measured_sites,
    measured_stock,
    pair_of,
    point,
    quantiles,
    quarter_ends,
    with_energy,
    with_runs,
    with_shipments,
)
from comptrol.domains.accounts.formulas import bloc_of, doubling, gap, growth, index
from comptrol.domains.registry import Attribution, Confidence
from comptrol.entrypoints.pictures.gap_words import grown
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import CountryCode

DAY: Final = date(2025, 12, 31)
SIDES: Final = ("US", "CN")
amounts = st.integers(1, 10**9).map(Decimal)


@st.composite
def known(draw: Any) -> tuple[Estimate, Decimal]:
    """Return an interval, and a truth within it."""
    low, truth, high = sorted(draw(st.tuples(amounts, amounts, amounts)))
    return quantiles(low, truth, high), truth


def measured(*pieces: Piece, **more: Any) -> Measured:
    fields: dict[str, Any] = {
        "table": "stock",
        "method": "m",
        "axis": Axis.PROVIDER,
        "as_of": DAY,
        "stale": False,
        "pieces": pieces,
        "coverage": None,
        "source": "",
        "recalled": (),
        "others": exactly(Decimal(0)),
        "by_part": True,
        "errors_known": True,
    }
    return Measured(**{**fields, **more})


def piece(side: str, h100e: Estimate, kind: str = "k", **more: Any) -> Piece:
    name = more.pop("name", f"{side} {kind}")
    return Piece(**{"side": side, "kind": kind, "name": name, "on": DAY, "h100e": h100e, **more})


def of(low: int, high: int) -> Estimate:
    return quantiles(Decimal(low), Decimal(low), Decimal(high))


def nationality(name: str, country: str) -> Nationality:
    return Nationality(
        name=name, country=CountryCode(country), quality="seen", source="s", retrieved=DAY
    )


WHOSE: Final = Nationalities(
    [
        nationality("Bert", "BE"),
        nationality("Nel", "NL"),
        nationality("Sam", "US"),
        nationality("China", "CN"),
        nationality("Huawei", "CN"),
        nationality("Nvidia", "US"),
    ]
)


# Blocs.


@pytest.mark.parametrize("text", ["", "us", "USA", "DE,FR", "EU=", "=DE", "EU=DE;FR", "1=DE"])
def test_what_is_no_bloc_is_refused(text: str):
    with pytest.raises(UnreadableError, match=r"expected|need a name"):
        bloc_of(text)


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("EU=DE,FR", "FR", "in both"),
        ("US", "US", "US is in both places: name two that differ"),
        ("X=DE", "X=FR", "both are called X"),
    ],
)
def test_blocs_that_overlap_or_are_called_alike_are_refused(one: str, other: str, told: str):
    with pytest.raises(UnreadableError, match=told):
        pair_of(one, other)


def site(name: str, country: str | None, *levels: SiteLevel) -> SiteHeld:
    code = None if country is None else CountryCode(country)
    return SiteHeld(site=name, name=name, country=code, published=None, levels=levels)


def level(name: str, units: int | None, *owners: str, chip: str = "H100") -> SiteLevel:
    return SiteLevel(
        site=name,
        chip=chip,
        on=date(2025, 1, 1),
        units=units,
        planned=False,
        owners=tuple(Attribution(name=it, confidence=Confidence.LIKELY) for it in owners),
        users=(),
    )


def sites(*held: SiteHeld) -> SiteTableHeld:
    factors = Factors(factor_set="f", by_chip={"H100": Decimal(1), "B200": Decimal(2)})
    return SiteTableHeld(edition=DAY, sites=held, factors=(factors,), makers={}, whose=WHOSE)


def test_what_two_members_of_a_bloc_share_is_the_blocs_for_certain_and_counts_once():
    table = sites(site("x", "DE", level("x", 100, "Bert", "Nel")))
    pair = pair_of("Benelux=BE,NL", "US")
    names = (pair[0].name, pair[1].name)
    found = {it.axis: it for it in measured_sites(Renamed(pair).sites(table), DAY, names)}
    assert found[Axis.ACCESS].whole("Benelux").low == 100
    assert found[Axis.ACCESS].whole("Benelux").high == 100
    assert found[Axis.PROVIDER].whole("Benelux").middle == 100
    (part,) = found[Axis.ACCESS].pieces
    assert part.kind == "used abroad: DE, likely"


def test_what_two_sides_share_may_be_all_of_either_or_nothing():
    table = sites(site("x", "DE", level("x", 100, "Sam", "China")))
    found = {it.axis: it for it in measured_sites(table, DAY, SIDES)}
    for side in SIDES:
        assert (found[Axis.ACCESS].whole(side).low, found[Axis.ACCESS].whole(side).high) == (
            0,
            100,
        )
    assert found[Axis.PROVIDER].rest.middle == 100
    assert found[Axis.TERRITORY].of("US") == ()


def test_a_site_in_an_unknown_country_is_used_at_an_unknown_place():
    found = list(measured_sites(sites(site("x", None, level("x", 5, "Sam"))), DAY, SIDES))
    assert [it.kind for it in found[-1].pieces] == ["used at an unknown place, likely"]


# The gap.


@given(known(), known())
def test_the_index_and_the_difference_hold_wherever_the_truth_lies(
    one: tuple[Estimate, Decimal], other: tuple[Estimate, Decimal]
):
    found = gap(measured(piece("US", one[0]), piece("CN", other[0])), SIDES)
    truth = one[1] / (one[1] + other[1])
    assert found.index.low is not None
    assert found.index.high is not None
    assert found.index.low <= truth <= found.index.high
    assert found.apart.low is not None
    assert found.apart.high is not None
    assert found.apart.low <= one[1] - other[1] <= found.apart.high
    assert found.index.number is None  # no quotient of medians


@given(known(), known(), known())
def test_another_part_never_narrows_the_difference(
    one: tuple[Estimate, Decimal], other: tuple[Estimate, Decimal], more: tuple[Estimate, Decimal]
):
    pieces = (piece("US", one[0]), piece("CN", other[0]))
    before = gap(measured(*pieces), SIDES).apart
    after = gap(measured(*pieces, piece("CN", more[0], "smuggled")), SIDES).apart
    widths = [(it.high or Decimal(0)) - (it.low or Decimal(0)) for it in (before, after)]
    assert widths[1] >= widths[0]


@given(
    *(st.integers(1, 10**6).map(Decimal) for _ in range(3)),
    st.integers(1, 100).map(lambda it: Decimal(it) / 100),
    st.integers(0, 100).map(lambda it: Decimal(it) / 100),
)
def test_the_index_of_the_world_holds_whoever_has_what_is_not_seen(
    one: Decimal, other: Decimal, others: Decimal, seen: Decimal, part: Decimal
):
    found = gap(
        measured(
            piece("US", point(one)),
            piece("CN", point(other)),
            coverage=Coverage(low=seen, high=Decimal(1)),
            others=point(others),
            errors_known=False,
        ),
        SIDES,
    )
    hidden = (one + other + others) * (1 - seen) / seen
    truth = (one + part * hidden) / (one + other + hidden)
    slack = Decimal("1e-20")
    assert found.index_world.low is not None
    assert found.index_world.high is not None
    assert found.index_world.low - slack <= truth <= found.index_world.high + slack


def ahead(found: Gap) -> tuple[str | None, str | None]:
    return found.ahead_in_table, found.ahead


def test_nobody_is_ahead_where_bounds_overlap_and_of_the_world_never_without_coverage():
    apart = measured(piece("US", of(10, 12)), piece("CN", of(1, 3)))
    assert ahead(gap(apart, SIDES)) == ("US", None)
    assert ahead(gap(apart, ("CN", "US"))) == ("US", None)
    over = measured(piece("US", of(10, 12)), piece("CN", of(1, 11)))
    assert ahead(gap(over, SIDES)) == (None, None)


@pytest.mark.parametrize(
    "doubt",
    [
        piece("", of(0, 9), "not allocated"),
        piece("CN", of(1, 2), "late", on=DAY - timedelta(days=1)),
        piece("CN", of(1, 2), "later", missing=True),
        piece("CN", point(Decimal(1)), "no interval"),
    ],
    ids=lambda it: it.kind,
)
def test_a_doubt_takes_the_lead_away(doubt: Piece):
    pieces = (piece("US", of(10, 12)), piece("CN", of(1, 3)), doubt)
    assert ahead(gap(measured(*pieces), SIDES)) == (None, None)


def test_who_is_ahead_whatever_is_not_seen_is_named():
    pieces = (piece("US", point(Decimal(90))), piece("CN", point(Decimal(10))))
    sure = gap(measured(*pieces, coverage=Coverage(low=Decimal("0.9"), high=Decimal(1))), SIDES)
    assert sure.ahead == "US"
    little = gap(measured(*pieces, coverage=Coverage(low=Decimal("0.1"), high=Decimal(1))), SIDES)
    assert little.ahead is None


def test_a_side_without_anything_is_unknown_and_not_nothing():
    found = gap(measured(piece("US", of(1, 2))), SIDES)
    assert found.sides[1].h100e.p5 is None
    for unknown in (found.index, found.index_known):
        assert (unknown.low, unknown.number, unknown.high) == (None, None, None)
    assert found.sides[1].known.p95 is None
    assert ahead(found) == (None, None)


def test_each_part_says_what_it_adds_and_what_the_index_is_without_it():
    found = gap(
        measured(
            piece("US", of(80, 90), "own production"),
            piece("CN", of(5, 10), "bought abroad"),
            piece("CN", of(3, 30), "smuggled"),
        ),
        SIDES,
    )
    smuggled = next(it for it in found.parts if it.kind == "smuggled")
    assert (smuggled.apart.low, smuggled.apart.high) == (-30, -3)
    assert (smuggled.h100e.p5, smuggled.h100e.p95) == (3, 30)
    assert smuggled.index_without == index(of(80, 90), of(5, 10))
    assert found.sides[1].h100e.median is None


def test_stock_is_told_apart_by_production_purchase_and_smuggling():
    rows = [
        ("Huawei", Channel.OFFICIAL),
        ("Nvidia", Channel.OFFICIAL),
        ("Nvidia", Channel.SMUGGLED),
    ]
    table = StockTable(stocks=tuple(stock(*it, DAY) for it in rows), whose=WHOSE)
    (found,) = measured_stock(table, DAY, SIDES)
    assert [it.kind for it in found.of("CN")] == ["own production", "bought abroad", "smuggled"]


def stock(designer: str, channel: Channel, on: date, owner: str = "China", **more: Any) -> Stock:
    return Stock(
        **{
            "owner": owner,
            "designer": designer,
            "channel": channel,
            "on": on,
            "h100e": of(1, 2),
            "units": of(1, 2),
            "incomplete": False,
            "source": "s",
            **more,
        }
    )


def test_what_a_table_has_later_is_missing_before_and_its_amount_unknown():
    early, later = date(2024, 12, 31), DAY
    table = StockTable(
        stocks=(
            stock("Nvidia", Channel.OFFICIAL, early),
            stock("Nvidia", Channel.OFFICIAL, later),
            stock("Huawei", Channel.OFFICIAL, later),
        ),
        whose=WHOSE,
    )
    (found,) = measured_stock(table, early, SIDES)
    told = gap(found, SIDES).sides[1]
    assert told.missing == ("China: Huawei",)
    assert told.h100e.p95 is None
    assert (told.known.p5, told.known.p95) == (1, 2)


# Growth.


@given(known(), known(), st.integers(1, 4000))
def test_the_doubling_time_lies_between_its_ends_wherever_the_truth_lies(
    one: tuple[Estimate, Decimal], other: tuple[Estimate, Decimal], days: int
):
    found = doubling(one[0], other[0], days)
    if other[1] > one[1]:
        truth = days * Decimal(2).ln() / (other[1] / one[1]).ln()
        slack = truth * Decimal("1e-15")
        assert found.low is not None
        assert found.low <= truth + slack
        assert found.high is None or found.high >= truth - slack
    else:
        assert found.high is None


def test_growth_is_of_the_pieces_known_on_both_days_and_of_their_own_days():
    start = DAY - timedelta(days=365)
    before = measured(
        piece("CN", of(10, 10), "a", on=start),
        piece("CN", of(5, 5), "new", missing=True),
        piece("CN", of(7, 7), "old", on=start - timedelta(days=9)),
        as_of=start,
    )
    after = measured(
        piece("CN", of(20, 20), "a"),
        piece("CN", of(5, 5), "new"),
        piece("CN", of(7, 7), "old", on=start - timedelta(days=9)),
    )
    found = growth(before, after, "CN")
    assert found is not None
    assert (found.parts, found.left_out) == (("CN a",), ("CN new", "CN old"))
    assert round(found.doubling_days.low or 0, 6) == round(found.doubling_days.high or 0, 6) == 365
    assert found.grew_certainly is True
    assert found.level == Decimal("0.80")
    assert found.of == "pieces known on both days"
    assert growth(before, before, "CN") is None
    assert " 1 of 3 pieces (known on both days), " in grown(found)
    assert "; left out: CN new, CN old." in grown(found)


def test_a_growth_says_how_many_pieces_it_leaves_out_where_they_are_too_many_to_name():
    start = DAY - timedelta(days=365)
    late = [piece("CN", of(5, 5), f"{it:02}") for it in range(20)]
    before = measured(piece("CN", of(10, 10), "a", on=start), as_of=start)
    found = growth(before, measured(piece("CN", of(20, 20), "a"), *late), "CN")
    assert found is not None
    assert " 1 of 21 pieces (known on both days), " in grown(found)
    assert grown(found).endswith(", CN 11 and 8 more.")


def test_growth_without_intervals_has_a_number_and_no_ends():
    start = DAY - timedelta(days=730)
    more: dict[str, Any] = {"by_part": False, "errors_known": False}
    before = measured(piece("US", point(Decimal(1))), as_of=start, **more)
    after = measured(piece("US", point(Decimal(4))), **more)
    found = growth(before, after, "US")
    assert found is not None
    assert round(found.doubling_days.number or 0, 6) == 365
    assert (found.doubling_days.low, found.doubling_days.high, found.level) == (None, None, None)
    assert found.grew_certainly is None
    assert round(found.yearly.number or 0, 6) == 2
    assert grown(found).startswith("US, all pieces, ")


def test_quarters_end_before_the_last_day_which_is_always_there():
    assert quarter_ends(DAY, DAY) == (DAY,)
    with pytest.raises(UnreadableError, match="no earlier than"):
        quarter_ends(DAY, DAY - timedelta(days=1))
    with pytest.raises(UnreadableError, match="more than 200"):
        quarter_ends(date(1900, 1, 1), DAY)


# Clusters.


def cluster(country: str, size: int, **more: Any) -> Cluster:
    fields: dict[str, Any] = {
        "line": 1,
        "name": "c",
        "status": ClusterStatus.EXISTING,
        "certainty": Certainty.CONFIRMED,
        "country": CountryCode(country),
        "country_written": country,
        "owners": (),
        "vendor": "",
        "begun": date(2024, 1, 1),
        "ended": None,
        "ended_to_the_day": False,
        "superseded_by": (),
        "duplicate": False,
        "standard": True,
        "anonymised": False,
        "amounts": {Basis.H100E: Decimal(size)},
    }
    return Cluster(**{**fields, **more})


def clusters(*rows: Cluster) -> ClusterTable:
    return ClusterTable(clusters=rows, whose=WHOSE)


def test_clusters_are_points_so_nobody_is_ahead_and_what_is_hidden_is_a_part():
    table = clusters(cluster("US", 70), cluster("CN", 20, anonymised=True), cluster("DE", 10))
    located, owned = measured_clusters(table, SHEET, SHIPPED[SHEET], date(2024, 1, 1), SIDES)
    found = gap(located, SIDES)
    assert found.index.number == Decimal(70) / Decimal(90)
    assert ahead(found) == (None, None)
    assert [it.kind for it in found.parts] == [
        "named by the source",
        "hidden and rounded by the source",
    ]
    assert owned.coverage == Coverage(low=Decimal(0), high=Decimal(0))


# Classes.


GRADES: Final = Grades(
    method="test", training_grade_h100e=1000, inference_grade_h100e=10, source="s", by="b"
)


def classed(*places: tuple[str, Estimate], **more: Any) -> dict[str, tuple[Class, Class]]:
    found = [Place(country=CountryCode(it), name=it, h100e=size) for it, size in places]
    rows = classes(found, [CountryCode("QA")], GRADES, DAY, **more)
    return {it.country: (it.at_least, it.at_most) for it in rows}


def test_a_class_is_by_the_largest_place_and_only_the_least_that_a_country_is():
    found = classed(
        ("US", point(Decimal(1000))), ("US", point(Decimal(5))), ("DE", point(Decimal(999))),
        ("BE", point(Decimal(9))),
    )  # fmt: skip
    assert {name: it[0] for name, it in found.items()} == {
        "BE": Class.DESERT,
        "DE": Class.SOUTH,
        "QA": Class.DESERT,
        "US": Class.NORTH,
    }
    assert {it[1] for it in found.values()} == {Class.NORTH}


def test_an_interval_over_a_threshold_has_both_classes():
    found = classed(("DE", quantiles(*map(Decimal, (9, 500, 1001)))), sees_all=True)
    assert found == {"DE": (Class.DESERT, Class.NORTH), "QA": (Class.DESERT, Class.DESERT)}


def test_thresholds_that_are_turned_round_are_refused():
    with pytest.raises(ValueError, match="has to be below"):
        msgspec.structs.replace(GRADES, inference_grade_h100e=1000).__post_init__()


# Questions.


H100_W: Final = {
    "H100": Watts(chip="H100", p5=Decimal(1000), median=Decimal(1500), p95=Decimal(2000))
}


@pytest.mark.parametrize(
    ("mw", "more", "expected"),
    [
        ("15", (), Reconciling.AGREES),
        ("9.9", (), Reconciling.QUESTION),
        ("20.1", (), Reconciling.QUESTION),
        ("20.1", (level("x", 5, chip="B200"),), Reconciling.CANNOT_TELL),
        ("9.9", (level("x", 5, chip="B200"),), Reconciling.QUESTION),
        ("20.1", (level("x", 0, chip="B200"),), Reconciling.QUESTION),
        ("15", (level("x", None, chip="B200"),), Reconciling.CANNOT_TELL),
        (None, (), Reconciling.CANNOT_TELL),
    ],
)
def test_chips_are_held_against_the_power_of_their_site(
    mw: str | None, more: tuple[SiteLevel, ...], expected: Reconciling
):
    table = sites(site("x", "US", level("x", 10_000, "Sam"), *more))
    declared = [] if mw is None else [Declared(site="x", on=DAY, mw=Decimal(mw))]
    (found,) = with_energy(table, H100_W, declared, DAY)
    assert found.finding is expected


def test_power_that_is_declared_later_does_not_count():
    table = sites(site("x", "US", level("x", 10_000, "Sam")))
    later = Declared(site="x", on=DAY + timedelta(days=1), mw=Decimal(15))
    (found,) = with_energy(table, H100_W, [later], DAY)
    assert found.declared is None


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (1, 2, Reconciling.AGREES),
        (3, 4, Reconciling.QUESTION),
        (0, 0, Reconciling.QUESTION),
    ],
)
def test_owners_are_held_against_what_was_shipped(low: int, high: int, expected: Reconciling):
    table = StockTable(stocks=(stock("Nvidia", Channel.OFFICIAL, DAY),), whose=WHOSE)
    (found,) = with_shipments(table, [Made(designer="Nvidia", on=DAY, h100e=of(low, high))], DAY)
    assert found.finding is expected


def run(flop: str, *countries: str, on: date = date(2024, 1, 1)) -> Run:
    codes = tuple(map(CountryCode, countries))
    return Run(model="m", countries=codes, unknown=(), on=on, flop=Decimal(flop), hours=Decimal(1))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (run("7.1e18", "US"), Reconciling.AGREES),
        (run("7.2e18", "US"), Reconciling.QUESTION),
        (run("7.2e18", "US", "CN"), Reconciling.AGREES),
        (run("1", "DE"), Reconciling.CANNOT_TELL),
        (run("1"), Reconciling.CANNOT_TELL),
        (run("1", "US", on=DAY), Reconciling.CANNOT_TELL),
    ],
)
def test_a_run_has_room_in_the_account_of_its_countries_or_is_asked_about(
    asked: Run, expected: Reconciling
):
    table = clusters(cluster("US", 1), cluster("CN", 1))
    (found,) = with_runs(table, SHIPPED[SHEET], [asked])
    assert found.finding is expected
