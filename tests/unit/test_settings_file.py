"""A settings file: who may write it, what may stand in it, and what goes over it."""

import os
import tomllib
from pathlib import Path

import msgspec
import pytest

from comptrol.kernel.errors import UnreadableError
from comptrol.settings import FILE, Given, Origin, Settings, example, read_settings, settings

SECRET = "hunter2"  # noqa: S105  (no secret: what must not be repeated)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where a settings file is to be."""
    return tmp_path / "comptrol.toml"


def written(file: Path, text: str, mode: int = 0o600) -> Path:
    file.write_text(text)
    file.chmod(mode)
    return file


def wrong(file: Path, environment: dict[str, str] | None = None) -> str:
    """Return what is said of a file; never what stands in it."""
    with pytest.raises(UnreadableError) as raised:
        read_settings(environment or {}, file)
    assert str(file) in str(raised.value)
    assert SECRET not in str(raised.value)
    return str(raised.value)


def test_every_setting_may_stand_in_a_file_as_its_own_type(file: Path):
    own = Settings(
        data=Path("/srv/log"),
        host="::1",
        port=80,
        database="postgresql://comptrol@db.example/comptrol",
        metrics_networks=("10.0.0.0/8",),
        tls_certificate_file=Path("/etc/tls/chain.pem"),
        tls_key_file=Path("/etc/tls/key.pem"),
        log_format="json",
    )
    told = msgspec.to_builtins(own, enc_hook=str)
    lines = [
        f"{name} = {msgspec.json.encode(value).decode()}"
        for name, value in told.items()
        if value is not None
    ]
    assert read_settings({}, written(file, "\n".join(lines))) == own


def test_the_file_may_be_named_by_the_environment_and_a_given_one_goes_over_that(file: Path):
    written(file, "port = 81\n")
    other = written(file.with_name("other.toml"), "port = 82\n")
    assert read_settings({FILE: str(file)}).port == 81
    assert read_settings({FILE: str(file)}, other).port == 82


def test_the_command_line_goes_over_the_environment_and_that_over_the_file(file: Path):
    written(file, 'port = 81\nhost = "file.example"\ndata = "of-file"\n')
    told = Given({"COMPTROL_PORT": "82", "COMPTROL_DATA": "of-environment"}, file, "given").told()
    assert (told.settings.port, told.settings.host) == (82, "file.example")
    assert told.settings.data == Path("given")
    named = {name: told.origins[name] for name in ("port", "host", "data", "drain_s")}
    assert named == {
        "port": Origin.ENVIRONMENT,
        "host": Origin.FILE,
        "data": Origin.OPTION,
        "drain_s": Origin.DEFAULT,
    }


def test_a_path_in_a_file_is_taken_from_its_folder_and_one_elsewhere_is_not(file: Path):
    written(file, 'data = "log"\nconsole_oidc_client_secret_file = "/run/secret"\n')
    read = read_settings({}, file)
    assert read.data == file.parent / "log"
    assert read.console_oidc_client_secret_file == Path("/run/secret")
    assert read_settings({"COMPTROL_DATA": "log"}, file).data == Path("log")


def test_a_file_that_is_named_by_a_relative_path_stands_for_its_folder_all_the_same(
    file: Path, monkeypatch: pytest.MonkeyPatch
):
    written(file, 'data = "log"\n')
    monkeypatch.chdir(file.parent)
    assert read_settings({}, Path(file.name)).data == file.parent / "log"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"prot = '{SECRET}'", "unknown settings ['prot']"),
        (f"[comptrol]\nport = '{SECRET}'", "unknown settings ['comptrol']"),
        ("port = '80'", "port must be a whole number from 0 to 65535"),
        ("port = 80.0", "port must be a whole number"),
        ("port = true", "port must be a whole number"),
        ("port = 65536", "port must be a whole number"),
        ("host = 1", "host must be text"),
        ("host = ''", "host must be text"),
        ('host = "a\\u0000b"', "host must be text"),
        ("data = ['a']", "data must be a path"),
        ('data = "a\\u0000b"', "data must be a path"),
        ("metrics_networks = '10.0.0.0/8'", "metrics_networks must be networks"),
        ("metrics_networks = [1]", "metrics_networks must be networks"),
        ("metrics_networks = ['x']", "10.0.0.0/8 or ::1/128"),
        ("log_level = 'loud'", 'log_level must be one of "debug"'),
        (f"database = 'postgresql://u:{SECRET}@db/x'", "PGPASSFILE"),
        ("tls_key_file = 'key.pem'", "set both"),
        (f"port = 80\nport = '{SECRET}'", "is not TOML, at end"),
        (f"port = {SECRET}", "is not TOML, at line 1"),
        (f"{SECRET}", "is not TOML, at"),
        (f"{SECRET}", "quotation marks (comptrol settings example)"),
        ("a = " + "[" * 10_000, "is not TOML"),
        ("port = " + "9" * 6_000, "is not TOML, anywhere"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_and_never_repeated(file: Path, text: str, told: str):
    assert told in wrong(written(file, text))


def test_a_file_and_the_environment_are_looked_through_before_anything_is_said(file: Path):
    said = wrong(written(file, "port = 'x'\nprot = 1\n"), {"COMPTROL_DRAIN_S": "x"})
    for part in ("port must be", "'prot'", "COMPTROL_DRAIN_S must be"):
        assert part in said


def test_a_file_of_another_user_is_not_believed(file: Path, monkeypatch: pytest.MonkeyPatch):
    written(file, "port = 80\n")
    if os.geteuid() == 0:
        os.chown(file, 12_345, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 12_345)
    assert "belongs to another user" in wrong(file)


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666, 0o664])
def test_a_file_that_others_may_write_is_not_believed(file: Path, mode: int):
    assert "chmod go-w" in wrong(written(file, "port = 80\n", mode))


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o640, 0o644])
def test_a_file_that_others_may_read_is_as_good_as_any(file: Path, mode: int):
    assert read_settings({}, written(file, "port = 80\n", mode)).port == 80


def test_a_file_that_is_missing_is_an_error_and_no_default(file: Path):
    assert "No such file" in wrong(file)
    assert "no file" in wrong(file.parent)
    with pytest.raises(UnreadableError):
        read_settings({FILE: ""})


def test_what_never_ends_is_not_waited_for(file: Path):
    os.mkfifo(file, 0o600)
    assert "no file" in wrong(file)


def test_a_file_of_other_letters_or_without_end_is_an_error(file: Path):
    file.write_bytes(b"host = '\xff'\n")
    file.chmod(0o600)
    assert "UTF-8" in wrong(file)
    assert "bytes" in wrong(written(file, "#" * 70_000))


def test_the_example_explains_every_setting_and_sets_nothing(file: Path):
    text = "\n".join(example())
    assert tomllib.loads(text) == {}
    for setting in settings():
        assert f"#{setting.name} = " in text
        assert setting.expected in " ".join(text.replace("\n# ", " ").split())
    assert read_settings({}, written(file, text)) == Settings()


def test_the_defaults_that_the_example_shows_are_those_that_hold(file: Path):
    shown = [line[1:] for line in example() if line.startswith("#") and line[1] != " "]
    assert len(shown) == len(Settings.__struct_fields__)
    known = [line for line in shown if '"…"' not in line]
    assert read_settings({}, written(file, "\n".join(known))) == Settings()
