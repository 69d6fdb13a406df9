"""Who comes in by a name and a password, for how long, and whose forms are taken."""

import logging
import re
import shutil
import unicodedata
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.console.house import HASH, PASSWORD, Browser, Clocks, House, house

from comptrol.bootstrap import open_platform
from comptrol.entrypoints.console.pages import PAGES
from comptrol.entrypoints.console.rendering import Rendering
from comptrol.entrypoints.console.signing_in import ROOT, doors_of
from comptrol.entrypoints.console.signing_in.passwords import (
    LETTERS_MAX,
    OF_NOBODY,
    TYPED_MAX,
    check_fit,
    hashed,
    holds,
)
from comptrol.entrypoints.console.signing_in.porter import onward_from
from comptrol.entrypoints.console.signing_in.tokens import digest_of, new_token
from comptrol.entrypoints.rates import Counts, Rate
from comptrol.flow.signing_in import Session
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import read_settings

WRONG = "The name or the password is wrong."
NOT_FROM_HERE = "Your browser did not bring back what the sign-in page gave it."


# -- in ---------------------------------------------------------------------------------------


def test_a_name_and_its_password_let_in(home: House) -> None:
    home.account("ann")
    browser = home.browser()
    answer = browser.sign_in("ann")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{ROOT}/"
    assert browser.signed_in()


def test_who_signs_in_goes_on_to_where_they_wanted(home: House) -> None:
    home.account("ann")
    browser = home.browser()
    asked = f"{ROOT}/sign-in?next={ROOT}/orders/one%3Fon%3D2026-01-01"
    page = browser.client.get(asked).text
    assert 'value="/console/orders/one?on=2026-01-01"' in page
    onward = browser.sign_in("ann", onward=f"{ROOT}/orders/one?on=2026-01-01")
    assert onward.headers["location"] == f"{ROOT}/orders/one?on=2026-01-01"


@pytest.mark.parametrize(
    "elsewhere",
    [
        *("https://evil.example/", "//evil.example", "/console//evil.example", "/consoles"),
        *("/console/\\evil.example", "/console/../api", "/console/%2e%2e/x", "javascript:1"),
        *("/console/sign-out", "", "/", "/console/\r\nset-cookie:x=1"),
    ],
)
def test_nobody_is_sent_anywhere_else(elsewhere: str) -> None:
    assert onward_from({"next": elsewhere}) == f"{ROOT}/"


@pytest.mark.parametrize(
    ("name", "password"),
    [
        *(("ann", "wrong"), ("ann", ""), ("nobody", PASSWORD), ("", PASSWORD)),
        *(("ann'--", PASSWORD), ("ann", PASSWORD + " "), ("bound", ""), ("gone", PASSWORD)),
        ("ann", "p" * 100_000),
    ],
)
def test_whatever_is_wrong_is_told_in_the_same_words(
    home: House, name: str, password: str
) -> None:
    home.account("ann")
    home.account("bound", password=None)
    home.account("gone", disabled=True)
    browser = home.browser()
    answer = browser.sign_in(name, password)
    assert answer.status_code == 403
    assert WRONG in answer.text
    assert not browser.signed_in()


def test_an_account_that_is_not_there_takes_as_long_as_a_wrong_password() -> None:
    """The work is the same: a hash of the same parameters is checked, of which nobody knows."""
    parameters = re.compile(r"\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$")
    ours, of_nobody = parameters.match(HASH), parameters.match(OF_NOBODY)
    assert ours is not None
    assert of_nobody is not None
    assert ours.group() == of_nobody.group()
    assert not holds(None, PASSWORD)


def test_a_password_is_the_same_however_a_keyboard_composes_it() -> None:
    assert holds(hashed("Caf\u00e9 au lait, s'il"), "Cafe\u0301 au lait, s'il")


def test_roles_come_from_the_log_alone(home: House) -> None:
    home.account("ann")
    home.account("lost", party=PartyId("nobody-knows"), analyst=True)
    for name, told in (("ann", "Provider"), ("lost", "none that the log knows")):
        browser = home.browser()
        browser.sign_in(name)
        assert told in browser.get("/account").text


