"""What the registry answers: clusters of sites, one chip's file, and what is far down a chain."""

from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
from tests.registering import MADE, TODAY, Told, policy
from tests.rules.stage import CATALOGUE, PRESENT
from tests.rules.test_rules import COMMON

from comptrol.domains.registry import (
    Balance,
    Cluster,
    Condition,
    Custody,
    Departed,
    RegistryView,
    SiteId,
    balance,
    chip,
    chip_standing,
    cluster,
    custody,
    lot,
    membership,
    run_leaf,
    serials_in,
)
from comptrol.domains.registry.formulas.clusters import Coverage
from comptrol.domains.registry.queries import BalanceBy
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.finding import Refused
from comptrol.kernel.ledger.tree import check_inclusion
from comptrol.kernel.statement import Entry

V2, V3 = "ccc/2025-11-13", "ccc/v3"


@pytest.fixture
def told() -> Told:
    return Told()


# Clusters.


def cluster_of(told: Told, site: str, definition: str = V3, on: date = TODAY) -> Cluster:
    with told.world() as world:
        return cluster(world, site=SiteId(site), on=on, definition=definition)


@pytest.mark.parametrize(
    ("chips", "coverage"), [(16, Coverage.NOT_COVERED), (17, Coverage.COVERED)]
)
def test_sixteen_h100_at_a_site_are_the_line(told: Told, chips: int, coverage: Coverage):
    told.site("one", chips)
    for definition in (V2, V3):
        assert cluster_of(told, "one", definition).verdict.coverage is coverage


@pytest.mark.parametrize(
    ("gbit_s", "joined"), [("25", False), ("25.000000000001", True), ("0", False), (None, True)]
)
def test_exactly_25_gbit_s_is_not_networked(told: Told, gbit_s: str | None, joined: Any):
    """Without a bandwidth, the inspector has stated that the sites work together."""
    told.site("one", 16)
    told.site("other", 1)
    told.linked("one", "other", gbit_s, together=gbit_s is None)
    found = cluster_of(told, "one")
    assert len(found.sites) == (2 if joined else 1)
    assert (found.verdict.coverage is Coverage.COVERED) == joined


def test_sites_hang_together_through_others(told: Told):
    for name in ("one", "two", "three", "four"):
        told.site(name, 6)
    told.linked("one", "two", "100")
    told.linked("three", "two", "100")
    found = cluster_of(told, "one")
    assert found.sites == ("one", "three", "two")
    assert found.verdict.chips == 18
    assert cluster_of(told, "four").sites == ("four",)


@pytest.mark.parametrize(
    ("on", "sites"), [("2026-10-04", 1), ("2026-10-05", 2), ("2026-10-06", 2), ("2026-10-07", 1)]
)
def test_a_link_counts_from_its_first_day_to_the_day_before_its_last(
    told: Told, on: str, sites: int
):
    told.site("one")
    told.site("two")
    told.linked("one", "two", "100", on="2026-10-05", until="2026-10-07")
    assert len(cluster_of(told, "one", on=date.fromisoformat(on)).sites) == sites


def test_an_unknown_definition_or_site_is_not_found(told: Told):
    told.site("one")
    with pytest.raises(NotFoundError, match="ccc/v9"):
        cluster_of(told, "one", "ccc/v9")
    with pytest.raises(NotFoundError, match="atlantis"):
        cluster_of(told, "atlantis")


# One chip.


def relabelled(told: Told, old: str, new: str, on: str) -> None:
    words = {"lot": "lot-1", "chip": f"maker/{old}", "to": f"maker/{new}", "on": on, "reason": "r"}
    told.said("maker", "relabelled", **words)


def test_a_chip_is_found_by_every_serial_that_it_ever_had(told: Told):
    told.made("lot-1", "H", 4)
    relabelled(told, "H000002", "R1", "2026-10-05")
    relabelled(told, "R1", "S1", "2026-10-06")
    with told.world() as world:
        for name in ("maker/H000002", "maker/R1", "maker/S1"):
            found = chip(world, chip=name)
            assert found.standing.chip == "maker/S1"
            assert found.standing.condition is Condition.WORKING
            assert [it.chip for it in found.called] == ["maker/R1", "maker/H000002"]
            assert "chip:maker/H000002" in found.subjects


