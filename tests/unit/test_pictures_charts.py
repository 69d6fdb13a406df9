"""What each chart shows and tells: of caps, custody, orders, accounts, flows, cases, supply."""

import os
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.picturing import (
    DAY,
    SVG,
    account,
    account_row,
    cap,
    history,
    limit,
    line,
    of_dies,
    order,
    projection,
    recorded,
    sound,
    stated,
    statistics,
    step,
    tally,
    texts,
    told,
    without,
)

from comptrol.domains.accounts import Axis
from comptrol.domains.caps import Unit
from comptrol.domains.registry import Custody
from comptrol.domains.structuring import Counted
from comptrol.entrypoints.pictures.account_bars import account_bars
from comptrol.entrypoints.pictures.account_days import account_days
from comptrol.entrypoints.pictures.burn_down import burn_down
from comptrol.entrypoints.pictures.burning import falling
from comptrol.entrypoints.pictures.custody import custody_chart
from comptrol.entrypoints.pictures.detectors import detectors, wilson
from comptrol.entrypoints.pictures.flows import flows, steps_of
from comptrol.entrypoints.pictures.structured import structured
from comptrol.entrypoints.pictures.supply_graph import supply_graph
from comptrol.entrypoints.pictures.supply_layout import laid

MARCH = date(2026, 3, 1)


def test_a_cap_falls_from_its_room_to_nothing_on_the_projected_days():
    band, lines, *_ = falling(projection(), "chip-seconds")["layer"]
    values = band["data"]["values"]
    assert values[0] == {"day": DAY, "low": Decimal(15_000_000), "high": Decimal(15_000_000)}
    assert all(it["low"] <= it["high"] for it in values)
    assert min(it["day"] for it in values if not it["low"]) == date(2027, 1, 6)
    assert min(it["day"] for it in values if not it["high"]) == date(2027, 4, 28)
    assert {it["rate"] for it in lines["data"]["values"]} == {"lowest", "mean", "highest"}


def test_a_cap_is_told_in_words_and_in_exact_numbers():
    chart = burn_down(cap(), projection(held=Decimal("0.10")))
    assert "It will be used up between 2027-01-05 and 2027-04-27." in chart.told
    assert ("Held", "life", "0.10", "chip-seconds") in chart.rows
    assert {"Left, chip-seconds", "Day (UTC)", "lowest", "mean", "highest"} <= {
        *texts(sound(chart))
    }


@pytest.mark.parametrize(
    "more",
    [
        {"ceiling": Decimal(0)},
        {"used": Decimal(10) ** 40, "ceiling": Decimal(10) ** 39},
        {"ceiling": Decimal("1E+30"), "per_day_low": Decimal(0), "latest": None},
        {"earliest": None, "expected": None, "latest": None, "weeks": 0},
        {"on": date(9999, 12, 1), "earliest": None, "expected": None, "latest": None},
        {"latest": date(2126, 1, 1)},
        {"held": Decimal(0), "used": Decimal(0)},
    ],
)
@pytest.mark.parametrize("unit", [Unit.FLOP, Unit.MEMORY_GB])
def test_a_cap_at_its_edges_is_drawn(more: dict, unit: Unit):
    sound(burn_down(cap(unit), projection(**more)))


def test_a_cap_without_ceiling_says_so():
    chart = burn_down(cap(), projection(ceiling=None))
    assert "no ceiling" in " ".join(texts(sound(chart)))


