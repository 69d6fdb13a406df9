"""Orders and rulings in the console: who sees them, why they came out so, what can be said."""

import re

import pytest
from tests.console.gatekeeping import BY, HOSTILE, REASON, Gate

from comptrol.kernel.finding import Refused

ORDERS = "/console/orders"


@pytest.fixture
def gate() -> Gate:
    return Gate()


def answered(gate: Gate, position: int, **form: str) -> tuple[int, str]:
    said = {"reason": REASON, "by": BY, **form}
    path = f"{ORDERS}/held/rulings/{position}/acts/answer"
    answer = gate.seen("reviewer").post(path, said)
    return answer.status_code, answer.text + answer.headers.get("location", "")


def test_a_list_of_orders_has_only_ones_own(gate: Gate) -> None:
    gate.order("mine")
    gate.held("anothers")
    assert "anothers" not in gate.seen("customer").get(ORDERS).text
    assert "anothers" in gate.seen("provider").get(ORDERS).text
    assert "anothers" in gate.seen("reviewer").get(ORDERS).text
    assert "There is no such order" in gate.seen("stranger").get(ORDERS).text


def test_nobody_is_sent_to_sign_in(gate: Gate) -> None:
    answer = gate.nobody().get(ORDERS)
    assert answer.status_code == 303
    assert "sign-in" in answer.headers["location"]


@pytest.mark.parametrize("who", ["provider", "reviewer"])
def test_orders_are_found_by_outcome_and_customer(gate: Gate, who: str) -> None:
    gate.order("fine")
    gate.held("waits")
    held = gate.seen(who).get(f"{ORDERS}?outcome=hold").text
    assert "waits" in held
    assert "/orders/fine" not in held
    assert "/orders/waits" not in gate.seen(who).get(f"{ORDERS}?customer=customer").text
    assert "No order that fits has" in gate.seen(who).get(f"{ORDERS}?customer=maker").text
    wrong = gate.seen(who).get(f"{ORDERS}?outcome=perhaps")
    assert wrong.status_code == 400
    assert "none of allow, hold, refuse" in wrong.text


def test_a_customer_whom_nobody_knows_is_told_to_reviewers_alone(gate: Gate) -> None:
    gate.order("fine")
    for asked in ("rio", "Rio Claro"):
        told = gate.seen("reviewer").get(ORDERS, params={"customer": asked})
        assert (told.status_code, f"No party is called <bdi>{asked}" in told.text) == (200, True)
        assert "No party is called" not in gate.seen("provider").get(f"{ORDERS}?customer=rio").text


@pytest.mark.parametrize("who", ["customer", "provider", "reviewer"])
def test_a_long_list_has_pages(gate: Gate, who: str) -> None:
    for number in range(53):
        gate.order(f"order-{number:03}", chips=1, length_s=60)
    first = gate.seen(who).get(ORDERS).text
    assert 'rel="next"' in first
    second = gate.seen(who).get(f"{ORDERS}?after=order-049").text
    assert "order-050" in second
    assert "order-049" not in second
    assert 'rel="next"' not in second


def test_an_order_of_others_is_not_there(gate: Gate) -> None:
    position = gate.order("o1")
    for path in ("o1", f"o1/rulings/{position}", "nothing", "%3Cb%3E", "o1/rulings/x"):
        assert gate.seen("stranger").get(f"{ORDERS}/{path}").status_code == 404


def test_the_life_of_an_order_links_to_its_statements(gate: Gate) -> None:
    gate.order("o1")
    gate.market.about("provider", "confirmed", "o1", job="c1/12")
    page = gate.seen("customer").get(f"{ORDERS}/o1").text
    order = gate.market.standing_of("o1")
    for position in (order.position, order.ruled_at, order.confirmed_at):
        assert f"/console/entries/{position}" in page
    assert "c1/12" in page


