"""The doctor finds what is wrong with an installation, says what to do, and changes nothing."""

import datetime as dt
import os
import shutil
import socket
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests import postgres
from tests.certifying import Certified
from tests.scenario.harness import Ran, comptrol, serving
from tests.scenario.test_http import MAKER, fault, lot

from comptrol.adapters.sign_ins_sqlite import SqliteSignIns
from comptrol.bootstrap.examining import CHECKS, Verdict, examined
from comptrol.bootstrap.examining.machine import EXTRAS
from comptrol.settings import Settings

ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
OK, WARNING, BAD, SKIPPED = Verdict.OK, Verdict.WARNING, Verdict.BAD, Verdict.SKIPPED


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a log that was opened, published and is well."""
    data = tmp_path_factory.mktemp("doctor") / "data"
    named = ("--name", "Example Authority", "--country", "FR", "--by", "Head", "--reason", "Trial")
    assert comptrol("--data", data, "init", *named).code == 0
    assert comptrol("--data", data, "ledger", "publish").code == 0
    return data


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """Return a copy of it, to be broken."""
    return shutil.copytree(made, tmp_path / "data")


def asked(data: Path, *arguments: object) -> tuple[int, dict[str, dict[str, str]]]:
    """Return the exit code of the doctor, and what each check saw."""
    ran = comptrol("--data", data, "doctor", "--json", *arguments)
    assert ran.err == ""
    return ran.code, {seen["name"]: seen for seen in ran.lines}


def verdict(name: str, now: dt.datetime = NOW, **named: Any) -> tuple[Verdict, str]:
    """Return how one check is under some settings, and all that it says."""
    seen = {it.name: it for it in examined(Settings(**named), now=now)}[name]
    assert (seen.verdict in {WARNING, BAD}) <= bool(seen.do), "what is wrong has a remedy"
    return seen.verdict, f"{seen.seen} {seen.do}"


def as_it_is(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Return every file of a folder as it is: when it was changed, its mode, its bytes."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mtime_ns,
            path.stat().st_mode,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in sorted((folder, *folder.rglob("*")))
    }


# -- what is well, and what a look changes ----------------------------------------------------


def test_an_installation_that_is_well_has_nothing_that_is_bad(data: Path) -> None:
    code, seen = asked(data)
    assert code == 0
    assert {it["verdict"] for it in seen.values()} == {"ok", "warning", "skipped"}
    for name in ("log", "permissions", "keys", "platform's key", "views", "seal", "signed head"):
        assert seen[name]["verdict"] == "ok", seen[name]
    assert seen["policy"]["verdict"] == "warning", "it asks for no witness"
    assert len(seen) >= len(CHECKS)


def test_people_are_told_what_to_do(data: Path) -> None:
    ran = comptrol("--data", data, "doctor")
    assert ran.code == 0
    assert "warning  policy: it asks for no witness" in ran.out
    assert "         → name witnesses" in ran.out


def test_a_look_changes_nothing(data: Path) -> None:
    before = as_it_is(data)
    assert asked(data)[0] == 0
    assert as_it_is(data) == before


def test_a_look_beside_a_server_disturbs_nobody(data: Path, told: Any) -> None:
    folder = shutil.copytree(told.folder, data.with_name("served"))
    with serving(folder) as server:
        first, second = server.sign(MAKER, lot("one"), lot("two"))
        assert server.post(first).status_code == 201
        before = set(as_it_is(folder))
        code, seen = asked(folder)
        assert set(as_it_is(folder)) == before
        assert server.post(second).status_code == 201, "the lock was left alone"
        assert seen["in use"]["seen"] == f"process {os.getpid()} writes: a server runs"
    assert seen["log"]["verdict"] == "ok"
    assert code == 0, [it for it in seen.values() if it["verdict"] == "bad"]


def test_after_a_crash_what_was_committed_is_seen(data: Path, tmp_path: Path) -> None:
    with closing(_opened(data)) as connection:
        connection.execute("CREATE TABLE mark (x)")
        copy = shutil.copytree(data, tmp_path / "crashed")
    assert (copy / "comptrol.db-wal").exists()
    code, seen = asked(copy)
    assert (code, seen["log"]["verdict"]) == (0, "ok")


def _opened(data: Path) -> Any:
    from comptrol.adapters.store_sqlite.engine import connect  # noqa: PLC0415

    return connect(data / "comptrol.db")


# -- the folder -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["keys/authority.key", "signer/head.json", "vault/keys.db", "console.db", "epochs/1"]
)
@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_secret_that_others_can_read_is_bad(data: Path, name: str, mode: int) -> None:
    path = data / name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.touch()
    path.chmod(mode)
    told, said = verdict("permissions", data=data)
    assert told is BAD
    assert str(path) in said
    assert "chmod" in said


@pytest.mark.parametrize("name", [".", "comptrol.db", "policy", "keys"])
def test_what_others_can_change_is_bad(data: Path, name: str) -> None:
    path = data / name
    path.chmod(path.stat().st_mode | 0o020)
    told, said = verdict("permissions", data=data)
    assert (told, "chmod go-w" in said) == (BAD, True)


def test_a_key_that_is_missing_or_another_is_bad(data: Path) -> None:
    platform, authority = (data / f"keys/{name}.key" for name in ("platform", "authority"))
    shutil.copy(authority, platform)
    assert verdict("keys", data=data)[0] is OK
    assert verdict("platform's key", data=data)[0] is BAD
    platform.unlink()
    assert verdict("keys", data=data)[0] is BAD
    assert verdict("platform's key", data=data)[0] is BAD
    assert asked(data)[0] == 1


def test_without_a_log_nothing_opens(tmp_path: Path) -> None:
    for folder in (tmp_path / "nowhere", tmp_path):
        code, seen = asked(folder)
        assert (code, seen["log"]["verdict"]) == (3, "bad")
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough" * 200])
def test_a_file_that_is_no_database_does_not_open(data: Path, content: bytes) -> None:
    (data / "comptrol.db").write_bytes(content)
    code, seen = asked(data)
    assert (code, seen["log"]["verdict"]) == (3, "bad")


@pytest.mark.parametrize("name", ["comptrol.db", "signer/head.json", "keys/platform.key"])
def test_a_pipe_in_place_of_a_file_is_told_and_not_waited_for(data: Path, name: str) -> None:
    (data / name).unlink()
    os.mkfifo(data / name)
    code, seen = asked(data)
    assert (code, seen["files"]["verdict"]) == (1, "bad")
    assert name in seen["files"]["seen"]


# -- the books --------------------------------------------------------------------------------


def test_views_of_another_version_are_to_be_made_anew(data: Path) -> None:
    fault(data, "ALTER TABLE ledger_seals ADD COLUMN later TEXT")
    told, said = verdict("views", data=data)
    assert (told, "comptrol ledger rebuild" in said) == (BAD, True)
    assert verdict("lists", data=data)[0] is SKIPPED
    assert verdict("signed head", data=data)[0] is OK, "the log is read all the same"


def test_a_batch_that_is_not_whole_is_bad(data: Path) -> None:
    fault(data, "DELETE FROM entries WHERE position = (SELECT max(position) FROM entries)")
    assert verdict("seal", data=data)[0] is BAD
    assert verdict("signed head", data=data)[0] is BAD, "it was signed already"


def test_a_clock_behind_the_last_entry_is_bad(data: Path) -> None:
    last = dt.datetime.fromtimestamp((data / "comptrol.db").stat().st_mtime, dt.UTC)
    assert verdict("clock", last + DAY, data=data)[0] is OK
    assert verdict("clock", last - DAY, data=data)[0] is BAD


def test_a_lost_head_is_bad(data: Path) -> None:
    (data / "signer/head.json").unlink()
    told, said = verdict("signed head", data=data)
    assert (told, "is lost" in said) == (BAD, True)
    assert asked(data)[0] == 1


@pytest.mark.parametrize(
    ("field", "value"), [("size", 10_000), ("root", "00" * 32), ("size", "no number")]
)
def test_a_log_that_is_not_the_one_whose_head_was_signed_is_bad(
    data: Path, field: str, value: object
) -> None:
    path = data / "signer/head.json"
    head = msgspec.json.decode(path.read_bytes())
    path.write_bytes(msgspec.json.encode({**head, field: value}))
    assert verdict("signed head", data=data)[0] is BAD


def test_entries_that_no_head_covers_are_a_warning(data: Path) -> None:
    named = ("--role", "provider", "--name", "Example", "--country", "FR")
    said = comptrol("--data", data, "enrol", "new-provider", *named)
    assert said.code == 0, said.err
    assert verdict("signed head", data=data)[0] is WARNING


# -- whom it needs ----------------------------------------------------------------------------


@pytest.fixture
def witnessed(data: Path) -> Iterator[tuple[Path, socket.socket]]:
    """Return a log whose policy names a witness, and where that listens."""
    key = _witness_key(data.parent)
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        policy = data / "policy"
        text = policy.read_text().replace("quorum none", f"witness w1 {key} {url}\nquorum w1")
        policy.write_text(text)
        yield data, listening


def _witness_key(folder: Path) -> str:
    from comptrol.bootstrap import policy_in, witness  # noqa: PLC0415

    _, keys = witness(folder / "witness", "w.example/w1", policy_in(folder / "data/policy"))
    return str(keys[0].text)


def test_a_witness_is_asked_for_a_connection_and_no_more(
    witnessed: tuple[Path, socket.socket],
) -> None:
    data, listening = witnessed
    assert verdict("policy", data=data)[0] is OK
    assert verdict("witnesses", data=data)[0] is OK
    listening.close()
    told, said = verdict("witness w1", data=data)
    assert (told, "refused" in said) == (WARNING, True)
    code, seen = asked(data, "--offline")
    assert (code, seen["witnesses"]["verdict"]) == (0, "skipped")


def test_a_policy_that_cannot_be_read_is_bad(data: Path) -> None:
    (data / "policy").write_text("quorum nobody-knows\n")
    assert verdict("policy", data=data)[0] is BAD


def test_without_a_policy_nothing_is_published(data: Path) -> None:
    (data / "policy").unlink()
    assert verdict("policy", data=data)[0] is SKIPPED


def test_a_log_without_a_fresh_backup_is_a_warning(data: Path, tmp_path: Path) -> None:
    assert verdict("backup", data=data) == (
        WARNING,
        "none was ever made from this folder make one: comptrol backup make TARGET",
    )
    assert comptrol("--data", data, "backup", "make", tmp_path / "kept").code == 0
    _, seen = asked(data)
    assert seen["backup"]["verdict"] == OK
    later = dt.datetime.now(dt.UTC) + 4 * DAY  # noqa: TID251  (a backup is made at the true time)
    assert verdict("backup", later, data=data)[0] is WARNING
    (data / "last-backup.json").write_text("{}")
    found, told = verdict("backup", data=data)
    assert found is WARNING
    assert "no record of a backup" in told


def test_lists_and_law_that_are_old_are_a_warning(data: Path) -> None:
    published = dt.datetime(2026, 7, 31, tzinfo=dt.UTC)
    assert verdict("lists", published + 30 * DAY, data=data)[0] is OK
    assert verdict("lists", published + 31 * DAY, data=data)[0] is WARNING
    checked = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    assert verdict("rulebook", checked + 90 * DAY, data=data)[0] is OK
    assert verdict("rulebook", checked + 91 * DAY, data=data)[0] is WARNING
    told, said = verdict("rulebook marks", data=data)
    assert (told, "named person" in said) == (OK, True)


# -- a database of its own --------------------------------------------------------------------


def test_a_database_that_is_not_reached_opens_nothing(data: Path, tmp_path: Path) -> None:
    postgres.needed()
    ran = with_settings(tmp_path, data, database="postgresql://comptrol@127.0.0.1:1/comptrol")
    assert ran.code == 3
    assert "cannot be reached" in ran.out


def test_a_log_in_postgresql_is_looked_at_in_the_same_way(schema: str, tmp_path: Path) -> None:
    file, data = tmp_path / "comptrol.toml", tmp_path / "data"
    assert with_settings(tmp_path, data, database=schema).code == 3, "there is no log yet"
    named = ("--name", "Example Authority", "--country", "FR", "--by", "Head", "--reason", "Trial")
    assert comptrol("--settings", file, "init", *named).code == 0
    ran = with_settings(tmp_path, data, database=schema, read_database=schema)
    assert ran.code == 0, ran.out
    seen = {it["name"]: it for it in ran.lines}
    assert "PostgreSQL" in seen["log"]["seen"]
    for name in ("views", "seal", "platform's key", "replica"):
        assert seen[name]["verdict"] == "ok", seen[name]
    away = with_settings(tmp_path, data, database=schema, read_database=f"{NOBODY}")
    assert {it["name"]: it for it in away.lines}["replica"]["verdict"] == "warning"


NOBODY = "postgresql://comptrol@127.0.0.1:1/comptrol"


def with_settings(folder: Path, data: Path, **named: str) -> Ran:
    """Ask the doctor under a settings file."""
    file = folder / "comptrol.toml"
    lines = [f'{name} = "{value}"\n' for name, value in {"data": data, **named}.items()]
    file.write_text("".join(lines))
    file.chmod(0o600)
    return comptrol("--settings", file, "doctor", "--json")


# -- how it is served -------------------------------------------------------------------------


def lasting(
    certified: Certified, begins: dt.datetime, ends: dt.datetime, name: str = "a"
) -> dict[str, Path]:
    """Return the settings of a certificate that holds from one moment to another."""
    chain, key = certified.lasting(name, begins, ends)
    return {"tls_certificate_file": chain, "tls_key_file": key}


@pytest.fixture
def certified(tmp_path: Path) -> Certified:
    return Certified(tmp_path)


@pytest.mark.parametrize(
    ("begins", "ends", "told"),
    [
        (NOW - DAY, NOW + 31 * DAY, OK),
        (NOW - DAY, NOW + 29 * DAY, WARNING),
        (NOW - 2 * DAY, NOW - DAY, BAD),
        (NOW + DAY, NOW + 90 * DAY, BAD),
    ],
)
def test_a_certificate_is_held_against_the_clock(
    certified: Certified, begins: dt.datetime, ends: dt.datetime, told: Verdict
) -> None:
    named = lasting(certified, begins, ends)
    assert verdict("certificate", **named)[0] is told
    authorities = {"tls_client_authorities_file": named["tls_certificate_file"]}
    assert verdict("client authorities", **named, **authorities)[0] is told


def test_a_key_that_is_of_another_certificate_or_others_can_read_is_bad(
    certified: Certified,
) -> None:
    named = lasting(certified, NOW - DAY, NOW + 90 * DAY)
    other = lasting(certified, NOW - DAY, NOW + 90 * DAY, "other")
    mixed = {**named, "tls_key_file": other["tls_key_file"]}
    assert verdict("certificate", **mixed)[0] is BAD
    named["tls_key_file"].chmod(0o644)
    assert verdict("certificate key", **named)[0] is BAD
    assert verdict("certificate", **named)[0] is OK


def test_a_certificate_that_is_missing_or_none_is_bad(certified: Certified) -> None:
    named = lasting(certified, NOW - DAY, NOW + 90 * DAY)
    named["tls_certificate_file"].write_text("no certificate")
    assert verdict("certificate", **named)[0] is BAD
    named["tls_certificate_file"].unlink()
    assert verdict("certificate", **named)[0] is BAD
    nowhere = certified.folder / "nowhere.pem"
    found = verdict("client authorities", **named, tls_client_authorities_file=nowhere)
    assert found[0] is BAD


def test_a_network_without_tls_and_without_a_server_in_front_is_a_warning(
    certified: Certified,
) -> None:
    assert verdict("address", host="127.0.0.1")[0] is OK
    assert verdict("address", host="0.0.0.0")[0] is WARNING  # noqa: S104  (that is the point)
    assert verdict("address", host="::", console_proxies=1)[0] is OK
    named = lasting(certified, NOW - DAY, NOW + 90 * DAY)
    assert verdict("address", host="::", **named)[0] is OK


def test_a_console_that_browsers_reach_without_tls_is_a_warning() -> None:
    assert verdict("console")[0] is OK
    assert verdict("console", console_url="https://console.example")[0] is OK
    assert verdict("console", console_url="http://console.example")[0] is WARNING
    assert verdict("console", host="::")[0] is WARNING


def test_accounts_in_a_file_that_is_no_database_are_bad(data: Path) -> None:
    path = data / "console.db"
    path.unlink(missing_ok=True)
    assert verdict("accounts", data=data)[0] is SKIPPED
    with closing(SqliteSignIns(path)) as keeps:
        assert keeps.accounts() == ()
        assert verdict("accounts", data=data)[0] is OK
    path.write_bytes(b"\x17" * 8_192)
    told, said = verdict("accounts", data=data)
    assert (told, "is no database" in said) == (BAD, True)


def test_the_issuers_secret_is_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    assert verdict("issuer's secret", console_oidc_client_secret_file=path)[0] is BAD
    path.write_text("hunter2")
    for mode, told in ((0o600, OK), (0o640, BAD), (0o604, BAD)):
        path.chmod(mode)
        found, said = verdict("issuer's secret", console_oidc_client_secret_file=path)
        assert found is told
        assert "hunter2" not in said


def test_figures_for_anybody_and_traces_in_clear_are_a_warning() -> None:
    assert verdict("figures")[0] is OK
    assert verdict("figures", metrics_networks=())[0] is OK
    assert verdict("figures", metrics_networks=("10.0.0.0/8", "::/0"))[0] is WARNING
    assert verdict("traces", traces_url="http://collector.example:4318")[0] is WARNING


# -- settings, and what is installed ----------------------------------------------------------


def test_settings_that_do_not_hold_end_it(tmp_path: Path) -> None:
    file = tmp_path / "comptrol.toml"
    file.write_text("port = 'hunter2'\n")
    file.chmod(0o600)
    ran = comptrol("--settings", file, "doctor", "--json")
    assert (ran.code, ran.json["name"], ran.json["verdict"]) == (2, "settings", "bad")
    assert "hunter2" not in ran.out
    assert comptrol("--settings", file, "settings", "--check").code == 2
    assert comptrol("--settings", file, "kinds").code == 2
    assert comptrol("--settings", file, "settings", "example").code == 0


def test_settings_say_what_they_are_and_who_said_so(tmp_path: Path) -> None:
    file = tmp_path / "comptrol.toml"
    file.write_text("drain_s = 3\n")
    file.chmod(0o600)
    ran = comptrol("--settings", file, "--data", "given", "settings", "--json")
    told = {it["name"]: (it["value"], it["from"]) for it in ran.json["settings"]}
    assert told["drain_s"] == (3, "file")
    assert told["data"] == ("given", "option")
    assert told["port"] == (8420, "default")
    assert told.keys() == set(Settings.__struct_fields__)
    assert comptrol("--settings", file, "settings", "--check").out == "The settings hold.\n"
    shown = comptrol("--settings", file, "settings")
    assert "drain_s                          3" in shown.out
    assert str(file) in shown.err


def test_every_extra_of_the_package_is_known_and_no_other() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert set(EXTRAS) == set(project["optional-dependencies"]) - {"dev"}


def test_what_is_installed_is_told() -> None:
    told, said = verdict("extras")
    assert told is OK
    assert "installed: " in said
    assert "console" in said