def test_the_serial_that_a_chip_was_made_with_is_shown_and_no_other(told: Told):
    told.made("lot-1", "H", 4)
    with told.world() as world:
        before = membership(world, chip="maker/H000002")
    relabelled(told, "H000002", "R1", "2026-10-05")
    relabelled(told, "R1", "S1", "2026-10-06")
    with told.world() as world:
        assert membership(world, chip="maker/H000002") == before
        for name in ("maker/R1", "maker/S1", "maker/H000009"):
            with pytest.raises(NotFoundError):
                membership(world, chip=name)


def test_a_part_of_a_part_a_thousand_times_over_stops_nobody(told: Told):
    told.made("lot-0", "H", 1_100)
    for number in range(1_099):
        words = {"on": str(MADE), "into": f"lot-{number + 1}"}
        words |= {"serials": [{"prefix": "H", "first": number + 2, "last": 1_100, "digits": 6}]}
        told.said("maker", "split", lot=f"lot-{number}", **words)
    with told.world() as world:
        last = chip(world, chip="maker/H001100")
        shown = membership(world, chip="maker/H001100")
        lines = balance(world, by=BalanceBy.HOLDER, start=MADE, until=TODAY)
    assert (len(last.lots), shown.lot) == (1_100, "lot-0")
    check_inclusion(run_leaf(shown.run), 0, 1, (), bytes.fromhex(shown.root))
    assert [(line.key, line.receipts, line.end) for line in lines] == [("maker", 1_100, 1_100)]


def test_what_counts_is_drawn_in_lasting_order_and_what_is_no_more_is_not(told: Told):
    told.site("one", 4)
    certificate = {"certificate": "a" * 64, "on": "2026-10-05", "lot": "lot-one"}
    told.said("maker", "destroyed", chips=["maker/ONE-000002"], method="m", witness="inspector",
              **certificate)  # fmt: skip
    told.said("inspector", "witnessed", **certificate)
    with told.world() as world:
        view = world[RegistryView]
        runs = list(serials_in(view, site=SiteId("one")))
        assert [name for run in runs for name in run.names()] == [
            "maker/ONE-000001", "maker/ONE-000003", "maker/ONE-000004",
        ]  # fmt: skip
        assert list(serials_in(view, site=SiteId("two"))) == []
        assert chip_standing(view, "maker/NOBODY") is None


# Custody, as it was and as it was known.


def test_a_custody_is_asked_for_by_the_day_and_by_what_was_known(told: Told):
    told.site("one")
    told.site("two")
    told.made("lot-1", "H", 4)
    told.said("maker", "installed", lot="lot-1", site="one", on="2026-10-05")
    told.stage.clock.at = datetime(2026, 11, 2, tzinfo=UTC)
    at = told.said("maker", "moved", lot="lot-1", to="two", on="2026-10-10").position
    told.stage.clock.at = datetime(2026, 11, 3, tzinfo=UTC)
    told.said("maker", "corrected", lot="lot-1", wrong=at, reason="a slip")

    def site_of(on: str, known: int | None = None) -> Any:
        known_at = known and datetime(2026, 11, known, 12, tzinfo=UTC)
        with told.world() as world:
            step = custody(world, lot="lot-1", on=date.fromisoformat(on), known_at=known_at)
        return step and (step.site, step.withdrawn_at)

    assert site_of("2026-09-30") is None
    assert site_of("2026-10-04") == (None, None)
    assert site_of("2026-10-11", known=1) == ("one", None)
    assert site_of("2026-10-11", known=2) == ("two", None)
    assert site_of("2026-10-11", known=3) == site_of("2026-10-11") == ("one", None)


