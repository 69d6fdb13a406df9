"""Every tutorial does what it says: typed word for word into a shell, and compared."""

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.following import ROOT, differences, said, steps

TUTORIALS = sorted((ROOT / "docs/tutorials").glob("*.md"))
TOOLS = ("curl", "bash", "sed", "grep")
PORTS = ("8420", "8421")
"""What a tutorial serves on; here each is another one that is free."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return what the repository is after ``make run``: a folder with the commands in .venv."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing and "CI" in os.environ:  # noqa: TID251  (there, what is missing must be told)
        pytest.fail(f"tutorials need {', '.join(missing)}")
    if missing:
        pytest.skip(f"tutorials need {', '.join(missing)}")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


@pytest.fixture
def temporary() -> Iterator[str]:
    """Return a folder with a short name: the name of a socket in it has at most 107 letters."""
    with TemporaryDirectory(prefix="t-") as folder:
        yield folder


def free_ports() -> dict[str, str]:
    """Return another port for each that the tutorials name."""
    with ExitStack() as held:
        probes = [
            held.enter_context(closing(socket.create_server(("127.0.0.1", 0)))) for _ in PORTS
        ]
        return {it: str(probe.getsockname()[1]) for it, probe in zip(PORTS, probes, strict=True)}


def put(text: str, ports: dict[str, str]) -> str:
    """Return a text with every port replaced."""
    for old, new in ports.items():
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_a_tutorial_is_what_one_sees(page: Path, folder: Path, temporary: str) -> None:
    shown, ports = steps(page.read_text()), free_ports()
    given = {"TMPDIR": temporary, "COMPTROL_PORT": ports[PORTS[0]]}
    told = said(folder, [put(step.typed, ports) for step in shown], given)
    off = [
        (step.typed, missing, out)
        for step, out in zip(shown, told, strict=True)
        if step.seen is not None
        if (missing := differences(put(step.seen, ports), out))
    ]
    assert off == []


def test_every_audience_has_a_tutorial() -> None:
    wanted = "allocator analyst exporter inspector operator provider public refused reviewer"
    assert [page.stem for page in TUTORIALS] == wanted.split()


@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_a_tutorial_shows_what_comes_of_its_commands(page: Path) -> None:
    shown = steps(page.read_text())
    assert len([step for step in shown if step.seen]) >= 6
    assert [
        step.seen for step in shown if step.seen is not None and step.seen.strip() == "…"
    ] == []
