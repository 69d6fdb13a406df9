"""The attacks on a registry, each with its benign twin, at several strengths, down the one path.

Every attack raises its alarm, as a statement in the log; no twin raises any. What decides where a
chip is by delays is another domain's: see ``OF_LOCATION``.
"""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from tests.registering import MADE, Told, policy

from comptrol.domains.registry import BalanceBy, balance

SCENARIOS: Final = Path(__file__).parents[3] / "shared/facts/methods/scenarios.json"
OF_THE_REGISTRY: Final = {"cloned-serial", "overorder-skim", "custody-gap", "never-attests"}
OF_LOCATION: Final = {"location-added-delay", "relay-proxy"}
"""The registry does not decide these: the location domain's scenarios have attack and twin."""

ARRIVED: Final = date(2026, 10, 10)
PLACES: Final = {
    "frankfurt": {"lat": "50.11", "lon": "8.68", "radius_km": "10"},
    "munich": {"lat": "48.14", "lon": "11.58", "radius_km": "10"},
    "madrid": {"lat": "40.42", "lon": "-3.70", "radius_km": "10"},
    "singapore": {"lat": "1.35", "lon": "103.82", "radius_km": "25"},
}


def test_every_scenario_of_the_registry_is_here_or_with_location():
    if not SCENARIOS.is_file():
        pytest.skip(f"the scenarios are not at {SCENARIOS}")
    listed = json.loads(SCENARIOS.read_text())
    named = {it["id"] for it in listed if "1" in it["systems"].split(",")}
    assert named == OF_THE_REGISTRY | OF_LOCATION


@pytest.fixture
def told() -> Told:
    """Return a log with a policy and four sites, on the day on which all chips are made."""
    begun = Told(datetime(2026, 10, 1, 12, tzinfo=UTC))
    begun.tell("authority", **policy())
    for site, place in PLACES.items():
        begun.site(site, place=place)
    return begun


def at(told: Told, on: date) -> None:
    """Let the day come: what is said from here on is logged on it, or later."""
    told.stage.clock.at = max(
        told.stage.clock.at, datetime(on.year, on.month, on.day, 18, tzinfo=UTC)
    )


def stands(told: Told, site: str = "frankfurt", chips: int = 64) -> None:
    """Let the holder have a lot that stands at a site from the tenth of October on."""
    told.made("lot-1", "H", chips)
    at(told, ARRIVED)
    told.delivered("lot-1", site, ARRIVED)
    told.said("holder", "installed", lot="lot-1", site=site, on=str(ARRIVED))


def seen(told: Told, site: str, on: date, chips: int, prefix: str = "H", first: int = 1) -> None:
    """Let the inspector read serials at a site, of chips that it did not look for."""
    at(told, on)
    strangers = [f"maker/{prefix}{number:06d}" for number in range(first, first + chips)]
    told.said("inspector", "counted", site=site, on=str(on), strangers=strangers)


def counted(told: Told, site: str, on: date, *lots: str, missing: tuple[int, ...] = ()) -> None:
    """Let the inspector count lots at a site, the first with some chips missing."""
    at(told, on)
    gone = [f"maker/H{number:06d}" for number in missing]
    found = [{"lot": lot, "missing": gone if lot == lots[0] else []} for lot in lots]
    told.said("inspector", "counted", site=site, on=str(on), lots=found)


def moved(told: Told, to: str, on: date, lot: str = "lot-1") -> None:
    """Move a lot with the notice that is due."""
    announced(told, to, on, lot)
    at(told, on)
    told.said("holder", "moved", lot=lot, to=to, on=str(on))


def announced(told: Told, to: str, on: date, lot: str = "lot-1") -> None:
    at(told, on - timedelta(14))
    notice = {"lot": lot, "to": to, "on": str(on), "reason": "the hall is full"}
    told.said("holder", "move-announced", **notice)


def reviewed(told: Told, on: date) -> None:
    at(told, on)
    told.said("authority", "reviewed", review=f"review-{on}", on=str(on))


def raised(told: Told) -> set[str]:
    """Return the detectors that raised an alarm; what they said follows from the log alone."""
    assert told.stage.rebuilt().differences == ()
    return set(told.alarms())


# A cloned serial: one identity is seen at two sites.