def test_what_is_said_late_of_a_chip_does_not_hide_where_its_lot_is(told: Told):
    told.site("one")
    told.made("lot-1", "H", 4)
    told.said("maker", "broken", lot="lot-1", chips=["maker/H000001"], on="2026-10-25", reason="r")
    told.said("maker", "installed", lot="lot-1", site="one", on="2026-10-20")
    with told.world() as world:
        later = custody(world, lot="lot-1", on=date(2026, 10, 30))
    assert later is not None
    assert (later.site, later.custody) == ("one", Custody.INSTALLED)


def test_a_period_has_a_day(told: Told):
    with told.world() as world, pytest.raises(UnreadableError, match="until"):
        balance(world, by=BalanceBy.SITE, start=MADE, until=MADE)


def test_what_was_missing_and_split_off_is_not_missing_twice(told: Told):
    told.site("one", 4)
    missing = ["maker/ONE-000001", "maker/ONE-000002", "maker/ONE-000003"]
    told.said("inspector", "counted", site="one", on="2026-10-05",
              lots=[{"lot": "lot-one", "missing": missing}])  # fmt: skip
    listed = [name.partition("/")[2] for name in missing]
    told.said("maker", "split", lot="lot-one", into="part", on="2026-10-06", listed=listed)
    with told.world() as world:
        (line,) = balance(world, by=BalanceBy.SITE, start=MADE, until=TODAY, key="one")
    assert (line.end, line.found, line.uncounted, line.muf) == (4, 1, 3, 0)


def line_of(told: Told, key: str, until: date = TODAY) -> Balance:
    with told.world() as world:
        (line,) = balance(world, by=BalanceBy.SITE, start=MADE, until=until, key=key)
    return line


def test_what_was_missing_on_its_way_goes_back_to_where_its_sender_had_it(told: Told):
    told.site("one", 4)
    told.site("two")
    words = {"shipment": "s-1", "lot": "lot-one"}
    to = {"to": "holder", "destination": "two", "waybill": "w"}
    told.said("maker", "moved", lot="lot-one", to="two", on="2026-10-03")
    told.said("maker", "shipped", on="2026-10-04", **words, **to)
    gone = {"missing": ["maker/ONE-000001"], "missing_lot": "gone"}
    told.said("holder", "received", on="2026-10-05", **words, **gone)
    way, two = line_of(told, "in transit"), line_of(told, "two")
    assert (way.receipts, way.shipments, way.end) == (4, 4, 0)
    assert (two.receipts, two.shipments, two.end) == (4 + 3 + 1, 4, 4)


def test_a_part_that_is_split_off_late_is_not_counted_twice(told: Told):
    told.site("one", 4)
    certificate = {"certificate": "a" * 64, "on": "2026-10-25", "lot": "lot-one"}
    told.said("maker", "destroyed", chips=["maker/ONE-000001"], method="m", witness="inspector",
              **certificate)  # fmt: skip
    told.said("inspector", "witnessed", **certificate)
    told.said("maker", "split", lot="lot-one", into="x", on="2026-10-20", listed=["ONE-000002"])
    assert line_of(told, "one", until=date(2026, 10, 22)).end == 4
    assert line_of(told, "one").end == 3


def test_what_broke_while_a_wrong_statement_stood_broke_where_its_lot_was(told: Told):
    told.site("one", 4)
    told.site("two")
    moving = told.said("maker", "moved", lot="lot-one", to="two", on="2026-10-05")
    told.said("maker", "lost", lot="lot-one", chips=["maker/ONE-000001"], on="2026-10-06",
              reason="r")  # fmt: skip
    told.said("maker", "corrected", lot="lot-one", wrong=moving.position, reason="a slip")
    assert (line_of(told, "one").end, line_of(told, "two").receipts) == (4, 0)


# What nobody may bring about.


def test_a_move_after_sixty_notices_can_be_read_back(told: Told):
    told.site("one")
    told.made("lot-1", "H", 4)
    told.tell("authority", **policy())
    for _ in range(60):
        told.said("maker", "move-announced", lot="lot-1", to="one", on="2026-11-01", reason="r")
    told.said("maker", "moved", lot="lot-1", to="one", on="2026-11-01")
    assert told.stage.rebuilt().differences == ()