def test_a_password_of_many_accents_lets_in_however_they_are_sent() -> None:
    """A keyboard may send each accent by itself, so that what is sent has more letters."""
    spelled = "".join(letter + "\u0301" for letter in "aeiouyczlnrs" * 20)
    composed = unicodedata.normalize("NFC", spelled)
    assert len(spelled) > LETTERS_MAX >= len(composed)
    check_fit(spelled, "ann")
    kept = hashed(spelled)
    assert holds(kept, spelled)
    assert holds(kept, composed)
    with pytest.raises(UnreadableError, match="as it was sent"):
        check_fit("e\u0301" * TYPED_MAX, "ann")


# -- another password -------------------------------------------------------------------------

ANOTHER = "marmalade on a tin roof"


def kept_of(home: House, name: str) -> str | None:
    account = home.keeps.account(name)
    assert account is not None
    return account.password


def changing(browser: Browser, **other: str) -> httpx.Response:
    form = {"password": PASSWORD, "new": ANOTHER, "again": ANOTHER, **other}
    return browser.post("/account/password", {"token": browser.token("/account"), **form})


def test_who_knows_a_password_chooses_another_and_all_other_browsers_are_out(home: House) -> None:
    home.account("ann")
    here, there = home.browser(), home.browser()
    for browser in (here, there):
        browser.sign_in("ann")
    answer = changing(here)
    assert answer.status_code == 303
    assert "Your password was changed" in here.client.get(answer.headers["location"]).text
    assert "Your password was changed" not in here.get("/account").text
    assert here.signed_in()
    assert not there.signed_in()
    assert there.sign_in("ann").status_code == 403
    assert there.sign_in("ann", ANOTHER).status_code == 303
    (look,) = home.keeps.looks(subject="password changed")
    assert (look.account, look.path) == ("ann", "/console/account")


@pytest.mark.parametrize(
    ("wrong", "status", "told"),
    [
        ({"password": "not this one"}, 403, "That is not your password."),
        ({"password": ""}, 403, "That is not your password."),
        ({"new": "short", "again": "short"}, 400, "has 5 letters"),
        ({"new": "", "again": ""}, 400, "has 0 letters"),
        ({"again": ANOTHER + "s"}, 400, "are not the same"),
        ({"new": PASSWORD, "again": PASSWORD}, 400, "is the one there is"),
        ({"new": "aaaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaaa"}, 400, "repeats a few letters"),
        ({"new": "x" * 100_000, "again": "x" * 100_000}, 413, ""),
    ],
)
def test_a_password_is_changed_only_by_who_knows_it_and_to_a_good_one(
    home: House, wrong: dict[str, str], status: int, told: str
) -> None:
    home.account("ann")
    browser = home.browser()
    browser.sign_in("ann")
    answer = changing(browser, **wrong)
    assert answer.status_code == status
    assert told in answer.text
    assert PASSWORD not in answer.text
    assert kept_of(home, "ann") == HASH
    assert browser.signed_in()