SEEN: Final = date(2026, 11, 20)


@pytest.mark.parametrize("far", ["munich", "madrid", "singapore"])
@pytest.mark.parametrize("chips", [1, 8, 64])
def test_one_serial_at_two_sites_on_one_day_is_cloned(told: Told, far: str, chips: int):
    stands(told)
    seen(told, "frankfurt", SEEN, chips)
    seen(told, far, SEEN, chips)
    assert raised(told) == {"registry.cloned", "registry.elsewhere"}
    assert told.alarms().count("registry.cloned") == chips


@pytest.mark.parametrize(("far", "days"), [("munich", 0), ("madrid", 0), ("singapore", 1)])
@pytest.mark.parametrize("chips", [1, 8, 64])
def test_one_serial_at_two_sites_with_a_move_between_them_is_not(
    told: Told, far: str, days: int, chips: int
):
    stands(told)
    announced(told, far, SEEN)
    seen(told, "frankfurt", SEEN, chips)
    told.said("holder", "moved", lot="lot-1", to=far, on=str(SEEN))
    seen(told, far, SEEN + timedelta(days), chips)
    assert raised(told) == set()


@pytest.mark.parametrize("days", [1, 7, 200])
@pytest.mark.parametrize("chips", [1, 64])
def test_a_serial_that_is_seen_where_the_books_do_not_have_it_is_told(
    told: Told, days: int, chips: int
):
    """Too slowly for the speed to show it, and never at its own site at all."""
    stands(told)
    seen(told, "madrid", ARRIVED + timedelta(days), chips)
    assert raised(told) == {"registry.elsewhere"}


@pytest.mark.parametrize("days", [0, 1, 7, 200])
@pytest.mark.parametrize("chips", [1, 64])
def test_a_serial_that_was_moved_there_is_not(told: Told, days: int, chips: int):
    stands(told)
    moved(told, "madrid", ARRIVED + timedelta(20))
    seen(told, "madrid", ARRIVED + timedelta(20 + days), chips)
    assert raised(told) == set()


@pytest.mark.parametrize("days", [1, 30])
def test_a_whole_lot_that_is_counted_at_another_site_is_told(told: Told, days: int):
    stands(told)
    counted(told, "madrid", ARRIVED + timedelta(days), "lot-1")
    assert raised(told) == {"registry.elsewhere"}


@pytest.mark.parametrize("days", [0, 1, 30])
def test_a_whole_lot_that_was_moved_there_is_not(told: Told, days: int):
    stands(told)
    moved(told, "madrid", SEEN)
    counted(told, "madrid", SEEN + timedelta(days), "lot-1")
    assert raised(told) == set()


def ended(told: Told, chips: list[str]) -> None:
    """Let chips be destroyed before the inspector."""
    words = {"lot": "lot-1", "on": str(ARRIVED), "certificate": "a" * 64}
    told.said("holder", "destroyed", chips=chips, method="m", witness="inspector", **words)
    told.said("inspector", "witnessed", **words)


@pytest.mark.parametrize("chips", [1, 8])
def test_a_counterfeit_with_the_serial_of_a_chip_that_is_no_more_is_told(told: Told, chips: int):
    stands(told)
    ended(told, [f"maker/H{number:06d}" for number in range(1, chips + 1)])
    seen(told, "frankfurt", SEEN, chips)
    assert raised(told) == {"registry.seen-after-its-end"}


@pytest.mark.parametrize("chips", [1, 3])
def test_a_return_with_its_replacement_linked_is_not(told: Told, chips: int):
    """The broken chip is retired and kept; its replacement came in a lot of spares."""
    stands(told)
    told.made("spares", "S", chips)
    told.delivered("spares", "frankfurt", ARRIVED)
    for number in range(1, chips + 1):
        words = {
            "chip": f"maker/H{number:06d}",
            "by": f"maker/S{number:06d}",
            "rma": f"r-{number}",
        }
        told.said("holder", "replaced", lot="lot-1", on=str(ARRIVED), **words)
    seen(told, "frankfurt", SEEN, chips)
    seen(told, "frankfurt", SEEN, chips, prefix="S")
    reviewed(told, SEEN)
    assert raised(told) == set()


# Over-ordering and skimming: more is delivered than is there, or than the site can feed.


