"""What is shipped for machines is what it says: units of systemd, a container file, a proxy.

No engine builds the container file here, and no systemd starts the units: both are read by their
makers' own programs, and by what we demand of them. The chart is in tests/scenario.
"""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import click
import pytest
from tests.scenario.harness import PATIENCE_S
from tests.scenario.referees import refereed

from comptrol.entrypoints.cli.app import comptrol
from comptrol.settings import Settings, example

ROOT = Path(__file__).parents[2]
UNITS = ROOT / "deploy/systemd"
SERVICES = ("comptrol.service", "comptrol-backup.service", "comptrol-witness.service")
PROGRAM = "/usr/local/lib/comptrol/bin/comptrol"
DEMANDED = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "RestrictNamespaces": "yes",
    "SystemCallArchitectures": "native",
    "UMask": "0077",
    "StateDirectoryMode": "0700",
}
EXPOSED_MAX = 15
"""In tenths, as ``systemd-analyze security`` counts; 96 is a service that nothing confines."""
CONTAINER = ROOT / "deploy/container/Containerfile"


def needed(program: str) -> str:
    """Return a program's path; without it, skip here and fail where CI is set."""
    found = shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin")
    if found is None:
        missing = f"{program} is not installed"
        if os.environ.get("CI"):  # noqa: TID251  (no setting of the product)
            pytest.fail(missing)
        pytest.skip(missing)
    return found


def lines(unit: str) -> list[tuple[str, str]]:
    """Return what a unit says, in order: a name may be said again."""
    told = [line for line in (UNITS / unit).read_text().splitlines() if line[:1] not in {"", "#"}]
    return [tuple(line.split("=", 1)) for line in told if not line.startswith("[")]  # type: ignore[misc]


def said(unit: str, name: str) -> list[str]:
    return [value for key, value in lines(unit) if key == name]


@pytest.mark.parametrize("unit", SERVICES)
def test_a_service_is_confined(unit: str):
    assert {name: said(unit, name)[-1] for name in DEMANDED} == DEMANDED
    assert said(unit, "SystemCallFilter") == ["@system-service", "~@privileged @resources"]
    assert said(unit, "User") == ["comptrol"] or said(unit, "DynamicUser") == ["yes"]


def test_a_server_is_given_time_to_answer_what_is_in_hand():
    (stop_s,) = said("comptrol.service", "TimeoutStopSec")
    assert int(stop_s) >= Settings().drain_s + 30
    assert said("comptrol.service", "KillMode") == ["mixed"]
    assert said("comptrol.service", "ExecReload") == ["/bin/kill -HUP $MAINPID"]
    assert said("comptrol.service", "Restart") == ["on-failure"]


def commands(unit: str) -> list[list[str]]:
    started = [line.replace("'", " ") for line in said(unit, "ExecStart")]
    return [line.split(PROGRAM, 1)[1].split() for line in started]


@pytest.mark.parametrize("unit", SERVICES)
def test_a_service_starts_a_command_that_there_is(unit: str):
    context = click.Context(comptrol)
    for words in commands(unit):
        found: click.Command | None = comptrol
        options = [word for word in words if word.startswith("--")]
        while words and isinstance(found, click.Group):
            found = found.get_command(context, words.pop(0))
        assert found is not None, unit
        known = {name for parameter in found.params for name in parameter.opts}
        assert set(options) <= known


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Return a copy of the units that start a program which is here, so that they can be read."""
    for path in UNITS.glob("*.*"):
        (tmp_path / path.name).write_text(path.read_text().replace(PROGRAM, "/bin/true"))
    return tmp_path


def analysed(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  (a program found above, and words of ours)
        [needed("systemd-analyze"), *map(str, words)],
        capture_output=True, text=True, check=False, timeout=PATIENCE_S,
    )  # fmt: skip


def test_systemd_reads_every_unit(installed: Path):
    units = [*installed.glob("*.service"), *installed.glob("*.timer")]
    assert len(units) == 4
    ran = analysed("verify", "--recursive-errors=no", *units)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_systemd_sees_a_mistake(installed: Path):
    unit = installed / "comptrol.service"
    unit.write_text(unit.read_text().replace("ProtectHome=", "ProtectHouse="))
    assert "ProtectHouse" in analysed("verify", "--recursive-errors=no", unit).stderr


@pytest.mark.parametrize("unit", SERVICES)
def test_systemd_calls_a_service_little_exposed(installed: Path, unit: str):
    words = ("security", "--offline=true", "--no-pager", f"--threshold={EXPOSED_MAX}")
    ran = analysed(*words, installed / unit)
    assert ran.returncode == 0, ran.stdout[-300:]


# The container file.


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", CONTAINER.read_text(), flags=re.MULTILINE))
    told = [line.split(None, 1) for line in text.splitlines() if line.strip()]
    return [(word, re.sub(r"\s+", " ", rest)) for word, rest in told]


def test_hadolint_finds_nothing_in_the_container_file():
    ran = refereed("hadolint", "--no-color", CONTAINER)
    assert (ran.returncode, ran.stdout) == (0, b"")


def test_hadolint_sees_a_mistake(tmp_path: Path):
    (tmp_path / "Containerfile").write_text("FROM debian\nRUN cd /tmp && sudo true\n")
    assert b"DL3004" in refereed("hadolint", "--no-color", tmp_path / "Containerfile").stdout


def test_a_container_runs_as_nobody_in_particular_and_installs_by_hashes():
    told = instructions()
    assert [rest for word, rest in told if word == "USER"] == ["10001:10001"]
    assert ("STOPSIGNAL", "SIGTERM") in told
    assert ("VOLUME", "/var/lib/comptrol") in told
    (asked,) = [rest for word, rest in told if word == "HEALTHCHECK"]
    assert "/health/ready" in asked
    installs = [rest for word, rest in told if word == "RUN" and "pip install" in rest]
    assert len(installs) == 2
    assert all("--require-hashes" in it or "--no-index" in it for it in installs)


def test_no_secret_is_in_the_container_file():
    given = [rest for word, rest in instructions() if word in {"ARG", "ENV", "COPY", "LABEL"}]
    assert [it for it in given if re.search(r"(?i)password|secret|token|private|\.pem", it)] == []
    allowed = (CONTAINER.parent / "Containerfile.dockerignore").read_text().split("\n*\n")[1]
    assert allowed.split() == ["!requirements-server.lock", "!dist/comptrol-*.whl"]


def locked(name: str) -> dict[str, set[str]]:
    """Return the versions of a locked list, each with its hashes."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    told = [line for line in text.splitlines() if re.match(r"[a-z]", line)]
    return {line.split(" ")[0]: set(re.findall(r"sha256:\w{64}", line)) for line in told}


def test_a_server_is_made_of_what_is_tested():
    """And it has everything that its extras ask for, but nothing that only tests need."""
    server, all_of_it = locked("requirements-server.lock"), locked("requirements.lock")
    assert {name: all_of_it.get(name) for name in server} == server
    assert all(server.values())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = re.findall(r"--extra (\w+)", (ROOT / "requirements-server.lock").read_text())
    assert "dev" not in extras
    asked = [*project["dependencies"]]
    asked += [it for extra in extras for it in project["optional-dependencies"][extra]]
    names = {re.match(r"[\w.-]+", it)[0].lower() for it in asked}  # type: ignore[index]
    assert names <= {name.split("==")[0] for name in server}


def test_the_settings_that_are_deployed_are_all_that_there_are() -> None:
    assert (ROOT / "deploy/comptrol.toml").read_text().splitlines() == [*example()], (
        "comptrol settings example > deploy/comptrol.toml"
    )
