"""Accounts from the command line: who may be given one, how, and what every slip is answered."""

import io
import os
from pathlib import Path
from typing import Any

import pytest
from tests.console.house import PASSWORD
from tests.scenario.harness import Ran, comptrol

from comptrol.bootstrap.visiting import sign_ins
from comptrol.entrypoints.console.signing_in.passwords import holds
from comptrol.flow.signing_in import Account

ISSUER = ("--issuer", "https://id.example", "--subject", "user|4711")


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    return written(tmp_path / "password", f"{PASSWORD}\n")


def written(path: Path, text: str | bytes, mode: int = 0o600) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)
    return path


def account(log: Path, *words: object) -> Ran:
    return comptrol("console", "account", *words, "--data", log)


def added(log: Path, secret: Path, name: str = "ann", *more: object) -> Ran:
    return account(log, "add", name, "--party", "acme", "--password-file", secret, *more)


def kept(log: Path, name: str = "ann") -> Account | None:
    keeps = sign_ins(log)
    try:
        return keeps.account(name)
    finally:
        keeps.close()


def test_an_account_is_made_for_a_person_of_a_party(log: Path, secret: Path) -> None:
    ran = added(log, secret, "ann", "--json")
    assert (ran.code, ran.json) == (0, {"account": "ann", "party": "acme", "analyst": False})
    found = kept(log)
    assert found is not None
    assert found.password is not None
    assert found.password.startswith("$argon2id$")
    assert holds(found.password, PASSWORD)
    assert (log / "console.db").stat().st_mode & 0o777 == 0o600
    assert PASSWORD not in ran.out + ran.err


def test_a_password_is_asked_for_twice(
    log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter((PASSWORD, PASSWORD))
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _: next(typed))
    assert account(log, "add", "ann", "--party", "acme").code == 0
    found = kept(log)
    assert found is not None
    assert holds(found.password, PASSWORD)
    assert PASSWORD not in str(capsys.readouterr())


def test_whoever_gives_no_password_makes_no_account(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _: input())
    assert account(log, "add", "ann", "--party", "acme").code == 130
    assert kept(log) is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "Ann", "--party", "acme"), "is no name"),
        (("add", "../ann", "--party", "acme"), "is no name"),
        (("add", "a" * 64, "--party", "acme"), "is no name"),
        (("add", "ann", "--party", "nobody"), "no party 'nobody' is enrolled"),
        (("add", "ann"), "name the party"),
        (("add", "ann", "--analyst", "--no-password", "--password-file", "x"), "exclude"),
        (("add", "ann", "--party", "acme", "--password-file", "/nowhere"), "No such file"),
        (("add",), "Missing argument"),
        (("disable", "nobody"), "there is no account 'nobody'"),
        (("enable", "nobody"), "there is no account 'nobody'"),
        (("password", "nobody"), "there is no account 'nobody'"),
        (("bind", "nobody", *ISSUER), "there is no account 'nobody'"),
        (("unbind", "nobody", *ISSUER), "there is no account 'nobody'"),
        (("bind", "ann", "--issuer", "http://id.example", "--subject", "x"), "https"),
        (("bind", "ann", "--issuer", "https://id.example", "--subject", ""), "letters"),
        (("bind", "ann", "--issuer", "https://id.example"), "Missing option"),
        (("erase", "ann"), "No such command"),
    ],
    ids=str,
)
def test_bad_input_is_named_and_changes_nothing(
    log: Path, words: tuple[str, ...], told: str
) -> None:
    ran = account(log, *words) if words[0] != "erase" else comptrol("console", "account", *words)
    assert ran.code == 2
    assert told in ran.err
    assert "Traceback" not in ran.err
    assert kept(log) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("\n", "is empty"),
        ("short", "it has 12 to 256"),
        ("a" * 300, "it has 12 to 256"),
        ("two lines of a\npassword", "more than one line"),
        ("a password\0with zero", "more than one line"),
        (b"\xff\xfe a password", "not UTF-8"),
        ("x" * 5000, "more than 4096 bytes"),
        ("aaaaaaaaaaaaaaaa", "repeats"),
        ("ann ann annn", "little more than the name"),
    ],
    ids=lambda it: str(it)[:20],
)
def test_a_password_that_is_none_is_refused(
    log: Path, tmp_path: Path, text: str | bytes, told: str
) -> None:
    ran = added(log, written(tmp_path / "it", text))
    assert ran.code == 2
    assert told in ran.err
    assert kept(log) is None
    if isinstance(text, str) and len(text) > 5:
        assert text.strip() not in ran.err


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_password_that_others_can_read_is_not_taken(
    log: Path, tmp_path: Path, mode: int
) -> None:
    ran = added(log, written(tmp_path / "it", PASSWORD, mode))
    assert ran.code == 3
    assert "chmod 600" in ran.err
    assert kept(log) is None


def test_a_name_that_is_taken_is_left_alone(log: Path, secret: Path, tmp_path: Path) -> None:
    assert added(log, secret).code == 0
    before = kept(log)
    ran = added(log, written(tmp_path / "other", "another password of hers"))
    assert ran.code == 2
    assert "there is an account 'ann' already" in ran.err
    assert kept(log) == before


@pytest.mark.parametrize(
    "words",
    [
        ("account", "list"),
        ("looks",),
        ("account", "disable", "ann"),
        ("account", "add", "ann", "--analyst", "--no-password"),
    ],
)
def test_without_a_log_nothing_is_made(tmp_path: Path, words: tuple[str, ...]) -> None:
    ran = comptrol("console", *words, "--data", tmp_path / "nowhere")
    assert ran.code == 3
    assert "there is no log" in ran.err
    assert not (tmp_path / "nowhere").exists()