@pytest.mark.parametrize("skimmed", [1, 8, 32, 63])
def test_skimmed_chips_are_missing_when_somebody_counts(told: Told, skimmed: int):
    stands(told)
    counted(told, "frankfurt", SEEN, "lot-1", missing=tuple(range(1, skimmed + 1)))
    assert raised(told) == {"registry.missing"}
    (line,) = books(told, "frankfurt")
    assert (line.end, line.found, line.muf) == (64, 64 - skimmed, skimmed)
    assert line.missing[0] == "maker/H000001"


def books(told: Told, site: str) -> tuple[Any, ...]:
    with told.world() as world:
        return balance(world, by=BalanceBy.SITE, start=MADE, until=date(2027, 1, 1), key=site)


@pytest.mark.parametrize("buffer", [1, 8, 32, 63])
def test_a_buffer_that_lies_in_a_warehouse_and_was_counted_is_not(told: Told, buffer: int):
    stands(told)
    listed = [f"H{number:06d}" for number in range(1, buffer + 1)]
    told.said("holder", "split", lot="lot-1", into="buffer", on=str(ARRIVED), listed=listed)
    moved(told, "munich", SEEN, "buffer")
    counted(told, "munich", SEEN, "buffer")
    counted(told, "frankfurt", SEEN, "lot-1")
    assert raised(told) == set()
    assert [books(told, site)[0].muf for site in ("frankfurt", "munich")] == [0, 0]


@pytest.mark.parametrize("surplus", [1, 8, 64, 1_000])
@pytest.mark.parametrize("lots", [1, 2])
def test_more_chips_than_a_site_can_feed_are_told(told: Told, surplus: int, lots: int):
    """In one delivery, or in two that would each be fed."""
    feeds(told, 64)
    for name, chips in (("lot-1", 64), ("lot-2", surplus))[-lots:]:
        told.made(name, f"{name[-1]}-", chips + (64 if lots == 1 else 0))
        at(told, ARRIVED)
        told.delivered(name, "hall", ARRIVED)
    assert raised(told) == {"registry.power"}


def feeds(told: Told, chips: int) -> None:
    """Register a hall with just the power for so many chips of 700 W."""
    told.site("hall", power_mw=f"{chips * 700 / 10**6:f}")


@pytest.mark.parametrize("surplus", [1, 8, 64])
def test_a_surplus_that_lies_there_and_was_counted_is_not(told: Told, surplus: int):
    feeds(told, 64)
    told.made("buffer", "B", min(surplus, 64))
    told.made("lot-1", "H", 64)
    at(told, ARRIVED)
    told.delivered("buffer", "hall", ARRIVED)
    counted(told, "hall", ARRIVED, "buffer")
    told.delivered("lot-1", "hall", ARRIVED)
    told.said("holder", "installed", lot="lot-1", site="hall", on=str(ARRIVED))
    assert raised(told) == set()


def test_as_many_chips_as_a_site_can_feed_are_not_told(told: Told):
    feeds(told, 64)
    stands(told, "hall")
    assert raised(told) == set()


# A custody gap: the sender alone says that something was handed over.

LEFT: Final = date(2026, 10, 10)


def leaves(told: Told, shipments: int) -> None:
    at(told, LEFT)
    for number in range(1, shipments + 1):
        told.made(f"lot-{number}", f"{number}-", 8)
        words = {"shipment": f"s-{number}", "lot": f"lot-{number}", "on": str(LEFT)}
        to = {"to": "holder", "destination": "frankfurt", "waybill": "w"}
        told.said("maker", "shipped", **words, **to)


@pytest.mark.parametrize("days", [15, 31, 200])
@pytest.mark.parametrize("shipments", [1, 5])
def test_what_nobody_countersigns_is_a_gap_and_its_sender_answers(
    told: Told, days: int, shipments: int
):
    leaves(told, shipments)
    reviewed(told, LEFT + timedelta(days))
    assert raised(told) == {"registry.custody-gap"}
    assert len(told.alarms()) == shipments
    assert {row["holder"] for row in told.stage.rows("registry_lots")} == {"maker"}


