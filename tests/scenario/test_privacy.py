"""What is hidden is in the vault alone, and what is erased is nowhere left."""

import base64
import itertools
import json
import shutil
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from tests.scenario.harness import Ran, comptrol

from comptrol.adapters.store_sqlite.engine import sqlite
from comptrol.bootstrap import AUTHORITY, open_platform, today
from comptrol.domains.privacy import Looked, Purpose, commitment_to
from comptrol.kernel.envelope import open_envelope

PROVIDER = "straits-compute"
CANARY = "Kanarienvogel-4711"
SUBJECT = "person-0815"
LOOK = ("--purpose", "review", "--citation", "Example Act, section 9", "--case", "2026/17")


@pytest.fixture
def body(tmp_path: Path) -> Path:
    path = tmp_path / "ordered.json"
    path.write_text(json.dumps(ordered(CANARY)))
    return path


def ordered(end_use: str) -> dict[str, Any]:
    """Return the body of a rental, as it would be said openly."""
    return {
        "order": "o-4711",
        "door": "rental",
        "customer": "lioncrest-research",
        "model": "nvidia-h100-sxm5-80gb",
        "chips": 64,
        "on": today().isoformat(),
        "end_use": end_use,
        "site": "dayone-nusajaya",
        "length_s": 2_592_000,
        "possession_passes": False,
    }


def sealed(folder: Path, body: Path, subject: str = SUBJECT) -> Any:
    """Seal a rental, and return what the command answers."""
    hidden = ("--as", PROVIDER, "--data-subject", subject, "--data", folder, "--json")
    ran = comptrol("seal", "gate.ordered", body, *hidden)
    assert ran.code == 0, ran.err
    return ran.json


def issued(folder: Path, body: Path, subject: str = SUBJECT) -> Any:
    """Log a rental claim by claim, and return what the command answers."""
    named = ("--topic", "o-4711", "--as", PROVIDER, "--data-subject", subject)
    ran = comptrol("disclose", "issue", "gate.ordered", body, *named, "--data", folder, "--json")
    assert ran.code == 0, ran.err
    return ran.json


def erase(folder: Path, *what: object) -> Ran:
    return comptrol("erase", *what, "--ground", "request", "--data", folder, "--json")


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def spellings(secret: bytes) -> list[bytes]:
    """Return the ways in which a secret might have been written down."""
    plain = base64.urlsafe_b64encode(secret).rstrip(b"=")
    return [secret, secret.hex().encode(), plain, base64.b64encode(secret).rstrip(b"=")]


def where(folder: Path, *secrets: bytes) -> list[str]:
    """Return the files in which one of the secrets stands, in whatever spelling."""
    wanted = [spelling for secret in secrets for spelling in spellings(secret)]
    return [name for name, raw in files(folder).items() if any(it in raw for it in wanted)]


def opening(folder: Path, position: int) -> tuple[bytes, bytes]:
    """Return what the vault keeps for an entry: body and salt."""
    with closing(open_platform(folder, processes=0)) as platform:
        vaulting = platform.vault
        return vaulting.vault.opening(vaulting.hidden_at(position).commitment)


def entry(folder: Path, position: int) -> bytes:
    with closing(open_platform(folder, processes=0)) as platform:
        return next(platform.store.entries(position)).raw


def decrypted(bodies: Path, keys: Path) -> dict[str, bytes]:
    """Return what a copy of the bodies gives up to whatever keys there are now."""
    with closing(sqlite().connect(keys)) as db:
        now = [key for (key,) in db.execute("SELECT key FROM keys WHERE key IS NOT NULL")]
    with closing(sqlite().connect(bodies)) as db:
        kept = db.execute("SELECT commitment, nonce, ciphertext FROM bodies").fetchall()
    found = {}
    for key, (commitment, nonce, ciphertext) in itertools.product(now, kept):
        try:
            found[commitment] = AESGCM(key).decrypt(nonce, ciphertext, commitment.encode())
        except InvalidTag:
            continue
    return found


