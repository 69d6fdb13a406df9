"""``comptrol attest`` as an outside program relies on it: check, challenge, answer, pin."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from tests.attesting import (
    ISSUER,
    SAMPLE,
    SAMPLE_DIE,
    SAMPLE_NONCE,
    bundle,
    chain,
    evidence,
    key_set,
    nonce_for,
    report,
    root_anchor,
    sample_chain,
    sample_report,
)
from tests.scenario.harness import Ran, comptrol

REPORT, CHAIN = SAMPLE / "hopperAttestationReport.txt", SAMPLE / "hopperCertChain.txt"
NONCE = nonce_for("c-1")
CHIP = "maker/H000001"


def written(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def pem(*certificates: bytes) -> str:
    return "".join(root_anchor(it).content for it in certificates)


def collected(count: int = 1) -> dict[str, Any]:
    """Return evidence as NVIDIA's nvattest writes it, of so many chips."""
    part = {
        "version": "1.0",
        "arch": "HOPPER",
        "nonce": SAMPLE_NONCE,
        "evidence": b64encode(sample_report()).decode(),
        "certificate": b64encode(pem(*sample_chain()).encode()).decode(),
    }
    return {"evidences": [part] * count, "result_code": 0, "result_message": "Ok"}


def check(*arguments: object) -> Ran:
    return comptrol("attest", "check", *arguments, "--json")


# Check: the sample, in all the forms in which evidence is found.


def test_the_sample_is_checked_without_a_log(here: Path) -> None:
    ran = check(REPORT, "--chain", CHAIN, "--nonce", SAMPLE_NONCE)
    assert ran.code == 0
    assert (ran.json["grade"], ran.json["genuine"], ran.json["die"]) == ("A", True, SAMPLE_DIE)
    assert ran.json["product"]["project"] == "1010"
    assert (ran.json["nonce"], ran.json["reasons"]) == (SAMPLE_NONCE, [])
    assert here.is_dir()


def test_without_a_nonce_it_is_genuine_and_proves_nothing_of_today() -> None:
    ran = check(REPORT, "--chain", CHAIN)
    assert (ran.code, ran.json["grade"], ran.json["genuine"]) == (0, "none", True)


def test_another_nonce_is_answered_with_no() -> None:
    ran = check(REPORT, "--chain", CHAIN, "--nonce", NONCE)
    assert (ran.code, ran.json["reasons"][0]["cause"]) == (1, "nonce")


def test_a_person_reads_what_it_proves_and_what_it_does_not() -> None:
    ran = comptrol("attest", "check", REPORT, "--chain", CHAIN, "--nonce", SAMPLE_NONCE)
    assert "A, of a report" in ran.out
    assert SAMPLE_DIE in ran.out
    assert "of a place it says nothing" in ran.err


def test_what_nvattest_collects_is_read(tmp_path: Path) -> None:
    alone = written(tmp_path, "one.json", collected())
    inside = written(tmp_path, "part.json", collected()["evidences"][0])
    assert [check(it).json["die"] for it in (alone, inside)] == [SAMPLE_DIE] * 2


def test_of_several_chips_one_is_named(tmp_path: Path) -> None:
    eight = written(tmp_path, "eight.json", collected(8))
    assert check(eight, "--device", "GPU-7").json["genuine"]
    for device in ((), ("--device", "GPU-8"), ("--device", "7")):
        ran = check(eight, *device)
        assert (ran.code, ran.out) == (2, "")
        assert "--device" in ran.err


def test_evidence_as_it_is_stated_is_read(tmp_path: Path) -> None:
    found = evidence(NONCE)
    stated = {"report": found.report, "chain": list(found.chain)}
    path, root = written(tmp_path, "e.json", stated), written(tmp_path, "r.pem", pem(chain()[-1]))
    assert check(path, "--nonce", NONCE, "--root", root).json["grade"] == "A"
    assert check(path, "--nonce", NONCE).json["reasons"][0]["cause"] == "chain"


def test_a_report_as_bytes_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, "report.bin", report(NONCE))
    certificates = written(tmp_path, "chain.pem", pem(*chain()))
    root = written(tmp_path, "root.pem", pem(chain()[-1]))
    ran = check(path, "--chain", certificates, "--root", root, "--nonce", NONCE)
    assert ran.json["grade"] == "A"


def test_a_token_is_held_against_a_key_set(tmp_path: Path) -> None:
    token, keys = written(tmp_path, "t", bundle(NONCE)), written(tmp_path, "k", key_set())
    at = ("--at", "2026-11-01T00:00:30Z", "--nonce", NONCE)
    known = ("--keys", keys, "--issuer", ISSUER)
    assert check(token, *at, *known).json["grade"] == "B"
    ran = check(token, *at)
    assert (ran.code, ran.json["grade"]) == (1, "C")
    assert check(token, *known, "--nonce", NONCE).json["reasons"][0]["cause"] == "time"


