"""No name that somebody gives becomes a path, an address or a line of ours."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.scenario.harness import comptrol

from comptrol.adapters.keyring_files import FileKeyring
from comptrol.adapters.list_fetching import check_address, content
from comptrol.adapters.log_http import HttpLog
from comptrol.adapters.rulebook_yaml.marks import read_marked
from comptrol.entrypoints.cli.printable import printable
from comptrol.kernel.errors import ComptrolError, UnavailableError, UnreadableError
from comptrol.kernel.identifiers import PartyId

NAMES = (
    *("../x", "..", ".", "/etc/passwd", "a/b", "a\\b", "C:\\x", "c:x", "~root", "$HOME", "%2e%2e"),
    *("a\0b", "a\nb", "a\n", "con ", "-rf", " a", "A", "é", "\u202ea", "", "a" * 300, "..."),
)
ADDRESSES = (
    *(
        "file:///etc/passwd",
        "ftp://lists.example/x",
        "gopher://x",
        "data:,x",
        "http://lists.example",
    ),
    *(
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1.evil.example/",
        "//evil.example",
    ),
    *("https://", "https://a b/", "https://a\r\nx: y/", "javascript:alert(1)", "http://[::1", ""),
)
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize("name", NAMES)
def test_no_name_of_a_party_becomes_a_path(tmp_path: Path, name: str) -> None:
    keys = FileKeyring(tmp_path / "keys")
    for asked in (keys.of, keys.has, keys.create):
        with pytest.raises((UnreadableError, UnavailableError)):
            asked(PartyId(name))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [it for it in NAMES if "\0" not in it])
def test_no_name_on_the_command_line_becomes_a_path(folder: Path, here: Path, name: str) -> None:
    beside = set(here.iterdir())
    before = {it for it in folder.rglob("*") if "db" not in it.name}
    country = ("--name", "X", "--country", "NL", "--data", folder)
    assert comptrol("enrol", *country, "--", name).code in {1, 2, 3}
    assert comptrol("say", "cases.closed/1", "x.json", f"--as={name}", "--data", folder).code > 1
    assert {it for it in folder.rglob("*") if "db" not in it.name} == before
    assert set(here.iterdir()) == beside


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_list_is_fetched_from_nowhere_but_over_tls(address: str) -> None:
    with pytest.raises(UnreadableError):
        check_address(address)


class Away(BaseHTTPRequestHandler):
    """Sends whoever asks to another address."""

    to = ""

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("location", self.to)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def away() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Away) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join(30)


@pytest.mark.parametrize(
    "to", ["http://169.254.169.254/latest", "file:///etc/passwd", "ftp://lists.example/x"]
)
def test_a_redirect_leads_nowhere_that_could_not_have_been_given(away: str, to: str) -> None:
    Away.to = to
    with pytest.raises(ComptrolError):
        content(away)
    with pytest.raises(UnavailableError, match="302"):
        HttpLog(away).get("checkpoint")


def test_a_rulebook_that_names_itself_over_and_over_is_refused(tmp_path: Path) -> None:
    """Nine times nine times nine: what aliases would unfold to is never made."""
    bomb = tmp_path / "bomb.yaml"
    bomb.write_text(BOMB)
    with pytest.raises(UnreadableError, match="alias"):
        read_marked(bomb, dict[str, Any])


@pytest.mark.parametrize(
    "words", ["\x1b[31mred", "\x1b]0;title\x07", "\x9b31m", "a\rb", "\x08\x7f"]
)
def test_no_word_from_outside_is_an_order_to_a_terminal(words: str) -> None:
    told = printable(f"before {words} after")
    assert all(it.isprintable() or it == "\ufffd" for it in told)
    assert "\x1b" not in told
