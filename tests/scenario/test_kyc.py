"""A file on a customer is kept, shown by what it lacks, and erased; its words are in no log."""

import json
import logging
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.identifying import NAME, OWNER, VALUES, access, customer_file, identity
from tests.scenario.harness import Ran, comptrol, serving
from tests.scenario.test_privacy import erase, where

from comptrol.bootstrap import open_platform, today
from comptrol.kernel.envelope import Claims, seal
from comptrol.kernel.finding import Refused
from comptrol.kernel.identifiers import PartyId

PROVIDER, CUSTOMER, OTHER = "straits-compute", "lioncrest-research", "lioncrest-holding"
SECRETS = [value.encode() for value in VALUES]
UNTIL = today() + timedelta(days=1_000)
MOVED = {
    "2026-10-20": "2025-01-20",
    "2026-10-01": "2025-01-01",
    "2026-10-19": "2025-01-19",
    "2031-10-31": UNTIL.isoformat(),
}
"""Days that have passed whenever this runs, and one to come."""
AGE_DAYS = (UNTIL - date(2025, 1, 20)).days
Written = Callable[..., Path]

LOOK = ("--purpose", "review", "--citation", "a test", "--case", "c-1")


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Return how a file on a customer is written, with days that fit the present."""

    def write(**other: Any) -> Path:
        text = json.dumps(customer_file(**other))
        for day, moved in MOVED.items():
            text = text.replace(day, moved)
        path = tmp_path / "customer.json"
        path.write_text(text)
        return path

    return write


def kept(folder: Path, path: Path, *asked: object, party: str = CUSTOMER) -> Ran:
    by = () if "--as" in asked else ("--as", PROVIDER)
    return comptrol("kyc", "file", path, "--party", party, *by, *asked, "--data", folder)


def shown(folder: Path, party: str = CUSTOMER, *asked: object) -> Any:
    ran = comptrol("kyc", "show", party, *asked, "--data", folder, "--json")
    assert ran.code == 0, ran.err
    return ran.json["files"]


def leaves(folder: Path) -> bytes:
    """Return all entries of the log, as anyone may read them."""
    with closing(open_platform(folder, processes=0)) as platform:
        return b"".join(logged.raw for logged in platform.store.entries())


def test_a_file_is_kept_shown_and_erased(folder: Path, written: Written) -> None:
    filed = kept(folder, written(), "--json")
    assert filed.code == 0, filed.err
    assert (filed.json["accepted"], filed.json["missing"]) == (True, [])
    assert filed.json["sealed_at"] < filed.json["position"]
    (before,) = shown(folder, CUSTOMER, "--on", UNTIL)
    assert (before["by"], before["position"]) == (PROVIDER, filed.json["position"])
    assert (before["missing"], before["beneficial_owners"]) == ([], 1)
    assert (before["verified_on"], before["age_days"]) == ("2025-01-20", AGE_DAYS)
    assert (before["chain_end"], before["resellers"], before["end_users"]) == ("direct", [], [])
    assert {it["status"] for it in before["fields"]} == {"proposed", "guidance"}
    words = comptrol("unseal", filed.json["sealed_at"], *LOOK, "--data", folder).json
    assert words["customer"]["name"] == NAME, "whoever has the vault can read it"

    gone = erase(folder, "--data-subject", CUSTOMER)
    assert gone.code == 0, gone.err
    (after,) = shown(folder)
    assert after["erased_at"] == next(iter(gone.json["erased"].values()))["position"]
    told = comptrol("kyc", "show", CUSTOMER, "--data", folder)
    assert f"erased: nobody has its words any more, see position {after['erased_at']}" in told.out
    assert comptrol("unseal", filed.json["sealed_at"], *LOOK, "--data", folder).code == 2
    assert comptrol("ledger", "rebuild", "--check", "--data", folder).code == 0


def test_no_value_is_in_the_log_nor_in_any_answer_nor_in_any_file(
    folder: Path, written: Written, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    path = written()
    ran = [kept(folder, path), kept(folder, path, "--json")]
    ran += [comptrol("kyc", "show", CUSTOMER, *how, "--data", folder) for how in ((), ("--json",))]
    assert [one.code for one in ran] == [0, 0, 0, 0]
    told = "".join(one.out + one.err for one in ran) + caplog.text
    assert [value for value in VALUES if value in told] == []
    assert [secret for secret in SECRETS if secret in leaves(folder)] == []
    assert where(folder, *SECRETS) == [], "not even in the vault as it is"
    assert erase(folder, "--data-subject", CUSTOMER).code == 0
    assert where(folder, *SECRETS) == []


def test_the_api_answers_the_same_question(folder: Path, written: Written) -> None:
    assert kept(folder, written()).code == 0
    with serving(folder) as served:
        answer = served.client.get("/identification/file", params={"party": CUSTOMER})
    assert answer.status_code == 200, answer.text
    assert answer.json()["files"] == shown(folder)
    assert [value for value in VALUES if value in answer.text] == []


def test_a_file_is_not_said_openly(folder: Path, written: Written) -> None:
    body = written(party=CUSTOMER)
    told = ("say", "identification.file", body, "--as", PROVIDER, "--data", folder)
    ran = comptrol(*told)
    assert ran.code == 1
    assert "identification.only-sealed" in ran.out
    assert [value for value in VALUES if value in ran.out + ran.err] == []
    assert where(folder, *SECRETS) == []


def test_what_a_file_lacks_is_shown(folder: Path, written: Written) -> None:
    mute = identity(OWNER, telephone=None, verified=[])
    path = written(beneficial_owners=[mute], end_use=None, resale=None)
    ran = kept(folder, path)
    lacks = "beneficial-owners, verification, reseller-chain, end-use"
    assert f"It lacks: {lacks}." in ran.out
    (state,) = shown(folder)
    assert ", ".join(state["missing"]) == lacks
    assert state["chain_end"] is None
    told = comptrol("kyc", "show", CUSTOMER, "--data", folder).out
    assert f"lacks: {lacks}" in told
    assert "comes through: unknown" in told


def test_a_new_file_takes_the_place_of_the_last(folder: Path, written: Written) -> None:
    first = kept(folder, written(), "--json").json["position"]
    second = kept(folder, written(), "--json").json["position"]
    states = shown(folder)
    assert [(it["position"], it["superseded_by"]) for it in states] == [
        (second, None),
        (first, second),
    ]
    assert shown(folder, CUSTOMER, "--on", "2025-01-01") == []
    over = [
        [it["retention_passed"] for it in shown(folder, CUSTOMER, "--on", day)]
        for day in (UNTIL, UNTIL + timedelta(days=1))
    ]
    assert over == [[False, False], [True, True]]


def test_the_chain_is_followed_to_the_end_user(folder: Path, written: Written) -> None:
    behind = written(resale={"resellers": [OTHER]})
    assert kept(folder, behind).code == 0
    (state,) = shown(folder)
    link = {"reseller": OTHER, "identified": False, "names_the_next": None}
    assert (state["resellers"], state["chain_end"]) == ([link], "unidentified")
    refused = kept(folder, written(), "--json", party=OTHER)
    assert refused.json["findings"][0]["code"] == "identification.end-users-unnamed"
    reseller = written(resale={"resellers": [], "end_users": [CUSTOMER]})
    assert kept(folder, reseller, party=OTHER).code == 0
    (state,) = shown(folder)
    assert state["resellers"] == [link | {"identified": True, "names_the_next": True}]
    (above,) = shown(folder, OTHER)
    assert [(it["party"], it["through"]) for it in above["end_users"]] == [(CUSTOMER, OTHER)]
    assert f"resells to: {CUSTOMER}" in comptrol("kyc", "show", OTHER, "--data", folder).out


@pytest.mark.parametrize(
    ("signer", "code"),
    [(CUSTOMER, "flow.role-missing"), ("authority", "identification.unknown-party")],
)
def test_what_is_refused_is_not_kept(
    folder: Path, written: Written, signer: str, code: str
) -> None:
    log = leaves(folder)
    ran = kept(folder, written(), "--as", signer, "--json", party="nobody-known")
    assert ran.code == 1, ran.err
    assert code in [finding["code"] for finding in ran.json["findings"]]
    assert leaves(folder) == log
    assert not (folder / "vault").exists()


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a word": ({"legal_basis": NAME}, "field legal_basis: expected one of consent, contract"),
    "a word within": (
        {"customer": identity(verified=[{"field": NAME, "method": "reply", "on": "2025-01-01"}])},
        "field customer.verified[0].field: expected one of name, address",
    ),
    "a word that tells of a place": (
        {"legal_basis": f"{NAME} - at `$.customer`"},
        "field legal_basis: expected one of consent, contract",
    ),
    "a number": ({"headquarters": 49}, "field headquarters: expected words"),
    "an email": (
        {"customer": identity(email=NAME)},
        "field customer.email: expected an email address",
    ),
    "an owner's telephone": (
        {"beneficial_owners": [identity(OWNER), identity(telephone="030 123456789")]},
        "field beneficial_owners[1].telephone: expected a telephone number",
    ),
    "no ground": ({"legal_basis": None}, "field legal_basis: expected words"),
    "no such country": ({"headquarters": "XX"}, "field headquarters: expected a country"),
    "no IP address": (
        {"customer": identity(ip_addresses=[access("999.0.2.171", "access")])},
        "field customer.ip_addresses[0].address: expected an IPv4 or IPv6 address",
    ),
    "a card number": (
        {
            "customer": identity(
                payment={**identity()["payment"], "payer_reference": "4111-1111-1"}
            )
        },
        "field customer.payment.payer_reference: expected a token",
    ),
    "kept for ever": ({"retention_until": "9999-12-31"}, "field retention_until: expected a day"),
    "its own reseller": (
        {"resale": {"resellers": [CUSTOMER]}},
        "field resale.resellers: expected other parties",
    ),
    "a reseller without end users": (
        {"end_use": {"purposes": ["resale"], "remote_access": True, "signed_on": "2025-01-01"}},
        "field resale.end_users: expected the end users by name",
    ),
    "tomorrow": (
        {"end_use": {"purposes": ["other"], "remote_access": True, "signed_on": "2999-01-01"}},
        "field end_use.signed_on: expected a day not after",
    ),
    "code": ({"source_code": NAME}, "the file: member 9 is not known; known are kind, party"),
    "a member beside its kind": (
        {"kind": "identification.file/1", NAME: ""},
        "the file: member 10 is not known",
    ),
    "a name as a member": ({NAME: ""}, "the file: member 9 is not known"),
    "a name as a member within": (
        {"customer": {NAME: 1, **identity()}},
        "field customer: member 1 is not known; known are name, address",
    ),
    "a name as a member of a list": (
        {"customer": identity(verified=[{"field": "name", "method": "reply", NAME: NAME}])},
        "field customer.verified[0]: member 3 is not known; known are field, method, on",
    ),
    "a member that tells of a place": (
        {f"{NAME} - at `$.customer": ""},
        "the file: member 9 is not known",
    ),
    "a member that tells of no place": (
        {f"x - at `$.customer.{NAME}": "", "resale": {"resellers": []}},
        "the file: member 9 is not known",
    ),
    "another party": ({"party": OTHER}, f"field party: expected {CUSTOMER}"),
    "another kind": ({"kind": "gate.ordered/1"}, "field kind: expected identification.file/1"),
}


@pytest.mark.parametrize(("other", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_by_file_and_field_and_never_by_value(
    folder: Path, written: Written, other: dict[str, Any], message: str
) -> None:
    path = written(**other)
    ran = kept(folder, path)
    assert (ran.code, ran.out) == (2, "")
    assert str(path) in ran.err
    assert message in ran.err
    assert [value for value in (*VALUES, "4111", "999.0", "030 1") if value in ran.err] == []
    assert not (folder / "vault").exists()


@pytest.mark.parametrize("text", ["", "[]", '{"customer": ', '{"a": 1, "a": 2}', "\x00"])
def test_what_is_no_file_exits_with_2(folder: Path, tmp_path: Path, text: str) -> None:
    path = tmp_path / "customer.json"
    path.write_text(text)
    ran = kept(folder, path)
    assert (ran.code, ran.out) == (2, "")
    assert str(path) in ran.err


@pytest.mark.parametrize(
    ("name", "message"),
    [(NAME, "in one object: none that is known"), ("customer", "in one object: customer")],
)
def test_a_member_that_stands_twice_is_named_only_if_it_may_stand(
    folder: Path, tmp_path: Path, name: str, message: str
) -> None:
    path = tmp_path / "customer.json"
    path.write_text(f'{{"{name}": 1, "{name}": 2}}')
    ran = kept(folder, path)
    assert (ran.code, ran.out) == (2, "")
    assert f"{path}: " in ran.err
    assert message in ran.err
    assert NAME not in ran.err


def test_a_party_that_is_not_there_has_no_file(folder: Path) -> None:
    assert comptrol("kyc", "show", "nobody-known", "--data", folder).code == 2
    ran = comptrol("kyc", "show", CUSTOMER, "--data", folder)
    assert (ran.code, ran.out[:8]) == (0, "No file ")


def test_a_file_said_openly_is_kept_nowhere_even_under_a_number_that_was_used(
    folder: Path, written: Written
) -> None:
    body = msgspec.json.encode(
        {"kind": "identification.file/1", "party": CUSTOMER} | json.loads(written().read_text())
    )
    with closing(open_platform(folder, processes=0)) as platform:
        voice = platform.keyring.of(PartyId(PROVIDER))
        for sequence in (1, platform.store.sequence(voice.key) + 1):
            claims = Claims(
                issuer=PROVIDER,
                subject=f"party:{CUSTOMER}",
                said_at=0,
                sequence=sequence,
                key=voice.key,
            )
            assert isinstance(platform.intake.submit(seal(claims, body, voice.sign)), Refused)
    for file in folder.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert not [secret for secret in SECRETS if secret in content], file
