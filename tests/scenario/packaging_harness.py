"""Build what is handed out, and run it where only some things can be imported."""

import hashlib
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

from tests.scenario.harness import PATIENCE_S

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def run(*words: object, cwd: Path = ROOT, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a program; a Python of ours finds only what its own folder and environment have."""
    told = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}  # noqa: TID251
    return subprocess.run(  # noqa: S603  (words of ours)
        [str(word) for word in words],
        cwd=cwd, env={**told, **more}, capture_output=True, text=True, check=False,
        timeout=PATIENCE_S * 3,
    )  # fmt: skip


class Packages(NamedTuple):
    """Both archives."""

    wheel: Path
    sdist: Path


def packaged(repository: Path, out: Path, **more: str) -> Packages:
    ran = run(sys.executable, "-m", "scripts.package", "--out", out, cwd=repository, **more)
    assert ran.returncode == 0, ran.stderr
    (wheel,), (sdist,) = out.glob("*.whl"), out.glob("*.tar.gz")
    for path in (wheel, sdist):
        assert f"{digest(path)}  {path}" in ran.stdout
    return Packages(wheel, sdist)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
