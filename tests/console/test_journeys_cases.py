"""An alarm becomes a case: notice, the party's answer, a decision, an appeal, each in a form."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests import hearing
from tests.console.courts import CASE, Bench, bench
from tests.console.steps import fact, heading, say
from tests.console.walking import Served, platform_served

Comes = Callable[..., Page]
ACT = {
    "Rule, by its name": hearing.RULE["rule"],
    "Version of the rule": hearing.RULE["version"],
    "Where the rule stands": hearing.RULE["citation"],
    "Fact 1": "The order declares no training.",
    "Entries that show fact 1": "3",
    "Method that found it, with its version": "structuring.undeclared-training/1",
    "What the method was given": "recall 0.43, false alarms 0.01",
    "Reasons in plain words": "It looks as if the order trained a model. This may be wrong.",
    "What the subject can do about it, and where": "You may answer, and appeal.",
    "Title of the person who answers for it": "Head of Enforcement",
}


@pytest.fixture(scope="module")
def court() -> Iterator[Bench]:
    with bench() as made:
        yield made


@pytest.fixture(scope="module")
def served(court: Bench, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("court")
    with platform_served(court.platform, folder) as over:
        for name in ("authority", "inspector", "customer", "second", "third"):
            over.account(name, name)
        yield over


def test_an_alarm_becomes_a_case_that_is_decided_appealed_and_undone(
    comes: Comes, court: Bench
) -> None:
    today = court.court.today
    inspector, authority = comes("inspector"), comes("authority")
    inspector.goto("/console/alarms")
    inspector.get_by_role("link", name=court.court.alarms[0]).click()
    heading(inspector, "Alarm: structuring.undeclared-training")
    expect(inspector.get_by_role("main")).to_contain_text("Innocent explanations that remain")
    inspector.get_by_role("link", name="Open a case on it").click()
    opening = {
        "A short name for it": CASE,
        "Subjects: the parties that it is about": "customer",
        "Orders": "order-1",
        "Rule that may have been broken, by its name": hearing.RULE["rule"],
        "Version of the rule": hearing.RULE["version"],
        "Where the rule stands": hearing.RULE["citation"],
        "Grounds in plain words": "The telemetry of the order looks like training.",
        "Your title": "Inspector of compute",
    }
    say(inspector, "Open a case", opening)

    customer = comes("customer")
    customer.goto(f"/console/cases/{CASE}")
    heading(customer, "There is no such page")
    authority.goto(f"/console/cases/{CASE}")
    last = str(today + timedelta(days=hearing.ANSWER_DAYS))
    say(authority, "Give notice", {**ACT, "Last day of an answer": last})

    customer.goto("/console/mine")
    customer.get_by_role("main").get_by_role("link", name=CASE).click()
    heading(customer, f"Case {CASE}")
    expect(customer.get_by_role("main")).to_contain_text(ACT["Reasons in plain words"])
    text = "It renders films, and looks alike."
    say(customer, "Answer the case", {"Text": text, "Admits": "true"})

    second = comes("second")
    second.goto(f"/console/cases/{CASE}")
    expect(second.get_by_role("main")).to_contain_text(text)
    decision = {
        **ACT,
        "Outcome": "upheld",
        "Last day of an appeal": str(today + timedelta(days=hearing.APPEAL_DAYS)),
        "Alarms that it rests on": court.court.alarms[0],
        "Does it rest on an admission?": "true",
        "Measure 1": "suspend",
        "Parties that measure 1 is about": "customer",
        "First day on which measure 1 no longer holds": str(today + timedelta(days=60)),
    }
    form = second.locator("#act-decide form")
    second.get_by_text("Decide the case", exact=True).first.click()
    form.get_by_label("What exactly has to be done or left").first.fill("until it is declared")
    form.get_by_label("Why nothing milder protects").first.fill("a question was not answered")
    say(second, "Decide the case", decision, form)

    customer.reload()
    expect(fact(customer, "Outcome")).to_contain_text("Upheld")
    grounds = "The run was declared a week before."
    say(customer, "Appeal against the decision", {"Grounds": grounds})

    second.reload()
    expect(second.get_by_text("Decide the appeal", exact=True)).to_have_count(0)
    third = comes("third")
    third.goto(f"/console/cases/{CASE}")
    expect(third.get_by_role("main")).to_contain_text(grounds)
    settled = {
        "Is the appeal granted?": "true",
        "Reasons": "The declaration stands in the log before.",
        "Citation": "Policy, article 9, paragraph 3",
        "Your title": "Appeals officer",
    }
    say(third, "Decide the appeal", settled)

    customer.goto(f"/console/cases/{CASE}")
    expect(customer.get_by_text("Granted: every measure is undone.")).to_be_visible()
    customer.goto(f"/console/mine/cases/{CASE}")
    expect(fact(customer, "Stage")).to_have_text(re.compile("Appeal decided", re.IGNORECASE))