@pytest.mark.parametrize(
    ("name", "content", "wrong"),
    [
        ("nothing", "", "expected JSON, a token, or with --chain a report"),
        ("list.json", "[]", "a bundle is"),
        ("twice.json", '{"token": "a", "token": "b"}', "stand twice"),
        ("odd.json", '{"tokens": 1}', "expected evidence and certificate"),
        ("empty.json", '{"evidences": []}', "one or more"),
        ("half.json", '{"evidence": "AAAA"}', "expected evidence and certificate"),
        ("b64.json", '{"evidence": "!", "certificate": "!"}', "base64"),
        ("pem.json", '{"evidence": "AAAA", "certificate": "AAAA"}', "not in PEM"),
        ("report.json", '{"report": "AAAA"}', "byte 0"),
        ("large", " " * (1024 * 1024 + 1), "more than 1048576 bytes"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, content: str, wrong: str) -> None:
    path = written(tmp_path, name, content)
    ran = check(path)
    assert (ran.code, ran.out) == (2, "")
    assert str(path) in ran.err
    assert wrong in ran.err


def test_bad_options_are_named(tmp_path: Path) -> None:
    sample = (REPORT, "--chain", CHAIN)
    for more, wrong in (
        (("--nonce", "beef"), "--nonce"),
        (("--keys", REPORT), "--keys and --issuer"),
        (("--keys", CHAIN, "--issuer", ISSUER), str(CHAIN)),
        (("--root", REPORT), str(REPORT)),
        (("--root", tmp_path / "none"), "No such file"),
        (("--chain", REPORT), "not in PEM"),
    ):
        ran = check(*sample, *more)
        assert (ran.code, ran.out) == (2, ""), more
        assert wrong in ran.err


# Challenge, answer, pin: with a log.


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with one maker, one holder, eight chips, and our vendor's root."""
    place = tmp_path_factory.mktemp("attestation")
    folder, to = place / "data", ("--data", place / "data", "--json")
    opened = ("--name", "Bureau", "--country", "US", "--by", "Director", "--reason", "First")
    assert comptrol("init", *opened, *to).code == 0
    for party, role in (("maker", "maker"), ("holder", "holder")):
        named = ("--name", f"The {party}", "--country", "US", "--role", role)
        ran = comptrol("enrol", party, *named, *to)
        assert ran.code == 0, ran.err
    serials = [{"prefix": "H", "first": 1, "last": 8, "digits": 6}]
    made = {"lot": "lot-1", "model": "nvidia-h100-sxm5-80gb", "serials": serials}
    body = written(place, "made.json", made | {"on": "2026-10-01"})
    ran = comptrol("say", "registry.made/1", body, "--as", "maker", *to)
    assert ran.code == 0, ran.out + ran.err
    root = written(place, "root.pem", pem(chain()[-1]))
    ran = comptrol("attest", "pin", "chips-root", root, "--source", "the tests", *to)
    assert ran.json["accepted"], ran.out
    return folder


def test_a_chip_is_asked_answers_and_is_proven(log: Path, tmp_path: Path) -> None:
    to = ("--data", log, "--json")
    asked = comptrol("attest", "challenge", "c-1", "--to", "maker", "--chip", CHIP, *to)
    assert asked.code == 0, asked.err
    found = evidence(asked.json["nonce"])
    path = written(tmp_path, "e.json", {"report": found.report, "chain": list(found.chain)})
    answer = ("attest", "answer", "c-1", path, "--chip", CHIP, "--as", "maker", *to)
    ran = comptrol(*answer)
    assert ran.code == 0, ran.err
    standing = comptrol("ask", "attestation/attestation", f"chip={CHIP}", *to).json
    assert (standing["proven"]["grade"], standing["proven"]["die"]) == ("A", "GH100/D1E1")
    again = comptrol(*answer)
    assert again.code == 1
    assert [it["code"] for it in again.json["findings"]] == ["attestation.challenge-used"]
    assert comptrol("ledger", "rebuild", "--check", "--data", log).code == 0


def test_a_nonce_can_be_made_again_from_what_the_log_has(log: Path) -> None:
    to = ("--data", log, "--json")
    asked = comptrol("attest", "challenge", "c-2", "--to", "holder", "--minutes", 5, *to).json
    row = comptrol("ask", "attestation/challenge", "challenge=c-2", *to).json
    assert row["nonce"] == asked["nonce"]
    published = (log / "published/checkpoint").read_text().splitlines()
    assert int(published[1]) == row["size"]


def test_with_a_log_evidence_is_held_against_what_it_believes(log: Path, tmp_path: Path) -> None:
    found = evidence(NONCE)
    stated = {"report": found.report, "chain": list(found.chain)}
    path = written(tmp_path, "e.json", stated)
    ran = check(path, "--nonce", NONCE, "--data", log)
    assert (ran.code, ran.json["grade"]) == (0, "A")


def test_a_person_is_told_what_an_answer_proves(log: Path, tmp_path: Path) -> None:
    to = ("--data", log)
    asked = comptrol("attest", "challenge", "c-3", "--to", "maker", *to)
    nonce = asked.out.split()[-1]
    assert "within 15 minutes" in asked.out
    path = written(tmp_path, "t", bundle(nonce, alg="HS256"))
    ran = comptrol("attest", "answer", "c-3", path, "--chip", CHIP, "--as", "maker", *to)
    assert ran.code == 0
    assert "none, of a token" in ran.out  # it counted for an hour of 2026-11-01
    assert "not more, because (shared-key)" in ran.out


def test_what_is_refused_is_told(log: Path, tmp_path: Path) -> None:
    to = ("--data", log, "--json")
    nobody = comptrol("attest", "challenge", "c-9", "--to", "nobody", *to)
    assert (nobody.code, nobody.json["accepted"]) == (1, False)
    keys = written(tmp_path, "k.json", key_set())
    named = ("attest", "pin", "chips-service", keys, "--source", "the tests")
    assert comptrol(*named, *to).code == 1
    assert comptrol(*named, "--issuer", ISSUER, *to).code == 0
