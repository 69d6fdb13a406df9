"""Every command, run where no party's key is kept: whoever has no key says nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from tests.authorising import commands, table
from tests.scenario.conftest import Told
from tests.scenario.harness import comptrol, size

from comptrol.bootstrap import DATABASE

MATRIX: dict[str, str] = table("commands")
SPEAKING = {"party", "authority"}
LEFT_OUT = {"server", "founder", "files"}
"""What does not end by itself, makes keys of its own, or opens no log."""
AWAY = {"lists update": "it asks a server far away"}
NO_KEY = "no private key of"
PLATFORM_KEY = "platform.key"
GIVEN = {"--since": "2026-11-01", "--until": "2026-11-02", "--on": "2026-11-01"}


@pytest.fixture(scope="module")
def keyless(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the demonstration's log whose parties keep their keys elsewhere."""
    folder = tmp_path_factory.mktemp("keyless") / "data"
    (folder / "keys").mkdir(parents=True, mode=0o700)
    shutil.copy2(told.folder / DATABASE, folder / DATABASE)
    shutil.copy2(told.folder / "keys" / PLATFORM_KEY, folder / "keys" / PLATFORM_KEY)
    return folder


def arguments(command: click.Command, file: Path) -> Iterator[str]:
    """Yield something for whatever a command must be given."""
    for it in command.params:
        if it.required:
            if isinstance(it, click.Option):
                yield it.opts[-1]
            yield given(it, file)


def given(parameter: click.Parameter, file: Path) -> str:
    named, kind = parameter.opts[-1], parameter.type
    if isinstance(kind, click.Path):
        return str(file if kind.file_okay else file.parent)
    if isinstance(kind, click.Choice):
        return str(kind.normalize_choice(kind.choices[0], None))
    number = isinstance(kind, click.IntRange | click.types.IntParamType)
    return "1" if number else GIVEN.get(named, "x")


def test_every_command_is_in_the_matrix() -> None:
    assert commands().keys() == MATRIX.keys()


def test_whoever_speaks_for_a_party_says_for_which() -> None:
    named = {name for name, it in commands().items() if "--as" in _options(it)}
    party = {name for name, who in MATRIX.items() if who == "party"}
    assert named - {"meter receive"} == party


def test_a_command_without_a_folder_opens_no_log() -> None:
    without = {name for name, it in commands().items() if "--data" not in _options(it)}
    assert {name for name, who in MATRIX.items() if who == "files"} <= without


def _options(command: click.Command) -> set[str]:
    return {it for option in command.params for it in option.opts}


def test_without_a_key_nothing_is_said(
    keyless: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is run with as little as it takes; what it cannot read of that, it says."""
    monkeypatch.chdir(tmp_path)
    file, before, asked = tmp_path / "given.json", size(keyless), set[str]()
    for name, command in commands().items():
        if MATRIX[name] in LEFT_OUT or name in AWAY:
            continue
        file.write_text("{}")
        ran = comptrol(*name.split(), *arguments(command, file), "--data", keyless)
        asked |= {name} if NO_KEY in ran.err else set()
        assert ran.code in {0, 1, 2, 3}, f"{name}: {ran}"
        assert size(keyless) == before, f"{name} said something"
    assert {name for name in asked if MATRIX[name] not in SPEAKING} == set()
    assert {"enrol", "watch", "gate recheck", "registry load"} <= asked
