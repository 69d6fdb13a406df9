"""Who comes in because an issuer of identities vouches for them, and who does not."""

import base64
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from joserfc.jwk import ECKey, RSAKey
from tests.console.house import Browser, Clocks, House, house
from tests.console.issuer import CLIENT, SECRET, SUBJECT, Provider, vouched_by

from comptrol.entrypoints.console.signing_in import ROOT, Issuer
from comptrol.flow.signing_in import Binding

RETURN = "/sign-in/oidc/return"


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def provider(clocks: Clocks) -> Iterator[Provider]:
    with vouched_by(clocks) as served:
        yield served


@pytest.fixture
def home(log: Path, clocks: Clocks, provider: Provider) -> Iterator[House]:
    """Serve a console that trusts the issuer, with an account that is bound to its one person."""
    issuer = Issuer(url=provider.url, client_id=CLIENT, secret=SECRET)
    with house(log, clocks=clocks, issuer=issuer) as served:
        served.account("ann", password=None)
        served.keeps.bind(Binding(issuer=provider.url, subject=SUBJECT, account="ann"))
        yield served


def there(browser: Browser, onward: str = "") -> str:
    """Go to the issuer, and return where it sends the browser back to."""
    leaving = browser.get("/sign-in/oidc", params={"next": onward})
    assert leaving.status_code == 303, leaving.text
    with httpx.Client(trust_env=False) as client:
        back = client.get(leaving.headers["location"])
    assert back.status_code == 303
    place = urlsplit(back.headers["location"])
    return f"{place.path.removeprefix(ROOT)}?{place.query}"


def came_back(home: House) -> tuple[Browser, httpx.Response]:
    browser = home.browser()
    return browser, browser.get(there(browser))


def test_whom_the_issuer_vouches_for_is_let_in(home: House) -> None:
    browser = home.browser()
    answer = browser.get(there(browser, f"{ROOT}/orders/one"))
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{ROOT}/orders/one"
    assert browser.signed_in()
    assert home.keeps.looks()[0].subject == "issuer"


def test_the_issuer_is_told_nothing_but_that_somebody_comes(
    home: House, provider: Provider
) -> None:
    browser = home.browser()
    there(browser)
    (asked,) = provider.asked
    assert asked["scope"] == "openid"
    assert asked["redirect_uri"] == f"{home.url}{ROOT}{RETURN}"
    assert len(asked["state"]) >= 43
    assert len(asked["nonce"]) >= 43
    assert set(asked) == {
        *("response_type", "client_id", "redirect_uri", "scope", "state", "nonce"),
        *("code_challenge", "code_challenge_method"),
    }


def test_whom_nobody_bound_is_not_let_in(home: House, provider: Provider) -> None:
    provider.claims["sub"] = "user|4712"
    browser, answer = came_back(home)
    assert answer.status_code == 403
    assert "no account here is yours" in answer.text
    assert not browser.signed_in()


def test_a_name_of_another_issuer_is_nobody_here(home: House, provider: Provider) -> None:
    home.keeps.unbind(provider.url, SUBJECT)
    home.keeps.bind(Binding(issuer="https://other.example", subject=SUBJECT, account="ann"))
    assert came_back(home)[1].status_code == 403


def test_a_disabled_account_is_not_let_in_by_the_issuer(home: House) -> None:
    home.keeps.change("ann", disabled=True)
    browser, answer = came_back(home)
    assert answer.status_code == 403
    assert not browser.signed_in()