def test_no_session_of_an_old_password_begins_after_it_was_changed(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.account("ann")
    begin = type(home.keeps).begin

    def late(keeps: Any, session: Session) -> None:
        """Begin it when the password that let it in is there no more, nor is any session."""
        home.keeps.change("ann", password=hashed(ANOTHER))
        home.keeps.end_all("ann")
        begin(keeps, session)

    browser = home.browser()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(type(home.keeps), "begin", late)
        answer = browser.sign_in("ann")
    assert (answer.status_code, "sign in again" in answer.text) == (400, True)
    assert home.keeps.sessions("ann") == ()
    assert not browser.signed_in()


def test_guessing_the_password_of_an_open_session_is_slowed_as_signing_in_is(home: House) -> None:
    home.account("ann")
    browser = home.browser()
    browser.sign_in("ann")
    guess = {"password": "a guess"}
    answers = [changing(browser, **guess) for _ in range(7)]
    assert answers[0].status_code == 403
    assert answers[-1].status_code == 429
    assert "too many attempts" in answers[-1].text
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert changing(browser).status_code == 429  # also of who knows it, for a while
    assert kept_of(home, "ann") == HASH


def test_an_account_without_a_password_gets_none_by_a_form(home: House) -> None:
    home.account("bound", password=None)
    browser, secret = home.browser(), new_token()
    now = home.clocks.now()
    home.keeps.begin(Session(digest=digest_of(secret), account="bound", made=now, seen=now))
    browser.client.cookies.set(evil_name(home), secret, path=ROOT)
    assert "This account has none" in browser.get("/account").text
    assert changing(browser, password="").status_code == 403
    assert kept_of(home, "bound") is None


# -- sessions ---------------------------------------------------------------------------------


def test_a_session_is_kept_as_a_digest_and_its_cookie_cannot_be_read_by_scripts(
    home: House,
) -> None:
    home.account("ann")
    browser = home.browser()
    cookie = browser.sign_in("ann").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    secret = browser.session()
    assert secret is not None
    kept = (home.folder / "console.db").read_bytes() + (
        home.folder / "console.db-wal"
    ).read_bytes()
    assert secret.encode() not in kept
    assert PASSWORD.encode() not in kept
    assert browser.token("/account").encode() not in kept


def test_under_tls_the_cookie_is_of_this_host_alone(log: Path) -> None:
    with house(log, url="https://console.example") as home:
        home.account("ann")
        answer = home.browser().get("/sign-in")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-comptrol-doorstep=")
        assert "Secure" in cookie
        assert "Path=/;" in cookie
        assert "Domain" not in cookie
        assert answer.headers["strict-transport-security"]


def test_a_session_that_was_planted_is_not_taken_over(home: House) -> None:
    """Session fixation: whoever signs in gets a secret that nobody has seen."""
    home.account("eve")
    home.account("ann")
    evil, browser = home.browser(), home.browser()
    evil.sign_in("eve")
    planted = evil.session()
    browser.client.cookies = evil.client.cookies
    browser.sign_in("ann")
    assert browser.session() != planted
    evil.client.cookies = {evil_name(home): str(planted)}  # type: ignore[assignment]
    assert not evil.signed_in()


def evil_name(home: House) -> str:
    return f"comptrol-session-{home.url.rpartition(':')[2]}"


def test_signing_in_again_ends_the_session_before(home: House) -> None:
    home.account("ann")
    browser = home.browser()
    browser.sign_in("ann")
    before = browser.session()
    browser.sign_in("ann")
    other = home.browser()
    other.client.cookies.set(evil_name(home), str(before), path=ROOT)
    assert not other.signed_in()
    assert browser.signed_in()


def test_a_session_ends_when_it_is_idle(home: House) -> None:
    home.account("ann")
    browser = home.browser()
    browser.sign_in("ann")
    home.clocks.forward(minutes=29)
    assert browser.signed_in()
    home.clocks.forward(minutes=29)
    assert browser.signed_in()
    home.clocks.forward(minutes=30)
    assert not browser.signed_in()


def test_a_session_ends_after_eight_hours_however_busy(home: House) -> None:
    home.account("ann")
    browser = home.browser()
    browser.sign_in("ann")
    for _ in range(23):
        home.clocks.forward(minutes=20)
        assert browser.signed_in()
    home.clocks.forward(minutes=20)
    assert not browser.signed_in()


def test_signing_out_ends_the_session_here_and_there(home: House) -> None:
    home.account("ann")
    browser = home.browser()
    browser.sign_in("ann")
    secret = browser.session()
    assert browser.post("/sign-out", {"token": browser.token("/account")}).status_code == 303
    assert browser.session() is None
    browser.client.cookies.set(evil_name(home), str(secret), path=ROOT)
    assert not browser.signed_in()


def test_signing_out_twice_is_no_mistake(home: House) -> None:
    assert home.browser().post("/sign-out", {"token": ""}).status_code == 303


def test_all_other_sessions_can_be_ended(home: House) -> None:
    home.account("ann")
    here, there = home.browser(), home.browser()
    for browser in (here, there):
        browser.sign_in("ann")
    here.post("/account/sessions/end", {"token": here.token("/account")})
    assert here.signed_in()
    assert not there.signed_in()


def test_an_account_that_is_disabled_is_out_at_once(home: House) -> None:
    home.account("ann")
    browser = home.browser()
    browser.sign_in("ann")
    home.keeps.change("ann", disabled=True)
    assert not browser.signed_in()


def test_a_session_outlives_the_server(log: Path) -> None:
    clocks = Clocks()
    with house(log, clocks=clocks) as home:
        home.account("ann")
        browser = home.browser()
        browser.sign_in("ann")
        secret = str(browser.session())
    with house(log, clocks=clocks) as again:
        browser = again.browser()
        browser.client.cookies.set(evil_name(again), secret, path=ROOT)
        assert browser.signed_in()


def test_sessions_that_are_over_are_forgotten(home: House) -> None:
    home.account("ann")
    home.browser().sign_in("ann")
    home.clocks.forward(hours=9)
    home.browser().sign_in("ann")
    assert len(home.keeps.sessions("ann")) == 1


@pytest.fixture(scope="module")
def one_house(founded_log: Path, tmp_path_factory: pytest.TempPathFactory):
    folder = shutil.copytree(founded_log, tmp_path_factory.mktemp("one") / "data")
    with house(folder) as home:
        home.account("ann")
        home.browser().sign_in("ann")
        yield home


TOKENS = st.one_of(
    st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=';,"\\')),
    st.from_regex(r"[A-Za-z0-9_-]{43}", fullmatch=True),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(secret=TOKENS, token=TOKENS)
