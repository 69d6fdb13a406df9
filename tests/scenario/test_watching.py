"""The watch: every detector is asked about what is new, and what was asked is in the log."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.rules.test_rules import CHAPTERS
from tests.scenario.gate_harness import Day, a_day, began, three_days_ago
from tests.scenario.harness import Served, comptrol, serving, until

from comptrol.bootstrap import today
from comptrol.domains.registry import Reviewed
from comptrol.domains.structuring import Looked, LookedThrough
from comptrol.domains.watching import Ran, Watched, WatchingView
from comptrol.entrypoints.api.committer import Committer
from comptrol.entrypoints.api.watching import ServedWatch
from comptrol.flow import watching
from comptrol.flow.turn import read_entry
from comptrol.flow.watching import Done
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.statement import Statement
from comptrol.kernel.view import World
from comptrol.kernel.watch import Since, Watch

POLICY = CHAPTERS["structuring"].scenery["the policy is set"]["authority"]  # type: ignore[call-overload]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("watching") / "data"
    began(folder)
    day = Day(folder, three_days_ago())
    day.all("authority", POLICY)
    day.tell("nimbus", "structuring.linked/1", link="card-1", by="payment-instrument",
             parties=["zephyr", "quiet"], since="2026-01-01", source="the same card")  # fmt: skip
    return folder


@pytest.fixture
def day(begun: Path, tmp_path: Path) -> Iterator[Day]:
    opened = a_day(begun, tmp_path / "data")
    yield opened
    assert opened.run("ledger", "rebuild", "--check").code == 0


def watched(day: Day) -> Done:
    """Watch at the hour of the day."""
    with day.opened() as platform:
        return platform.watching().run(platform.today())


def said_of(day: Day, kind: type[Statement]) -> list[Statement]:
    with day.opened() as platform:
        entries = (read_entry(platform.catalogue, it) for it in platform.store.entries())
        return [it.statement for it in entries if isinstance(it.statement, kind)]


def detectors(done: Done) -> set[str]:
    return {it.detector for it in done.alarms}


def test_a_first_watch_looks_at_everything_and_a_second_at_nothing(day: Day) -> None:
    day.rents("r-1")
    day.rents("r-2", customer="quiet")
    first = watched(day)
    assert first.read is None
    assert "structuring.rate" in detectors(first)
    second = watched(day)
    assert (second.watch, second.alarms, second.refused) == (None, (), ())


def test_what_is_new_is_looked_at_on_the_day_itself_and_told_once(day: Day) -> None:
    watched(day)
    day.rents("r-1")
    day.rents("r-2", customer="quiet")
    done = watched(day)
    assert done.read is not None
    assert detectors(done) == {"structuring.rate"}
    assert detectors(watched(day)) == set()


def test_only_those_who_acted_are_looked_at(day: Day) -> None:
    watched(day)
    day.rents("r-1")
    watched(day)
    last = said_of(day, Looked)[-1]
    assert isinstance(last, Looked)
    assert last.parties == ("zephyr",)


def test_a_new_week_looks_at_everybody_in_the_last(day: Day) -> None:
    watched(day)
    day.rents("r-1")
    before = len(said_of(day, Looked))
    day.clock.at += timedelta(days=7)
    watched(day)
    new = [it for it in said_of(day, Looked)[before:] if isinstance(it, Looked)]
    assert [it.parties for it in new] == [(), ("zephyr",)]
    assert new[0].until - new[0].since == timedelta(days=7)
    day.clock.at = three_days_ago()  # commands speak now


def test_a_new_policy_has_everything_looked_at_again(day: Day) -> None:
    watched(day)
    day.rents("r-1")
    day.rents("r-2", customer="quiet")
    day.all("authority", {**POLICY, "policy": "watch-2"})
    watched(day)
    assert [it for it in said_of(day, Looked) if isinstance(it, Looked) and not it.parties][1:]


def test_a_watch_that_was_stopped_before_its_mark_goes_on_and_raises_nothing_twice(
    day: Day,
) -> None:
    day.rents("r-1")
    day.rents("r-2", customer="quiet")
    with day.opened() as platform:
        watching = platform.watching()
        say = platform.speaker(platform.intake.voice.party).say

        def stops(said: Statement) -> object:
            if isinstance(said, Watched):
                raise KeyboardInterrupt
            return say(said)

        watching._say = stops  # type: ignore[assignment]  # noqa: SLF001
        with pytest.raises(KeyboardInterrupt):
            watching.run(platform.today())
    done = watched(day)
    assert detectors(done) == {"structuring.rate"}
    alarms = [it.alarm for it in done.alarms]
    assert len(alarms) == len(set(alarms))


def test_a_detector_of_another_version_looks_at_everything_again(day: Day) -> None:
    watched(day)
    with day.opened() as platform:
        through = platform.store.size()
        ran = (Ran(name="structuring", version=9, looks=0),)
        said = Watched(watch="by-hand", through=through, on=platform.today(), ran=ran)  # type: ignore[arg-type]
        platform.speaker(platform.intake.voice.party).say(said)
    before = len(said_of(day, LookedThrough))
    watched(day)
    assert len(said_of(day, LookedThrough)) > before + 1


def test_a_registry_under_a_policy_is_reviewed_once_a_day(day: Day) -> None:
    day.all("authority", CHAPTERS["registry_alarms"].scenery["the policy is adopted"]["authority"])  # type: ignore[call-overload]
    watched(day)
    watched(day)
    assert [it.whole for it in said_of(day, Reviewed) if isinstance(it, Reviewed)] == [True]


def test_a_domain_that_fails_keeps_its_mark_and_stops_no_other(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched(day)
    day.rents("r-1")
    day.rents("r-2", customer="quiet")

    def fails(world: World, since: Since) -> Iterator[Statement]:
        raise OverflowError(f"{world is None} {since.today}")

    broken = Watch(name="registry", version=1, looks=fails)
    with day.opened() as platform:
        watching = platform.watching()
        kept = tuple(it for it in watching._watches if it.name != "registry")  # noqa: SLF001
        monkeypatch.setattr(watching, "_watches", (broken, *kept))
        before = platform.store.size()
        done = watching.run(platform.today())
    assert "registry: OverflowError" in done.failed[0]
    assert "structuring.rate" in detectors(done)
    with day.opened() as platform, platform.world() as world:
        marks = {it.name: it.through for it in world[WatchingView].marks.where()}
    assert marks["registry"] < before <= marks["structuring"]


def test_a_mark_that_stays_behind_makes_nobody_else_look_at_everything_again(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched(day)
    for number in range(30):
        day.tell("authority", "parties.enrolled/1", party=f"p-{number}", name="A GmbH",
                 country="DE", roles=[])  # fmt: skip
    with day.opened() as platform:
        ran = (Ran(name="structuring", version=1, looks=0),)
        size = platform.store.size()
        said = Watched(watch="by-hand", through=size, on=platform.today(), ran=ran)  # type: ignore[arg-type]
        platform.speaker(platform.intake.voice.party).say(said)
    monkeypatch.setattr(watching, "ENTRIES_MAX", 20)
    with day.opened() as platform:
        asked: list[Since] = []
        watch = platform.watching()
        names = ("registry", "structuring")
        seen = tuple(Watch(name=it, version=1, looks=noted(asked)) for it in names)
        monkeypatch.setattr(watch, "_watches", seen)
        end = platform.store.size()
        watch.run(platform.today())
    behind, near = asked
    assert behind.entries is None
    assert near.entries is not None
    assert [it.position for it in near.entries] == list(range(size, end))


def noted(asked: list[Since]) -> Callable[[World, Since], Iterator[Statement]]:
    def looks(world: World, since: Since) -> Iterator[Statement]:
        del world
        asked.append(since)
        yield from ()

    return looks


def test_a_served_watch_that_is_ended_says_nothing_more(day: Day) -> None:
    with day.opened() as platform:
        committer = Committer(platform.intake, lambda: None)
        watch = ServedWatch(platform, committer, every_s=1)

        async def ended() -> None:
            watch.start()
            await watch.close()

        asyncio.run(ended())
        before = platform.store.size()
        with pytest.raises(UnavailableError, match="goes on from here"):
            watch._say(Watched(watch="w", through=0, on=platform.today(), ran=()))  # type: ignore[arg-type]  # noqa: SLF001
        assert platform.store.size() == before


def test_the_command_tells_programs_what_the_contract_has(day: Day) -> None:
    day.rents("r-1")
    day.rents("r-2", customer="quiet")
    ran = day.run("watch", "--json")
    assert ran.code == 0
    told = ran.lines[0]
    assert told["detector"] == "structuring.rate"
    assert set(told["subjects"]) >= {"party:quiet", "party:zephyr"}
    assert told["strength"] == "fact"
    assert told["evidence"]
    assert told["benign"]
    assert (again := day.run("watch", "--json")).out == ""
    assert "0 alarms are new" in again.err
    assert day.run("watch", "--all", "--json").lines == ran.lines


def test_the_command_tells_people_what_was_not_excluded(day: Day) -> None:
    day.rents("r-1")
    day.rents("r-2", customer="quiet")
    ran = day.run("watch")
    assert ran.out.startswith("structuring.rate/1 (fact) party:quiet, party:zephyr")
    assert "not excluded: " in ran.out
    assert "None of them is a verdict" in ran.err


def test_a_server_watches_its_own_log_while_it_takes_statements(day: Day) -> None:
    with serving(day.folder, watch_every_s=1) as served:
        until(lambda: served.client.get("/health").json()["watch"]["through"] is not None)
        raws = served.sign(
            "nimbus",
            *(read_said(served, day.rental(name, customer=customer, on=today().isoformat()))
              for name, customer in (("r-1", "zephyr"), ("r-2", "quiet"))),
        )  # fmt: skip
        assert [served.post(raw).status_code for raw in raws] == [201, 201]
        until(lambda: "structuring.rate" in served.client.get("/alarms/alarms").text)
        health = served.client.get("/health").json()
    assert health["watch"]["watching"] == "as it should"


def read_said(served: Served, body: dict[str, Any]) -> Statement:
    said: Statement = served.platform.catalogue.decode(msgspec.json.encode(body))
    return said


@pytest.mark.parametrize("wrong", ["0", "x", "100000"])
def test_a_pause_that_is_none_is_refused(day: Day, wrong: str) -> None:
    assert day.run("watch", "--every", wrong).code == 2


def test_a_folder_without_a_log_is_told_of(tmp_path: Path) -> None:
    assert comptrol("watch", "--data", tmp_path / "none").code == 3
