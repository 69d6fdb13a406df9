"""How few independent sources a product hangs on, whatever the number of first-tier suppliers."""

import pytest
from tests.supplying import (
    by_country,
    counted,
    country,
    described,
    fed,
    graph,
    named,
    product,
    shares,
)

from comptrol.domains.supply import CutSets, Level, Points, SupplierKind
from comptrol.kernel.errors import UnreadableError

PACKAGERS = (
    product(),
    described("packaging", "chip"),
    described("substrate"),
    *map(named, ("one", "two", "substrates", "others")),
    shares("packaging", one=60, two=40),
)


def independent(*said, level=Level.FIRM, **more):
    found = Points(graph(*said, **more)).independence("chip")
    return next(it for it in found if it.at == level.value)


def test_two_suppliers_are_two_sources():
    """The benign twin of the scenario hidden-single-point: truly dual-sourced."""
    found = independent(*PACKAGERS)
    assert (found.certainly_at_most, found.possibly_only) == (2, 2)
    assert [it.sources for it in found.cuts] == [("one", "two")]


def test_two_suppliers_with_one_source_between_them_are_one():
    """The scenario hidden-single-point: min-cut 1 despite two first-tier suppliers."""
    shared = (fed("one", "substrate", "substrates"), fed("two", "substrate", "substrates"))
    found = independent(*PACKAGERS, *shared)
    assert found.certainly_at_most == 1
    assert found.cuts[0].sources == ("substrates",)
    assert [it.input for it in found.cuts[0].path] == ["packaging", "chip"]
    (point,) = [it for it in Points(graph(*PACKAGERS, *shared)).single() if it.at == "firm"]
    assert (point.source, point.first_tier, point.certain) == ("substrates", 2, True)


def test_a_source_that_may_have_an_unnamed_twin_is_a_single_point_only_perhaps():
    shared = (
        fed("one", "substrate", "substrates"),
        fed("two", "substrate", "substrates", complete=False),
    )
    found = independent(*PACKAGERS, *shared)
    assert (found.certainly_at_most, found.possibly_only) == (2, 1)


def test_a_second_source_of_one_of_them_is_a_second_source():
    shared = (
        fed("one", "substrate", "substrates"),
        fed("two", "substrate", "substrates", "others"),
    )
    assert independent(*PACKAGERS, *shared).certainly_at_most == 2


def test_two_suppliers_of_one_owner_are_one_source():
    owned = (named("one", controlled_by="group"), named("two", controlled_by="group"))
    found = independent(*PACKAGERS, named("group"), *owned)
    assert (found.certainly_at_most, found.cuts[0].sources) == (1, ("group",))


def test_two_firms_in_one_country_are_one_source_by_country():
    there = (named("one", country="TW"), named("two", country="TW"))
    found = independent(*PACKAGERS, *there, level=Level.COUNTRY)
    assert found.cuts[0].sources == ("TW",)


def test_a_remainder_leaves_a_cut_possible():
    rest = named("various", is_a=SupplierKind.UNALLOCATED)
    found = independent(*PACKAGERS, rest, shares("packaging", one=90, various=10))
    assert (found.certainly_at_most, found.possibly_only) == (None, 1)


def test_the_smallest_who_have_a_hundredth_together_are_not_counted():
    found = independent(*PACKAGERS, shares("packaging", one=99.1, two=0.9))
    assert found.cuts[0].sources == ("one",)


def test_a_supply_that_hangs_on_two_types_hangs_on_the_suppliers_of_both():
    types = (
        product(),
        described("tool", "chip"),
        described("old", of=("tool",)),
        described("new", of=("tool",)),
        *map(country, ("NL", "JP")),
        by_country("new", nl=100),
        by_country("old", jp=100),
    )
    either = independent(*types, level=Level.COUNTRY, any_of=("tool",))
    assert [it.sources for it in either.cuts] == [("JP", "NL")]
    needed = independent(*types, level=Level.COUNTRY, every=("tool",))
    assert needed.certainly_at_most == 1
    unknown = independent(*types, level=Level.COUNTRY)
    assert (unknown.certainly_at_most, unknown.possibly_only) == (2, 1)


def test_suppliers_that_were_counted_are_sources_that_nobody_names():
    said = (product(), described("memory", "chip"), counted("memory", 2, 3))
    found = independent(*said)
    assert (found.certainly_at_most, found.possibly_only) == (None, 2)
    three = CutSets(graph(*said), Level.FIRM, order_max=3, certain=True)
    assert {len(it) for it in three.of["chip"]} == {3}


def test_what_hangs_on_nobody_has_no_cut():
    found = independent(product(), described("packaging", "chip"))
    assert found.certainly_at_most is found.possibly_only is None
    assert found.cuts == ()


def test_more_cuts_than_can_be_told_are_an_error():
    many = [f"firm-{it}" for it in range(4)]
    said = [
        thing
        for it in many
        for thing in (
            described(f"part-{it}", "chip"),
            named(it),
            shares(f"part-{it}", **{it: 100}),
        )
    ]
    built = graph(product(), *said)
    with pytest.raises(UnreadableError, match="lower order"):
        CutSets(built, Level.FIRM, order_max=2, certain=True, sets_max=3)