def test_an_order_that_was_refused_or_waits_is_not_called_open(gate: Gate) -> None:
    gate.order("fine")
    gate.held("waits")
    gate.refused("never")
    stage = re.compile(r"<dt>Stage</dt><dd>([^<]*)</dd>")
    for order, told in (
        ("fine", "Open"),
        ("waits", "Held: waits for a person"),
        ("never", "Refused"),
    ):
        page = gate.seen("provider").get(f"{ORDERS}/{order}").text
        assert stage.findall(page) == [told]


def test_a_ruling_shows_law_policy_and_what_is_pending_apart(gate: Gate) -> None:
    gate.market.cap("small", 10)
    position = gate.order("o1")
    page = gate.seen("customer").get(f"{ORDERS}/o1/rulings/{position}").text
    assert re.search(r'id="part-law".*id="part-policy".*id="part-pending"', page, re.DOTALL)
    assert "It is refused." in page
    assert "/console/caps/small" in page
    assert "/console/law/rules/C-1" in page
    assert "TPP 15824 ≥ 4800" in page or "TPP 15832 ≥ 4800" in page


def test_a_customer_is_told_no_balance_of_a_cap(gate: Gate) -> None:
    position = gate.refused("o1")
    customer = gate.seen("customer").get(f"{ORDERS}/o1/rulings/{position}").text
    provider = gate.seen("provider").get(f"{ORDERS}/o1/rulings/{position}").text
    assert "The cap small has no room for it." in customer
    assert customer != provider


def test_sources_on_the_web_are_links(gate: Gate) -> None:
    position = gate.held()
    page = gate.seen("reviewer").get(f"{ORDERS}/held/rulings/{position}").text
    assert "https://www.federalregister.gov/" in page


def test_a_ruling_is_compared_with_the_law_of_another_day(gate: Gate) -> None:
    position = gate.order("o1")
    path = f"{ORDERS}/o1/rulings/{position}"
    page = gate.seen("customer").get(path).text
    assert "Choose a day" in page
    days = re.search(r'data-slider="([^"]+)"', page)
    assert days is not None
    assert "2023-11-17" in days[1].split()
    other = gate.seen("customer").get(f"{path}?as_of=2023-01-17").text
    assert "for these days: the class is" in other
    assert '<option value="2023-01-17" selected>' in other
    same = gate.seen("customer").get(f"{path}?as_of=2026-11-01").text
    assert "Nothing: on that day it comes out as it was logged." in same


@pytest.mark.parametrize("words", ["as_of=x", "known_at=2999-01-01", "known_at=1999-01-01"])
def test_a_day_that_cannot_be_asked_for_is_told_in_words(gate: Gate, words: str) -> None:
    position = gate.order("o1")
    answer = gate.seen("customer").get(f"{ORDERS}/o1/rulings/{position}?{words}")
    assert answer.status_code == 200
    assert 'class="told bad"' in answer.text


def test_the_dates_are_drawn_with_a_table(gate: Gate) -> None:
    position = gate.order("o1")
    charts = f"{ORDERS}/o1/rulings/{position}/charts"
    assert "By which facts" in gate.seen("customer").get(f"{charts}/outcomes").text
    assert gate.seen("customer").get(f"{charts}/outcomes.svg").text.startswith("<svg")
    assert gate.seen("customer").get(f"{charts}/ownership.svg").text.startswith("<svg")
    assert gate.seen("stranger").get(f"{charts}/outcomes.svg").status_code == 404


def test_a_question_says_what_follows_from_each_answer(gate: Gate) -> None:
    position = gate.held()
    page = gate.seen("provider").get(f"{ORDERS}/held/rulings/{position}").text
    assert "has to be answered first" in page
    assert "compliance officer" in page
    assert "The order would then be" in page
    assert "/acts/answer" not in page


def test_a_reviewer_answers_and_the_order_is_ruled_anew(gate: Gate) -> None:
    position = gate.held()
    page = gate.seen("reviewer").get(f"{ORDERS}/held/rulings/{position}").text
    asked = re.findall(r'name="question" value="([^"]+)"', page)
    assert asked
    status, told = answered(gate, position, question=asked[0], answer="elsewhere")
    assert status == 303, told
    assert gate.market.standing_of("held").ruled_at != position
    after = gate.seen("reviewer").get(f"{ORDERS}/held/rulings/{position}").text
    assert "This ruling is no longer in force." in after


