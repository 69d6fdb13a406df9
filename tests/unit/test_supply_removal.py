"""What the loss of somebody cuts off, by which path, for how long, and what a control leaves."""

from decimal import Decimal

import pytest
from tests.supplying import (
    buffer,
    by_country,
    country,
    described,
    graph,
    named,
    product,
    shares,
)

from comptrol.domains.supply import (
    Axis,
    Bounds,
    InputKind,
    Reach,
    Stretch,
    SupplierKind,
    denial,
    removal,
    removed,
)
from comptrol.kernel.errors import NotFoundError, UnreadableError

LANDS = (country("US"), country("CN"), country("NL"), country("JP"))
CHAIN = (
    product(),
    described("etching", "chip"),
    described("exposure", "etching"),
    described("lithography", "exposure"),
    *LANDS,
)
SOLE = (described("euv", of=("lithography",)), by_country("euv", nl=100))
OTHER = (described("duv", of=("lithography",)), by_country("duv", jp=60, nl=40))
DAYS = Stretch(low=0)


def without(*names, of=CHAIN, over=500_000, reach=Reach.EITHER, **supposed):
    built = graph(*of, **supposed)
    return removal(built, removed(built, names, reach), over=over)


def states(found):
    return {it.input: it.state for it in found.cut_off}


def test_what_goes_into_something_cuts_it_off_when_it_is_lost():
    found = without("NL", of=(*CHAIN, by_country("lithography", nl=100)))
    assert set(states(found).values()) == {"cut"}
    assert [it.input for it in found.products[0].path] == [
        "lithography", "exposure", "etching", "chip",
    ]  # fmt: skip
    assert [it.then for it in found.products[0].path] == [*["goes into"] * 3, ""]


def test_a_lost_type_leaves_open_what_it_is_a_type_of():
    found = without("NL", of=(*CHAIN, *SOLE, *OTHER))
    assert states(found)["euv"] == "cut"
    assert states(found)["lithography"] == states(found)["chip"] == "open"
    assert found.products[0].state == "open"
    assert [it.input for it in found.products[0].path][:2] == ["euv", "lithography"]


def test_a_lost_type_cuts_where_every_type_is_needed():
    found = without("NL", of=(*CHAIN, *SOLE, *OTHER), every=("lithography",))
    assert states(found)["chip"] == "cut"


def test_a_lost_type_cuts_nothing_where_another_replaces_it():
    found = without("NL", of=(*CHAIN, *SOLE, *OTHER), any_of=("lithography",))
    assert states(found) == {"euv": "cut"}
    assert found.products[0].state == "stands"


def test_all_types_lost_is_lost():
    both = (*CHAIN, *SOLE, *OTHER)
    assert without("NL", "JP", of=both).products[0].state == "cut"
    assert without("NL", "JP", of=both, any_of=("lithography",)).products[0].state == "cut"


def test_supply_beside_that_of_the_types_leaves_it_open():
    more = by_country("lithography", us=50, nl=50)
    found = without("NL", "JP", of=(*CHAIN, *SOLE, *OTHER, more))
    assert states(found)["lithography"] == "open"


def test_a_supplier_whose_share_nobody_knows_leaves_it_open():
    found = without("NL", of=(*CHAIN, by_country("lithography", nl=None, jp=None)))
    assert found.products[0].state == "open"
    assert found.without_number == ("lithography",)
    (loss,) = found.lost
    assert (loss.percent, loss.certain) == (Bounds(low=Decimal(0), high=Decimal(100)), False)


def test_who_is_not_named_is_not_gone():
    found = without("CN", of=(*CHAIN, by_country("lithography", nl=None, jp=None)))
    assert found.cut_off == found.lost == ()


def test_an_input_without_a_table_is_told_and_is_no_safety():
    found = without("NL", of=(*CHAIN, by_country("lithography", nl=100)))
    assert found.uncovered == ("chip", "etching", "exposure")