def test_accounts_that_others_can_read_are_not_opened(log: Path, secret: Path) -> None:
    added(log, secret)
    (log / "console.db").chmod(0o644)
    ran = account(log, "list")
    assert ran.code == 3
    assert "chmod 600" in ran.err


@pytest.mark.parametrize("raw", [b"no database at all, but long enough to be read as one" * 20])
def test_a_file_that_is_no_database_is_said_to_be_none(log: Path, raw: bytes) -> None:
    written(log / "console.db", raw)
    ran = account(log, "list")
    assert ran.code == 3
    assert "Traceback" not in ran.err


def test_what_is_listed_shows_no_secret(log: Path, secret: Path) -> None:
    added(log, secret)
    account(log, "add", "eve", "--analyst", "--no-password")
    account(log, "bind", "eve", *ISSUER)
    listed = account(log, "list", "--json")
    ann, eve = listed.json
    assert (ann["account"], ann["password"], ann["party"]) == ("ann", True, "acme")
    assert eve["bindings"] == [{"issuer": "https://id.example", "subject": "user|4711"}]
    shown = account(log, "list").out
    assert "a password" in shown
    assert "user|4711 at https://id.example" in shown
    assert "argon2" not in listed.out + shown


def test_an_account_is_disabled_once_and_enabled_once(log: Path, secret: Path) -> None:
    added(log, secret)
    words: list[Any] = ["disable", "disable", "enable", "enable"]
    assert [account(log, word, "ann").code for word in words] == [0, 1, 0, 1]


def test_a_new_password_replaces_the_old_one(log: Path, secret: Path, tmp_path: Path) -> None:
    added(log, secret)
    other = written(tmp_path / "other", "another password of hers")
    assert account(log, "password", "ann", "--password-file", other).code == 0
    found = kept(log)
    assert found is not None
    assert not holds(found.password, PASSWORD)
    assert holds(found.password, "another password of hers")


def test_a_person_at_an_issuer_is_bound_to_one_account(log: Path, secret: Path) -> None:
    added(log, secret)
    added(log, secret, "eve")
    assert account(log, "bind", "ann", *ISSUER).code == 0
    again = account(log, "bind", "eve", *ISSUER)
    assert again.code == 2
    assert "is bound to an account already" in again.err
    assert account(log, "unbind", "eve", *ISSUER).code == 1
    assert account(log, "unbind", "ann", *ISSUER).code == 0
    assert account(log, "unbind", "ann", *ISSUER).code == 1
    assert account(log, "bind", "eve", *ISSUER).code == 0


def test_looks_are_shown_the_latest_first(log: Path) -> None:
    assert comptrol("console", "looks", "--data", log, "--json").json == []
    assert comptrol("console", "looks", "--data", log, "--limit", "0").code == 2


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"URL": "console.example"}, "is an address such as"),
        ({"URL": "https://console.example/console"}, "no path"),
        ({"URL": "https://ann@console.example"}, "no user, no password and no query"),
        ({"URL": "https://console.example:port"}, "is no address"),
        ({"URL": "ftp://console.example"}, "is an address such as"),
        ({"OIDC_ISSUER": "https://id.example"}, "are set together"),
        ({"OIDC_CLIENT_ID": "us"}, "are set together"),
        ({"OIDC_ISSUER": "http://id.example", "OIDC_CLIENT_ID": "us"}, "begins with https"),
        ({"OIDC_ISSUER": "https://id.example?x=1", "OIDC_CLIENT_ID": "us"}, "no query"),
    ],
    ids=str,
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, str], told: str) -> None:
    from comptrol.entrypoints.console.signing_in import rules_of  # noqa: PLC0415
    from comptrol.kernel.errors import UnreadableError  # noqa: PLC0415
    from comptrol.settings import read_settings  # noqa: PLC0415

    given = {f"COMPTROL_CONSOLE_{name}": it for name, it in settings.items()}
    with pytest.raises(UnreadableError, match=told):
        rules_of(read_settings(given))


@pytest.mark.parametrize("seconds", ["59", "604801", "long"])
def test_a_session_that_lasts_too_short_or_long_is_refused(seconds: str) -> None:
    from comptrol.kernel.errors import UnreadableError  # noqa: PLC0415
    from comptrol.settings import read_settings  # noqa: PLC0415

    with pytest.raises(UnreadableError, match="settings"):
        read_settings({"COMPTROL_CONSOLE_SESSION_S": seconds})


def test_the_issuers_secret_is_read_from_a_file_of_ones_own(tmp_path: Path) -> None:
    from comptrol.entrypoints.console.signing_in import rules_of  # noqa: PLC0415
    from comptrol.kernel.errors import UnavailableError  # noqa: PLC0415
    from comptrol.settings import read_settings  # noqa: PLC0415

    file = written(tmp_path / "secret", "of ours\n")
    read = read_settings(
        {
            "COMPTROL_CONSOLE_OIDC_ISSUER": "https://id.example",
            "COMPTROL_CONSOLE_OIDC_CLIENT_ID": "us",
            "COMPTROL_CONSOLE_OIDC_CLIENT_SECRET_FILE": os.fspath(file),
        }
    )
    issuer = rules_of(read).issuer
    assert issuer is not None
    assert issuer.secret == "of ours"  # noqa: S105
    file.chmod(0o644)
    with pytest.raises(UnavailableError, match="chmod 600"):
        rules_of(read)