def test_a_stocktaking_of_sixty_holders_can_be_read_back(told: Told):
    """With chips missing of each, and of lots that the books have at another site."""
    told.site("one")
    told.site("two")
    for number in range(60):
        key = {"key": f"key of holder-{number}", "roles": ["holder"], "country": "DE"}
        told.tell(
            "authority", kind="parties.enrolled/1", party=f"holder-{number}", name="n", **key
        )
        told.made(f"lot-{number}", f"H{number}-", 1)
        words = {"lot": f"lot-{number}", "shipment": f"s-{number}"}
        to = {"to": f"holder-{number}", "destination": "one", "waybill": "w"}
        told.said("maker", "shipped", on="2026-10-02", **words, **to)
        told.said(f"holder-{number}", "received", on="2026-10-03", **words)
    lots = [{"lot": f"lot-{n}", "missing": [f"maker/H{n}-000001"]} for n in range(60)]
    told.said("inspector", "counted", site="one", on="2026-10-05", lots=lots)
    bare = [{"lot": it["lot"]} for it in lots]
    told.said("inspector", "counted", site="two", on="2026-10-06", lots=bare)
    assert told.stage.rebuilt().differences == ()


def test_half_a_kilometre_an_hour_is_a_speed(told: Told):
    told.tell("authority", **policy(speed_km_per_hour="0.5"))
    told.site("one", 4)
    site = COMMON.scenery["a site stands in Frankfurt"]["provider"]
    for name, lat in (("here", "50"), ("near", "50.1")):
        place = {"lat": lat, "lon": "8", "radius_km": "0"}
        told.tell("provider", **{**site, "site": name, "place": place})
    for name, on in (("here", "2026-10-05"), ("near", "2026-10-06")):
        told.said("provider", "counted", site=name, on=on, strangers=["maker/ONE-000001"])
    assert [it["detector"] for it in told.stage.rows("alarms")].count("registry.cloned") == 0


def test_what_has_departed_counts_elsewhere_and_nobody_speaks_for_it(told: Told):
    """The federation will say so; until it does, its statement is folded here by itself."""
    told.site("one", 4)
    gone = Departed(because=0, lot="lot-one", on=date(2026, 10, 9), destination="elsewhere")
    domain = CATALOGUE.owner(gone)
    with told.stage.store.writing(PRESENT) as step:
        entry = Entry(position=10_000, logged_at=PRESENT, signer="authority", statement=gone)
        for change in domain.apply(RegistryView(step.rows), entry):
            step.store(change)
    with told.world() as world:
        period = {"start": date(2026, 10, 3), "until": TODAY}
        (line,) = balance(world, by=BalanceBy.SITE, key="one", **period)
        assert (line.begin, line.shipments, line.end) == (4, 4, 0)
        assert lot(world, lot="lot-one").lot.there == 0
    for speaker, kind, words in DEPARTED:
        said = {"kind": f"registry.{kind}/1", "on": "2026-10-10", **words}
        answer = told.stage.say(speaker, said)
        assert isinstance(answer, Refused), kind
        assert answer.findings[0].code == "registry.departed", kind


ITS_CHIP: Final = {"lot": "lot-one", "chips": ["maker/ONE-000001"]}
DEPARTED: Final = (
    ("maker", "split", {"lot": "lot-one", "into": "x", "listed": ["ONE-000001"]}),
    ("maker", "shipped", {"lot": "lot-one", "shipment": "s", "to": "holder",
                          "destination": "one", "waybill": "w"}),
    ("maker", "installed", {"lot": "lot-one", "site": "one"}),
    ("maker", "move-announced", {"lot": "lot-one", "to": "one", "reason": "r"}),
    ("maker", "lost", {**ITS_CHIP, "reason": "r"}),
    ("maker", "relabelled", {"lot": "lot-one", "chip": "maker/ONE-000001", "to": "maker/X1",
                             "reason": "r"}),
    ("inspector", "counted", {"site": "one", "lots": [{"lot": "lot-one"}]}),
)  # fmt: skip