@pytest.mark.parametrize(("share", "state"), [(99, "cut"), (98.9, "open"), (98, "stands")])
def test_no_more_than_a_hundredth_that_is_left_counts_as_lost(share, state):
    said = by_country("lithography", nl=share, us=(100 - share) / 2)
    built = (*CHAIN, said)
    if state == "stands":
        built = (*CHAIN, by_country("lithography", nl=share, us=100 - share))
    assert without("NL", of=built).products[0].state == state


def test_of_what_is_lost_more_than_the_threshold_of_is_told():
    said = (*CHAIN, by_country("lithography", nl=60, jp=40))
    assert [it.input for it in without("JP", of=said).lost] == []
    assert [it.input for it in without("JP", of=said, over=390_000).lost] == ["lithography"]
    assert without("JP", of=said).products[0].deepest.percent.low == 40


FIRMS = (
    named("dutch", country="NL"),
    named("owned", country="NL", controlled_by="american"),
    named("american", country="US"),
    shares("lithography", dutch=50, owned=50),
)


@pytest.mark.parametrize(
    ("name", "reach", "lost"),
    [
        ("NL", Reach.LOCATED, 100),
        ("NL", Reach.CONTROLLED, 50),
        ("NL", Reach.EITHER, 100),
        ("US", Reach.LOCATED, 0),
        ("US", Reach.CONTROLLED, 50),
        ("american", Reach.LOCATED, 50),
    ],
)
def test_a_firm_is_where_it_stands_or_where_it_is_controlled(name, reach, lost):
    found = without(name, of=(*CHAIN, *FIRMS), reach=reach, over=0)
    assert [it.percent.low for it in found.lost] == ([lost] if lost else [])


def test_the_table_by_country_is_asked_first_and_never_added_to_that_of_firms():
    found = without("NL", of=(*CHAIN, *FIRMS, by_country("lithography", nl=70, us=30)))
    assert [(it.by, it.percent.low, it.percent.high) for it in found.lost] == [("country", 70, 70)]


def test_a_country_and_a_firm_lose_at_least_the_larger_part_and_at_most_both():
    said = (*CHAIN, *FIRMS, by_country("lithography", nl=40, us=60))
    (loss,) = without("NL", "american", of=said, over=0).lost
    assert loss.percent == Bounds(low=Decimal(50), high=Decimal(90))


def test_a_site_is_lost_alone():
    sites = (
        named("one", is_a=SupplierKind.SITE, country="NL", controlled_by="dutch"),
        named("two", is_a=SupplierKind.SITE, country="US", controlled_by="dutch"),
    )
    table = shares("lithography", by=Axis.SITE, one=70, two=30)
    found = without("one", of=(*CHAIN, *FIRMS, *sites, table), over=0)
    assert [(it.by, it.percent.low) for it in found.lost] == [("site", 70)]


def test_a_stage_has_shares_beside_those_of_inputs():
    stage = (described("design", is_a=InputKind.STAGE), by_country("design", us=100))
    found = without("US", of=(*CHAIN, *stage))
    assert [it.input for it in found.lost] == ["design"]
    assert found.cut_off == ()


def test_whoever_is_nobody_is_an_error():
    with pytest.raises(NotFoundError, match="atlantis"):
        without("atlantis")


# For how long.


SOLD_BY_ONE = (*CHAIN, by_country("lithography", nl=100))


def outage(*more, name="NL", of=SOLD_BY_ONE):
    return {it.input: it.outage for it in without(name, of=(*of, *more)).cut_off}


def test_nobody_says_how_long():
    found = outage()["chip"]
    assert (found.stops_after_days, found.back_after_days, found.out_for_days) == (DAYS,) * 3


def test_stocks_along_a_path_are_used_up_one_after_the_other():
    found = outage(
        buffer("lithography", (100, 200), (700, 1000)), buffer("exposure", (10, 20)),
        buffer("etching", (0, 0)), buffer("chip", (30, 60)),
    )["chip"]  # fmt: skip
    assert found.stops_after_days == Stretch(low=140, high=280)
    assert found.back_after_days == Stretch(low=700, high=1000)
    assert found.out_for_days == Stretch(low=420, high=860)