def test_no_secret_that_we_did_not_give_is_ever_a_visitor(
    one_house: House, secret: str, token: str
) -> None:
    one_house.clocks.forward(seconds=60)
    cookies = f"{evil_name(one_house)}={secret}"
    with closing(Browser(one_house.url, headers={"cookie": cookies})) as browser:
        assert not browser.signed_in()
        answer = browser.post("/account/zone", {"token": token, "zone": "Europe/Paris"})
    assert answer.status_code == 403
    account = one_house.keeps.account("ann")
    assert account is not None
    assert account.zone == "UTC"


def test_the_digest_that_is_kept_lets_nobody_in(home: House) -> None:
    home.account("ann")
    home.browser().sign_in("ann")
    (session,) = home.keeps.sessions("ann")
    thief = home.browser(headers={"cookie": f"{evil_name(home)}={session.digest}"})
    assert not thief.signed_in()


# -- forms ------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "0" * 64, "é" * 10])
def test_a_form_to_sign_in_has_to_be_our_own(home: House, token: str) -> None:
    home.account("ann")
    browser = home.browser()
    browser.get("/sign-in")
    form = {"token": token, "name": "ann", "password": PASSWORD}
    answer = browser.post("/sign-in", form)
    assert answer.status_code == 403
    assert NOT_FROM_HERE in answer.text
    assert not browser.signed_in()


def test_a_form_of_another_browser_signs_nobody_in(home: House) -> None:
    """Login CSRF: nobody is made to work under an account that is somebody else's."""
    home.account("eve")
    token = home.browser().token()
    browser = home.browser()
    browser.get("/sign-in")
    answer = browser.post("/sign-in", {"token": token, "name": "eve", "password": PASSWORD})
    assert answer.status_code == 403


def test_without_cookies_the_page_says_that_it_takes_them(home: House) -> None:
    home.account("ann")
    token = home.browser().token()
    form = {"token": token, "name": "ann", "password": PASSWORD}
    assert "Allow cookies" in home.browser().post("/sign-in", form).text


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_that_another_site_sends_is_refused(home: House, headers: dict[str, str]) -> None:
    home.account("ann")
    browser = home.browser()
    assert browser.sign_in("ann", headers=headers).status_code == 403
    browser.sign_in("ann")
    form = {"token": browser.token("/account"), "zone": "Europe/Paris"}
    answer = browser.post("/account/zone", form, headers=headers)
    assert answer.status_code == 403
    assert "another site" in answer.text


def test_our_own_site_may_send_a_form_under_any_name_of_loopback(home: House) -> None:
    home.account("ann")
    port = home.url.rpartition(":")[2]
    headers = {"origin": f"http://localhost:{port}", "sec-fetch-site": "same-origin"}
    assert home.browser().sign_in("ann", headers=headers).status_code == 303


@pytest.mark.parametrize("token", ["", "0" * 64, "of-another-session"])
def test_a_form_of_somebody_signed_in_has_to_be_of_that_session(home: House, token: str) -> None:
    home.account("ann")
    browser, other = home.browser(), home.browser()
    browser.sign_in("ann")
    other.sign_in("ann")
    given = other.token("/account") if token == "of-another-session" else token  # noqa: S105
    for path in ("/account/zone", "/account/sessions/end", "/sign-out"):
        answer = browser.post(path, {"token": given, "zone": "Europe/Paris"})
        assert answer.status_code == 403
        assert "Load the page again" in answer.text
    assert browser.signed_in()
    assert len(home.keeps.sessions("ann")) == 2


def test_a_field_that_stands_twice_is_refused(home: House) -> None:
    browser = home.browser()
    encoded = {"content-type": "application/x-www-form-urlencoded"}
    raw = f"token={browser.token()}&name=ann&name=eve&password=x"
    answer = browser.client.post(f"{ROOT}/sign-in", content=raw, headers=encoded)
    assert answer.status_code == 400


