"""What the log comes to: flows that close, four axes, estimates with their intervals."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest
from tests.registering import H100, TODAY, Told
from tests.rules.test_rules import opened

from comptrol.domains.accounts import (
    Account,
    AccountRow,
    Axis,
    ChipAccount,
    accessible_by_log,
    account_by_log,
    estimated_by_log,
    estimates,
    method_in_force,
    method_named,
    recorded,
    whose,
)
from comptrol.domains.chips import FactorSetId
from comptrol.flow.world import RowsWorld
from comptrol.kernel.errors import NotFoundError, UnreadableError

OLD, NEW = FactorSetId("old"), FactorSetId("new")
FACTORS: Final = {OLD: "1", NEW: "2"}
SMUGGLED: Final = {
    "kind": "accounts.estimated/1",
    "estimate": "e-1",
    "axis": "provider",
    "country": "CN",
    "part": "smuggled",
    "as_of": "2026-09-30",
    "p5": "10",
    "median": "20",
    "p95": "90",
    "factor_set": "old",
    "confidence": "p5 to p95",
    "source": "a table",
    "method": "1",
}


@pytest.fixture
def told() -> Told:
    """Return a log with two factor sets, sites in two countries, and a lot delivered to one."""
    found = Told()
    for name, h100e in FACTORS.items():
        factor = {"chip": "H100", "model": H100, "h100e": h100e, "basis": "16-bit"}
        words = {"title": "F", "definition": "d", "source": "s", "retrieved": "2026-10-01"}
        found.tell(
            "authority",
            kind="chips.factors-adopted/1",
            factor_set=name,
            factors=[factor],
            **words,
        )
    found.site("frankfurt")
    found.site("paris", country="FR")
    return found


def lines(told: Told, start: date = date.min, **more: Any) -> dict[str, ChipAccount]:
    with told.world() as world:
        found = recorded(world, start=start, until=TODAY, factor_set=OLD, **more)
    return {it.country: it for it in found.lines}


def delivered(told: Told, chips: int = 8) -> None:
    told.made("lot", "H", chips)
    told.delivered("lot", "frankfurt", date(2026, 10, 5))


def test_what_a_maker_makes_is_produced_at_no_site_and_leaves_it(told: Told):
    delivered(told)
    found = lines(told)
    chips = found["at no site"].chips
    assert (chips.production, chips.exports, chips.closing) == (8, 8, 0)
    assert (found["DE"].chips.imports, found["DE"].chips.closing) == (8, 8)


def test_what_one_country_exports_another_imports(told: Told):
    delivered(told)
    told.said("holder", "installed", lot="lot", site="frankfurt", on="2026-10-06")
    told.said("holder", "moved", lot="lot", to="paris", on="2026-10-20")
    found = lines(told)
    assert (found["DE"].chips.exports, found["FR"].chips.imports) == (8, 8)
    assert sum(it.chips.imports for it in found.values()) == (
        sum(it.chips.exports for it in found.values())
    )


def test_chips_on_the_way_are_in_no_country(told: Told):
    told.made("lot", "H", 8)
    words = {"shipment": "s", "lot": "lot", "on": "2026-10-03"}
    told.said("maker", "shipped", to="holder", destination="frankfurt", waybill="w", **words)
    assert lines(told)["in transit"].chips.closing == 8


def test_the_opening_stock_of_a_period_is_the_end_of_the_one_before(told: Told):
    delivered(told)
    later = lines(told, date(2026, 10, 20))["DE"].chips
    assert (later.opening, later.imports, later.closing) == (8, 0, 8)


def test_another_factor_set_at_the_end_is_a_revaluation_and_no_import(told: Told):
    delivered(told)
    with told.world() as world:
        found = recorded(
            world,
            start=date(2026, 10, 20),
            until=TODAY,
            factor_set=NEW,
            factor_set_before=OLD,
        )
    (line,) = [it.h100e for it in found.lines if it.country == "DE"]
    assert line is not None
    assert (line.opening, line.revaluation, line.closing) == (8, 8, 16)
    assert line.imports == 0


def test_a_period_ends_after_it_begins(told: Told):
    with pytest.raises(UnreadableError, match="has to be after"):
        lines(told, TODAY)


def test_an_unknown_factor_set_is_not_nought(told: Told):
    delivered(told)
    with pytest.raises(NotFoundError, match="no factor set"):
        lines(told, factor_set_before=FactorSetId("none"))


def rows(found: Account, axis: Axis) -> dict[str, AccountRow]:
    return {it.country: it for it in found.rows if it.axis is axis}


def account(told: Told) -> Account:
    with told.world() as world:
        return account_by_log(world, on=TODAY, factor_set=OLD)


def test_one_lot_stands_on_every_axis_and_is_counted_exactly(told: Told):
    delivered(told)
    found = account(told)
    located, owned = rows(found, Axis.TERRITORY)["DE"], rows(found, Axis.PROVIDER)["DE"]
    for row in (located, owned):
        assert (row.h100e.p5, row.h100e.median, row.h100e.p95) == (8, 8, 8)
    assert rows(found, Axis.VENDOR) == {}
    assert {it.axis: it.counted for it in found.unallocated}[Axis.VENDOR] == 1


def test_who_made_it_counts_once_the_nationality_of_its_name_is_known(told: Told):
    delivered(told)
    told.tell(
        "authority",
        kind="accounts.nationality/1",
        name="A",
        country="US",
        quality="seen",
        source="register",
        retrieved="2026-10-01",
    )
    assert rows(account(told), Axis.VENDOR)["US"].h100e.median == 8


def test_every_account_of_the_log_is_held_against_every_factor_set(told: Told):
    delivered(told)
    assert [it.method for it in account(told).sensitivity] == ["new", "old"]
    assert [it.h100e for it in account(told).sensitivity] == [16, 8]


def test_where_nothing_is_known_of_the_rest_of_the_world_nobody_has_a_rank(told: Told):
    delivered(told)
    assert {it.rank for it in account(told).rows} == {None}
    assert {it.coverage for it in account(told).rows} == {None}


# Levels of sites, with labels.


def level(told: Told, site: str, owners: list[dict[str, str]], **more: Any) -> None:
    words = {"chip": "H100", "on": "2026-09-30", "units": 100, "planned": False, "source": "e"}
    told.said("provider", "level", **{"site": site, "owners": owners, **words, **more})


def test_what_a_foreign_firm_is_thought_to_own_is_accessible_to_its_country(told: Told):
    level(told, "frankfurt", [{"name": "ByteDance", "confidence": "likely"}])
    with told.world() as world:
        found = accessible_by_log(world, on=TODAY, factor_set=OLD)
    row = rows(found, Axis.ACCESS)["CN"]
    assert (row.located, row.confidence, row.h100e.p95) == ("DE", "likely", 100)
    assert rows(found, Axis.TERRITORY)["DE"].h100e.median == 100


def test_each_of_several_names_may_have_all_of_it_or_nothing(told: Told):
    names = [
        {"name": "ByteDance", "confidence": "likely"},
        {"name": "Microsoft", "confidence": "speculative"},
    ]
    level(told, "frankfurt", names)
    with told.world() as world:
        found = rows(accessible_by_log(world, on=TODAY, factor_set=OLD), Axis.ACCESS)
    assert [(it.h100e.p5, it.h100e.p95) for it in found.values()] == [(0, 100), (0, 100)]
    assert (found["CN"].confidence, found["US"].confidence) == ("likely", "speculative")


def test_a_chip_without_a_factor_raises_and_does_not_count_nothing(told: Told):
    level(told, "frankfurt", [], chip="R200")
    with told.world() as world, pytest.raises(NotFoundError, match="unknown is not zero"):
        accessible_by_log(world, on=TODAY, factor_set=OLD)


# Estimates.


def test_estimates_come_together_with_their_intervals(told: Told):
    told.tell("authority", **SMUGGLED)
    told.tell("authority", **{**SMUGGLED, "estimate": "e-2", "part": "official", "p95": "30"})
    with told.world() as world:
        found = estimated_by_log(world, on=TODAY, factor_set=OLD)
    row = rows(found, Axis.PROVIDER)["CN"]
    assert (row.h100e.p5, row.h100e.median, row.h100e.p95) == (20, None, 120)
    assert row.h100e.level == Decimal("0.80")
    assert [it.part for it in row.parts] == ["official", "smuggled"]
    assert "without smuggled" in [it.method for it in found.sensitivity]


def test_an_estimate_of_a_later_day_stands_in_place_of_the_earlier(told: Told):
    told.tell("authority", **SMUGGLED)
    told.tell("authority", **{**SMUGGLED, "estimate": "e-2", "as_of": "2026-10-15"})
    with told.world() as world:
        assert [it.estimate for it in estimates(world, on=TODAY)] == ["e-2"]
        assert [it.estimate for it in estimates(world, on=date(2026, 10, 1))] == ["e-1"]


def test_a_withdrawn_estimate_does_not_count(told: Told):
    told.tell("authority", **SMUGGLED)
    told.tell("authority", kind="accounts.withdrawn/1", estimate="e-1", reason="wrong")
    with told.world() as world:
        assert estimates(world, on=TODAY) == ()


def test_estimates_of_another_factor_set_do_not_mix(told: Told):
    told.tell("authority", **SMUGGLED)
    with told.world() as world:
        found = estimated_by_log(world, on=TODAY, factor_set=NEW)
    assert found.rows == ()
    assert any("do not mix" in it for it in found.notes)


# Methods and names.


def test_an_adopted_method_is_known_by_its_name(told: Told):
    told.tell(
        "authority",
        kind="accounts.method-adopted/1",
        method="mine",
        title="Mine",
        clusters={"duplicates": True},
        source="s",
        reason="r",
        by="Director",
    )
    with told.world() as world:
        assert method_named("mine", world).duplicates
        found = method_in_force(world)
        assert found is not None
        assert found.method == "mine"
        with pytest.raises(NotFoundError, match="epoch-clusters-8bit"):
            method_named("none-such", world)


def test_what_is_said_of_a_name_here_counts_before_what_is_shipped(told: Told):
    with told.world() as world:
        assert whose(world).of("oracle") == "US"
    told.tell(
        "authority",
        kind="accounts.nationality/1",
        name="Oracle",
        country="IE",
        quality="seen",
        source="register",
        retrieved="2026-10-01",
    )
    with told.world() as world:
        assert whose(world).of("ORACLE") == "IE"


def test_all_of_it_is_replayed_without_a_difference(told: Told):
    delivered(told)
    told.tell("authority", **SMUGGLED)
    assert told.stage.rebuilt(audited=True).differences == ()


# Rentals that the gate has seen.


def test_what_is_rented_counts_for_the_tenant_on_the_axis_of_access_alone():
    stage, tell = opened()
    factor = {"chip": "H100", "model": "h100", "h100e": "1", "basis": "8-bit"}
    words = {"title": "F", "definition": "d", "source": "s", "retrieved": "2026-10-01"}
    kind = {"kind": "chips.factors-adopted/1", "factor_set": "old", "factors": [factor]}
    for said in ({"authority": {**kind, **words}}, "the customer answers to Germany"):
        tell(said)
    tell("a rental is ordered")
    with stage.store.reading() as reading:
        world = RowsWorld(reading, stage.references)
        found = account_by_log(world, on=TODAY, factor_set=OLD)
    tenant = rows(found, Axis.ACCESS)["DE"]
    assert tenant.h100e.median == 8
    assert "customer from provider, stands in DE" in tenant.parts[0].part
    assert "DE" not in rows(found, Axis.TERRITORY)
