"""That two axes are never added up is said by the type checker, before anything runs."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
from comptrol.domains.accounts import Accessible, Designed, Located, Owned, gathered, total

def same(one: Located, other: Located) -> Located:
    return total(Located, [one + other])

def added(one: Located, other: Owned) -> object:
    return one + other

def put_together(one: Located, other: Accessible) -> object:
    return total(Located, [one, other])

def passed_off(one: Designed) -> object:
    return total(Owned, [one])

def put_among(one: Owned, other: Accessible) -> object:
    return gathered(Owned, [("DE", one), ("DE", other)])
"""
"""The first function is right; the others each mix two axes."""


def test_a_program_that_mixes_axes_does_not_pass_the_type_checker(tmp_path: Path):
    path = tmp_path / "mixing.py"
    path.write_text(PROGRAM)
    cache = ROOT / ".mypy_cache" / "axes"
    options = ["--config-file=", "--strict", "--follow-imports=silent", f"--cache-dir={cache}"]
    done = subprocess.run(  # noqa: S603  (the type checker, and no word from outside)
        [sys.executable, "-m", "mypy", *options, str(path)],
        cwd=ROOT / "src",
        capture_output=True,
        text=True,
        check=False,
    )
    wrong = [line.split(":")[1] for line in done.stdout.splitlines() if ": error:" in line]
    bad = [number for number, line in enumerate(PROGRAM.splitlines(), 1) if "return" in line][1:]
    assert sorted(map(int, wrong)) == bad, done.stdout + done.stderr
