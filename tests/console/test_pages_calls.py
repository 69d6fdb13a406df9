"""Rounds at the console: what each sees of a call, its proposals and its plan, and says."""

import re
from datetime import UTC, datetime

import pytest
from tests.allocating import Round, proposal, proposed
from tests.console.hostile import hostile
from tests.console.rounds import adopted, planned
from tests.console.staged import platform_of
from tests.console.standing_in import Seen, seen_by, visitor_of

from comptrol.bootstrap import Platform, found, in_memory
from comptrol.entrypoints.console.rounds.panel import LINES
from comptrol.kernel.identifiers import CountryCode

CALL = "/console/calls/call-1"
LATER = datetime(2027, 11, 12, tzinfo=UTC)
HARM = "<script>alert('x')</script> <img src=x onerror=alert(1)> \u202e\u0000 😀 " + "a" * 400
ACTS = re.compile(r'id="act-([a-z-]+)"')


def seen(platform: Platform, party: str) -> Seen:
    return seen_by(platform, visitor_of(platform, party))


def acts(client: Seen, path: str) -> set[str]:
    return set(ACTS.findall(client.get(path).text))


@pytest.fixture(scope="module")
def over() -> Platform:
    return platform_of(adopted().stage)


@pytest.mark.parametrize("party", ["chair", "rev-1", "authority"])
def test_staff_sees_every_page_of_a_round(over: Platform, party: str):
    client = seen(over, party)
    pages = ("/console/calls", CALL, f"{CALL}/proposals", f"{CALL}/plan", f"{CALL}/plans/plan-1")
    for path in (*pages, "/console/proposals/p-north"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.text.count("<h1>") == 1, path


def test_a_party_sees_its_own_proposals_alone(over: Platform):
    client = seen(over, "north")
    listed = client.get(f"{CALL}/proposals").text
    assert "p-north" in listed
    assert "p-south" not in listed
    assert client.get("/console/proposals/p-north").status_code == 200
    assert client.get("/console/proposals/p-south").status_code == 404
    theirs, none = (client.get(f"/console/proposals/{it}").text for it in ("p-south", "p-nobody"))
    assert theirs.replace("p-south", "p-nobody") == none, "nobody learns what there is"


@pytest.mark.parametrize("path", [f"{CALL}/what-if", f"{CALL}/fairness"])
@pytest.mark.parametrize("party", ["north", "rev-1", "provider"])
def test_planning_is_for_those_who_share_out(over: Platform, path: str, party: str):
    assert seen(over, party).get(path).status_code == 404
    assert seen(over, "chair").get(path).status_code == 200


def test_who_was_refused_reads_why_and_may_appeal(over: Platform):
    client = seen(over, "north")
    page = client.get("/console/proposals/p-north").text
    assert "goes to proposals that are worth more together" in page
    assert "You may appeal until" in page
    assert "What reviewers said" in page
    assert "rev-1" not in page
    assert acts(client, "/console/proposals/p-north") == {"appeal", "withdraw"}
    assert "appeal" not in acts(seen(over, "chair"), "/console/proposals/p-north")


def test_one_point_is_written_as_one(over: Platform):
    page = seen(over, "chair").get(CALL).text
    assert "costs 1 point<" in page
    assert "each costs 0.05 points; in a month" in page


def test_an_applicant_sees_an_adopted_plan_without_reasons(over: Platform):
    page = seen(over, "north").get(f"{CALL}/plan").text
    assert "It holds." in page
    assert "Next in line" not in page
    assert "Next in line" in seen(over, "chair").get(f"{CALL}/plan").text


def test_nobody_is_told_a_score_before_a_plan_is_adopted():
    platform = platform_of(planned().stage)
    assert seen(platform, "north").get(f"{CALL}/plan").status_code == 404
    for party in ("chair", "rev-3", "north"):
        page = seen(platform, party).get("/console/proposals/p-north").text
        assert "50 of 100" not in page
        assert ">55<" not in page
    own = seen(platform, "rev-1").get("/console/proposals/p-north").text
    assert ">55<" in own
    assert ">50<" not in own
    assert "rev-2" not in own


def test_scores_and_names_are_for_the_panel_once_it_is_adopted(over: Platform):
    page = seen(over, "chair").get("/console/proposals/p-north").text
    assert ">55<" in page
    assert "rev-2" in page
    assert "rev-2" not in seen(over, "rev-1").get("/console/proposals/p-north").text
    assert "Score, of 100" in seen(over, "rev-1").get(f"{CALL}/proposals").text


def test_a_plan_is_adopted_by_two():
    played = planned()
    platform = platform_of(played.stage)
    form = {"plan": "plan-1", "reason": "It is the best one.", "by": "Chair of the panel"}
    chair, second = seen(platform, "chair"), seen(platform, "second")
    assert acts(seen(platform, "rev-1"), f"{CALL}/plan") == set()
    first = chair.post(f"{CALL}/plan/acts/adopt", form)
    assert first.status_code == 303, first.text
    assert "a second person is missing" in chair.get(f"{CALL}/plan").text
    again = chair.post(f"{CALL}/plans/plan-1/acts/adopt", form)
    assert again.status_code == 422
    assert "It takes a second person." in again.text
    assert 'value="Chair of the panel"' in again.text
    assert second.post(f"{CALL}/plan/acts/adopt", form).status_code == 303
    page = second.get(f"{CALL}/plan").text
    assert "It holds." in page
    assert acts(second, f"{CALL}/plan") == set()


def test_a_plan_is_never_adopted_by_somebody_else():
    platform = platform_of(planned().stage)
    form = {"plan": "plan-1", "reason": "It is the best one.", "by": "North"}
    for party in ("north", "rev-1"):
        client = seen(platform, party)
        assert client.post(f"{CALL}/plan/acts/adopt", form).status_code == 404


def test_who_appealed_or_is_too_late_is_told_which():
    played = adopted()
    north, path = seen(platform_of(played.stage), "north"), "/console/proposals/p-north"
    assert "You may appeal until" in north.get(path).text
    assert north.post(f"{path}/acts/appeal", {"ground": "need"}).status_code == 303
    assert "An appeal was made." in north.get(path).text
    late = adopted()
    late.stage.clock.at = LATER
    for party, asked in (("north", "north"), ("south", "south"), ("chair", "north")):
        page = seen(platform_of(late.stage), party).get(f"/console/proposals/p-{asked}").text
        assert "The time for an appeal ended on" in page
        assert "may appeal until" not in page


def test_an_appeal_is_made_and_decided_by_somebody_apart():
    platform = platform_of(adopted().stage)
    path = "/console/proposals/p-north"
    north, judge = seen(platform, "north"), seen(platform, "judge")
    assert "decide-appeal" not in acts(judge, path)
    assert north.post(f"{path}/acts/appeal", {"ground": "need"}).status_code == 303
    assert "appeal" not in acts(north, path)
    form = {"granted": "true", "reason": "Half of it is useful already.", "by": "Appeals officer"}
    empty = judge.post(f"{path}/acts/decide-appeal", form)
    assert empty.status_code == 422
    assert "An appeal that is granted changes something" in empty.text
    form |= {"remedy": '{"least_fraction_ppm": 500000}'}
    assert judge.post(f"{path}/acts/decide-appeal", form).status_code == 303
    page = north.get(path).text
    assert "Granted" in page
    assert "Half of it is useful already." in page


def test_a_proposal_is_made_refused_and_kept_in_the_form():
    played = Round()
    platform = platform_of(played.stage)
    client = seen(platform, "north")
    form = {
        "proposal": "tides",
        "institution": "north",
        "area": "tidal-waves",
        "track": "regular",
        "need_h100e_hours": "1000",
        "least_fraction_ppm": "500000",
        "first_month": "2027-01",
        "last_month": "2027-02",
        "pools": '[{"pool": "alder"}]',
        "investigator": "a" * 64,
        "end_use": "weather research",
    }
    refused = client.post(f"{CALL}/acts/propose", form)
    assert refused.status_code == 422
    assert "The call has no such month, area, track or reserve." in refused.text
    assert 'value="tidal-waves"' in refused.text
    wrong = client.post(f"{CALL}/acts/propose", {**form, "pools": "alder"})
    assert wrong.status_code == 422
    assert "write it as JSON" in wrong.text
    said = client.post(f"{CALL}/acts/propose", {**form, "area": "climate"})
    assert said.status_code == 303, said.text
    page = client.get("/console/proposals/tides").text
    assert "Nothing has been decided yet." in page
    assert client.post("/console/proposals/tides/acts/withdraw", {}).status_code == 303
    assert "withdrawn" in client.get("/console/proposals/tides").text


def test_reviews_are_asked_for_declared_apart_and_given():
    played = proposed()
    played.says("rev-3", {"kind": "allocation.reviewer-declared/1", **_declared()})
    platform = platform_of(played.stage)
    path, chair, third = "/console/proposals/p-north", seen(platform, "chair"), None
    assert {"assign", "strike"} <= acts(chair, path)
    assert chair.post(f"{path}/acts/assign", {"reviewers": "rev-3"}).status_code == 303
    third = seen(platform, "rev-3")
    assert {"review", "recuse"} <= acts(third, path)
    assert "to be reviewed by you" in third.get(CALL).text
    assert third.post(f"{path}/acts/review", {"score": "61.5"}).status_code == 303
    assert "review" not in acts(third, path)
    assert third.post(f"{path}/acts/recuse", {"ground": "personal"}).status_code == 303
    assert third.post(f"{CALL}/acts/declare", {}).status_code == 303


def _declared() -> dict[str, str]:
    return {"call": "call-1", "reviewer": "rev-3"}


def test_a_long_list_of_proposals_has_pages():
    played = Round()
    for number in range(LINES + 5):
        played.says("north", proposal(f"p-{number:03}", "north", need_h100e_hours=10))
    for party in ("chair", "north"):
        client = seen(platform_of(played.stage), party)
        first = client.get(f"{CALL}/proposals").text
        assert first.count("<tr>") == LINES + 1
        assert 'rel="next"' in first
        rest = client.get(f"{CALL}/proposals", params={"after": f"p-{LINES - 1:03}"}).text
        assert rest.count("<tr>") == 6
        assert 'rel="next"' not in rest


def test_what_is_empty_says_what_to_do():
    platform = in_memory()
    found(platform, name="Authority", country=CountryCode("SG"))
    page = seen(platform, "authority").get("/console/calls").text
    assert "No call has been opened." in page
    assert "comptrol allocate coldfront" in page
    fresh = platform_of(Round().stage)
    assert "Your party has no proposal" in seen(fresh, "north").get(f"{CALL}/proposals").text
    assert "No plan has been adopted." in seen(fresh, "north").get(CALL).text


@pytest.mark.parametrize(
    "path",
    [
        "/console/calls/nope",
        "/console/calls/a%2Fb%3Cscript%3E",
        "/console/calls/nope/proposals",
        "/console/calls/nope/plan",
        f"{CALL}/plans/nope",
        "/console/calls/nope/what-if",
        "/console/proposals/%E2%80%AEnope",
        f"{CALL}/plan/charts/nope.svg",
    ],
)
def test_what_is_not_known_is_told_in_words(over: Platform, path: str):
    answer = seen(over, "chair").get(path)
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert "<script>" not in answer.text.partition("<main")[2]


@pytest.mark.parametrize("party", ["chair", "north"])
def test_text_that_was_made_to_do_harm_is_text(over: Platform, party: str):
    client = seen(hostile(over, HARM), party)
    for path in ("/console/calls", CALL, f"{CALL}/proposals", f"{CALL}/plan"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text.replace('<img src="/console/calls', "")
        assert "\u202e" not in answer.text
    assert "<script>alert" not in client.get("/console/proposals/p-north").text


def test_the_picture_of_a_plan_has_a_table_and_words(over: Platform):
    client = seen(over, "chair")
    svg = client.get(f"{CALL}/plan/charts/award-plan.svg")
    assert svg.headers["content-type"].startswith("image/svg")
    told = client.get(f"{CALL}/plan/charts/award-plan.csv").text
    assert "alder,2027-01,900,900" in told
    assert client.get(f"{CALL}/plan/charts/award-plan").status_code == 200
