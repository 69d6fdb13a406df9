"""Pseudonyms over HTTP: what a provider gets, and what somebody who cheats does not."""

import base64
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from secrets import token_bytes
from typing import Any

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.pseudonymous import (
    ACME,
    ACME_OTHERWISE,
    BETA,
    SECOND,
    SINCE,
    UNTIL,
    announced,
    founded,
    row,
    usage,
    wrote,
)
from tests.scenario.harness import JSON, Served, comptrol, problem, serving

from comptrol.adapters.keyring_files import PartyKey
from comptrol.bootstrap.pseudonyming import blinded
from comptrol.domains.parties import Enrolled
from comptrol.domains.pseudonyms import EvaluationAsked, Usage, UsageFiled, outline, unopened
from comptrol.flow.evaluating import digest_of
from comptrol.flow.parcels import Parcel, parcel_of
from comptrol.flow.speech import Speaker
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

IDENTITY = "00" * 32
INVALID = [
    IDENTITY,
    "01" + "00" * 31,  # negative
    "ed" + "ff" * 30 + "7f",  # the prime itself: zero, written otherwise
    "ff" * 32,  # not canonical
    "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",  # no square
    "ec" + "ff" * 30 + "7f",  # minus one
]
PER_DAY = 200


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("pseudonyms") / "data"
    founded(folder)
    customer = ("enrol", "shopper", "--name", "A Shopper", "--country", "GB", "--role", "customer")
    assert comptrol(*customer, "--data", folder).code == 0
    announced(folder, per_day=PER_DAY)
    with serving(folder) as serving_now:
        yield serving_now


@pytest.fixture
def provider(served: Served) -> str:
    """Return a provider that has asked for nothing yet."""
    name = PartyId(f"cloud-{token_bytes(4).hex()}")
    key = served.platform.keyring.create(name)
    (raw,) = served.sign(
        "authority",
        Enrolled(
            party=name,
            name=f"{name} Ltd",
            country=CountryCode("GB"),
            roles=(Role.PROVIDER,),
            key=PublicKey(key.key.hex()),
        ),
    )
    assert served.post(raw).status_code == 201
    return name


def remote(served: Served, provider: str, *words: object) -> Any:
    assert served.platform.kept is not None
    key = served.platform.kept / "keys" / f"{provider}.key"
    return comptrol("usage", *words, "--as", provider, "--url", served.url, "--key", key, "--json")


def elements(*names: str) -> list[bytes]:
    return list(blinded(names).sent)


def request(served: Served, provider: str, sent: list[bytes], **other: Any) -> dict[str, Any]:
    asked = {"epoch": 1, "many": len(sent), "digest": digest_of(sent), **other}
    (raw,) = served.sign(provider, EvaluationAsked(**asked))
    return {
        "statement": base64.b64encode(raw).decode(),
        "blinded": [one.hex() for one in sent],
    }


def evaluate(served: Served, body: Any) -> httpx.Response:
    return served.client.post("/pseudonyms/evaluate", json=body, headers=JSON)


def counted(served: Served, provider: str) -> int:
    days = served.client.get("/pseudonyms/evaluations", params={"epoch": 1, "limit": 1000}).json()
    return sum(it["many"] for it in days if it["provider"] == provider)


def test_two_providers_get_one_pseudonym_for_one_customer(
    served: Served, provider: str, tmp_path: Path
) -> None:
    first = remote(
        served, provider, "pseudonym", wrote(tmp_path / "x", "a.json", [ACME]), "--epoch", 1
    )
    assert first.code == 0, first.err
    both = wrote(tmp_path / "x", "b.json", [BETA, ACME_OTHERWISE])
    second = remote(served, SECOND, "pseudonym", both, "--epoch", 1)
    assert second.json[1]["pseudonym"] == first.json[0]["pseudonym"]
    assert counted(served, provider) == 64, "noise hides how many there are"


def test_what_is_sent_twice_is_answered_alike_and_counted_once(
    served: Served, provider: str
) -> None:
    body = request(served, provider, elements("a", "b"))
    first, again = evaluate(served, body), evaluate(served, body)
    assert first.status_code == again.status_code == 200
    assert first.json()["evaluated"] == again.json()["evaluated"]
    assert first.json()["position"] == again.json()["position"]
    assert counted(served, provider) == 2


