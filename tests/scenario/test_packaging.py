"""What is handed out is the commit, the same bytes wherever it is built, and light to install."""

import os
import re
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from scripts.unpacking import unpack
from tests.scenario.packaging_harness import PROJECT, ROOT, Packages, digest, packaged, run


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    return packaged(ROOT, tmp_path_factory.mktemp("dist"))


def committed(under: str) -> set[str]:
    names = run("git", "ls-tree", "-r", "--name-only", "HEAD", under).stdout.splitlines()
    assert names, "the tests need the repository"
    return set(names)


def test_another_folder_hour_zone_and_umask_give_the_same_bytes(
    packages: Packages, tmp_path: Path
) -> None:
    other = tmp_path / "elsewhere" / "with a space"
    cloned = run("git", "clone", "--quiet", "--no-local", ROOT, other)
    assert cloned.returncode == 0, cloned.stderr
    (other / "src/comptrol/left.py").write_text("SECRET = 1\n")
    (other / "comptrol.key").write_text("of somebody\n")
    before = os.umask(0o077)
    try:
        found = packaged(other, tmp_path / "out", TZ="Pacific/Chatham", PYTHONHASHSEED="7")
    finally:
        os.umask(before)
    assert [digest(path) for path in found] == [digest(path) for path in packages]


def test_the_wheel_has_every_file_of_the_package(packages: Packages) -> None:
    with zipfile.ZipFile(packages.wheel) as wheel:
        names = set(wheel.namelist())
    beside = {name for name in names if ".dist-info/" in name}
    assert {f"src/{name}" for name in names - beside} == committed("src/comptrol")
    licences = {name.split("/licenses/")[1] for name in beside if "/licenses/" in name}
    assert licences == {"LICENSE", "src/comptrol/reference/ATTRIBUTION.md"}
    for expected in ("py.typed", "verify_ledger.py", "settings"):
        assert any(name.startswith(f"comptrol/{expected}") for name in names), expected
    for folder in ("rulebooks", "reference", "entrypoints/console/templates"):
        assert any(name.startswith(f"comptrol/{folder}/") for name in names), folder


def test_rights_are_level_and_times_are_the_commit_s(packages: Packages) -> None:
    with zipfile.ZipFile(packages.wheel) as wheel:
        rights = {entry.external_attr >> 16 & 0o777 for entry in wheel.infolist()}
        times = {entry.date_time for entry in wheel.infolist()}
    assert rights <= {0o644, 0o755}
    assert len(times) == 1
    with tarfile.open(packages.sdist) as sdist:
        owners = {(entry.uid, entry.gid, entry.uname) for entry in sdist}
        assert owners == {(0, 0, "")}


def test_the_sdist_gives_the_same_wheel(packages: Packages, tmp_path: Path) -> None:
    with tarfile.open(packages.sdist) as sdist:
        names = {name.split("/", 1)[1] for name in sdist.getnames()}
        unpack(sdist, tmp_path)
    assert committed("tests") | committed("src") <= names
    at_s = run("git", "log", "-1", "--format=%ct").stdout.strip()
    (source,) = tmp_path.iterdir()
    words = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "out")
    ran = run(*words, cwd=source, SOURCE_DATE_EPOCH=at_s)
    assert ran.returncode == 0, ran.stderr
    (wheel,) = (tmp_path / "out").iterdir()
    assert digest(wheel) == digest(packages.wheel)


def test_the_version_stands_in_one_place(packages: Packages) -> None:
    assert f"-{PROJECT['version']}-" in packages.wheel.name
    found = run("git", "grep", "-n", "-F", f'"{PROJECT["version"]}"', "--", "src/comptrol/*.py")
    assert [line for line in found.stdout.splitlines() if "version" in line.lower()] == []


# The changelog.


def test_every_fragment_of_the_changelog_says_something_of_a_known_kind() -> None:
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["towncrier"]
    kinds = "|".join(kind["directory"] for kind in tool["type"])
    for path in (ROOT / tool["directory"]).iterdir():
        if path.name in tool["ignore"]:
            continue
        assert re.fullmatch(rf"[a-z0-9-]+\.(?:{kinds})\.md", path.name), path.name
        lines = path.read_text().strip().splitlines()
        assert 1 <= len(lines) <= 4, f"{path.name} has {len(lines)} lines"


def test_the_next_changelog_can_be_drafted() -> None:
    ran = run(sys.executable, "-m", "towncrier", "build", "--draft", "--version", "1.2.3")
    assert ran.returncode == 0, ran.stderr
    assert "## 1.2.3" in ran.stdout
