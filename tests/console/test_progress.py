"""Long work: seen by its owner alone, told as it goes on, stopped, and begun again."""

import asyncio
import csv
import io
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from tests.console.registering_pages import MODEL, TODAY, Registry
from tests.console.standing_in import OpenDoors, Seen, visitor_of

from comptrol.domains.chips import ModelId
from comptrol.domains.registry import LotId, Made, RegistryView, Serial
from comptrol.entrypoints.console.app import Console
from comptrol.entrypoints.console.pages import PAGES
from comptrol.entrypoints.console.progress import (
    UNDER_WAY_MAX,
    Doing,
    Outcome,
    Progress,
    Work,
    Works,
)
from comptrol.entrypoints.console.visitor import NOBODY, Visitor
from comptrol.entrypoints.console.working import Working
from comptrol.entrypoints.console.works import STARTS
from comptrol.entrypoints.console.writing import WrittenSpeaker
from comptrol.kernel.errors import NotFoundError, UnavailableError, UnreadableError
from comptrol.kernel.finding import Answer, Receipt, Refused
from comptrol.kernel.identifiers import PartyId

pytest.importorskip("python_multipart")
LONG_S = 20


class Office:
    """A registry with long work, as different visitors see it."""

    def __init__(self) -> None:
        self.registry = Registry()
        self.platform = self.registry.platform
        self.works = Works(self.platform, self.platform.intake.submit_all)

    def visitor(self, party: str) -> Visitor:
        return visitor_of(self.platform, party) if party else NOBODY

    def seen(self, party: str, **other: Any) -> Seen:
        async def submit(raw: bytes) -> Answer:
            return self.platform.intake.submit(raw)

        console = Console(self.platform, submit, None, OpenDoors(self.visitor(party)), PAGES)
        working = Working(console, self.works, STARTS, **other)
        return Seen(Starlette(routes=[console.mounted(working.routes())]))

    def begin(self, party: str, doing: Doing) -> Work:
        return self.works.begin(self.visitor(party), "Something long", doing)

    def ended(self, work: Work) -> Work:
        """Wait for a work."""
        for _ in range(LONG_S * 100):
            if work.now.state.ended:
                return work
            threading.Event().wait(0.01)
        raise AssertionError(work.now)

    def upload(self, party: str, table: str | bytes, **other: Any) -> httpx.Response:
        files = {"table.csv": ("chips.csv", table, "text/csv")}
        seen = self.seen(party, **other)
        return seen.send("POST", "/console/begin/chips", files=files, data={"token": "token"})

    def loaded(self, party: str, table: str) -> Work:
        answer = self.upload(party, table)
        assert answer.status_code == 303, answer.text[-500:]
        return self.ended(self.work_of(party, answer))

    def work_of(self, party: str, answer: httpx.Response) -> Work:
        name = answer.headers["location"].removeprefix("/console/works/")
        return self.works.of(self.visitor(party), name)


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    made = Office()
    yield made
    asyncio.run(made.works.close())


@contextmanager
def held() -> Iterator[tuple[Doing, threading.Event]]:
    """Lend a work that goes on until it is let go."""
    gate = threading.Event()

    def doing(progress: Progress) -> Outcome:
        while not gate.wait(0.005):
            progress.tell(1, 2, "half of it")
        return Outcome("All of it is done.")

    try:
        yield doing, gate
    finally:
        gate.set()


def table(*serials: str, lot: str = "lot-t", model: str = MODEL) -> str:
    rows = "".join(f"{it},{model},{lot},{TODAY}\n" for it in serials)
    return f"serial,model,lot,made_on\n{rows}"


def _joined(tables: list[str]) -> Iterator[str]:
    """Yield the lines of some tables under one heading."""
    yield tables[0].splitlines()[0]
    for each in tables:
        yield from each.splitlines()[1:]


# What everybody's work has in common.


def test_a_work_is_done_and_its_page_tells_what_came_of_it(office: Office):
    rows = (("a", "<b>b</b>"),)
    work = office.begin("holder", lambda _: Outcome("It is done <b>", "/lots", ("x", "y"), rows))
    page = office.seen("holder").get(f"/console/works/{office.ended(work).name}").text
    assert "It is done &lt;b&gt;" in page
    assert "&lt;b&gt;b&lt;/b&gt;" in page
    assert "data-events" not in page


def test_only_its_owner_sees_a_work(office: Office):
    work = office.ended(office.begin("holder", lambda _: Outcome("done")))
    for path in ("", "/events", "/file"):
        assert office.seen("maker").get(f"/console/works/{work.name}{path}").status_code == 404
        assert office.seen("").get(f"/console/works/{work.name}{path}").status_code == 404
    assert office.seen("maker").post(f"/console/works/{work.name}/stop", {}).status_code == 404
    assert work.name not in office.seen("maker").get("/console/works").text
    assert work.name in office.seen("holder").get("/console/works").text