@pytest.mark.parametrize("invalid", INVALID)
def test_a_point_that_is_none_is_refused_before_anything_is_logged(
    served: Served, provider: str, invalid: str
) -> None:
    before = served.platform.store.size()
    sent = [*elements("a"), bytes.fromhex(invalid)]
    told = problem(evaluate(served, request(served, provider, sent)), 400)
    assert "an element of ristretto255" in told["detail"]
    assert served.platform.store.size() == before


@pytest.mark.parametrize(
    "bent",
    [
        lambda it: it | {"blinded": it["blinded"][::-1]},
        lambda it: it | {"blinded": it["blinded"][:1]},
        lambda it: it | {"blinded": []},
        lambda it: it | {"blinded": it["blinded"] * 300},
        lambda it: it | {"blinded": [one.upper() for one in it["blinded"]]},
        lambda it: it | {"statement": ""},
        lambda it: it | {"statement": it["statement"][:-8]},
        lambda it: it | {"colour": "red"},
        lambda _: [],
        lambda _: {},
    ],
)
def test_a_request_that_was_bent_is_a_problem_and_leaves_nothing(
    served: Served, provider: str, bent: Any
) -> None:
    body, before = request(served, provider, elements("a", "b")), served.platform.store.size()
    problem(evaluate(served, bent(body)), 400)
    assert served.platform.store.size() == before


def test_a_dictionary_runs_into_what_a_day_allows(served: Served, provider: str) -> None:
    guesses = [f"guess {number}" for number in range(64)]
    answers = [evaluate(served, request(served, provider, elements(*guesses))) for _ in range(4)]
    assert [it.status_code for it in answers] == [200, 200, 200, 422]
    assert problem(answers[-1], 422)["findings"][0]["code"] == "pseudonyms.too-many"
    assert "evaluated" not in answers[-1].json()
    assert counted(served, provider) == 3 * 64


def test_an_epoch_that_is_not_there_evaluates_nothing(served: Served, provider: str) -> None:
    told = problem(evaluate(served, request(served, provider, elements("a"), epoch=2)), 422)
    assert told["findings"][0]["code"] == "pseudonyms.unknown-epoch"


def test_whoever_is_no_provider_gets_nothing(served: Served) -> None:
    told = problem(evaluate(served, request(served, "shopper", elements("a"))), 422)
    assert told["findings"][0]["code"] == "flow.role-missing"


def test_what_somebody_else_signed_with_an_unknown_key_is_not_evaluated(
    served: Served, provider: str
) -> None:
    strange = PartyKey(PartyId(provider), Ed25519PrivateKey.generate())
    sent = elements("a")
    said = EvaluationAsked(epoch=1, many=1, digest=digest_of(sent))
    raw = Speaker(served.platform.intake, strange).envelope(said, 1)
    body = {"statement": base64.b64encode(raw).decode(), "blinded": [sent[0].hex()]}
    assert problem(evaluate(served, body), 422)["findings"][0]["code"] == "flow.unknown-key"


def test_other_statements_do_not_come_this_way(served: Served, provider: str) -> None:
    told = UsageFiled(commitment=digest_of([]), epoch=1, since=SINCE, until=UNTIL)
    (raw,) = served.sign(provider, told)
    body = {"statement": base64.b64encode(raw).decode(), "blinded": [IDENTITY]}
    problem(evaluate(served, body), 400)


# -- parcels ----------------------------------------------------------------------------------


def rows_of(chip_seconds: int = 10, **other: Any) -> Usage:
    given = {"kind": "pseudonyms.usage/1", **usage([row("1." + "ab" * 32, chip_seconds)], **other)}
    return msgspec.convert(given, Usage)


def parcel(served: Served, provider: str, said: Statement | None = None, **other: Any) -> Parcel:
    intake, voice = served.platform.intake, served.platform.keyring.of(PartyId(provider))
    sealed = said if isinstance(said, Usage) else rows_of()
    return parcel_of(
        voice,
        sealed,
        lambda commitment: msgspec.structs.replace(outline(sealed, commitment), **other),
        number=intake.store.sequence(voice.key) + 1,
        now=intake.clock.now(),
        salt=token_bytes(32),
    )


def hand_in(served: Served, handed: Any) -> httpx.Response:
    return served.client.post(
        "/pseudonyms/parcel", content=msgspec.json.encode(handed), headers=JSON
    )


