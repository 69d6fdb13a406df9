"""Who comes in by a passkey: a real browser, with an authenticator that is built into it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import CDPSession, Page, expect
from tests.console.house import PASSWORD, House, house
from tests.console.walking import browsing

from comptrol.entrypoints.console.signing_in import ROOT

PATIENCE_MS = 20_000
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    with browsing() as browser:
        yield browser


class Person:
    """Somebody at a browser that has an authenticator of its own."""

    def __init__(self, home: House, page: Page, devtools: CDPSession, within: str) -> None:
        self.home, self.page, self._devtools, self._within = home, page, devtools, within
        port = home.url.rpartition(":")[2]
        self.url = f"http://localhost:{port}{ROOT}"
        self.said: list[str] = []
        page.on("console", lambda it: self.said.append(it.text))

    def sign_in(self, name: str = "ann") -> None:
        self.page.goto(f"{self.url}/sign-in")
        self.page.get_by_label("Name of the account").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url(f"{self.url}/")

    def sign_out(self) -> None:
        self.page.get_by_role("button", name="Sign out").click()
        banner = self.page.get_by_role("banner")
        expect(banner.get_by_role("link", name="Sign in")).to_be_visible()

    def add(self, label: str = "Laptop") -> None:
        self.page.goto(f"{self.url}/account")
        self.page.get_by_label("What you call it").fill(label)
        self.page.get_by_role("button", name="Add a passkey").click()

    def has_it(self) -> None:
        expect(self.page.get_by_role("cell", name="Laptop", exact=True)).to_be_visible()

    def come_in(self, onward: str = "") -> None:
        self.page.goto(f"{self.url}/sign-in?next={onward}")
        self.page.get_by_role("button", name="Sign in with a passkey").click()

    def credentials(self) -> list[dict[str, Any]]:
        asked = {"authenticatorId": self._within}
        found: list[dict[str, Any]] = self._devtools.send("WebAuthn.getCredentials", asked)[
            "credentials"
        ]
        return found

    def authenticator(self, command: str, **given: object) -> None:
        self._devtools.send(f"WebAuthn.{command}", {"authenticatorId": self._within, **given})


@contextmanager
def person(home: House, chromium: Chromium) -> Iterator[Person]:
    context = chromium.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable", {"enableUI": False})
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield Person(home, page, devtools, made["authenticatorId"])
    context.close()


@pytest.fixture
def ann(home: House, chromium: Chromium) -> Iterator[Person]:
    """Seat somebody with an account and no passkey yet."""
    home.account("ann")
    with person(home, chromium) as seated:
        yield seated


def test_a_passkey_is_added_and_lets_in(ann: Person) -> None:
    ann.sign_in()
    ann.add()
    ann.has_it()
    ann.sign_out()
    ann.come_in(f"{ROOT}/keyboard")
    ann.page.wait_for_url(f"{ann.url}/keyboard")
    expect(ann.page.get_by_role("button", name="Sign out")).to_be_visible()
    (passkey,) = ann.home.keeps.passkeys("ann")
    assert passkey.used == ann.home.clocks.at
    assert [it.subject for it in ann.home.keeps.looks()] == ["passkey", "Laptop", "password"]
    assert ann.said == []


def test_pages_break_no_rule_of_their_own(ann: Person) -> None:
    """A browser tells of every script or style that the policy stops."""
    ann.sign_in()
    for path in ("/sign-in", "/account"):
        ann.page.goto(f"{ann.url}{path}")
        expect(ann.page.get_by_role("heading", level=1)).to_be_visible()
    assert ann.said == []


def test_what_an_authenticator_keeps_does_not_say_whose_it_is(ann: Person) -> None:
    ann.sign_in()
    ann.add()
    ann.has_it()
    (credential,) = ann.credentials()
    assert credential["isResidentCredential"]
    assert credential["rpId"] == "localhost"
    assert "ann" not in credential["userHandle"]


def test_the_same_device_is_not_added_twice(ann: Person) -> None:
    ann.sign_in()
    ann.add()
    ann.has_it()
    ann.add("Again")
    expect(ann.page.get_by_role("alert")).to_contain_text("has a passkey of this account already")
    assert len(ann.home.keeps.passkeys("ann")) == 1


def test_a_passkey_that_was_removed_lets_nobody_in(ann: Person) -> None:
    ann.sign_in()
    ann.add()
    ann.page.get_by_role("button", name="Remove Laptop").click()
    expect(ann.page.get_by_text("You have no passkey.")).to_be_visible()
    ann.sign_out()
    ann.come_in()
    expect(ann.page.get_by_role("alert")).to_contain_text("of no account here")


def test_a_passkey_of_a_disabled_account_lets_nobody_in(ann: Person) -> None:
    ann.sign_in()
    ann.add()
    ann.has_it()
    ann.sign_out()
    ann.home.keeps.change("ann", disabled=True)
    ann.come_in()
    expect(ann.page.get_by_role("alert")).to_contain_text("of no account here")


def test_whoever_cannot_show_who_they_are_is_told_what_to_do(ann: Person) -> None:
    ann.sign_in()
    ann.add()
    ann.has_it()
    ann.sign_out()
    ann.authenticator("setUserVerified", isUserVerified=False)
    ann.come_in()
    expect(ann.page.get_by_role("alert")).to_contain_text("Nothing was done")
    expect(ann.page.get_by_role("button", name="Sign in with a passkey")).to_be_enabled()


def test_a_copy_that_counts_less_is_refused(ann: Person) -> None:
    """Two of one passkey: the count of signatures does not grow (WebAuthn §6.1.1)."""
    ann.sign_in()
    ann.add()
    ann.has_it()
    ann.sign_out()
    (known,) = ann.home.keeps.passkeys("ann")
    ann.home.keeps.used(known.credential, 1_000, ann.home.clocks.at)
    ann.come_in()
    expect(ann.page.get_by_role("alert")).to_contain_text("does not fit")


def test_an_answer_is_taken_once(ann: Person) -> None:
    ann.sign_in()
    ann.add()
    ann.has_it()
    ann.sign_out()
    with ann.page.expect_request(f"{ann.url}/sign-in/passkey") as sent:
        ann.come_in()
    ann.page.wait_for_url(f"{ann.url}/")
    with httpx.Client(trust_env=False) as thief:
        request = sent.value
        headers = {name: value for name, value in request.all_headers().items() if name[0] != ":"}
        again = thief.post(request.url, content=request.post_data or "", headers=headers)
    assert again.status_code == 403
    assert again.json() == {"wrong": "state"}


def test_an_answer_that_comes_late_is_refused(home: House, chromium: Chromium) -> None:
    home.account("ann")
    with person(home, chromium) as ann:
        ann.sign_in()

        def late(route: Any) -> None:
            home.clocks.seconds += 601
            route.continue_()

        ann.page.route(re.compile(r"/account/passkeys$"), late)
        ann.add()
        expect(ann.page.get_by_role("alert")).to_contain_text("took too long")


def test_under_an_address_the_page_says_where_passkeys_work(home: House) -> None:
    page = home.browser().get("/sign-in").text
    assert f"http://localhost:{home.url.rpartition(':')[2]}" in page
    assert "passkeys.js" not in page


def test_known_by_an_address_alone_no_passkey_is_asked_for(log: Path) -> None:
    with house(log, url="https://192.0.2.1") as home:
        browser = home.browser()
        page = browser.get("/sign-in").text
        assert "asskey" not in re.sub(r"<script.*?</script>", "", page)


HOSTILE: list[Any] = [
    *({}, [], None, "x", {"credential": 1}, {"credential": {}}, {"credential": {"rawId": 7}}),
    {"credential": {"rawId": "AA", "id": "AA", "type": "public-key", "response": {}}},
    {"credential": {"id": "é", "rawId": "é", "type": "x", "response": None}},
    {"credential": {}, "more": 1},
    {"credential": {"rawId": "A" * 60_000}},
]


@pytest.mark.parametrize("sent", HOSTILE, ids=lambda it: str(it)[:40])
def test_what_no_authenticator_says_is_refused(home: House, sent: object) -> None:
    home.account("ann")
    browser = home.browser()
    browser.sign_in("ann")
    headers = {"x-token": browser.token("/account")}
    for path in ("options", ""):
        place = f"/account/passkeys/{path}".rstrip("/")
        answer = browser.client.post(ROOT + place, json=sent, headers=headers)
    assert answer.status_code in (400, 403), answer.text
    assert home.keeps.passkeys("ann") == ()


@pytest.mark.parametrize("sent", HOSTILE, ids=lambda it: str(it)[:40])
def test_what_no_authenticator_says_lets_nobody_in(home: House, sent: object) -> None:
    browser = home.browser()
    headers = {"x-token": browser.token()}
    options = browser.client.post(f"{ROOT}/sign-in/passkey/options", headers=headers)
    assert options.json()["userVerification"] == "required"
    answer = browser.client.post(f"{ROOT}/sign-in/passkey", json=sent, headers=headers)
    assert answer.status_code in (400, 403), answer.text
    assert not browser.signed_in()


def test_guessing_passkeys_is_slowed(home: House) -> None:
    browser = home.browser()
    headers = {"x-token": browser.token()}
    place = f"{ROOT}/sign-in/passkey"
    sent = {"credential": {"rawId": "AA"}}
    answers = [browser.client.post(place, json=sent, headers=headers) for _ in range(21)]
    assert [it.status_code for it in answers] == [403] * 20 + [429]
    assert answers[-1].json() == {"wrong": "often"}
    assert answers[-1].headers["retry-after"] == "6"


def test_calls_of_passkeys_need_the_token_of_their_page(home: House) -> None:
    home.account("ann")
    browser = home.browser()
    browser.sign_in("ann")
    for path in ("sign-in/passkey", "account/passkeys"):
        for call in (path, f"{path}/options"):
            for token in ("", "0" * 64):
                answer = browser.client.post(f"{ROOT}/{call}", json={}, headers={"x-token": token})
                assert answer.status_code == 403