def test_a_statement_is_sealed_shown_to_whoever_has_the_vault_and_erased(
    folder: Path, body: Path
) -> None:
    at = sealed(folder, body)["position"]
    shown = comptrol("unseal", at, *LOOK, "--data", folder)
    assert shown.code == 0, shown.err
    assert shown.json == {"kind": "gate.ordered/1", **shown.json, **ordered(CANARY)}

    gone = erase(folder, at)
    assert gone.code == 0, gone.err
    told = comptrol("unseal", at, *LOOK, "--data", folder)
    assert (told.code, told.out) == (2, "")
    assert f"see {gone.json['position']}" in told.err
    assert erase(folder, at).json["findings"][0]["code"] == "privacy.erased-already"
    (look,) = comptrol("ask", "oversight/looks", "--data", folder, "--json").json
    assert (look["at"], look["by"], look["case"]) == (at, "authority", "2026/17")
    assert comptrol("ledger", "rebuild", "--check", "--data", folder).code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--purpose", "review"), "privacy.no-reason"),
        ((*LOOK, "--as", "lioncrest-research"), "privacy.not-yours"),
        (("--purpose", "own-words"), "privacy.not-yours"),
    ],
)
def test_whoever_may_not_look_is_shown_nothing(
    folder: Path, body: Path, words: tuple[str, ...], code: str
) -> None:
    at, claims = sealed(folder, body)["position"], issued(folder, body)["position"]
    for command in (("unseal", at), ("disclose", "present", claims, "--claim", "end_use")):
        ran = comptrol(*command, *words, "--data", folder)
        assert ran.code == 1, ran.err
        assert code in ran.out
        assert CANARY not in ran.out + ran.err
    assert comptrol("unseal", at, "--data", folder).code == 2


def test_a_party_presents_its_own_claims_by_its_own_right(folder: Path, body: Path) -> None:
    at = issued(folder, body)["position"]
    own = ("--purpose", "own-words", "--as", PROVIDER, "--data", folder)
    assert comptrol("disclose", "present", at, "--claim", "chips", *own).code == 0


def test_no_canary_is_anywhere_after_an_erasure(folder: Path, body: Path, tmp_path: Path) -> None:
    first, second = sealed(folder, body), issued(folder, body)
    keeps = sealed(folder, body)["position"]
    positions = first["position"], second["position"]
    (words, salt), (shown, _) = (opening(folder, at) for at in positions)
    secrets = [CANARY.encode(), words, salt, shown, *shown.split(b'"')[1::2]]
    assert where(folder, *secrets) == [], "before the erasure it is in no file as it is"

    backup = tmp_path / "bodies of yesterday"
    shutil.copy(folder / "vault/bodies.db", backup)
    assert len(decrypted(backup, folder / "vault/keys.db")) == 3

    assert all(erase(folder, at).code == 0 for at in positions)
    assert where(folder, *secrets) == []
    assert decrypted(backup, folder / "vault/keys.db") == {}
    left = decrypted(folder / "vault/bodies.db", folder / "vault/keys.db")
    assert len(left) == 1
    assert all(salt not in plain and shown not in plain for plain in left.values())
    assert comptrol("unseal", keeps, *LOOK, "--data", folder).json["end_use"] == CANARY

    assert erase(folder, keeps).code == 0
    assert decrypted(folder / "vault/bodies.db", folder / "vault/keys.db") == {}
    assert where(folder, SUBJECT.encode()) == []


def test_no_receipt_changes_when_what_it_is_for_is_erased(folder: Path, body: Path) -> None:
    answers = sealed(folder, body), issued(folder, body)
    before = [entry(folder, answer["position"]) for answer in answers]
    leaves = [sha256(b"\x00" + raw).hexdigest() for raw in before]
    assert leaves == [answer["receipt"]["leaf"] for answer in answers]
    assert all(erase(folder, answer["position"]).code == 0 for answer in answers)
    after = [entry(folder, answer["position"]) for answer in answers]
    assert after == before
    assert comptrol("ledger", "rebuild", "--check", "--data", folder).code == 0


def test_a_dictionary_does_not_open_a_commitment(folder: Path, body: Path) -> None:
    """20,000 names of the form of a legal entity identifier, the right one among them."""
    names = [f"529900{number:012}{number % 97:02}" for number in range(20_000)]
    body.write_text(json.dumps(ordered(names[12_345])))
    at = sealed(folder, body)["position"]
    commitment = open_envelope(entry(folder, at)).payload
    words, salt = opening(folder, at)
    before, after = words.split(names[12_345].encode())
    bodies = [before + name.encode() + after for name in names]
    assert words in bodies
    assert bytes.fromhex(commitment_to(salt, words)) == commitment, "with the salt it opens"
    tried = [*bodies, *(name.encode() for name in names)]
    for guess in (b"", bytes(32), commitment, SUBJECT.encode()):
        assert commitment not in {sha256(guess + one).digest() for one in tried}


def test_a_person_is_erased_with_everything_and_nobody_else(folder: Path, body: Path) -> None:
    mine = [sealed(folder, body)["position"], issued(folder, body)["position"]]
    others = sealed(folder, body, "person-0816")["position"]
    gone = erase(folder, "--data-subject", SUBJECT)
    assert gone.code == 0, gone.err
    assert list(gone.json["erased"]) == [str(at) for at in mine]
    assert where(folder, SUBJECT.encode()) == []
    assert comptrol("unseal", others, *LOOK, "--data", folder).code == 0
    assert erase(folder, "--data-subject", SUBJECT).json == {"erased": {}}