def test_a_refused_answer_is_told_in_words_and_keeps_its_fields(gate: Gate) -> None:
    position = gate.held()
    question = "party.headquarters"
    status, told = answered(gate, position, question=question, answer="perhaps")
    assert status == 422
    assert "gate.no-such-answer" in told
    assert REASON in told
    status, told = answered(gate, position, question=question, answer="elsewhere", reason="no")
    assert status == 422
    assert "Please mend this" in told


def test_an_answer_without_its_fields_is_told_in_words(gate: Gate) -> None:
    path = f"{ORDERS}/held/rulings/{gate.held()}"
    told = gate.seen("reviewer").post(f"{path}/acts/answer", {"question": "party.headquarters"})
    assert told.status_code == 422
    assert "Please mend this" in told.text
    back = gate.seen("reviewer").get(f"{path}/acts/answer")
    assert (back.status_code, back.headers["location"]) == (303, path)


@pytest.mark.parametrize("said", ["999999", "²", "-1", "1" * 30])
def test_a_link_alone_makes_nobody_believe_that_something_was_said(gate: Gate, said: str) -> None:
    assert "Said, signed and logged" not in gate.seen("provider").get(f"{ORDERS}?said={said}").text


def test_only_reviewers_answer(gate: Gate) -> None:
    position = gate.held()
    said = {"question": "party.headquarters", "answer": "elsewhere", "reason": REASON, "by": BY}
    path = f"{ORDERS}/held/rulings/{position}/acts/answer"
    assert gate.seen("provider").post(path, said).status_code == 404


def test_a_refusal_is_appealed_and_decided_by_a_reviewer_without_a_part(gate: Gate) -> None:
    gate.refused("o1")
    path = f"{ORDERS}/o1"
    assert "act-appeal" in gate.seen("customer").get(path).text
    made = gate.seen("customer").post(f"{path}/acts/appeal", {"grounds": REASON})
    assert made.headers["location"].startswith(f"{path}?said=")
    assert "act-appeal" not in gate.seen("customer").get(path).text
    assert (
        "/console/orders/o1#act-decide-appeal" in gate.seen("reviewer").get("/console/queue").text
    )
    said = {"granted": "false", "reason": "The cap is as it was agreed.", "by": BY}
    assert gate.seen("provider").post(f"{path}/acts/decide-appeal", said).status_code == 404
    assert gate.seen("second").post(f"{path}/acts/decide-appeal", said).status_code == 303
    assert "The appeal was dismissed:" in gate.seen("customer").get(path).text
    assert "second" not in gate.seen("customer").get(path).text.split("dismissed")[1][:200]


def test_an_appeal_without_grounds_is_not_made(gate: Gate) -> None:
    gate.refused("o1")
    answer = gate.seen("customer").post(f"{ORDERS}/o1/acts/appeal", {"grounds": "no"})
    assert answer.status_code == 422
    assert "Grounds" in answer.text


def test_an_override_takes_two(gate: Gate) -> None:
    gate.order("o1")
    path = f"{ORDERS}/o1"
    said = {"outcome": "refuse", "reason": REASON, "by": BY}
    assert gate.seen("reviewer").post(f"{path}/acts/override", said).status_code == 303
    assert "act-agree" not in gate.seen("reviewer").get(path).text
    assert "act-agree" in gate.seen("second").get(path).text
    agreed = gate.seen("second").post(f"{path}/acts/agree", {"reason": REASON, "by": BY})
    assert agreed.status_code == 303
    assert "Refuse" in gate.seen("customer").get(path).text
    assert "Override agreed" in gate.seen("customer").get(path).text
    assert "a second reviewer" in gate.seen("customer").get(path).text


def test_what_law_forbids_is_not_overridden_and_told_so(gate: Gate) -> None:
    position = gate.held()
    said = {"outcome": "allow", "reason": REASON, "by": BY}
    answer = gate.seen("reviewer").post(f"{ORDERS}/held/rulings/{position}/acts/override", said)
    assert answer.status_code == 422
    assert "gate.against-law" in answer.text