def test_events_tell_how_far_it_is_and_that_it_has_ended(office: Office):
    with held() as (doing, gate):
        work = office.begin("holder", doing)
        threading.Timer(0.7, gate.set).start()
        told = office.seen("holder").get(f"/console/works/{work.name}/events")
    assert told.headers["content-type"].startswith("text/event-stream")
    names = re.findall(r"^event: (\w+)$", told.text, re.MULTILINE)
    assert names[0] == "progress"
    assert names[-1] == "end"
    assert '"done":1,"most":2,"words":"half of it"' in told.text


def test_a_page_of_work_under_way_goes_on_by_itself_without_script(office: Office):
    with held() as (doing, _):
        work = office.begin("holder", doing)
        page = office.seen("holder").get(f"/console/works/{work.name}").text
    office.ended(work)
    assert f'data-events="/console/works/{work.name}/events"' in page
    assert '<noscript><meta http-equiv="refresh"' in page


def test_a_work_is_stopped_at_its_next_step_and_begun_again(office: Office):
    with held() as (doing, gate):
        work = office.begin("holder", doing)
        seen = office.seen("holder")
        assert seen.post(f"/console/works/{work.name}/stop", {}).status_code == 303
        assert office.ended(work).now.state.value == "stopped"
        assert "Begin it again" in seen.get(f"/console/works/{work.name}").text
        gate.set()
        assert seen.post(f"/console/works/{work.name}/again", {}).status_code == 303
    assert office.ended(work).now.outcome is not None


@pytest.mark.parametrize(
    ("error", "words"),
    [(UnreadableError("line 3: odd <i>"), "line 3: odd"), (ValueError("secret"), "our mistake")],
)
def test_an_error_in_the_middle_is_told_in_words(office: Office, error: Exception, words: str):
    def doing(progress: Progress) -> Outcome:
        progress.tell(1, 3, "some of it")
        raise error

    work = office.ended(office.begin("holder", doing))
    page = office.seen("holder").get(f"/console/works/{work.name}").text
    assert words in page
    assert "secret" not in page
    assert "<i>" not in page


def test_so_many_are_under_way_and_no_more(office: Office):
    with held() as (doing, _):
        works = [office.begin("reviewer", doing) for _ in range(UNDER_WAY_MAX)]
        with pytest.raises(UnavailableError, match="wait for one"):
            office.begin("reviewer", doing)
    for work in works:
        office.ended(work)