def test_a_stock_that_outlasts_the_ramp_leaves_no_gap():
    found = outage(buffer("lithography", (400, 400), (100, 300)))["lithography"]
    assert found.out_for_days == Stretch(low=0, high=0)


def test_a_ramp_that_nobody_bounds_leaves_the_end_open():
    found = outage(buffer("lithography", (100, 100), (700, None)))["lithography"]
    assert found.out_for_days == Stretch(low=600, high=None)


def test_types_that_replace_each_other_stop_with_the_last_and_are_back_with_the_first():
    found = removal_of_both(any_of=("lithography",))
    assert found.stops_after_days == Stretch(low=10, high=300)
    assert found.back_after_days == Stretch(low=200, high=900)


def removal_of_both(**supposed):
    said = (*CHAIN, *SOLE, *OTHER, buffer("euv", (10, 20), (800, 900)),
            buffer("duv", (250, 300), (200, 400)), buffer("lithography", (0, 0)))  # fmt: skip
    found = without("NL", "JP", of=said, **supposed)
    return next(it.outage for it in found.cut_off if it.input == "lithography")


def test_what_may_not_be_cut_at_all_is_out_for_nothing_at_least():
    said = (*CHAIN, *SOLE, *OTHER)
    found = outage(buffer("euv", (0, 0), (500, 900)), of=said)
    assert found["euv"].out_for_days == Stretch(low=500, high=900)
    assert found["lithography"].out_for_days.low == 0


def test_a_stock_lasts_longer_when_only_a_part_is_lost():
    said = (*CHAIN, by_country("lithography", nl=(40, 50), us=(50, 60)),
            buffer("lithography", (100, 100)))  # fmt: skip
    (loss,) = without("NL", of=said, over=0).lost
    assert loss.stocks_last_days == Stretch(low=200, high=250)


# Controls.


def denied(*by, against="CN", of=(*CHAIN, *SOLE, *OTHER), **more):
    return denial(graph(*of), by, against, **more)


def test_what_nobody_else_supplies_is_cut():
    found = {it.input: it for it in denied("NL").inputs}
    assert (found["euv"].state, found["duv"].state) == ("cut", "stands")
    assert found["duv"].elsewhere_percent == Bounds(low=Decimal(60), high=Decimal(60))
    assert [(it.title, it.percent.low) for it in found["duv"].others] == [("jp", 60)]


def test_what_the_denied_makes_itself_is_not_elsewhere():
    said = (*CHAIN, by_country("lithography", nl=70, cn=20, jp=10))
    (found,) = denied("NL", of=said).inputs
    assert (found.controlled_percent.low, found.own_percent.low) == (70, 20)
    assert found.elsewhere_percent == Bounds(low=Decimal(10), high=Decimal(10))


def test_together_they_leave_nothing():
    found = denied("NL", "JP")
    assert {it.input for path in found.cut_off for it in path[-1:]} >= {"chip", "lithography"}


def test_of_some_inputs_alone():
    found = denied("NL", "JP", of=(*CHAIN, *SOLE, *OTHER))
    only = denial(graph(*CHAIN, *SOLE, *OTHER), ("NL", "JP"), "CN", of=("euv",))
    assert [it.input for it in only.inputs] == ["euv"]
    assert len(only.cut_off) < len(found.cut_off)


def test_in_turn_the_other_may_withhold_what_it_has():
    said = (*CHAIN, *SOLE, described("gallium", "chip"), by_country("gallium", cn=98, us=2))
    found = denied("NL", of=said)
    assert [it.input for it in found.in_turn.lost] == ["gallium"]


def test_nobody_denies_anything_to_itself():
    with pytest.raises(UnreadableError, match="CN"):
        denied("CN")
