"""Small truths of the doors: which page is for whom, which address is ours, whose limit it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import HTTPConnection

from comptrol.entrypoints.arrival import address_of
from comptrol.entrypoints.console.signing_in import ROOT, rules_of
from comptrol.entrypoints.console.signing_in.ceremonies import (
    SECONDS,
    WAITING_MAX,
    Ceremonies,
    Ceremony,
    Kind,
)
from comptrol.entrypoints.console.signing_in.porter import onward_from
from comptrol.entrypoints.console.visitor import NOBODY, Audience, Visitor, may_see
from comptrol.entrypoints.rates import NAMES_MAX, Counts, Rate
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.roles import Role
from comptrol.settings import Settings

ACME = PartyId("acme")
ONE, TWO = Digest("1" * 64), Digest("2" * 64)
BEGUN = Ceremony(challenge="one")


def seen(visitor: Visitor) -> set[str]:
    return {it.value for it in Audience if may_see(visitor, it)}


def test_nobody_sees_what_is_public() -> None:
    assert seen(NOBODY) == {"public"}


@pytest.mark.parametrize("role", ["provider", "exporter", "reviewer", "inspector", "allocator"])
def test_a_role_opens_its_own_pages_and_no_others(role: str) -> None:
    visitor = Visitor(name="ann", party=ACME, roles=frozenset({Role(role)}))
    assert seen(visitor) == {"public", "party", role}


def test_the_authority_is_an_analyst_and_nothing_else_besides() -> None:
    visitor = Visitor(name="ann", party=ACME, roles=frozenset({Role.AUTHORITY}))
    assert seen(visitor) == {"public", "party", "authority", "analyst"}


def test_an_account_without_a_party_sees_what_it_is_marked_for() -> None:
    assert seen(Visitor(name="ann")) == {"public"}
    assert seen(Visitor(name="ann", analyst=True)) == {"public", "analyst"}


@given(roles=st.frozensets(st.sampled_from(Role)), analyst=st.booleans())
def test_roles_without_a_name_or_a_party_open_nothing(
    *, roles: frozenset[Role], analyst: bool
) -> None:
    assert seen(Visitor(party=ACME, roles=roles, analyst=analyst)) == {"public"}
    assert seen(Visitor(name="ann", roles=roles)) <= {"public", "analyst"}


@pytest.mark.parametrize(
    ("host", "url", "open_"),
    [
        ("127.0.0.1", None, True),
        ("localhost", None, True),
        ("::1", None, True),
        ("0.0.0.0", None, False),  # noqa: S104  (what must not be)
        ("::", None, False),
        ("192.0.2.1", None, False),
        ("0.0.0.0", "https://console.example", True),  # noqa: S104
        ("0.0.0.0", "http://console.example", False),  # noqa: S104
        ("0.0.0.0", "http://127.0.0.1.example", False),  # noqa: S104
    ],
)
def test_doors_are_open_where_nobody_reads_along(
    *, host: str, url: str | None, open_: bool
) -> None:
    rules = rules_of(Settings(host=host, console_url=url))
    assert (rules.closed == "") is open_


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://console.example", "console.example"),
        ("https://Console.Example:8443", "console.example"),
        ("http://localhost:8420", "localhost"),
        ("http://127.0.0.1:8420", "localhost"),
        ("https://192.0.2.1", ""),
        ("https://[2001:db8::1]", ""),
    ],
)
def test_passkeys_are_bound_to_a_name(url: str, name: str) -> None:
    assert rules_of(Settings(console_url=url)).passkeys_for == name


def test_one_origin_is_ours_and_on_loopback_its_other_names() -> None:
    assert rules_of(Settings(console_url="https://a.example:443")).origins == (
        "https://a.example",
    )
    on_loopback = rules_of(Settings(host="::1"), 9000).origins
    assert on_loopback[0] == "http://[::1]:9000"
    assert set(on_loopback[1:]) == {"http://localhost:9000", "http://127.0.0.1:9000"}


def connection(client: str, *heard: str) -> HTTPConnection:
    headers = [(b"x-forwarded-for", it.encode()) for it in heard]
    return HTTPConnection({"type": "http", "client": (client, 1), "headers": headers})


@pytest.mark.parametrize(
    ("client", "heard", "proxies", "address"),
    [
        ("203.0.113.7", ("198.51.100.1",), 0, "203.0.113.7"),
        ("127.0.0.1", ("198.51.100.1",), 1, "198.51.100.1"),
        ("127.0.0.1", ("10.9.9.9, 198.51.100.1",), 1, "198.51.100.1"),
        ("127.0.0.1", ("10.9.9.9", "198.51.100.1"), 1, "198.51.100.1"),
        ("127.0.0.1", ("198.51.100.1, 192.0.2.1",), 2, "198.51.100.1"),
        ("127.0.0.1", (), 1, "127.0.0.1"),
        ("127.0.0.1", ("198.51.100.1",), 2, "127.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", (), 0, "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", (), 0, "203.0.113.7"),
        ("127.0.0.1", ("198.51.100.1:4711",), 1, "198.51.100.1"),
        ("127.0.0.1", ("[2001:db8:1:2:3:4:5:6]:4711",), 1, "2001:db8:1:2::"),
        ("127.0.0.1", ("[2001:db8:1:2:3:4:5:6]",), 1, "2001:db8:1:2::"),
        ("127.0.0.1", ("nonsense" * 20,), 1, ("nonsense" * 20)[:64]),
    ],
)
def test_an_address_is_what_the_nearest_server_heard(
    client: str, heard: tuple[str, ...], proxies: int, address: str
) -> None:
    assert address_of(connection(client, *heard), proxies) == address


def test_what_is_remembered_of_attempts_is_bounded() -> None:
    counts = Counts(Rate(1, 60))
    for number in range(NAMES_MAX + 10):
        counts.take(str(number), 0.0)
    assert counts.take(str(NAMES_MAX), 0.0) > 0
    assert len(counts._full_at) == NAMES_MAX  # noqa: SLF001  (what nobody else asks)


def test_a_ceremony_ends_once_in_the_browser_that_began_it() -> None:
    waiting = Ceremonies()
    waiting.begin(ONE, Kind.ISSUER, BEGUN, 0.0)
    assert waiting.end(TWO, Kind.ISSUER, 1.0) is None
    assert waiting.end(ONE, Kind.PASSKEY_SIGN_IN, 1.0) is None
    assert waiting.end(ONE, Kind.ISSUER, 1.0) == BEGUN
    assert waiting.end(ONE, Kind.ISSUER, 1.0) is None


def test_a_ceremony_does_not_wait_for_ever_nor_do_too_many() -> None:
    waiting = Ceremonies()
    waiting.begin(ONE, Kind.ISSUER, BEGUN, 0.0)
    assert waiting.end(ONE, Kind.ISSUER, SECONDS) is None
    waiting.begin(ONE, Kind.ISSUER, BEGUN, 0.0)
    for number in range(WAITING_MAX):
        waiting.begin(Digest(f"{number:064x}"), Kind.ISSUER, BEGUN, 0.0)
    assert waiting.end(ONE, Kind.ISSUER, 1.0) is None


@given(asked=st.text())
def test_onward_is_always_a_page_of_ours(asked: str) -> None:
    for given_ in (asked, f"{ROOT}/{asked}", f"{ROOT}{asked}"):
        onward = onward_from({"next": given_})
        assert onward == ROOT or onward.startswith((f"{ROOT}/", f"{ROOT}?"))
        assert "//" not in onward.partition("?")[0]
        assert "\\" not in onward
        assert onward.isprintable()
