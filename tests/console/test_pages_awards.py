"""Awards at the console: use against plan, what waits, and what each side can say."""

import re
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from tests.awarding import YEAR, Round
from tests.console.hostile import hostile
from tests.console.staged import platform_of
from tests.console.standing_in import Seen, seen_by, visitor_of

from comptrol.bootstrap import Platform
from comptrol.entrypoints.console.rounds.panel import LINES, hours, part, percent

PATH = "/console/awards/storms"
HARM = "<script>alert('x')</script> \u202e" + "b" * 400
ACTS = re.compile(r'id="act-([a-z-]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
QUARTERLY = {it: 8_333 + (number % 3 == 2) for number, it in enumerate(YEAR)}


def seen(platform: Platform, party: str) -> Seen:
    return seen_by(platform, visitor_of(platform, party))


def acts(client: Seen, path: str = PATH) -> set[str]:
    return set(ACTS.findall(client.get(path).text))


def granted() -> Round:
    """The customer may use 100,000 chip-hours in a year, and stands in its second month."""
    made = Round()
    made.granted("storms", QUARTERLY)
    made.uses("storms", "2027-01-02", 8_000)
    made.uses("storms", "2027-02-02", 1_000)
    made.at("2027-03-05")
    return made


@pytest.fixture(scope="module")
def over() -> Platform:
    return platform_of(granted().stage)


def test_its_holder_sees_use_against_plan(over: Platform):
    page = seen(over, "customer").get(PATH).text
    assert "award-storms" in page
    assert "54.0 % of what was planned" in page
    assert ">8,333<" in page
    assert ">8,000<" in page
    assert "would be taken back" not in page


@pytest.mark.parametrize("party", ["allocator", "authority", "provider"])
def test_who_looks_after_it_or_runs_its_pool_sees_it(over: Platform, party: str):
    assert seen(over, party).get(PATH).status_code == 200


@pytest.mark.parametrize("path", [PATH, "/console/awards/due", "/console/awards/nope"])
def test_a_stranger_is_told_that_there_is_nothing(over: Platform, path: str):
    assert seen(over, "maker").get(path).status_code == 404


def test_a_party_lists_its_own_awards_and_staff_all(over: Platform):
    assert "storms" in seen(over, "customer").get("/console/awards").text
    assert "Your party has no award." in seen(over, "maker").get("/console/awards").text
    listed = seen(over, "allocator").get("/console/awards", params={"call": "autumn"}).text
    assert "storms" in listed
    assert "out of the reserve" in listed
    none = seen(over, "allocator").get("/console/awards", params={"call": "spring"}).text
    assert "There is no award here." in none


def test_what_can_be_said_depends_on_who_says_it(over: Platform):
    assert acts(seen(over, "customer")) == {"report", "ask", "outcome", "give-back"}
    assert acts(seen(over, "allocator")) == {"milestone", "notice"}
    assert acts(seen(over, "provider")) == set()


def test_notice_is_given_with_the_figures_on_the_page():
    made = granted()
    client = seen(platform_of(made.stage), "allocator")
    assert "Notice" in client.get("/console/awards/due").text
    page = client.get(PATH).text
    form = {
        **_hidden(page, "notice"),
        "notice": "n-1",
        "reason": "Less is used than was planned.",
        "remedy": "Use it, or ask for other months.",
        "by": "Head of Allocation",
    }
    late = client.post(f"{PATH}/acts/notice", {**form, "answer_by": "2027-04-20"})
    assert late.status_code == 422
    assert 'value="2027-04-20"' in late.text
    said = client.post(f"{PATH}/acts/notice", {**form, "answer_by": "2027-03-20"})
    assert said.status_code == 303, said.text
    made.at("2027-04-02")
    taking = {
        **_hidden(client.get(PATH).text, "claw-back"),
        "act": "act-1",
        "notice": "n-1",
        "appeal_until": "2027-05-05",
        "reason": "Less was used than was planned.",
        "by": "Head of Allocation",
    }
    taken = client.post(f"{PATH}/acts/claw-back", taking)
    assert taken.status_code == 303, taken.text
    assert "Taken back" in client.get(PATH).text
    assert "decide-appeal" not in acts(client)
    _appealed(made)


def _appealed(made: Round) -> None:
    platform = platform_of(made.stage)
    holder, other = seen(platform, "customer"), seen(platform, "authority")
    form = {"appeal": "a-1", "act": "act-1", "reason": "The pool was down for weeks."}
    assert holder.post(f"{PATH}/acts/appeal", form).status_code == 303
    assert "appeal" not in acts(holder)
    assert "decide-appeal" not in acts(seen(platform, "allocator"))
    decision = {"appeal": "a-1", "granted": "true", "reason": "It was down indeed.", "by": "Board"}
    assert other.post(f"{PATH}/acts/decide-appeal", decision).status_code == 303
    assert "Undone on appeal" in holder.get(PATH).text


def _hidden(page: str, act: str) -> dict[str, str]:
    form = page.partition(f'id="act-{act}"')[2].partition("</form>")[0]
    assert form, f"{act} is not on the page"
    found = {name: _plain(value) for name, value in HIDDEN.findall(form) if name != "token"}
    assert msgspec.json.decode(found["figures"])["remove"] == 13_750 * 3600
    return found


def _plain(value: str) -> str:
    return value.replace("&#34;", '"').replace("&quot;", '"')


def test_other_months_are_asked_for_and_granted():
    platform = platform_of(granted().stage)
    holder, keeper = seen(platform, "customer"), seen(platform, "allocator")
    plan = [
        {"pool": "alder", "month": "2027-03", "chip_hours": 1_000},
        {"pool": "alder", "month": "2027-04", "chip_hours": 9_000},
    ]
    form = {"request": "r-1", "reason": "The instrument came late."}
    wrong = holder.post(f"{PATH}/acts/ask", {**form, "plan": "later"})
    assert wrong.status_code == 422
    assert "The instrument came late." in wrong.text
    form["plan"] = msgspec.json.encode(plan).decode()
    assert holder.post(f"{PATH}/acts/ask", form).status_code == 303
    assert "ask" not in acts(holder)
    assert "Request" in keeper.get("/console/awards/due").text
    decided = {"request": "r-1", "accepted": "true", "reason": "There is room.", "by": "Head"}
    assert keeper.post(f"{PATH}/acts/decide-request", decided).status_code == 303
    assert "Accepted" in holder.get(PATH).text


def test_reports_and_what_came_of_it_are_told():
    platform = platform_of(granted().stage)
    holder = seen(platform, "customer")
    report = {"report": "first", "until": "2027-02-28", "digest": "d" * 64}
    assert holder.post(f"{PATH}/acts/report", report).status_code == 303
    again = holder.post(f"{PATH}/acts/report", report)
    assert again.status_code == 422
    outcome = {
        "outcome": "paper",
        "product": "publication",
        "title": "Storms, and <b>when</b>",
        "reference": "doi:10.1/x",
        "open_to_all": "true",
        "on": "2027-03-01",
    }
    assert holder.post(f"{PATH}/acts/outcome", outcome).status_code == 303
    page = holder.get(PATH).text
    assert "Storms, and &lt;b&gt;when&lt;/b&gt;" in page
    assert seen(platform, "provider").post(f"{PATH}/acts/report", report).status_code == 404


def test_an_award_is_given_back():
    platform = platform_of(granted().stage)
    holder = seen(platform, "customer")
    assert holder.post(f"{PATH}/acts/give-back", {}).status_code == 303
    assert "It is over" in holder.get(PATH).text
    assert "give-back" not in acts(holder)


def test_milestones_stand_where_they_gate():
    made = Round()
    made.granted("storms", QUARTERLY)
    platform = platform_of(made.stage)
    keeper, holder = seen(platform, "allocator"), seen(platform, "customer")
    form = {
        "milestone": "m-1",
        "condition": "report",
        "what": "A report on the first half.",
        "due": "2027-06-15",
        "gates": "2027-07",
        "decider": "allocator",
        "source": "Terms, 4",
    }
    assert keeper.post(f"{PATH}/acts/milestone", form).status_code == 303
    assert "A report on the first half." in holder.get(PATH).text
    assert "decide-milestone" in acts(keeper)
    made.at("2027-06-01")
    told = {"report": "half", "until": "2027-05-31", "digest": "e" * 64, "milestone": "m-1"}
    assert holder.post(f"{PATH}/acts/report", told).status_code == 303
    met = {"milestone": "m-1", "met": "true", "reason": "It was read and is sound.", "by": "Head"}
    assert keeper.post(f"{PATH}/acts/decide-milestone", met).status_code == 303
    assert "Met" in holder.get(PATH).text


def test_what_waits_says_so_when_nothing_does():
    made = Round()
    client = seen(platform_of(made.stage), "allocator")
    assert "Nothing waits for anybody." in client.get("/console/awards/due").text
    assert acts(client, "/console/awards/due") == {"look", "policy"}
    form = {"look": "look-1", "on": "2026-11-01"}
    assert client.post("/console/awards/due/acts/look", form).status_code == 303


def test_a_long_list_has_pages():
    made = Round()
    for number in range(LINES + 2):
        made.granted(f"g-{number:03}", {"2027-01": 10})
    client = seen(platform_of(made.stage), "customer")
    assert client.get("/console/awards").text.count("<tr>") == LINES + 1
    rest = client.get("/console/awards", params={"after": f"g-{LINES - 1:03}"}).text
    assert rest.count("<tr>") == 3


@pytest.mark.parametrize("party", ["allocator", "customer"])
def test_text_that_was_made_to_do_harm_is_text(party: str):
    made = granted()
    words: dict[str, Any] = {"award": "storms", "request": "r-1", "reason": HARM[:80]}
    plan = [{"pool": "alder", "month": "2027-04", "chip_hours": 8_000}]
    made.tell("customer", kind="awards.rephasing-asked/1", plan=plan, **words)
    client = seen(hostile(platform_of(made.stage), HARM), party)
    for path in (PATH, "/console/awards"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "\u202e" not in answer.text


def test_numbers_are_written_exactly():
    assert percent(None) == "—"
    assert percent(123_456) == "12.3456 %"
    assert hours(0) == "0"
    assert hours(3_600_000) == "1,000"
    assert part(Decimal("0.5")) == "50.00 %"
