"""What somebody asks who means no good: past every end, and still answered in words."""

import asyncio
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from tests.console.gatekeeping import REASON, Gate
from tests.console.standing_in import OpenDoors, Seen, visitor_of

from comptrol.bootstrap import in_memory
from comptrol.domains.registry import Made
from comptrol.entrypoints.api.app import create_app
from comptrol.entrypoints.console.app import Console
from comptrol.entrypoints.console.fields import read_form
from comptrol.entrypoints.console.forms import FIELDS_MAX
from comptrol.entrypoints.console.pages import PAGES
from comptrol.entrypoints.console.serving import console_over
from comptrol.entrypoints.console.uploads import AT_ONCE_OF_ONE, Arriving
from comptrol.entrypoints.console.works.planning_words import percent_asked
from comptrol.entrypoints.console.works.proposing import asked
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.finding import Answer
from comptrol.settings import Settings

DIGITS = "9" * 5_000
"""More than Python reads as a number."""


@pytest.fixture(scope="module")
def gate() -> Gate:
    made = Gate()
    made.order("o-1")
    return made


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1899-12-31", "3000-01-01"])
@pytest.mark.parametrize("path", ["/audits?until=", "/meters?until=", "/filings-due?since="])
def test_a_day_at_the_end_of_the_calendar_is_refused(gate: Gate, path: str, day: str) -> None:
    page = gate.seen("authority").get(f"/console{path}{day}")
    assert page.status_code == 400
    assert day in page.text


@pytest.mark.parametrize("start", ["²", "٣", DIGITS, "-1", "x"])
def test_a_list_begins_where_it_begins_if_that_is_no_number(gate: Gate, start: str) -> None:
    assert gate.seen("authority").get(f"/console/open-releases?start={start}").status_code == 200


@pytest.mark.parametrize("chips", ["9" * 30, DIGITS, "²", "٣"])
def test_a_change_to_more_than_a_number_is_told_in_words(gate: Gate, chips: str) -> None:
    form = {"reason": REASON, "chips": chips}
    answer = gate.seen("provider").post("/console/orders/o-1/acts/amend", form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize(
    "serials", ['{"²": 1}', f'{{"{DIGITS}": 1}}', '{"0": 1, "²": {"²": []}}', '[{"²": 1}]']
)
def test_what_is_written_as_json_is_read_as_it_is_written(serials: str) -> None:
    form = {"lot": "lot-1", "model": "h100", "on": "2026-11-01", "serials": serials}
    with pytest.raises(UnreadableError):
        read_form(Made, ("lot", "model", "on", "serials"), form, {})


@pytest.mark.parametrize("given", ["1e-999999", "1e999999", "0." + "0" * 5_000 + "1", "NaN"])
def test_a_percentage_is_written_as_people_write_it(given: str) -> None:
    with pytest.raises(UnreadableError, match="a number from 0 to 100"):
        percent_asked({"gap": given}, "gap", 100)


@pytest.mark.parametrize("given", ["²", DIGITS, ""])
def test_how_many_wrong_chips_matter_is_a_number(given: str) -> None:
    with pytest.raises(UnreadableError, match="as a whole number"):
        asked({"site1": "frankfurt", "diverted": given})


def test_a_page_is_asked_for_with_few_words(gate: Gate) -> None:
    words = "&".join(f"w{number}=1" for number in range(FIELDS_MAX + 1))
    assert gate.nobody().get(f"/console/law?{words}").status_code == 400
    assert gate.nobody().get("/console/law?" + words.rpartition("&")[0]).status_code == 200


def test_a_form_that_was_wrong_is_a_look_at_its_page(gate: Gate) -> None:
    async def submit(raw: bytes) -> Answer:
        return gate.platform.intake.submit(raw)

    doors = OpenDoors(visitor_of(gate.platform, "authority"))
    console = Console(gate.platform, submit, None, doors, PAGES)
    seen = Seen(Starlette(routes=[console.mounted()]))
    assert seen.post("/console/orders/o-1/acts/suspend", {}).status_code == 422
    assert [it.subject for it in doors.noted] == ["o-1 suspend"]


@pytest.mark.parametrize("path", ["/", "/console"])
def test_the_console_is_found_by_what_people_type(tmp_path: Path, path: str) -> None:
    platform = in_memory()
    with console_over(platform, Settings(data=tmp_path)) as console:
        answer = Seen(create_app(platform, None, face=console)).get(path)
        asyncio.run(console.close())
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/")


def test_few_files_arrive_at_once() -> None:
    arriving = Arriving()

    async def sent(many: int) -> None:
        if many:
            with arriving.counted("somebody"):
                await sent(many - 1)

    for _ in range(2):  # what has arrived makes room again
        asyncio.run(sent(AT_ONCE_OF_ONE))
    with pytest.raises(HTTPException, match="at once"):
        asyncio.run(sent(AT_ONCE_OF_ONE + 1))
    asyncio.run(sent(AT_ONCE_OF_ONE))