def test_so_many_are_kept_and_the_oldest_is_forgotten_with_its_files(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("comptrol.entrypoints.console.progress.KEPT_MAX", 2)
    first, *_ = [office.ended(office.begin("holder", lambda _: Outcome("x"))) for _ in range(4)]
    with pytest.raises(NotFoundError):
        office.works.of(office.visitor("holder"), first.name)
    assert not first.folder.exists()


def test_a_server_that_ends_stops_work_and_removes_its_files():
    ending = Office()
    with held() as (doing, _):
        works = [ending.begin("holder", doing) for _ in range(3)]
        asyncio.run(ending.works.close())
    assert {it.now.state.value for it in works} <= {"stopped", "waiting"}
    assert not any(it.folder.exists() for it in works)
    with pytest.raises((UnavailableError, OSError)):
        ending.begin("holder", doing)


@pytest.mark.parametrize(
    ("party", "name"),
    [("holder", "check"), ("maker", "rescreen"), ("holder", "balance"), ("", "chips"),
     ("authority", "nothing"), ("reviewer", "proposal")],
)  # fmt: skip
def test_what_is_not_for_somebody_cannot_be_begun(office: Office, party: str, name: str):
    assert office.seen(party).post(f"/console/begin/{name}", {}).status_code == 404


# A table of chips.


def test_a_table_is_registered_and_sent_again_it_is_passed_over(office: Office):
    page = office.seen("maker").get("/console/chip-tables").text
    assert 'enctype="multipart/form-data"' in page
    first = office.loaded("maker", table("A-1", "A-2", "A-3", lot="lot-a")).now
    assert first.outcome is not None
    assert first.outcome.told.startswith("3 chips in 1 lots were registered; 0 were")
    again = office.loaded("maker", table("A-1", "A-2", "A-3", lot="lot-a")).now
    assert again.outcome is not None
    assert "0 chips in 0 lots were registered; 3 were there already" in again.outcome.told
    with office.platform.world() as world:
        assert world[RegistryView].lots.get(LotId("lot-a")) is not None


def test_rows_that_are_not_taken_are_handed_back_as_a_table(office: Office):
    rows = table("B-1", "B 2", "B-1", "=cmd()", lot="lot-b") + "B-5,no-such-model,lot-c,once\n"
    work = office.loaded("maker", rows)
    answer = office.seen("maker").get(f"/console/works/{work.name}/file")
    assert answer.headers["content-disposition"].startswith("attachment")
    back = list(csv.reader(io.StringIO(answer.text)))
    assert back[0][0] == "line"
    assert len(back) == 5
    assert {row[0] for row in back[1:]} == {"3", "4", "5", "6"}
    assert "'=cmd()" in answer.text
    assert "1 chips in 1 lots" in office.seen("maker").get(f"/console/works/{work.name}").text


@pytest.mark.parametrize(
    ("raw", "words"),
    [(b"serial,model\nA,b\n", "expected serial, model, lot, made_on"),
     (b"\xff\xfe\x00", "not UTF-8"), (b"", "expected serial")],
)  # fmt: skip
def test_what_is_no_table_is_told_without_where_it_lay(office: Office, raw: bytes, words: str):
    answer = office.upload("maker", raw)
    now = office.ended(office.work_of("maker", answer)).now
    assert words in now.words
    assert "/tmp" not in now.words  # noqa: S108


def test_a_table_that_is_too_large_is_refused_while_it_arrives(office: Office):
    answer = office.upload("maker", b"x" * 5_000_000, upload_bytes_max=1_000_000)
    assert answer.status_code == 413
    assert "split the table" in answer.text


@pytest.mark.parametrize("files", [{}, {"other": ("a.csv", b"x")}, {"table.csv": ("", b"x")}])
def test_a_form_without_a_table_is_told_to_choose_one(office: Office, files: dict[str, Any]):
    files = files or {"nothing": (None, b"x")}
    answer = office.seen("maker").send("POST", "/console/begin/chips", files=files)
    assert answer.status_code == 400


def test_who_makes_nothing_is_refused_row_by_row(office: Office):
    now = office.loaded("holder", table("H-1", lot="lot-h")).now
    assert now.outcome is not None
    assert not now.outcome.good
    assert "0 chips" in now.outcome.told


def test_two_imports_and_somebody_who_speaks_do_not_trip_each_other(office: Office):
    tables = [
        table(*(f"{name}{lot}-{at}" for at in range(20)), lot=f"lot-{name}{lot}")
        for name in ("x", "y")
        for lot in range(12)
    ]
    tables = ["\n".join(_joined(tables[:12])), "\n".join(_joined(tables[12:]))]
    works = [office.work_of("maker", office.upload("maker", it)) for it in tables]
    for number in range(10):
        lot = {"lot": f"lot-s{number}", "model": MODEL, "on": str(TODAY), "listed": f"S-{number}"}
        said = office.seen("maker").post("/console/lots/acts/make", lot)
        assert said.status_code == 303, said.text[-900:]
    for work in works:
        outcome = office.ended(work).now.outcome
        assert outcome is not None, work.now
        assert outcome.good, outcome


def test_what_comes_between_takes_a_number_and_nothing_is_said_twice(office: Office):
    between = iter(["lot-between-1", "lot-between-2"])
    speaker = office.platform.speaker(PartyId("maker"))

    def write(raws: Sequence[bytes]) -> list[Answer]:
        for lot in islice(between, 1):
            speaker.say(made(lot))
        return office.platform.intake.submit_all(raws)

    written = WrittenSpeaker(office.platform, PartyId("maker"), write, threading.Lock())
    answers = written.say_all([made(lot) for lot in ("lot-w1", "lot-w2", "lot-w3")])
    assert all(isinstance(it, Receipt) for it in answers)
    refused = written.say_all([made("lot-w1"), made("lot-w4")])
    codes = [it.findings[0].code for it in refused if isinstance(it, Refused)]
    assert codes == ["registry.lot-exists", "flow.sequence-gap"]


def made(lot: str) -> Made:
    return Made(lot=LotId(lot), model=ModelId(MODEL), on=TODAY, listed=(Serial(f"W-{lot}"),))


def test_a_table_of_many_rows_is_read_in_steps(office: Office):
    rows = [f"Q{number:06d}" for number in range(9_000)]
    work = office.loaded("maker", table(*rows, lot="lot-q"))
    assert work.now.outcome is not None
    assert "9,000 chips in 18 lots" in work.now.outcome.told


# Other work.


def test_the_whole_log_is_checked(office: Office):
    answer = office.seen("authority").post("/console/begin/check", {})
    now = office.ended(office.work_of("authority", answer)).now
    assert now.outcome is not None, now
    assert "Everything agrees" in now.outcome.told


def test_the_books_are_balanced_in_the_background(office: Office):
    answer = office.seen("inspector").post("/console/begin/balance", {"by": "model"})
    now = office.ended(office.work_of("inspector", answer)).now
    assert now.outcome is not None, now
    assert now.outcome.columns[0] == "model"
    refused = office.seen("inspector").post("/console/begin/balance", {"by": "colour"})
    assert refused.status_code == 400


def test_everybody_is_held_against_the_list_in_force(office: Office):
    answer = office.seen("reviewer").post("/console/begin/rescreen", {})
    now = office.ended(office.work_of("reviewer", answer)).now
    assert now.outcome is not None, now
    assert "parties were held against" in now.outcome.told
    assert "Nothing was said to the log" in now.outcome.told
