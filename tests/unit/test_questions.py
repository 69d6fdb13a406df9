"""Every public query becomes a question: named, typed, and strict about what it is given."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any

import msgspec
import pytest
from tests.speaking import ECHO, REFERENCES, FixedClock, accepted, founded, intake_into, voice

from comptrol.adapters.store_memory import MemoryStore
from comptrol.domains import parties
from comptrol.flow.questions import Question, Questions
from comptrol.flow.speech import Speaker
from comptrol.flow.world import RowsWorld
from comptrol.kernel.domain import Domain
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.view import World

TODAY = date(2026, 1, 2)


class Filter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    words: tuple[str, ...]


def how_many(
    world: World,  # noqa: ARG001
    *,
    word: str,
    on: date,
    most: Annotated[int, msgspec.Meta(ge=0)] = 10,
    exact: bool = False,
) -> tuple[Any, ...]:
    """Return what was asked, in the order of the parameters."""
    return (word, on, most, exact)


def chosen(world: World, *, only: Filter, on: date) -> tuple[Any, ...]:  # noqa: ARG001
    """Return what was asked."""
    return (only.words, on)


def maybe(world: World, *, only: Filter | None = None) -> Filter | None:  # noqa: ARG001
    return only


def page(world: World, *, names: tuple[str, ...] = ()) -> tuple[str, ...]:  # noqa: ARG001
    """Return the names."""
    return names


ASKED: Domain[Any, Any] = msgspec.structs.replace(ECHO, queries=(how_many, chosen, maybe, page))
QUESTIONS = Questions((parties.DOMAIN, ASKED))
COUNT, CHOICE = QUESTIONS.named("echo", "how-many"), QUESTIONS.named("echo", "chosen")
NO_WORLD: Any = None


def ask(question: Question, given: Mapping[str, str] | bytes) -> Any:
    return question.answer_to(NO_WORLD, given, today=TODAY)


def test_a_question_is_named_after_its_query_with_dashes():
    assert [(q.domain, q.name) for q in QUESTIONS.all if q.domain == "echo"] == [
        ("echo", "how-many"),
        ("echo", "chosen"),
        ("echo", "maybe"),
        ("echo", "page"),
    ]


def test_a_question_says_what_it_answers():
    assert COUNT.text == "Return what was asked, in the order of the parameters."
    assert COUNT.answer == tuple[Any, ...]


@pytest.mark.parametrize("name", ["how_many", "howmany", "", "party"])
def test_a_question_nobody_knows_is_not_found_and_the_known_ones_are_listed(name: str):
    with pytest.raises(NotFoundError, match="echo/how-many"):
        QUESTIONS.named("echo", name)


def test_words_become_what_the_parameters_are():
    given = {"word": "7", "on": "2025-12-31", "most": "3", "exact": "true"}
    assert ask(COUNT, given) == ("7", date(2025, 12, 31), 3, True)


def test_a_body_is_read_strictly():
    assert ask(COUNT, b'{"word":"7","most":3}') == ("7", TODAY, 3, False)
    with pytest.raises(UnreadableError, match="most"):
        ask(COUNT, b'{"word":"7","most":"3"}')


@pytest.mark.parametrize("given", [{"word": "w"}, b'{"word":"w"}'], ids=["words", "body"])
def test_a_day_that_is_left_out_is_today(given: Mapping[str, str] | bytes):
    assert ask(COUNT, given) == ("w", TODAY, 10, False)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"word": "w", "wrod": "w"},
        {"word": "w", "on": "yesterday"},
        {"word": "w", "on": "2026-02-30"},
        {"word": "w", "on": ""},
        {"word": "w", "most": "-1"},
        {"word": "w", "most": "many"},
        {"word": "w", "exact": "perhaps"},
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'{"word":null}',
        b'{"word":"w","wrod":1}',
        b'{"word":"w","on":null}',
        b'{"word":"w","most":-1}',
        b'{"word":"w"}x',
        b'{"word":' + b"[" * 5000,
        b'{"word":"w","more":' + b"[" * 5000 + b"]" * 5000 + b"}",
    ],
    ids=lambda given: str(given)[:40],
)
def test_what_cannot_be_read_is_an_error_that_names_the_question(given: Any):
    with pytest.raises(UnreadableError, match="echo/how-many"):
        ask(COUNT, given)


def test_a_body_that_is_no_utf_8_is_an_error_that_names_the_question():
    with pytest.raises(UnreadableError, match="echo/how-many"):
        ask(COUNT, b'{"word":"\xff"}')


def test_a_parameter_with_parts_stands_in_a_body():
    taking = [q.name for q in QUESTIONS.all if q.domain == "echo" and q.takes_a_body]
    assert taking == ["chosen", "maybe", "page"]
    assert ask(CHOICE, b'{"only":{"words":["a"]}}') == (("a",), TODAY)
    with pytest.raises(UnreadableError, match="wrods"):
        ask(CHOICE, b'{"only":{"wrods":["a"]}}')


@pytest.fixture(scope="module")
def world() -> RowsWorld:
    store = MemoryStore()
    intake = intake_into(store, FixedClock())
    accepted(Speaker(intake, voice("authority")).say(founded()))
    return RowsWorld(store.rows, REFERENCES)


def test_a_question_is_answered_from_a_world(world: RowsWorld):
    (party,) = QUESTIONS.named("parties", "parties").answer_to(world, {}, today=TODAY)
    assert party.party == "authority"
    dossier = QUESTIONS.named("parties", "party").answer_to(
        world, {"party": "authority"}, today=TODAY
    )
    assert dossier.party == party
    assert len(dossier.keys) == 2


def test_what_is_not_there_is_not_found(world: RowsWorld):
    with pytest.raises(NotFoundError, match="nobody"):
        QUESTIONS.named("parties", "party").answer_to(world, {"party": "nobody"}, today=TODAY)


def test_a_name_that_is_no_name_is_unreadable(world: RowsWorld):
    for name in ("", "Acme", "../etc", "a" * 64):
        with pytest.raises(UnreadableError):
            QUESTIONS.named("parties", "party").answer_to(world, {"party": name}, today=TODAY)


@pytest.mark.parametrize("limit", ["-1", str(2**63), str(10**40)])
def test_a_page_of_an_impossible_length_is_unreadable(world: RowsWorld, limit: str):
    with pytest.raises(UnreadableError, match="limit"):
        QUESTIONS.named("parties", "parties").answer_to(world, {"limit": limit}, today=TODAY)


def when(world: World, *, at: datetime, since: datetime | None = None) -> tuple[Any, ...]:  # noqa: ARG001
    """Return the moments that were asked."""
    return (at, since)


MOMENTS = Questions((msgspec.structs.replace(ECHO, queries=(when,)),)).all[0]


def test_a_moment_is_read_as_a_day_and_a_time():
    told = ask(MOMENTS, {"at": "2026-01-01T10:00:00Z"})
    assert told == (datetime(2026, 1, 1, 10, tzinfo=UTC), None)


@pytest.mark.parametrize("name", ["at", "since"])
@pytest.mark.parametrize("word", ["0.5", "1767225600", "-1", "today"])
def test_a_bare_number_is_no_moment(name: str, word: str):
    with pytest.raises(UnreadableError):
        ask(MOMENTS, {"at": "2026-01-01T10:00:00Z", name: word})
