"""What we are built of: every package pinned, with the hashes of its files, and told in a bill."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from scripts import audit

ROOT = Path(__file__).parents[2]
LOCKS = sorted(ROOT.glob("requirements*.lock"))
REFEREES = ROOT / ".venv-referees/bin/python"
PINNED = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9,-]+\])?==(?P<version>[0-9][\w.+!]*)"
)
HASH = re.compile(r"--hash=sha256:(?P<hash>[0-9a-f]{64})")
ALLOWED = re.compile(r"(?:#.*)?|    #.*")
NAMES_A_PLACE = re.compile(r"https?://|git\+|file:|--(?:index|extra-index|find-links|trusted)|@ ")


def entries(lock: Path) -> list[tuple[str, str, set[str]]]:
    """Return name, version and hashes of every package of a lock file."""
    joined = lock.read_text().replace("\\\n", " ")
    lines = [it for it in joined.splitlines() if not ALLOWED.fullmatch(it)]
    found = []
    for line in lines:
        pinned = PINNED.match(line)
        assert pinned, f"{lock.name}: {line[:80]}"
        found.append((pinned["name"], pinned["version"], set(HASH.findall(line))))
    return found


@pytest.mark.parametrize("lock", LOCKS, ids=lambda it: it.name)
def test_every_package_is_pinned_with_hashes_and_names_no_place(lock: Path) -> None:
    found = entries(lock)
    assert found
    assert [name for name, _, hashes in found if not hashes] == []
    told = [it for it in lock.read_text().splitlines() if not it.lstrip().startswith("#")]
    assert [it for it in told if NAMES_A_PLACE.search(it)] == []


def test_everything_is_installed_under_its_hashes() -> None:
    """No line of the build installs what is not locked: but the bench's peer, which is pinned."""
    made = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    made = made.replace("$(FROM_SOURCE)", "--require-hashes")
    installs = [it for it in made.splitlines() if "pip install" in it]
    assert installs
    loose = [it for it in installs if "--require-hashes" not in it and "-e ." not in it]
    assert [it for it in loose if not re.search(r'"[a-z]+==[0-9.]+"$', it)] == []


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Any:
    assert REFEREES.exists(), "make referees"
    out = tmp_path_factory.mktemp("bill") / "comptrol.cdx.json"
    command = [str(REFEREES), "-m", "scripts.bill_of_materials", str(ROOT / ".venv/bin/python")]
    done = subprocess.run(  # noqa: S603  (our own words)
        [*command, str(out)], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(out.read_text())


def test_the_bill_has_every_locked_package_with_its_hashes(bill: Any) -> None:
    """It was held against CycloneDX's own schema before it was written."""
    told = {
        (it["name"], it["version"]): {
            hashed["content"] for at in it["externalReferences"] for hashed in at["hashes"]
        }
        for it in bill["components"]
    }
    locked = {
        (name, version): hashes
        for lock in ("requirements.lock", "requirements-connect.lock")
        for name, version, hashes in entries(ROOT / lock)
    }
    assert told == locked


def test_the_bill_says_nothing_of_when_and_where_it_was_made(bill: Any) -> None:
    assert "serialNumber" not in bill
    assert "timestamp" not in bill["metadata"]
    assert str(ROOT) not in json.dumps(bill)


def test_the_bill_states_licences_and_what_needs_what(bill: Any) -> None:
    licensed = {it["name"] for it in bill["components"] if it.get("licenses")}
    assert {"msgspec", "starlette", "cryptography"} <= licensed
    needs = {it["ref"].partition("@")[0]: it["dependsOn"] for it in bill["dependencies"]}
    assert any(it.startswith("anyio@") for it in needs["starlette"])


HIT = {"id": "GHSA-x", "fix_versions": ["2"]}
SOUND = {"name": "a", "version": "1", "vulns": []}
BROKEN = {"name": "b", "version": "1", "vulns": [HIT]}
UNKNOWN = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("found", "silent", "exits", "whole"),
    [
        ([SOUND], "", 0, 0),
        ([SOUND, BROKEN], "", 1, 1),
        ([BROKEN, UNKNOWN], "", 1, 1),
        ([SOUND, UNKNOWN], "", 0, 3),
        ([], "out of reach", 0, 3),
    ],
)
def test_an_audit_fails_for_an_advisory_and_says_what_it_did_not_ask(
    *, found: list[Any], silent: str, exits: int, whole: int
) -> None:
    lines = list(audit.told("x.lock", found, silent))
    codes = {asks for asks, _ in lines}
    assert (audit.code(codes, whole=False), audit.code(codes, whole=True)) == (exits, whole)
    words = "\n".join(text for _, text in lines)
    assert ("NOT AUDITED" in words) is (UNKNOWN in found or bool(silent))
    assert ("GHSA-x" in words) is (BROKEN in found)


def test_an_audit_that_answers_nothing_is_no_audit() -> None:
    assert audit.read("", "connection refused\n") == ([], "connection refused")
    assert audit.read("{}", "") == ([], "it answered nothing")


def test_every_lock_is_audited() -> None:
    assert audit.locks() == LOCKS


def test_the_bill_and_the_audit_are_part_of_what_every_change_passes() -> None:
    run = (ROOT / ".ci/run").read_text()
    assert "make audit" in run
    assert "make sbom" in run
    assert shutil.which("bash")