def test_a_parcel_is_taken_once(served: Served, provider: str) -> None:
    handed = parcel(served, provider)
    first, again = hand_in(served, handed), hand_in(served, handed)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["position"] == again.json()["position"]


def test_a_provider_files_over_http_and_keeps_its_rows(
    served: Served, provider: str, tmp_path: Path
) -> None:
    rows = [row("1." + "cd" * 32, 10), row("1." + "ab" * 32, 10)]
    path, kept = wrote(tmp_path / "x", "usage.json", usage(rows)), tmp_path / "kept.json"
    ran = remote(served, provider, "file", path, "--kept", kept)
    assert ran.code == 0, ran.err
    names = [it["customer"] for it in msgspec.json.decode(kept.read_bytes())["rows"]]
    assert names == sorted(names)
    again = remote(served, provider, "file", path)
    assert (again.code, again.json["findings"][0]["code"]) == (1, "pseudonyms.period-filed")


def bent_parcels() -> list[Any]:
    replace = msgspec.structs.replace
    return [
        lambda it: replace(it, body=it.body.replace(b'"chip_seconds":10', b'"chip_seconds":11')),
        lambda it: replace(it, salt=bytes(32)),
        lambda it: replace(it, salt=b""),
        lambda it: replace(it, body=b"{}"),
        lambda it: replace(it, sealed=it.openly),
        lambda it: replace(it, openly=it.sealed),
        lambda it: replace(it, sealed=it.sealed[:-1]),
        lambda _: {"sealed": "!"},
    ]


@pytest.mark.parametrize("bent", bent_parcels())
def test_a_parcel_that_was_bent_leaves_nothing(served: Served, provider: str, bent: Any) -> None:
    handed, before = parcel(served, provider), served.platform.store.size()
    assert hand_in(served, bent(handed)).status_code == 400
    assert served.platform.store.size() == before


def test_what_is_said_openly_is_of_what_is_sealed(served: Served, provider: str) -> None:
    handed = parcel(served, provider, until=UNTIL - timedelta(days=1))
    assert "not of what is sealed" in problem(hand_in(served, handed), 400)["detail"]


def test_a_customer_stands_in_one_part_of_a_period(served: Served, provider: str) -> None:
    assert hand_in(served, parcel(served, provider, rows_of(part=1, parts=2))).status_code == 201
    second = parcel(served, provider, rows_of(part=2, parts=2))
    assert "it stands in part 1 too" in problem(hand_in(served, second), 400)["detail"]


def test_a_customer_files_no_usage(served: Served) -> None:
    told = problem(hand_in(served, parcel(served, "shopper")), 422)
    assert told["findings"][0]["code"] == "flow.role-missing"


def test_a_body_that_is_too_large_is_not_read(served: Served, provider: str) -> None:
    large = parcel(served, provider)
    handed = msgspec.structs.replace(large, body=b"x" * (4 * 1024 * 1024))
    assert hand_in(served, handed).status_code == 400
    told = served.client.post("/pseudonyms/parcel", content=b"x" * 9_000_000, headers=JSON)
    problem(told, 413)


def test_whoever_only_says_that_it_filed_is_told_to_be_in_no_sum(
    served: Served, provider: str
) -> None:
    handed = parcel(served, provider)
    assert served.post(handed.sealed).status_code == 201
    assert served.post(handed.openly).status_code == 201
    with served.platform.world() as world:
        missing = unopened(world, epoch=1, since=SINCE, until=UNTIL)
    assert provider in {it.provider for it in missing}


@pytest.mark.parametrize("path", ["sums", "usage", "rows", "names", "aggregate", "unopened"])
def test_no_server_answers_what_is_sealed(served: Served, path: str) -> None:
    params = {"epoch": 1, "since": str(SINCE), "until": str(UNTIL)}
    assert served.client.get(f"/pseudonyms/{path}", params=params).status_code == 404


def test_no_public_answer_has_a_pseudonym_or_an_identifier(served: Served, provider: str) -> None:
    assert hand_in(served, parcel(served, provider)).status_code == 201
    params = {"epoch": 1, "since": str(SINCE), "until": str(UNTIL)}
    told = [
        served.client.get(f"/pseudonyms/{name}", params=params if name == "coverage" else {})
        for name in ("filings", "coverage", "crossings", "namings")
    ]
    told.append(served.client.get("/entries", params={"start": 0, "limit": 1000}))
    for answer in told:
        assert answer.status_code == 200
        assert "ab" * 32 not in answer.text
