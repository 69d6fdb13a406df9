"""What a client makes of a server's answers: it believes none that is not of its own bytes."""

from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest

from comptrol.client import Accepted, Refused
from comptrol.client.address import Address
from comptrol.client.line import error_in
from comptrol.client.patience import Patience
from comptrol.client.replies import (
    all_answers,
    answer_to,
    is_misnumbered,
    one_answer,
    reasons,
    written,
)
from comptrol.client.wire import Reply
from comptrol.domains.law import Decision, Effect, RuleFinding
from comptrol.kernel.errors import (
    NotFoundError,
    NotProvenError,
    UnavailableError,
    UnreadableError,
)
from comptrol.kernel.finding import Finding
from comptrol.kernel.ledger.tree import leaf_hash

RAW = b"an envelope"
JSON = "application/json"
RECEIPT = {"leaf": leaf_hash(RAW).hex(), "logged_at": "2026-11-01T00:00:00Z", "repeated": False}
YES: dict[str, Any] = {"accepted": True, "position": 7, "receipt": RECEIPT, "consequences": []}
NO = {"accepted": False, "findings": [{"code": "a.b", "title": "No.", "detail": "d"}]}


def body(value: object) -> bytes:
    return msgspec.json.encode(value)


def test_an_acceptance_and_a_refusal_are_read_and_written_alike() -> None:
    for given, kind in ((YES, Accepted), (NO, Refused)):
        answer = answer_to(RAW, body(given))
        assert isinstance(answer, kind)
        assert answer_to(RAW, written(answer)) == answer


def test_a_receipt_of_other_bytes_is_no_receipt() -> None:
    with pytest.raises(NotProvenError, match="another statement"):
        answer_to(b"other", body(YES))


@pytest.mark.parametrize(
    "given",
    [
        *(b"", b"{", b"[]", b"null", b'"yes"', b"{}"),
        *({**YES, "receipt": None}, {**YES, "position": -1}, {"accepted": False, "findings": []}),
    ],
)
def test_half_an_answer_is_none(given: Any) -> None:
    with pytest.raises(UnavailableError):
        answer_to(RAW, given if isinstance(given, bytes) else body(given))


def test_consequences_that_a_later_version_says_are_kept_as_they_came() -> None:
    later = {"position": 8, "statement": {"kind": "gate.foretold/9", "order": "a"}}
    answer = answer_to(RAW, body({**YES, "consequences": [later]}))
    assert isinstance(answer, Accepted)
    assert [it.kind for it in answer.consequences] == ["gate.foretold/9"]
    with pytest.raises(UnreadableError):
        answer.consequences[0].read()
    with pytest.raises(UnavailableError, match="not ruled on"):
        answer.ruling("a")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        *((400, UnreadableError), (413, UnreadableError), (422, UnreadableError)),
        *((404, NotFoundError), (401, UnavailableError), (500, UnavailableError)),
        *((302, UnavailableError), (204, UnavailableError)),
    ],
)
def test_a_status_is_one_error_and_always_the_same(status: int, error: type[Exception]) -> None:
    reply = Reply(status, JSON, body({"title": "Well.", "detail": "so"}))
    with pytest.raises(error, match=r"Well\. so"):
        one_answer(RAW, reply)
    assert type(error_in(Reply(status, "text/html", b"<p>"))) is error


def test_a_batch_has_an_answer_to_each_or_none() -> None:
    lines = body(YES) + b"\n" + body(NO) + b"\n"
    first, second = all_answers([RAW, RAW], Reply(200, "application/jsonl", lines))
    assert isinstance(first, Accepted)
    assert isinstance(second, Refused)
    with pytest.raises(UnavailableError, match="2 answers to 3"):
        all_answers([RAW] * 3, Reply(200, "application/jsonl", lines))


def test_only_what_has_a_wrong_number_is_signed_again() -> None:
    gap, other = (Finding(code, "t", "d") for code in ("flow.sequence-gap", "gate.own-customer"))
    assert is_misnumbered(Refused((gap,)))
    assert not is_misnumbered(Refused((other,)))


def test_pauses_grow_are_drawn_and_come_to_an_end() -> None:
    patience = Patience(tries=12, pause=1, pause_max=8)
    least, most = (list(patience.pauses(lambda at=at: at)) for at in (0.0, 1.0))  # type: ignore[misc]
    assert most == [1, 2, 4, *[8] * 8]
    assert least == [it / 2 for it in most]
    assert list(Patience(tries=1).pauses()) == []


@pytest.mark.parametrize(
    ("url", "host", "port", "prefix"),
    [
        ("http://a.example", "a.example", 80, ""),
        ("https://a.example/api/", "a.example", 443, "/api"),
        ("http://[::1]:8420", "::1", 8420, ""),
    ],
)
def test_an_address_is_read(url: str, host: str, port: int, prefix: str) -> None:
    address = Address(url)
    assert (address.host, address.port, address.prefix) == (host, port, prefix)
    assert (address.tls is not None) == url.startswith("https")


@pytest.mark.parametrize(
    "url", ["", "x", "ftp://a", "http://a:b@c", "http://a?b", "http://a:9999999"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(UnreadableError, match="no address"):
        Address(url)


def test_the_reason_that_weighs_most_comes_first() -> None:
    def said(rule: str, effect: Effect) -> RuleFinding:
        return RuleFinding(rule=rule, effect=effect, status="enforced", detail="d", citation="c")

    decision = cast(
        "Decision",
        SimpleNamespace(
            law=(said("C-1", Effect.NONE), said("C-3", Effect.RED_FLAG)),
            policy=(said("cap:total", Effect.LIMIT_REACHED), said("parity", Effect.NONE)),
        ),
    )
    assert [it.rule for it in reasons(decision)] == ["cap:total", "C-3", "C-1", "parity"]
