"""A page followed as a reader would: its shell blocks typed word for word, and what they say.

A block of ``sh`` is typed; a block of ``text`` right after it is what the reader should see. There
``…`` stands for what differs from day to day, and a line of nothing else for any number of lines.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE_S = 120
PAGE_PATIENCE_S = 600
"""A page is some thirty commands in one shell, on a machine that may have much else to do."""
ELIDED = "…"
FENCE = re.compile(r"^```([^\s`]*)[ \t]*([^\n`]*)\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
MARK = "\x1e"
"""Written between what two blocks say: no command of ours writes a record separator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """A block of a page: its language, the file that it is, what is in it, and where it ends."""

    language: str
    path: str
    body: str
    begins: int
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is typed, and what should then be seen; nothing where the page does not say."""

    typed: str
    seen: str | None


def fences(page: str) -> list[Fence]:
    """Return the blocks of a page, in order."""
    return [
        Fence(language=it[1], path=it[2].strip(), body=it[3], begins=it.start(), ends=it.end())
        for it in FENCE.finditer(page)
    ]


def steps(page: str) -> list[Step]:
    """Return what a page has its reader type, in order, each with what should be seen."""
    found = fences(page)
    following = [*found[1:], None]
    return [
        Step(typed=block.body, seen=after.body if _belongs(page, block, after) and after else None)
        for block, after in zip(found, following, strict=True)
        if block.language == "sh"
    ]


def _belongs(page: str, block: Fence, after: Fence | None) -> bool:
    """Say whether a block shows what the one before it says: nothing stands between them."""
    if after is None or after.language != "text":
        return False
    return not page[block.ends : after.begins].strip()


def shell(
    place: Path,
    commands: str,
    given: Mapping[str, str] | None = None,
    *,
    patience_s: float = PATIENCE_S,
) -> str:
    """Run commands as they are written; the first that fails ends them."""
    bash = shutil.which("bash")
    assert bash is not None
    surroundings = {**os.environ, **(given or {})}  # noqa: TID251  (what is typed finds its tools)
    ran = subprocess.run(  # noqa: S603  (what is run is what a page tells a reader to run)
        [bash, "-euo", "pipefail", "-c", commands],
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
        timeout=patience_s,
        env=surroundings,
    )
    assert ran.returncode == 0, f"{commands}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout


def said(place: Path, typed: list[str], given: Mapping[str, str]) -> list[str]:
    """Type blocks into one shell, and return what each says on either stream."""
    written = f"printf '{MARK}'\n".join(block.rstrip("\n") + "\n" for block in typed)
    bidden = f"trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\nexec 2>&1\n{written}"
    return shell(place, bidden, given, patience_s=PAGE_PATIENCE_S).split(MARK)


def differences(seen: str, told: str) -> list[str]:
    """Return the lines that a page shows and that were not said there, in order."""
    lines, missing = told.splitlines(), []
    place, anywhere = 0, False
    for shown in (line.rstrip() for line in seen.splitlines()):
        if shown.strip() == ELIDED:
            anywhere = True
            continue
        reach = range(place, len(lines) if anywhere else min(place + 1, len(lines)))
        at = next((it for it in reach if _fits(shown, lines[it].rstrip())), None)
        if at is None:
            missing.append(shown)
        else:
            place, anywhere = at + 1, False
    if not missing and not anywhere and place < len(lines):
        missing.append(f"and no more, but: {lines[place]}")
    return missing


def _fits(shown: str, line: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, shown.split(ELIDED))), line) is not None