def refused(home: House, *words: str) -> None:
    """Expect that nobody is let in, and be told why in these words."""
    browser, answer = came_back(home)
    assert answer.status_code == 403, answer.text
    for word in words:
        assert word in answer.text
    assert not browser.signed_in()
    assert home.keeps.sessions("ann") == ()


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"nonce": "of-another-sign-in"}, "does not belong to this sign-in"),
        ({"nonce": None}, "does not belong to this sign-in"),
        ({"aud": "another-program"}, "is for another program"),
        ({"aud": ["another", "program"]}, "is for another program"),
        ({"aud": [CLIENT, "another"]}, "is for another program"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "is for another program"),
        ({"azp": "another"}, "is for another program"),
        ({"aud": {CLIENT: 1}}, "is for another program"),
        ({"iss": "https://evil.example"}, "issued by somebody else"),
        ({"exp": 1}, "has run out"),
        ({"exp": "never"}, "no time that can be right"),
        ({"nbf": 32_503_680_000}, "no time that can be right"),
        ({"iat": 32_503_680_000}, "no time that can be right"),
        ({"sub": ""}, "does not say whom"),
        ({"sub": 7}, "does not say whom"),
        ({"sub": "x" * 256}, "does not say whom"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused_and_said(
    home: House, provider: Provider, claims: dict[str, Any], told: str
) -> None:
    provider.claims |= claims
    refused(home, told)


@pytest.mark.parametrize("name", ["iss", "aud", "sub", "exp", "iat", "nonce"])
def test_nothing_may_be_missing(home: House, provider: Provider, name: str) -> None:
    provider.without = (name,)
    refused(home, "does not prove who you are")


def test_a_token_for_us_and_others_counts_if_it_is_for_us_first(
    home: House, provider: Provider
) -> None:
    provider.claims |= {"aud": [CLIENT, "another"], "azp": CLIENT}
    assert came_back(home)[0].signed_in()


def test_another_key_of_the_same_name_is_refused(home: House, provider: Provider) -> None:
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    refused(home, "not signed by a key of the issuer")


def test_a_key_that_the_issuer_took_up_since_is_known(home: House, provider: Provider) -> None:
    assert came_back(home)[0].signed_in()
    provider.key = RSAKey.generate_key(2048, {"kid": "one"})
    provider.signs_with = provider.key
    assert came_back(home)[0].signed_in()


def test_keys_may_be_of_other_kinds(home: House, provider: Provider) -> None:
    key = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
    provider.signs_with, provider.algorithm = key, "ES256"
    provider.key = key  # type: ignore[assignment]
    assert came_back(home)[0].signed_in()


def test_a_secret_signs_nothing(home: House, provider: Provider) -> None:
    """Not even the issuer's public key taken for a secret (RFC 8725 §2.1)."""
    claims = {"iss": provider.url, "aud": CLIENT, "sub": SUBJECT, "exp": 4_000_000_000, "iat": 1}
    signed = b".".join(map(part, ({"alg": "HS256", "kid": "one"}, claims)))
    public = provider.key.as_pem(private=False)
    signature = hmac.new(public, signed, "sha256").digest()
    encoded = base64.urlsafe_b64encode(signature).rstrip(b"=")
    provider.token = b".".join((signed, encoded)).decode()
    refused(home, "cannot be read")


def part(it: object) -> bytes:
    return base64.urlsafe_b64encode(json.dumps(it).encode()).rstrip(b"=")


@pytest.mark.parametrize("algorithm", ["none", "None", "RS1", ""])
def test_a_token_without_signature_is_refused(
    home: House, provider: Provider, algorithm: str
) -> None:
    header = {"alg": algorithm, "kid": "one"}
    claims = {"iss": provider.url, "aud": CLIENT, "sub": SUBJECT, "exp": 4_000_000_000, "iat": 1}
    provider.token = b".".join((part(header), part(claims), b"")).decode()
    refused(home, "cannot be read")


@pytest.mark.parametrize("token", ["", "a.b.c", "é", "x" * 70_000, "." * 100])
def test_what_is_no_token_is_refused(home: House, provider: Provider, token: str) -> None:
    provider.token = token
    refused(home, "does not prove who you are")


def test_under_another_name_of_loopback_the_way_begins_at_our_own(home: House) -> None:
    """The browser must bring its cookie back to where the issuer sends it."""
    port = home.url.rpartition(":")[2]
    headers = {"host": f"localhost:{port}"}
    answer = home.browser().get("/sign-in/oidc", params={"next": f"{ROOT}/log"}, headers=headers)
    assert answer.headers["location"] == f"{home.url}{ROOT}/sign-in/oidc?next=%2Fconsole%2Flog"


# -- the way there and back -------------------------------------------------------------------


def test_the_same_return_does_nothing_twice(home: House) -> None:
    browser = home.browser()
    back = there(browser)
    assert browser.get(back).status_code == 303
    other = home.browser()
    for again in (browser, other):
        answer = again.get(back)
        assert answer.status_code == 403
        assert "Begin again" in answer.text
    assert not other.signed_in()


def test_a_return_that_another_browser_began_is_refused(home: House) -> None:
    """Login CSRF by the issuer: the link of somebody else signs nobody in."""
    eve, browser = home.browser(), home.browser()
    back = there(eve)
    there(browser)
    assert browser.get(back).status_code == 403
    assert not browser.signed_in()


def test_a_return_comes_within_ten_minutes(home: House, clocks: Clocks) -> None:
    browser = home.browser()
    back = there(browser)
    clocks.forward(minutes=10)
    assert browser.get(back).status_code == 403


def test_a_state_that_was_guessed_wrong_ends_the_journey(home: House) -> None:
    browser = home.browser()
    back = there(browser)
    assert browser.get(RETURN, params={"code": "x", "state": "guess"}).status_code == 403
    assert browser.get(back).status_code == 403


def test_a_code_of_another_journey_is_refused(home: House) -> None:
    """PKCE: a code that was stolen is of no use without what only this server knows."""
    victim, browser = home.browser(), home.browser()
    stolen = dict(parse_qsl(urlsplit(there(victim)).query))["code"]
    own = dict(parse_qsl(urlsplit(there(browser)).query))
    answer = browser.get(RETURN, params={**own, "code": stolen})
    assert answer.status_code == 403
    assert "does not take its own answer back" in answer.text
    assert not browser.signed_in()


def test_a_return_from_another_issuer_is_refused(home: House) -> None:
    """RFC 9207: the answer of one issuer is not taken to another."""
    browser = home.browser()
    own = dict(parse_qsl(urlsplit(there(browser)).query))
    answer = browser.get(RETURN, params={**own, "iss": "https://evil.example"})
    assert answer.status_code == 403
    assert "another issuer" in answer.text


def test_whoever_declines_there_is_told_so_here(home: House) -> None:
    browser = home.browser()
    state = dict(parse_qsl(urlsplit(there(browser)).query))["state"]
    told = {"state": state, "error": "access_denied", "error_description": "<b>no</b>"}
    answer = browser.get(RETURN, params=told)
    assert answer.status_code == 403
    assert "You were not signed in there" in answer.text
    assert "<b>no" not in answer.text


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": "http://evil.example/authorize"},
        {"authorization_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_an_issuer_that_says_odd_things_of_itself_is_not_asked(
    home: House, provider: Provider, metadata: dict[str, Any]
) -> None:
    provider.metadata = metadata
    answer = home.browser().get("/sign-in/oidc")
    assert answer.status_code == 503
    assert "You cannot be signed in that way now" in answer.text


def test_a_token_is_asked_for_over_tls_alone(home: House, provider: Provider) -> None:
    provider.metadata = {"token_endpoint": "http://evil.example/token"}
    browser, answer = came_back(home)
    assert answer.status_code == 503
    assert "without TLS" in answer.text
    assert not browser.signed_in()


def test_an_issuer_that_is_away_is_said_to_be(log: Path) -> None:
    issuer = Issuer(url="http://127.0.0.1:9", client_id=CLIENT)
    with house(log, issuer=issuer) as home:
        answer = home.browser().get("/sign-in/oidc")
        assert answer.status_code == 503
        assert "out of reach" in answer.text
        page = home.browser().get("/sign-in").text
        assert "Sign in at" in page


def test_without_an_issuer_there_is_no_way_to_one(log: Path) -> None:
    with house(log) as home:
        assert home.browser().get("/sign-in/oidc").status_code == 404
        assert "/sign-in/oidc" not in home.browser().get("/sign-in").text


def test_a_secret_is_never_shown() -> None:
    assert SECRET not in repr(Issuer(url="https://id.example", client_id=CLIENT, secret=SECRET))