@pytest.mark.parametrize("every", [1, 7, 14])
def test_a_trail_that_never_ends_is_a_gap_too(told: Told, every: int):
    """Whoever scans on and on hides nothing for longer than any transit takes."""
    leaves(told, 1)
    for days in range(every, 60, every):
        on = LEFT + timedelta(days)
        at(told, on)
        words = {"shipment": "s-1", "lot": "lot-1", "on": str(on)}
        told.said("maker", "carried", where="at sea", **words)
        reviewed(told, on)
    assert raised(told) == {"registry.custody-gap"}


@pytest.mark.parametrize("days", [1, 14, 15, 22, 30])
def test_a_courier_who_is_late_and_scans_is_no_gap(told: Told, days: int):
    leaves(told, 1)
    words = {"shipment": "s-1", "lot": "lot-1"}
    for day in range(1, days + 1):
        on = LEFT + timedelta(day)
        at(told, on)
        if day % 10 == 0:
            told.said("maker", "carried", where="at sea", on=str(on), **words)
        reviewed(told, on)
    told.said("holder", "received", on=str(LEFT + timedelta(days)), **words)
    reviewed(told, LEFT + timedelta(100))
    assert raised(told) - {"registry.silent"} == set()


# It never attests: it is in the books, and nobody has any proof of it.


@pytest.mark.parametrize("silent", [7, 32, 64])
@pytest.mark.parametrize("days", [101, 365])
def test_chips_without_proof_for_too_long_are_told_and_not_said_to_be_absent(
    told: Told, silent: int, days: int
):
    stands(told)
    on = ARRIVED + timedelta(days)
    if silent < 64:
        seen(told, "frankfurt", on, 64 - silent)
    reviewed(told, on)
    assert raised(told) == {"registry.silent"}
    (row,) = told.stage.rows("alarms")
    assert f"Of {silent} of 64 chips" in row["explanation"]
    assert "not absent" in row["explanation"]
    (line,) = books(told, "frankfurt")
    assert (line.end, line.muf) == (64, 0)


@pytest.mark.parametrize("silent", [0, 1, 6])
def test_as_few_as_may_be_silent_are_not_told(told: Told, silent: int):
    stands(told)
    on = ARRIVED + timedelta(365)
    seen(told, "frankfurt", on, 64 - silent)
    reviewed(told, on)
    assert raised(told) == set()


@pytest.mark.parametrize("every", [30, 60, 180])
def test_a_site_without_a_line_that_is_inspected_in_time_is_not_told(told: Told, every: int):
    stands(told)
    agreed = {"every_days": every, "reason": "no line", "on": str(ARRIVED)}
    told.said("authority", "inspection-agreed", site="frankfurt", **agreed)
    for days in range(0, 720, 30):
        on = ARRIVED + timedelta(days)
        if days % every == 0:
            counted(told, "frankfurt", on, "lot-1")
        reviewed(told, on)
    assert raised(told) == set()


@pytest.mark.parametrize("late", [1, 30])
def test_a_site_that_is_inspected_late_is_told(told: Told, late: int):
    stands(told)
    agreed = {"every_days": 60, "reason": "no line", "on": str(ARRIVED)}
    told.said("authority", "inspection-agreed", site="frankfurt", **agreed)
    counted(told, "frankfurt", ARRIVED, "lot-1")
    reviewed(told, ARRIVED + timedelta(90 + late))
    assert raised(told) == {"registry.silent"}


def silence_dodged(told: Told) -> None:
    """Split a silent lot, say that the part was moved, and take it back: it is as new."""
    on = str(ARRIVED + timedelta(95))
    at(told, ARRIVED + timedelta(95))
    listed = [f"H{number:06d}" for number in range(1, 61)]
    told.said("holder", "split", lot="lot-1", into="part", on=on, listed=listed)
    told.stage.clock.at += timedelta(hours=1)
    notice = {"lot": "part", "to": "munich", "on": on, "reason": "none"}
    told.said("holder", "move-announced", **notice)
    moving = told.said("holder", "moved", lot="part", to="munich", on=on)
    told.said("holder", "corrected", lot="part", wrong=moving.position, reason="none")


def test_a_lot_is_not_made_new_by_splitting_it(told: Told):
    stands(told)
    silence_dodged(told)
    reviewed(told, ARRIVED + timedelta(101))
    assert raised(told) == {"registry.silent", "registry.unannounced-move"}
