"""A line of the log: how it looks, and what may never stand in it."""

import json
import logging
from collections.abc import Callable

import pytest

from comptrol.entrypoints.journal import JsonLine, Line, TextLine
from comptrol.entrypoints.journal.redaction import GONE, LETTERS_MAX, redacted, redacted_fields
from comptrol.kernel.errors import UnavailableError

SEED = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r"
PEM = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK\n-----END PRIVATE KEY-----"
NOTE_KEY = "PRIVATE+KEY+example.org/log+1ef20533+AXm1pGyrDbm9hOkpsfOX7dx"
BASE64 = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
SECRETS = (
    ("postgresql://comptrol:hunter2@db.example/comptrol", "hunter2"),
    ("https://user:hunter2@collector.example:4318/v1", "hunter2"),
    ("host=db user=comptrol password=hunter2 dbname=x", "hunter2"),
    ("password = 'hun ter2'", "ter2"),
    ('{"password": "hunter2", "name": "x"}', "hunter2"),
    ("client_secret=hunter2&grant_type=code", "hunter2"),
    ("PGPASSWORD=hunter2", "hunter2"),
    ("https://user:p@hunter2@db.example/x", "hunter2"),
    ('{"password": "hunter2 and no end', "hunter2"),
    ("Authorization: Bearer hunter2hunter2", "hunter2"),
    ("authorization: Digest username=x, response=hunter2", "hunter2"),
    ("{'Authorization': 'Basic dXNlcjpodW50ZXIy'}", "dXNlcjpodW50ZXIy"),
    ("sent Bearer hunter2hunter2 to it", "hunter2"),
    ("Cookie: comptrol=hunter2; other=x", "hunter2"),
    ("set-cookie: session=hunter2; HttpOnly", "hunter2"),
    ("GET /parties?party=hunter2 failed", "hunter2"),
    ("x-api-key: hunter2", "hunter2"),
    (f"the key {SEED} is bad", SEED),
    (f"the key {SEED.upper()} is bad", SEED.upper()),
    (f"the token was {JWT}", JWT),
    (f"read {PEM} from it", "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK"),
    (PEM.partition("\n-----END")[0], "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK"),
    (f"signer has {NOTE_KEY}", "AXm1pGyrDbm9hOkpsfOX7dx"),
    (f"seed {BASE64}", BASE64),
    (f"seed {BASE64.replace('/', '_')}", BASE64.replace("/", "_")),
)
HARMLESS = (
    "GET /gate/orders/{order} 201",
    "/usr/lib/python3.11/site-packages/comptrol/entrypoints/api/committer.py:117 in _taken",
    "/var/lib/comptrol/data/comptrol.db cannot be written: database or disk is full",
    "witness witness.example-w1 gave no cosignature: [Errno 111] Connection refused",
    "a head is not final: group quorum has 1 of the 2 that it needs, and lacks w2, w3",
    "entry 1234567890123456 of 2026-11-29T23:34:46.123Z",
    "statement registry.transferred/1 of party acme-chips-of-the-north was refused",
)


def record(message: str, *words: object, **named: object) -> logging.LogRecord:
    made = logging.LogRecord("comptrol.test", logging.WARNING, __file__, 1, message, words, None)
    made.__dict__.update(named)
    return made


@pytest.fixture(params=[TextLine, JsonLine])
def line(request: pytest.FixtureRequest) -> Line:
    """Return each way to write a line."""
    made: Line = request.param()
    return made


@pytest.mark.parametrize(("text", "secret"), SECRETS)
def test_what_looks_secret_is_taken_out(text: str, secret: str) -> None:
    assert secret not in redacted(text)
    assert GONE in redacted(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_an_operator_needs_stays(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(("text", "secret"), SECRETS)
def test_no_part_of_a_line_holds_a_secret(text: str, secret: str, line: Line) -> None:
    made = record("%s happened", text, event="x", place=text)
    made.exc_info = (UnavailableError, UnavailableError(text), None)
    assert secret not in line.format(made)


def test_a_field_that_is_called_a_secret_is_none_whatever_it_is() -> None:
    told = redacted_fields({"token": "abc", "client_secret": 1, "Cookie": None, "status": 200})
    assert told == {"token": GONE, "client_secret": GONE, "Cookie": GONE, "status": 200}


def test_a_long_text_is_cut() -> None:
    assert len(redacted("word " * LETTERS_MAX)) < LETTERS_MAX + 100


@pytest.mark.parametrize("word", ["a", "Aa1", "pass", "cookie-", "eyJ-", "/a", "a?", "://"])
def test_a_text_that_repeats_itself_is_looked_through_and_no_log_stands_still(word: str) -> None:
    # Patterns that went back over what they had read took hours for the third of these.
    assert len(redacted(word * LETTERS_MAX)) < LETTERS_MAX + 100


def test_a_line_of_json_has_time_level_event_message_and_what_was_named() -> None:
    told = json.loads(JsonLine().format(record("%d of %s", 2, "x", event="a.b", status=503)))
    assert told.pop("at").endswith("Z")
    assert told == {
        "level": "warning",
        "event": "a.b",
        "message": "2 of x",
        "status": 503,
    }


def test_a_line_without_an_event_is_named_for_whoever_logged_it() -> None:
    assert json.loads(JsonLine().format(record("x")))["event"] == "comptrol.test"


def test_no_field_takes_the_place_of_what_every_line_has() -> None:
    told = json.loads(JsonLine().format(record("x", level="info", at="never", trace="none")))
    assert told["level"] == "warning"
    assert told["at"] != "never"
    assert "trace" not in told


@pytest.mark.parametrize("text", ["a\nb", "a\r2026 INFO forged", "\x1b[2J", "\u2028x", "\ud800"])
def test_nothing_in_a_line_begins_another_or_commands_a_terminal(text: str, line: Line) -> None:
    written = line.format(record("%s", text, place=text))
    assert written.isprintable()
    written.encode()


def test_a_message_that_does_not_fit_its_words_is_not_lost(line: Line) -> None:
    assert "of which there are two" in line.format(record("%d of which there are two", "x"))


def failing(what: Callable[[], object]) -> logging.LogRecord:
    made = record("a mistake")
    try:
        what()
    except Exception as error:  # noqa: BLE001  (whatever it is, it is what is logged)
        made.exc_info = (type(error), error, error.__traceback__)
    return made


def test_a_mistake_is_told_with_its_place_and_without_the_words_that_may_be_somebodys() -> None:
    made = failing(lambda: {}["Jane Doe, born 1980"])
    told = json.loads(JsonLine().format(made))
    assert "Jane Doe" not in told["trace"].replace('["Jane Doe', "")
    assert "KeyError (its words" in told["trace"]
    assert "test_journal.py" in told["trace"]
    assert "Jane Doe, born 1980'" in json.loads(JsonLine(words=True).format(made))["trace"]


def test_the_words_of_our_own_errors_and_assertions_are_told() -> None:
    def checked() -> None:
        raise AssertionError("admitted transfers name a known chip")

    assert "admitted transfers" in TextLine().format(failing(checked))

    def caused() -> None:
        try:
            int("Jane Doe")
        except ValueError as error:
            raise UnavailableError("the disk is full") from error

    told = TextLine().format(failing(caused))
    assert "UnavailableError: the disk is full" in told
    assert "ValueError (its words" in told