def test_claims_are_shown_one_by_one_and_held_against_the_log(
    folder: Path, body: Path, tmp_path: Path
) -> None:
    at = issued(folder, body)["position"]
    shown = tmp_path / "shown.txt"
    asked = ("--claim", "chips", "--claim", "model")
    shown.write_text(comptrol("disclose", "present", at, *asked, *LOOK, "--data", folder).out)
    checked = comptrol("disclose", "check", shown, "--data", folder, "--json")
    assert checked.code == 0, checked.err
    claims = checked.json["claims"]
    assert claims.keys() == {"iss", "iat", "kind", "chips", "model"}
    assert (claims["iss"], claims["kind"], claims["chips"]) == (PROVIDER, "gate.ordered/1", 64)
    assert (checked.json["position"], checked.json["erased_at"]) == (at, None)

    gone = erase(folder, at).json["position"]
    assert comptrol("disclose", "present", at, *LOOK, "--data", folder).code == 2
    told = comptrol("disclose", "check", shown, "--data", folder)
    assert told.code == 0, told.err
    assert "chips" in told.out
    assert f"see position {gone}" in told.out


@pytest.mark.parametrize("text", ["", "~", "a.b.c~", "é~", "\x00"])
def test_what_proves_nothing_exits_with_1(folder: Path, tmp_path: Path, text: str) -> None:
    shown = tmp_path / "shown.txt"
    shown.write_text(text)
    ran = comptrol("disclose", "check", shown, "--data", folder, "--json")
    assert (ran.code, ran.out) == (1, "")
    assert "Not proven" in ran.err


def test_only_the_authority_erases(folder: Path, body: Path) -> None:
    at = sealed(folder, body)["position"]
    for what in ((at,), ("--data-subject", SUBJECT)):
        ran = erase(folder, *what, "--as", PROVIDER)
        assert ran.code == 1, ran.err
        assert ran.json["findings"][0]["code"] == "flow.role-missing"
    assert comptrol("unseal", at, *LOOK, "--data", folder).code == 0


def test_nothing_is_kept_or_destroyed_while_another_process_writes(
    folder: Path, body: Path
) -> None:
    at = sealed(folder, body)["position"]
    with closing(open_platform(folder, processes=0)) as other:
        other.store.claim()
        hidden = ("--as", PROVIDER, "--data-subject", "p-2", "--data", folder)
        assert comptrol("seal", "gate.ordered", body, *hidden).code == 3
        assert erase(folder, at).code == 3
        assert erase(folder, "--data-subject", SUBJECT).code == 3
        said = Looked(position=at, purpose=Purpose.REVIEW, citation="Example Act, 9", case="7")
        assert other.vault.unseal(other.keyring.of(AUTHORITY), said).words
        assert other.vault.vault.commitments("p-2") == ()
    assert erase(folder, at).code == 0


def test_what_is_refused_is_not_kept(folder: Path, body: Path) -> None:
    hidden = ("--as", PROVIDER, "--data-subject", SUBJECT, "--data", folder)
    wrong = comptrol("seal", "gate.order", body, *hidden)
    assert wrong.code == 2
    named = comptrol(
        "seal", "gate.ordered", body, *hidden[:2], "--data-subject", "Erika M", "--data", folder
    )
    assert named.code == 2
    assert "pseudonym" in named.err
    assert "Erika" not in named.err


@pytest.mark.parametrize("what", [(), (3, "--data-subject", "p-1")])
def test_an_erasure_names_one_thing(folder: Path, what: tuple[object, ...]) -> None:
    assert erase(folder, *what).code == 2


@pytest.mark.parametrize("command", ["unseal", "erase"])
@pytest.mark.parametrize("position", ["-1", 2**63, "x"])
def test_a_position_is_a_number_that_there_may_be(
    folder: Path, command: str, position: object
) -> None:
    ground = ("--ground", "order") if command == "erase" else LOOK
    assert comptrol(command, position, *ground, "--data", folder).code == 2


def test_the_vault_is_for_its_owner_alone_and_made_when_it_is_needed(
    folder: Path, body: Path
) -> None:
    assert not (folder / "vault").exists()
    sealed(folder, body)
    assert (folder / "vault").stat().st_mode & 0o077 == 0
    assert {path.name for path in (folder / "vault").iterdir()} == {"keys.db", "bodies.db"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder / "vault").iterdir())