def test_days_are_those_of_utc_wherever_the_server_stands():
    script = "from tests.picturing import *;print(burn_down(cap(), projection()).svg)"
    drawn = {
        subprocess.run(  # noqa: S603  (this interpreter)
            [sys.executable, "-c", script],
            env={"TZ": zone, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            check=True,
        ).stdout
        for zone in ("UTC", "Pacific/Auckland")
    }
    assert len(drawn) == 1


def custody_of(*steps, **more):
    return custody_chart(history(*steps), until=DAY, **more)


def test_custody_has_a_row_to_each_stretch_and_one_for_the_silence():
    chart = custody_of(
        step(1, date(2026, 1, 3), Custody.MADE, "maker"),
        step(4, date(2026, 2, 1), Custody.INSTALLED, "cloud", site="oslo"),
        step(6, date(2026, 5, 1), Custody.INSTALLED, "cloud", site="oslo"),
        step(8, date(2026, 8, 1), Custody.IN_TRANSIT, "cloud"),
    )
    root = sound(chart)
    assert "in transit: cloud, to buyer, not received, 1,000 …" in texts(root)
    assert "installed: cloud, oslo, 1,000 chips" in texts(root)
    assert "all of it was last shown" in texts(root)
    assert "3 stretches of custody." in chart.told
    assert "Sent by cloud to buyer on 2026-08-01 and not received." in chart.told
    assert len(chart.rows) == 4


def test_a_step_that_was_taken_back_is_in_the_table_alone():
    chart = custody_of(
        step(1, date(2026, 1, 3), Custody.MADE, "maker"),
        step(2, date(2026, 2, 3), Custody.HELD, "thief", withdrawn_at=3),
    )
    assert "thief" not in chart.told
    assert chart.rows[1][5:] == ("thief", "", "1000", "3")


def test_a_chip_has_the_custody_of_the_lots_that_it_was_in_before():
    before = history(
        step(1, date(2026, 1, 3), Custody.MADE, "maker"),
        step(9, date(2026, 9, 1), Custody.HELD, "another"),
        name="lot-0",
    )
    own = history(step(5, date(2026, 4, 1), Custody.HELD, "cloud"))
    chart = custody_chart(own, until=DAY, earlier=[before], called="chip-7")
    assert [row[5] for row in chart.rows] == ["maker", "cloud"]
    assert chart.title == "Custody of chip-7"


def test_custody_of_nothing_and_of_very_much_is_drawn():
    assert "nothing is drawn" in custody_of().told
    steps = [
        step(it, date(2026, 1, 1) + timedelta(days=it), Custody.HELD, f"p{it}") for it in range(99)
    ]
    chart = custody_of(*steps)
    assert "59 earlier stretches are left out" in texts(sound(chart))
    assert len(chart.rows) == 99


def test_orders_add_up_to_a_rate_and_a_total():
    orders = [order(1, MARCH, 16, 86_400), order(2, MARCH, 32, 172_800, "other")]
    chart = structured(
        orders,
        since=MARCH,
        until=date(2026, 3, 4),
        limits=[limit("small", 40), limit("all", 10**9, Counted.CHIP_SECONDS)],
    )
    assert "2 orders of 2 accounts. At most 48 chips at once" in chart.told
    assert f"{16 * 86_400 + 32 * 172_800:,} chip-seconds in all" in chart.told
    assert "The limit small is 40 chips at once, which is passed." in chart.told
    assert {"Chips at once", "Chip-seconds so far", "limit small"} <= {*texts(sound(chart))}


def test_orders_outside_the_time_count_for_what_is_within():
    chart = structured(
        [order(1, MARCH, 10, 5 * 86_400)], since=date(2026, 3, 3), until=date(2026, 3, 4)
    )
    assert chart.rows[0][4:] == ("2026-03-03 00:00:00", "2026-03-04 00:00:00", "864000")


def test_orders_that_were_not_let_through_are_not_drawn():
    refused = msgspec.structs.replace(order(1, MARCH, 10, 60), standing=False)
    chart = structured([refused], since=MARCH, until=DAY)
    assert "nothing is drawn" in " ".join(texts(sound(chart)))


def test_thousands_of_orders_are_still_a_small_picture():
    orders = [
        order(it, MARCH + timedelta(days=it % 300), 1 + it % 7, 4_000) for it in range(4_000)
    ]
    chart = structured(orders, since=MARCH, until=date(2027, 3, 1))
    assert len(chart.svg) < 150_000
    assert len(chart.rows) == 4_000


ROWS = (
    account_row("US", told(4, 5, 6)),
    account_row("AE", told(None, 3, None)),
    account_row("DE", told(None, None, None)),
    account_row("FR", told(0, 0, 0)),
    account_row("GB", told(1, None, 9)),
)


def test_countries_stand_in_order_and_what_is_unknown_last_in_words():
    chart = account_bars(account(*ROWS), Axis.TERRITORY)
    words = texts(sound(chart))
    assert [it for it in words if len(it) == 2] == ["GB", "US", "AE", "FR", "DE"]
    assert "unknown" in words
    assert "3, interval unknown" in words
    assert chart.rows[4][2:5] == ("unknown",) * 3
    assert "H100 equivalents" in words


def test_a_country_of_another_axis_is_not_mixed_in():
    chart = account_bars(account(*ROWS), Axis.VENDOR)
    assert not chart.rows
    assert "Nothing is known" in " ".join(texts(sound(chart)))


def test_accounts_over_time_have_a_line_to_each_of_the_largest():
    days = [
        account(account_row("US", told(1, it, 9)), account_row("FR", told(1, 1, 1)), on=on)
        for it, on in ((3, date(2025, 1, 1)), (5, date(2026, 1, 1)))
    ]
    chart = account_days(reversed(days), Axis.TERRITORY)
    assert [row[0] for row in chart.rows] == ["2025-01-01"] * 2 + ["2026-01-01"] * 2
    assert {"US", "FR", "Day (UTC)"} <= {*texts(sound(chart))}
    sound(account_days([], Axis.TERRITORY))
    sound(account_days(days[:1], Axis.TERRITORY))


@given(numbers=st.lists(st.integers(0, 10**12), min_size=5, max_size=5))
def test_a_bridge_ends_where_the_stock_closes(numbers: list[int]):
    opening, *middle, closing = steps_of(line(*numbers, more=-7))
    assert opening["to"] == middle[0]["from"]
    assert all(one["to"] == other["from"] for one, other in pairwise(middle))
    assert middle[-1]["to"] == closing["to"]
    assert opening["from"] == closing["from"] == 0


def test_flows_have_signs_and_the_whole_is_the_sum_of_countries():
    chart = flows(recorded(("US", line(10, 2, 3, 4, 1)), ("FR", line(0, 0, 4, 0, 0))))
    assert {"+2", "+7", "\u22124", "\u22121", "14"} <= {*texts(sound(chart))}
    assert len(chart.rows) == 4
    assert "nothing" in flows(recorded()).told.lower()


def test_a_detector_has_its_interval_and_what_is_small_is_withheld():
    chart = detectors(statistics(tally("splitting", 20, 5), tally("small", None, None)))
    assert chart.rows[0][5:] == ("0.800", "0.609", "0.911")
    assert chart.rows[1][2:4] == ("withheld",) * 2
    assert {"20 of 25", "9 cases, not told"} <= {*texts(sound(chart))}
    assert "No case" in detectors(statistics()).told


@given(right=st.integers(0, 10**6), wrong=st.integers(0, 10**6))
def test_an_interval_lies_between_nothing_and_one_and_has_the_share_in_it(right: int, wrong: int):
    ends = wilson(right, right + wrong)
    if ends is not None:
        assert 0 <= ends[0] <= right / (right + wrong) + 1e-9
        assert right / (right + wrong) - 1e-9 <= ends[1] <= 1


def test_what_a_loss_cuts_off_lies_below_it_and_is_told():
    found, suppliers = stated(*of_dies())
    loss = without(of_dies(), "TW")
    chart = supply_graph(found, suppliers, loss)
    words = texts(sound(chart))
    assert chart.title == "Without tw: what is cut off"
    assert {"cut off", "removed"} <= {*words}
    rows = laid(found, suppliers, loss).rows
    assert [[it.key for it in row] for row in rows] == [
        ["country TW", "country US"],
        ["tsmc", "corning"],
        ["dies", "glass"],
        ["chip"],
    ]
    assert [it.state for row in rows for it in row] == [
        "removed",
        "",
        "removed",
        "",
        "cut",
        "",
        "cut",
    ]
    assert laid(found, suppliers, loss).path == {("dies", "chip")}
    assert sum(it.get("stroke-width") == "4" for it in sound(chart).iter(f"{SVG}path")) == 1


def test_a_graph_without_a_loss_or_without_anything_is_drawn():
    found, suppliers = stated(*of_dies())
    chart = supply_graph(found, suppliers)
    assert (
        "dies",
        "process",
        "chip",
        "tsmc",
        "TW",
        "firm",
        "2025",
        "100",
        "100",
        "",
        "",
    ) in chart.rows
    assert "nothing is drawn" in supply_graph((), ()).told
    sound(supply_graph((), ()))