def test_a_form_without_end_is_not_read(home: House) -> None:
    answer = home.browser().post("/sign-in", {"token": "x" * 300_000})
    assert answer.status_code == 413


# -- limits -----------------------------------------------------------------------------------


def test_guessing_the_password_of_an_account_is_slowed(home: House) -> None:
    home.account("ann")
    browser = home.browser()
    for _ in range(5):
        assert browser.sign_in("ann", "guess").status_code == 403
    slowed = browser.sign_in("ann", PASSWORD)
    assert slowed.status_code == 429
    assert int(slowed.headers["retry-after"]) == 60
    assert "Try again in 60 seconds" in slowed.text
    home.clocks.forward(seconds=60)
    assert browser.sign_in("ann", PASSWORD).status_code == 303


def test_accounts_that_are_not_there_are_slowed_as_others_are(home: House) -> None:
    browser = home.browser()
    codes = [browser.sign_in("nobody", "guess").status_code for _ in range(6)]
    assert codes == [403] * 5 + [429]


def test_guessing_over_many_accounts_is_slowed_too(home: House) -> None:
    browser = home.browser()
    codes = [browser.sign_in(f"a{number}", "guess").status_code for number in range(21)]
    assert codes == [403] * 20 + [429]


def test_signing_in_rightly_takes_nothing_of_the_limit(home: House) -> None:
    home.account("ann")
    browser = home.browser()
    assert [browser.sign_in("ann").status_code for _ in range(30)] == [303] * 30


def test_whoever_asks_too_often_is_told_when_to_ask_again(home: House) -> None:
    browser = home.browser()
    codes = [browser.get("/sign-in").status_code for _ in range(601)]
    assert codes == [200] * 600 + [429]
    slowed = browser.get("/keyboard")
    assert slowed.headers["retry-after"] == "1"
    assert "Too many requests" in slowed.text
    assert slowed.headers["content-security-policy"]
    home.clocks.forward(seconds=1)
    assert browser.get("/keyboard").status_code == 200


def test_behind_a_server_each_visitor_has_a_limit_of_their_own(log: Path) -> None:
    with house(log, proxies=1) as home:
        for number in range(21):
            one = home.browser(headers={"x-forwarded-for": f"203.0.113.9, 198.51.100.{number}"})
            assert one.sign_in(f"a{number}", "guess").status_code == 403


def test_without_a_server_in_front_nobody_names_their_own_address(home: House) -> None:
    codes = []
    for number in range(21):
        one = home.browser(headers={"x-forwarded-for": f"198.51.100.{number}"})
        codes.append(one.sign_in(f"a{number}", "guess").status_code)
    assert codes[-1] == 429


@given(
    gaps=st.lists(st.floats(0, 200), max_size=80), burst=st.integers(1, 10), every=st.floats(1, 60)
)
def test_no_more_is_ever_let_through_than_the_rate(
    gaps: list[float], burst: int, every: float
) -> None:
    counts, now, taken = Counts(Rate(burst, every)), 0.0, 0
    for gap in gaps:
        now += gap
        taken += counts.take("one", now) == 0
    assert taken <= burst + now / every + 1e-6


@given(burst=st.integers(1, 10), every=st.floats(1, 60))
def test_whoever_waits_as_long_as_they_are_told_is_let_through(burst: int, every: float) -> None:
    counts = Counts(Rate(burst, every))
    assert [counts.take("one", 5.0) for _ in range(burst)] == [0.0] * burst
    wait = counts.take("one", 5.0)
    assert wait > 0
    assert counts.take("one", 5.0 + wait + 1e-6) == 0


# -- what is kept, and told -------------------------------------------------------------------


def test_the_file_is_its_owners_alone(home: House) -> None:
    home.account("ann")
    home.browser().sign_in("ann")
    for file in home.folder.glob("console.db*"):
        assert file.stat().st_mode & 0o777 == 0o600, file


def test_every_sign_in_is_written_down(home: House) -> None:
    home.account("ann")
    home.browser().sign_in("ann", "wrong")
    home.browser().sign_in("ann")
    (look,) = home.keeps.looks()
    assert (look.account, look.path, look.subject) == ("ann", f"{ROOT}/sign-in", "password")
    assert look.at == home.clocks.at


