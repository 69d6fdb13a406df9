"""The client and a real server, over a line that breaks: nothing is said twice or lost."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.scenario.provider_harness import Authority, Relay, authority, opened, relay

from comptrol.client import Accepted, AsyncClient, Client, Patience, Refused
from comptrol.domains.chips import ModelId
from comptrol.domains.registry import LotId, Made, SerialRange
from comptrol.flow.turn import read_entry
from comptrol.kernel.errors import NotFoundError, UnavailableError, UnreadableError

MAKER = "northbridge-silicon"
QUICK = Patience(tries=4, try_seconds=0.5, seconds=20, pause=0.01, pause_max=0.05)
FAULTS = ("", "before", "after", "busy", "busy-after")


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ground") / "data"
    opened(folder)
    return folder


@pytest.fixture
def served(ground: Path, tmp_path: Path) -> Iterator[Authority]:
    with authority(Path(shutil.copytree(ground, tmp_path / "data"))) as serving:
        yield serving


@pytest.fixture
def broken(served: Authority) -> Iterator[Relay]:
    with relay(served.url) as standing:
        yield standing


def lot(name: str) -> Made:
    serials = SerialRange(prefix=f"{name}-", first=1, last=4, digits=3)
    model = ModelId("nvidia-h100-sxm5-80gb")
    return Made(lot=LotId(name), model=model, serials=(serials,), on=date(2026, 1, 2))


def client(served: Authority, url: str, **other: Any) -> Client:
    return Client(url, MAKER, served.key(MAKER), **{"patience": QUICK, **other})


def made(served: Authority) -> Counter[str]:
    """Return how often each lot was made, in all of the log."""
    assert served.platform is not None
    entries = (read_entry(served.platform.catalogue, it) for it in served.platform.store.entries())
    return Counter(it.statement.lot for it in entries if isinstance(it.statement, Made))


def accepted(answer: object) -> Accepted:
    assert isinstance(answer, Accepted), answer
    return answer


def test_what_is_said_is_in_the_log_and_its_receipt_is_of_these_bytes(served: Authority) -> None:
    with client(served, served.url) as maker:
        answer = accepted(maker.say(lot("a")))
        assert maker.entry(answer.position)
    assert made(served) == {"a": 1}


def test_a_refusal_is_a_value_and_takes_no_number(served: Authority) -> None:
    with client(served, served.url) as maker:
        accepted(maker.say(lot("a")))
        refused = maker.say(lot("a"))
        assert isinstance(refused, Refused)
        assert refused.findings[0].code == "registry.lot-exists"
        accepted(maker.say(lot("b")))
    assert made(served) == {"a": 1, "b": 1}


def test_one_refusal_in_a_batch_stops_no_other(served: Authority) -> None:
    with client(served, served.url) as maker:
        accepted(maker.say(lot("b")))
        answers = maker.say_all([lot("a"), lot("b"), lot("c"), lot("a"), lot("d")])
    assert [isinstance(it, Accepted) for it in answers] == [True, False, True, False, True]
    assert made(served) == dict.fromkeys("abcd", 1)


def test_the_same_words_many_times_in_a_batch_have_an_answer_each(served: Authority) -> None:
    with client(served, served.url) as maker:
        answers = maker.say_all([lot("a"), lot("a"), lot("b"), lot("a"), lot("a"), lot("b")])
    assert [isinstance(it, Accepted) for it in answers] == [True, False, True, False, False, False]
    assert made(served) == {"a": 1, "b": 1}


def test_a_batch_may_be_longer_than_one_request(served: Authority) -> None:
    names = [f"n{number}" for number in range(450)]
    with client(served, served.url) as maker:
        answers = maker.say_all([lot(name) for name in names])
    assert [accepted(it).position for it in answers] == sorted(it.position for it in answers)
    assert made(served) == dict.fromkeys(names, 1)


@pytest.mark.parametrize("fault", ["before", "after", "busy", "busy-after", "slow"])
def test_the_same_bytes_are_sent_again_when_the_answer_is_lost(
    served: Authority, broken: Relay, fault: str
) -> None:
    with client(served, broken.url) as maker:
        accepted(maker.say(lot("first")))
        broken.faults = [fault]
        accepted(maker.say(lot("a")))
    sent = [body for path, body in broken.seen if path == "/statements"][1:]
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert made(served) == {"first": 1, "a": 1}


def test_a_batch_is_sent_again_as_it_was(served: Authority, broken: Relay) -> None:
    with client(served, broken.url) as maker:
        accepted(maker.say(lot("b")))
        broken.faults = ["after"]
        answers = maker.say_all([lot("a"), lot("b"), lot("c")])
    assert [isinstance(it, Accepted) for it in answers] == [True, False, True]
    assert made(served) == dict.fromkeys("abc", 1)


def test_many_threads_speak_through_one_client(served: Authority) -> None:
    names = [f"t{number}" for number in range(60)]
    with client(served, served.url) as maker, ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(maker.say, map(lot, names)))
    assert all(map(accepted, answers))
    assert made(served) == dict.fromkeys(names, 1)


def test_an_answer_in_doubt_is_kept_and_brought_home_later(
    served: Authority, broken: Relay
) -> None:
    with client(served, broken.url) as maker:
        accepted(maker.say(lot("first")))
        broken.faults = ["after", *["before"] * 5]
        with pytest.raises(UnavailableError, match="out of reach"):
            maker.say(lot("a"))
        broken.faults = []
        again = accepted(maker.say(lot("a")))
        assert again.receipt.repeated
        accepted(maker.say(lot("b")))
    assert made(served) == {"first": 1, "a": 1, "b": 1}


def test_what_never_left_is_not_said_later_unless_there_is_a_journal(
    served: Authority, tmp_path: Path
) -> None:
    with client(served, served.url) as without:
        accepted(without.say(lot("first")))
        served.end()
        with pytest.raises(UnavailableError):
            without.say(lot("a"))
        served.begin()
        accepted(without.say(lot("b")))
    assert made(served) == {"first": 1, "b": 1}
    with client(served, served.url, journal=tmp_path / "journal") as kept:
        accepted(kept.say(lot("c")))
        served.end()
        with pytest.raises(UnavailableError):
            kept.say(lot("d"))
        served.begin()
        kept.resume()
    assert made(served) == dict.fromkeys(["first", *"bcd"], 1)


def test_a_journal_brings_home_what_an_ended_program_had_under_way(
    served: Authority, broken: Relay, tmp_path: Path
) -> None:
    journal = tmp_path / "kept" / "journal"
    with client(served, broken.url, journal=journal) as maker:
        accepted(maker.say(lot("first")))
        broken.faults = ["after", *["before"] * 5]
        with pytest.raises(UnavailableError):
            maker.say(lot("a"))
        broken.faults = ["before"] * 9
        with pytest.raises(UnavailableError):
            maker.say(lot("b"))
    broken.faults = []
    served.end()
    served.begin()
    with client(served, broken.url, journal=journal) as maker:
        accepted(maker.say(lot("c")))
    assert made(served) == dict.fromkeys(["first", *"abc"], 1)


def test_under_a_name_a_thing_is_said_once_whatever_happens(
    served: Authority, tmp_path: Path
) -> None:
    journal = tmp_path / "journal"
    with client(served, served.url, journal=journal) as maker:
        first = accepted(maker.say(lot("a"), name="one"))
        assert maker.say(lot("a"), name="one") == first
    with client(served, served.url, journal=journal) as maker:
        assert maker.say(lot("a"), name="one") == first
        with pytest.raises(UnreadableError, match="other words"):
            maker.say(lot("b"), name="one")
        accepted(maker.say(lot("b"), name="two"))
    assert made(served) == {"a": 1, "b": 1}


def test_a_journal_is_of_one_key_one_server_and_one_program(
    served: Authority, tmp_path: Path
) -> None:
    journal = tmp_path / "journal"
    first, in_use = client(served, served.url, journal=journal), "in use"
    with first, pytest.raises(UnavailableError, match=in_use):
        client(served, served.url, journal=journal)
    with pytest.raises(UnreadableError, match="another key"):
        Client(served.url, "authority", served.key("authority"), journal=journal)
    with pytest.raises(UnreadableError, match="choose another"):
        client(served, "http://127.0.0.1:1", journal=journal)
    journal.write_bytes(b"no database, and long enough to be taken for none" * 99)
    with pytest.raises(UnavailableError):
        client(served, served.url, journal=journal)


def test_another_program_under_the_same_key_is_noticed_and_nothing_is_lost(
    served: Authority,
) -> None:
    with client(served, served.url) as one, client(served, served.url) as other:
        accepted(one.say(lot("a")))
        accepted(other.say(lot("b")))
        accepted(one.say(lot("c")))
    assert made(served) == dict.fromkeys("abc", 1)


def test_a_statement_that_the_server_cannot_read_stops_no_other(served: Authority) -> None:
    with client(served, served.url) as maker:
        wrong = Made(lot=LotId("No Name"), model=ModelId("x"), serials=(), on=date(2026, 1, 2))
        with pytest.raises(UnreadableError):
            maker.say(wrong)
        with pytest.raises(UnreadableError):
            maker.say_all([lot("a"), wrong, lot("b")])
        accepted(maker.say(lot("c")))
    assert made(served) == dict.fromkeys("abc", 1)


def test_questions_are_asked_with_and_without_a_body(served: Authority) -> None:
    with client(served, served.url) as maker:
        assert maker.ask("parties/party", party=MAKER)["party"]["party"] == MAKER
        request = {
            "door": "sale",
            "item": {"chip": "H100 SXM", "quantity": 64},
            "from": "US",
            "to": "CN",
            "end_use": "servers",
            "recipient": {"name": "X", "country": "CN", "hq_country": "CN"},
        }
        assert maker.ask("gate/judge", request=request)["outcome"] in {"refuse", "hold"}
        with pytest.raises(NotFoundError):
            maker.ask("parties/party", party="nobody")
        with pytest.raises(UnreadableError):
            maker.ask("parties/party", nobody="x")
        with pytest.raises(NotFoundError):
            maker.ask("no/question")


@pytest.mark.parametrize("url", ["ftp://x", "http://", "http://u:p@x", "http://x?y=1", "x", ""])
def test_an_address_that_is_none_is_refused(served: Authority, url: str) -> None:
    with pytest.raises(UnreadableError):
        client(served, url)


def test_a_server_that_is_away_is_an_error_within_its_time(served: Authority) -> None:
    hasty = Patience(tries=2, try_seconds=0.3, seconds=1, pause=0.01)
    with client(served, "http://127.0.0.1:9", patience=hasty) as maker:
        with pytest.raises(UnavailableError, match="out of reach"):
            maker.say(lot("a"))
        with pytest.raises(UnavailableError, match="out of reach"):
            maker.ask("parties/party", party=MAKER)
    with pytest.raises(UnavailableError, match="closed"):
        maker.say(lot("a"))


def test_whoever_gives_up_waiting_does_not_call_back_what_is_under_way(
    served: Authority, broken: Relay
) -> None:
    async def speak() -> None:
        key = served.key(MAKER)
        async with AsyncClient(broken.url, MAKER, key, patience=QUICK) as maker:
            accepted(await maker.say(lot("first")))
            broken.faults = ["slow"]
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await maker.say(lot("a"))
            accepted(await maker.say(lot("b")))

    asyncio.run(speak())
    assert made(served) == dict.fromkeys(["first", "a", "b"], 1)


words = st.lists(st.sampled_from(["say", "again", "batch", "restart"]), max_size=8)


@given(acts=words, faults=st.lists(st.sampled_from(FAULTS), max_size=14))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_lot_is_made_once_whatever_breaks(
    served: Authority, broken: Relay, tmp_path: Path, acts: list[str], faults: list[str]
) -> None:
    before, journal = sum(made(served).values()), tmp_path / "journal"
    said, maker = set[str](), client(served, broken.url, journal=journal)
    broken.faults = list(faults)
    for number, act in enumerate(acts):
        if act == "restart":
            maker.close()
            maker = client(served, broken.url, journal=journal)
            continue
        names = [f"x{before}-{number}-{part}" for part in range(3 if act == "batch" else 1)]
        said |= set(names)
        for _ in range(2 if act == "again" else 1):
            try:
                maker.say_all([lot(name) for name in names])
            except UnavailableError:
                continue
    broken.faults = []
    maker.resume()
    maker.close()
    counted = made(served)
    assert {name for name in counted if name.startswith(f"x{before}-")} == said
    assert set(counted.values()) <= {1}