def test_a_seller_changes_suspends_resumes_and_ends(gate: Gate) -> None:
    gate.order("o1")
    seller, path = gate.seen("provider"), f"{ORDERS}/o1"
    changed = seller.post(f"{path}/acts/amend", {"chips": "4", "reason": REASON})
    assert changed.status_code == 303, changed.text
    assert gate.market.standing_of("o1").chips == 4
    assert seller.post(f"{path}/acts/confirm", {"job": "c1/1"}).status_code == 303
    assert seller.post(f"{path}/acts/suspend", {"reason": REASON}).status_code == 303
    assert "act-resume" in seller.get(path).text
    assert seller.post(f"{path}/acts/resume", {"reason": REASON}).status_code == 303
    over = {"at": "2026-11-01T00:00", "used_chip_seconds": "100", "reason": "over"}
    assert seller.post(f"{path}/acts/end", over).status_code == 303
    assert "act-" not in seller.get(path).text


def test_a_change_that_is_no_number_is_told(gate: Gate) -> None:
    gate.order("o1")
    form = {"chips": "many", "reason": REASON, "end_use": "kept"}
    answer = gate.seen("provider").post(f"{ORDERS}/o1/acts/amend", form)
    assert answer.status_code == 422
    assert 'value="kept"' in answer.text


def test_a_customer_says_nothing_that_is_its_sellers(gate: Gate) -> None:
    gate.order("o1")
    page = gate.seen("customer").get(f"{ORDERS}/o1").text
    assert "act-" not in page
    answer = gate.seen("customer").post(
        f"{ORDERS}/o1/acts/amend", {"chips": "1", "reason": REASON}
    )
    assert answer.status_code == 404


def test_hostile_text_is_shown_as_text(gate: Gate) -> None:
    position = gate.order("o1", end_use=HOSTILE)
    gate.market.about("provider", "suspended", "o1", reason=HOSTILE)
    for path in (f"{ORDERS}/o1", f"{ORDERS}/o1/rulings/{position}", ORDERS):
        page = gate.seen("reviewer").get(path).text
        assert "<script>alert" not in page
        assert "\u202e" not in page


def test_a_refusal_of_the_log_is_no_page_of_mistakes(gate: Gate) -> None:
    gate.order("o1")
    said = gate.market.say("provider", kind="gate.confirmed/1", order="nothing", job="x")
    assert isinstance(said, Refused)
    answer = gate.seen("reviewer").post(f"{ORDERS}/nothing/acts/suspend", {"reason": REASON})
    assert answer.status_code == 404


def test_a_provider_asks_for_an_order_and_is_told_what_is_wrong_with_it(gate: Gate) -> None:
    said = {
        "order": "asked-here", "customer": "customer", "model": "h100", "chips": "8",
        "on": "2026-11-01", "end_use": "training", "site": "frankfurt", "length_s": "86400",
    }  # fmt: skip
    provider = gate.seen("provider")
    assert "Ask to rent out chips" in provider.get(ORDERS).text
    assert "Ask to rent out chips" not in gate.seen("reviewer").get(ORDERS).text
    wrong = provider.post(f"{ORDERS}/acts/rent-out", {**said, "chips": "many"})
    assert wrong.status_code == 422
    assert "Chips: " in wrong.text
    assert 'value="asked-here"' in wrong.text
    done = provider.post(f"{ORDERS}/acts/rent-out", said)
    assert done.status_code == 303, done.text
    entry = provider.get(done.headers["location"].replace("orders?said=", "entries/")).text
    assert "gate.ruled/1" in entry
    assert "asked-here" in provider.get(ORDERS).text


def test_a_sale_needs_both_countries(gate: Gate) -> None:
    said = {"order": "s", "customer": "customer", "model": "h100", "chips": "8",
            "on": "2026-11-01", "end_use": "servers", "origin": "US"}  # fmt: skip
    lacking = gate.seen("exporter").post(f"{ORDERS}/acts/sell", said)
    assert lacking.status_code == 422
    assert "Country that they go to" in lacking.text