def test_nothing_secret_is_logged(home: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    home.account("ann")
    browser = home.browser()
    browser.sign_in("ann", "a wrong guess")
    token = browser.token()
    browser.sign_in("ann")
    ours = "\n".join(
        it.getMessage()
        for it in caplog.records
        if not it.name.startswith(("httpx", "httpcore", "hypothesis"))
    )
    for secret in (PASSWORD, "a wrong guess", token, str(browser.session())):
        assert secret not in ours


def test_the_zone_of_an_account_is_one_that_there_is(home: House) -> None:
    home.account("ann")
    browser = home.browser()
    browser.sign_in("ann")
    token = browser.token("/account")
    assert (
        browser.post("/account/zone", {"token": token, "zone": "../etc/passwd"}).status_code == 400
    )
    assert browser.post("/account/zone", {"token": token, "zone": "Asia/Tokyo"}).status_code == 303
    assert "JST" in browser.get("/account").text


# -- headers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/sign-in", "/no-such-page", "/assets/style.css"])
def test_every_answer_says_what_a_browser_may_do(home: House, path: str) -> None:
    answer = home.browser().get(path)
    policy = answer.headers["content-security-policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in str(policy)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"


def test_what_somebody_signed_in_sees_stays_in_no_cache(home: House) -> None:
    home.account("ann")
    browser = home.browser()
    assert browser.get("/keyboard").headers["cache-control"] == "no-cache"
    browser.sign_in("ann")
    answer = browser.get("/keyboard")
    assert answer.headers["cache-control"] == "no-store"
    assert "Cookie" in answer.headers["vary"]


@pytest.mark.parametrize("page", ["/sign-in", "/account"])
def test_no_page_has_scripts_or_styles_in_it(home: House, page: str) -> None:
    home.account("ann")
    browser = home.browser()
    browser.sign_in("ann")
    text = browser.get(page).text
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|javascript:", text)


def test_without_tls_nobody_signs_in_over_a_network(log: Path) -> None:
    with house(log, url="http://console.example") as home:
        home.account("ann")
        browser = home.browser()
        page = browser.get("/sign-in").text
        assert "COMPTROL_CONSOLE_URL" in page
        assert 'type="password"' not in page
        answer = browser.post("/sign-in", {"name": "ann", "password": PASSWORD, "token": ""})
        assert answer.status_code == 403
        assert "without TLS" in answer.text


def test_rules_last_as_long_as_the_operator_set(log: Path) -> None:
    with house(log, lasts=timedelta(minutes=2), idle=timedelta(minutes=2)) as home:
        home.account("ann")
        browser = home.browser()
        assert "Max-Age=120" in browser.sign_in("ann").headers["set-cookie"]
        home.clocks.forward(minutes=2)
        assert not browser.signed_in()


@pytest.mark.parametrize("host", ["[", "a:b:c", "]:80", "evil.example", "\xe9"])
def test_no_name_for_us_breaks_a_page(home: House, host: str) -> None:
    headers = {"host": host.encode("latin-1")}
    answer = home.browser().client.get(f"{ROOT}/sign-in", headers=headers)  # type: ignore[arg-type]
    assert answer.status_code in (200, 400)
    assert "evil.example" not in answer.text


def test_doors_are_made_of_what_the_operator_set(log: Path) -> None:
    with closing(open_platform(log, processes=0)) as platform:
        chosen = read_settings({"COMPTROL_DATA": str(log), "COMPTROL_CONSOLE_SESSION_S": "60"})
        show = Rendering(ROOT, PAGES).response
        with doors_of(platform, chosen, show, port=8421) as doors:
            assert str(doors.rules.origin) == "http://127.0.0.1:8421"
            assert doors.rules.lasts == doors.rules.idle == timedelta(minutes=1)
            paths = {getattr(route, "path", "") for route in doors.routes()}
            assert {"/sign-in", "/sign-out", "/account"} <= paths
            assert "/sign-in/oidc" not in paths


def test_where_nobody_can_be_known_nothing_is_shown(home: House, log: Path) -> None:
    home.account("ann")
    browser = home.browser()
    browser.sign_in("ann")
    home.keeps.close()
    (log / "console.db").chmod(0o644)
    answer = browser.get("/keyboard")
    assert answer.status_code == 503
    assert "chmod 600" in answer.text
    assert answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_our_own_mistakes_are_answered_under_the_same_rules(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is wrong with us is told to nobody, and opens nothing."""
    home.account("ann")

    def broken(name: str) -> None:
        raise RuntimeError(f"a secret of {name}")

    monkeypatch.setattr(home.keeps, "account", broken)
    answer = home.browser().sign_in("ann")
    assert answer.status_code == 500
    assert "a secret" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
