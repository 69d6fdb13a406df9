"""Pictures that were there before the console, as charts with a table and words of their own."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from tests.picturing import judgement, the_borders

from comptrol.domains.accounts import Axis, Measured, Piece, Series, exactly, quantiles, series
from comptrol.domains.allocation import Award, Booking, Call, Plan, Pool, Price
from comptrol.domains.location import Heard, Landmark, LocationVerdict, Measurement
from comptrol.domains.parties import Holding, Holdings, Threshold, cascade
from comptrol.domains.registry import Place
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.charts_of_allocation import award_plan, fairness_curve
from comptrol.entrypoints.pictures.charts_of_gap import gap_charts
from comptrol.entrypoints.pictures.charts_of_location import measured_discs
from comptrol.entrypoints.pictures.charts_of_ownership import ownership
from comptrol.entrypoints.pictures.vega import png
from comptrol.flow.allocating.fairness import Point

LONG = "<b>&amp;\u202e" + "a" * 10_000


def sound(chart: Chart) -> None:
    """Hold what is true of drawings with a style of their own: words, rows, no way out, a PNG."""
    root = ET.fromstring(chart.svg.encode())  # noqa: S314  (our own)
    assert root.get("role") == "img"
    assert not any(
        "href" in name or name.startswith("on") for it in root.iter() for name in it.attrib
    )
    assert not any(it.tag.endswith(("script", "image", "use", "a")) for it in root.iter())
    assert "@import" not in chart.svg
    assert chart.title
    assert chart.told
    assert chart.rows
    assert all(len(row) == len(chart.columns) for row in chart.rows)
    assert png(chart.svg, 1).startswith(b"\x89PNG")


def held(owner: str, asset: str, share: int) -> Holding:
    return Holding(owner=owner, asset=asset, bp_min=share, bp_max=share)


@pytest.mark.parametrize("name", ["Z & Sons", LONG])
def test_who_owns_a_party(name: str):
    graph = Holdings((held("X", "A", 6000), held("A", "B", 5050), held("C", "B", 100)))
    found = cascade(graph, "X", rule=Threshold(), day=date(2026, 1, 1))
    chart = ownership(found, "B", {"X": name})
    sound(chart)
    assert ("A", "blocked", "B", "blocked", "50.50", "50.50") in chart.rows
    assert chart.rows[0][:2] == (name, "listed")


def of_gap(side: str) -> Series:
    def day(on: date, low: int) -> Measured:
        def piece(whose: str) -> Piece:
            estimate = quantiles(*map(Decimal, (low, low * 2, low * 3)))
            return Piece(side=whose, kind="bought", name=f"{whose} b", on=on, h100e=estimate)

        return Measured(
            table="stock",
            method="m",
            axis=Axis.PROVIDER,
            as_of=on,
            stale=False,
            pieces=(piece(side), piece("CN")),
            coverage=None,
            source="",
            recalled=(),
            others=exactly(Decimal(0)),
            by_part=True,
            errors_known=True,
        )

    days = (day(date(2025, 1, 1), 5), day(date(2026, 1, 1), 9))
    return next(iter(series(days, (side, "CN"))))


@pytest.mark.parametrize("side", ["US", "<b>"])
def test_two_sides_over_time(side: str):
    charts = gap_charts(of_gap(side))
    assert [it.name for it in charts] == [
        *("stock-provider", "stock-provider-index", "stock-provider-parts"),
    ]
    for chart in charts:
        sound(chart)
    assert charts[0].rows[0] == ("2025-01-01", side, "5", "10", "15", charts[0].rows[0][5])


@pytest.mark.parametrize("call", ["call-1", LONG])
def test_what_it_costs_to_be_even(call: str):
    points = [
        Point(
            theta=Decimal(theta),
            objective=Decimal("10.50"),
            bound=Decimal(11),
            gap=Decimal(0),
            cost=Decimal(cost),
            fills={"health": Decimal("0.5"), LONG[:300]: Decimal("0.25")},
            worst=Decimal("0.25"),
            awards=3,
        )
        for theta, cost in (("0.9", "0.01"), ("0", "0"))
    ]
    chart = fairness_curve(call, points, Decimal("0.9"))
    sound(chart)
    assert [row[0] for row in chart.rows] == ["0", "0", "0.9", "0.9"]
    assert "Chosen was theta 0.9." in chart.told
    assert len(chart.title) < 200


def test_where_a_device_can_be():
    at = datetime(2026, 1, 1, tzinfo=UTC)
    landmarks = [
        Landmark(
            landmark=f"l{number}",
            group=f"g{number}",
            lat=Decimal(lat),
            lon=Decimal(lon),
            key="k",
            source="a test",
            by="authority",
            position=number,
        )
        for number, (lat, lon) in enumerate((("50.11", "8.68"), ("48.85", "2.35")))
    ]
    said = Measurement(
        **dict.fromkeys(
            ("chip", "site", "landmark", "device_key", "place", "country", "evidence")
        ),
        measurement="m",
        at=at + timedelta(days=1),
        heard=tuple(
            Heard(landmark=it, rtts_ms=(Decimal(5), Decimal("4.5")), signed=True)
            for it in ("l0", "l1", "unknown")
        ),
        by="cloud",
        position=5,
    )
    place = Place(lat=Decimal("59.9"), lon=Decimal("10.7"), radius_km=Decimal(5))
    judged = judgement("oslo", LocationVerdict.IMPOSSIBLE, place=place)
    chart = measured_discs(said, judged, landmarks, the_borders())
    sound(chart)
    assert chart.title == "Can it be in oslo?"
    assert [row[:4] for row in chart.rows] == [
        ("l0", "g0", "4.5", "yes"),
        ("l1", "g1", "4.5", "yes"),
    ]
    assert {row[6] for row in chart.rows} == {"yes"}


def test_a_plan_of_awards():
    pool = Pool(id="p1", speed_h100e=Decimal(1), capacity_chip_hours=(100, 50))
    call = Call(call="call-1", months=("2026-01", "2026-02"), pools=(pool,), proposals=())
    booked = Booking(pool="p1", month="2026-01", chip_hours=40)
    plan = Plan(
        call="call-1",
        objective=Decimal("12.5"),
        bound=Decimal(13),
        gap=Decimal("0.04"),
        awards=(Award(proposal="a", bookings=(booked,)),),
        prices=(Price(pool="p1", month="2026-02", per_chip_hour=Decimal("0.10")),),
    )
    chart = award_plan(call, plan)
    sound(chart)
    assert chart.rows == (
        ("p1", "2026-01", "40", "100", ""),
        ("p1", "2026-02", "0", "50", "0.10"),
    )
