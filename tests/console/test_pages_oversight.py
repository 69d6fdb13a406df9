"""Detectors, splitting, forensics, oversight, screening, pseudonyms: who sees and says what."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from tests.console.courts import Bench, bench, platform_over
from tests.console.standing_in import seen_by, visitor_of
from tests.rules.stage import Stage
from tests.rules.test_rules import CHAPTERS, COMMON, say, spoken

from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.pages import PAGES
from comptrol.entrypoints.console.rendering import Rendering
from comptrol.flow.signing_in import PageLook
from comptrol.kernel.finding import Receipt

OPEN_TO_ALL = ("/detectors", "/lists", "/oversight", "/oversight/equal-treatment")
IN_CHARGE = (
    *("/watches", "/forensics", "/audits", "/oversight/looks", "/oversight/reviews-due"),
    *("/oversight/reminders", "/screening", "/pseudonyms", "/sealed"),
    *("/structuring/customer", "/forensics/provider", "/screening/customer"),
)
HOSTILE = "<script>alert(1)</script>\u202e'\"&😀"
NAMESAKE = "/screening/namesake/matches/el-3"


@pytest.fixture
def court() -> Iterator[Bench]:
    with bench() as made:
        yield made


def namesake(court: Bench) -> None:
    court.scene("screening", "a namesake is enrolled")


def linked(court: Bench, **other: str) -> None:
    said = {
        "kind": "structuring.linked/1",
        "link": "card-1",
        "by": "payment-instrument",
        "parties": ["customer", "rival"],
        "since": "2026-10-01",
        "source": "both accounts are paid with the same instrument",
    }
    court.tell("provider", **{**said, **other})


@pytest.mark.parametrize("where", OPEN_TO_ALL)
def test_what_is_published_is_for_everybody(court: Bench, where: str) -> None:
    assert court.nobody().get(f"/console{where}").status_code == 200


@pytest.mark.parametrize("where", IN_CHARGE)
def test_what_is_about_others_is_for_those_in_charge(court: Bench, where: str) -> None:
    for party in ("authority", "reviewer", "inspector"):
        page = court.seen(party).get(f"/console{where}")
        assert page.status_code == 200, page.text
        assert page.text.count("<h1") == 1
    assert court.seen("provider").get(f"/console{where}").status_code == 404
    assert court.nobody().get(f"/console{where}").status_code == 303


@pytest.mark.parametrize(
    "where", ["/structuring/{}", "/links/{}", "/forensics/{}", "/screening/{}"]
)
@pytest.mark.parametrize("name", ["nope", "Not a name", "<b>x</b>", "a" * 300, "\u202eevil😀"])
def test_an_unknown_name_is_told_in_words(court: Bench, where: str, name: str) -> None:
    page = court.seen("authority").get(f"/console{where.format(quote(name, safe=''))}")
    assert page.status_code == 404
    assert 'role="alert"' in page.text
    assert "<b>x</b>" not in page.text


@pytest.mark.parametrize(
    "where",
    [
        "/oversight/looks?purpose=curiosity",
        "/oversight/looks?on=yesterday",
        "/oversight/reviews-due?after=-1",
        "/oversight/equal-treatment?quarter=2026-02-01",
        "/sealed?after=x",
        "/forensics?level=x",
        "/audits?beacon=x&since=2026-01-01&until=2026-01-02",
        "/pseudonyms?epoch=x",
    ],
)
def test_a_word_that_cannot_be_read_is_told(court: Bench, where: str) -> None:
    page = court.seen("authority").get(f"/console{where}")
    assert page.status_code == 400
    assert 'role="alert"' in page.text


def test_few_cases_are_not_told_of(court: Bench) -> None:
    court.opened()
    page = court.nobody().get("/console/detectors").text
    assert "too few cases" in page
    assert "undeclared-training" not in page


def test_the_watch_shows_its_marks_and_runs(court: Bench) -> None:
    assert "never run" in court.seen("authority").get("/console/watches").text
    court.scene("watching", "all was watched")
    page = court.seen("authority").get("/console/watches").text
    assert "never run" not in page
    assert "looks" in page


def test_a_group_is_drawn_and_a_link_split_by_a_reviewer(court: Bench) -> None:
    linked(court)
    page = court.seen("inspector").get("/console/structuring/customer")
    assert "card-1" in page.text
    assert "/charts/together.svg" in page.text
    chart = court.seen("inspector").get("/console/structuring/customer/charts/together.svg")
    assert chart.headers["content-type"].startswith("image/svg+xml")
    where = "/console/links/card-1"
    assert "act-split" not in court.seen("inspector").get(where).text
    form = {
        "split": "split-1",
        "party": "customer",
        "others": "rival",
        "reason": f"Two firms of one street. {HOSTILE}",
        "by": "Reviewing officer",
    }
    assert court.seen("reviewer").post(f"{where}/acts/split", form).status_code == 303
    page = court.seen("inspector").get(where).text
    assert "is kept apart from" in page
    assert "<script>alert" not in page


def test_a_split_without_a_reason_is_refused_and_the_form_kept(court: Bench) -> None:
    linked(court)
    form = {"split": "split-1", "party": "customer", "others": "rival", "by": "Officer"}
    page = court.seen("reviewer").post("/console/links/card-1/acts/split", form)
    assert page.status_code == 422
    assert "Please mend this" in page.text
    assert 'value="split-1"' in page.text


def test_an_inspector_looks_at_orders_and_says_what_is_in_common(court: Bench) -> None:
    where, inspector = "/console/structuring/customer", court.seen("inspector")
    form = {
        "link": "address-1",
        "by": "address",
        "parties": "customer\nrival",
        "source": "the same street and number",
        "since": "2026-10-01",
    }
    assert inspector.post(f"{where}/acts/link", form).status_code == 303
    today = court.court.today.isoformat()
    looked = {"look": "look-1", "since": "2026-10-01", "until": today}
    assert inspector.post(f"{where}/acts/look", looked).status_code == 303
    page = inspector.get(where).text
    assert "look-1" in page
    assert "this party" in page


def test_reports_are_held_against_what_others_measured(court: Bench) -> None:
    where, authority = "/console/forensics/provider", court.seen("authority")
    assert "No policy says" in authority.get(where).text
    court.scene("forensics", "the policy is set")
    form = {
        "figure": "chip-seconds",
        "since": "2026-08-31",
        "until": "2026-09-07",
        "value": "1000000",
        "sigma_ppm": "30000",
        "channel": "power",
        "source": f"meter of the grid operator {HOSTILE}",
    }
    assert authority.post(f"{where}/acts/estimate", form).status_code == 303
    page = authority.get(where).text
    assert "1,000,000" in page
    assert "3.0 %" in page
    assert "<script>alert" not in page
    audited = {"since": "2026-08-31", "until": "2026-09-07", "source": "plan"}
    refused = authority.post(f"{where}/acts/audit", audited)
    assert refused.status_code == 422
    done = authority.post(f"{where}/acts/audit", {**audited, "announced": "false"})
    assert done.status_code == 303
    assert "not announced" in authority.get(where).text
    looked = {"look": "look-1", "on": court.court.today.isoformat()}
    assert authority.post("/console/forensics/acts/look", looked).status_code == 303
    assert "look-1" in authority.get("/console/forensics").text


def test_weeks_are_drawn_by_a_beacon(court: Bench) -> None:
    inspector = court.seen("inspector")
    assert "Nothing was drawn yet." in inspector.get("/console/audits").text
    page = inspector.get("/console/audits", params={"beacon": HOSTILE})
    assert page.status_code == 200
    assert "Digest of the frame" in page.text
    assert "<script>alert" not in page.text


def test_each_who_decides_is_for_the_authority_alone(court: Bench) -> None:
    assert "for the authority alone" in court.seen("authority").get("/console/oversight").text
    for party in ("reviewer", "customer"):
        assert "for the authority alone" not in court.seen(party).get("/console/oversight").text


def test_interests_are_declared_and_none_is_one_too(court: Bench) -> None:
    where, reviewer = "/console/oversight", court.seen("reviewer")
    assert "You have declared no interests." in reviewer.get(where).text
    form = {"declaration": "mine-1", "interests.0.party": "rival", "interests.0.tie": "shares"}
    assert reviewer.post(f"{where}/acts/declare", form).status_code == 303
    assert "This one counts." in reviewer.get(where).text
    none = {"declaration": "mine-2"}
    assert reviewer.post(f"{where}/acts/declare", none).status_code == 303
    assert "nothing ties me to any party" in reviewer.get(where).text
    assert "act-declare" not in court.seen("customer").get(where).text


def test_a_quarter_that_is_over_is_told_by_group(court: Bench) -> None:
    court.scene("oversight", "the policy of oversight")
    court.court.later(100)
    court.tell("authority", kind="cases.reviewed/1", review="r-1", on="2026-11-01")
    page = court.nobody().get("/console/oversight/equal-treatment?by=size")
    assert page.status_code == 200
    assert "large enough to be told of" in page.text


def test_a_review_is_set_made_and_looked_for(court: Bench) -> None:
    where, authority = "/console/oversight/reviews-due", court.seen("authority")
    court.scene("oversight", "the policy of oversight", "a cap without a day of review")
    assert "nobody set a day" in authority.get(f"{where}?matter=cap&undated=true").text
    form = {
        "matter": "cap",
        "name": "all-chips",
        "review_by": "2026-11-20",
        "source": "Decision 5",
        "by": "Director",
    }
    assert authority.post(f"{where}/acts/set", form).status_code == 303
    assert "2026-11-20" in authority.get(f"{where}?matter=cap").text
    assert authority.post(f"{where}/acts/look", {"look": "look-1"}).status_code == 303
    assert "2026-11-20" in authority.get("/console/oversight/reminders").text
    kept = {"matter": "cap", "name": "all-chips", "verdict": "kept", "reasons": "ok", "by": "D"}
    answer = authority.post(f"{where}/acts/reviewed", {**kept, "next_by": "2027-11-20"})
    assert answer.status_code == 303
    assert "2027-11-20" in authority.get(f"{where}?matter=cap").text
    begun = authority.get(f"{where}?of=cap&name=all-chips").text
    assert 'value="all-chips"' in begun
    assert "act-set" not in court.seen("reviewer").get(where).text


def test_looks_at_sealed_words_are_told_and_the_words_never(court: Bench) -> None:
    court.scene("privacy", "a rental is said under seal", "somebody looks at the rental")
    reviewer = court.seen("reviewer")
    page = reviewer.get("/console/oversight/looks?purpose=investigation").text
    assert "Example Act, section 9" in page
    assert "Example Act" not in reviewer.get("/console/oversight/looks?by=authority").text
    commitment = "5a1fb0b6f50a4f2b3a6f0f6c5a90f8a2b6a3c4d5e6f708192a3b4c5d6e7f8091"
    assert commitment in reviewer.get("/console/sealed").text
    assert commitment in reviewer.get(f"/console/sealed?commitment={commitment}").text
    assert "no such sealed entry" in reviewer.get(f"/console/sealed?commitment={'0' * 64}").text
    assert "Nobody has looked" in court.seen("authority").get("/console/oversight/looks").text
    assert "keeps no record" not in page


def test_a_match_is_shown_word_by_word_and_cleared_by_a_reviewer(court: Bench) -> None:
    namesake(court)
    reviewer = court.seen("reviewer")
    assert "waits for a person" in reviewer.get("/console/screening/namesake").text
    page = reviewer.get(f"/console{NAMESAKE}").text
    assert "side by side" in page
    form = {"reason": f"Another register number {HOSTILE}", "until": "2027-11-01"}
    assert reviewer.post(f"/console{NAMESAKE}/acts/clear", form).status_code == 303
    page = reviewer.get("/console/screening/namesake").text
    assert "it is somebody else" in page
    assert "<script>alert" not in page
    assert "act-clear" not in court.seen("inspector").get(f"/console{NAMESAKE}").text
    assert "namesake" in reviewer.get("/console/screening?after=maker").text


def test_a_match_is_confirmed_with_a_day_or_not_at_all(court: Bench) -> None:
    namesake(court)
    reviewer, form = court.seen("reviewer"), {"reason": "The same directors and the same bank"}
    refused = reviewer.post(f"/console{NAMESAKE}/acts/confirm", form)
    assert refused.status_code == 422
    assert "The same directors" in refused.text
    past = reviewer.post(f"/console{NAMESAKE}/acts/confirm", {**form, "until": "2020-01-01"})
    assert past.status_code == 422
    assert "It was refused, and nothing was changed" in past.text
    done = reviewer.post(f"/console{NAMESAKE}/acts/confirm", {**form, "until": "2027-11-01"})
    assert done.status_code == 303
    assert "It is this entity." in reviewer.get(f"/console{NAMESAKE}").text


def test_a_party_sees_its_own_screening_alone(court: Bench) -> None:
    namesake(court)
    assert court.seen("customer").get("/console/screening/customer").status_code == 200
    assert court.seen("customer").get("/console/screening/namesake").status_code == 404
    assert court.seen("customer").get(f"/console{NAMESAKE}").status_code == 404
    own = court.seen("namesake").get(f"/console{NAMESAKE}")
    assert own.status_code == 200
    assert "act-clear" not in own.text
    form = {"reason": "It is not me", "until": "2027-11-01"}
    posted = court.seen("namesake").post(f"/console{NAMESAKE}/acts/clear", form)
    assert posted.status_code == 404


def test_a_crossing_is_shown_without_a_name_and_the_name_asked_for(court: Bench) -> None:
    court.scene("pseudonyms", "a threshold is set")
    page = court.seen("reviewer").get("/console/pseudonyms").text
    assert "Example Act, section 3" in page
    assert "1,000" in page
    form = {
        "crossing": "1",
        "provider": "provider",
        "ground": "threshold",
        "citation": "Example Act, section 3",
        "case": "2026/17",
    }
    refused = court.seen("reviewer").post("/console/pseudonyms/acts/ask", form)
    assert refused.status_code == 422
    assert "It was refused" in refused.text
    assert "2026/17" in refused.text


def test_all_that_became_of_a_crossing_is_shown_and_never_who() -> None:
    stage = Stage()
    stage.enter(COMMON.cast)
    chapter = CHAPTERS["pseudonyms"]
    for scene in (*chapter.beginning, "somebody is named", "somebody looks"):
        for said in spoken(scene, chapter):
            assert isinstance(say(stage, said), Receipt), said
    platform = platform_over(stage)
    page = seen_by(platform, visitor_of(platform, "reviewer")).get("/console/pseudonyms")
    platform.vault.vault.close()
    assert page.status_code == 200
    for words in ("even the least", "Example Act, section 9", "2026/17", "Filed every day"):
        assert words in page.text
    assert "ask for the name" in page.text


def test_looks_at_pages_are_told_to_the_authority_where_they_are_kept(court: Bench) -> None:
    look = PageLook(
        at=court.court.market.stage.clock.at,
        account="erika",
        path="/console/cases/x",
        subject=HOSTILE,
    )
    visitor = visitor_of(court.platform, "authority")
    with court.platform.world() as world:
        asking = Asking(
            platform=court.platform,
            world=world,
            today=court.court.today,
            place={},
            words={},
            visitor=visitor,
            publisher=None,
            seen=lambda limit: [look][:limit],
        )
        page = next(it for it in PAGES if it.path == "/oversight/looks")
        text = Rendering("/console", PAGES).page(page, asking, "/console/oversight/looks")
    assert "erika" in text
    assert "<script>alert" not in text
