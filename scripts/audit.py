"""Is anything known against the packages that are locked? pip-audit over every lock file.

Exit code 1: an advisory was found, and is told. 0: none was; what could not be asked about is told
by name, and is not said to be sound (``--whole``: then the exit code is 3). Run by ``make audit``
with the Python of the referees. It needs the index of packages and its advisories within reach.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
SECONDS_MAX: Final = 240
"""For one lock file; what takes longer was not audited."""
SOCKET_S: Final = "10"
FOUND, UNASKED = 1, 3
NAMED_MAX: Final = 12


def locks() -> list[Path]:
    """Return every lock file."""
    return sorted(ROOT.glob("requirements*.lock"))


def audited(lock: Path) -> tuple[list[dict[str, Any]], str]:
    """Return what pip-audit says of each package of a lock file, and why it says nothing."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "-r", str(lock)]
    command += ["--require-hashes", "--format", "json", "--progress-spinner", "off"]
    try:
        done = subprocess.run(  # noqa: S603  (our own words)
            [*command, "--timeout", SOCKET_S],
            capture_output=True,
            text=True,
            timeout=SECONDS_MAX,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [], f"it took longer than {SECONDS_MAX} s"
    return read(done.stdout, done.stderr)


def read(out: str, err: str) -> tuple[list[dict[str, Any]], str]:
    """Read an answer of pip-audit: packages, or why there are none."""
    try:
        found: list[dict[str, Any]] = json.loads(out)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return [], (err.strip().splitlines() or ["it answered nothing"])[-1]
    return found, ""


def told(lock: str, found: list[dict[str, Any]], silent: str) -> Iterator[tuple[int, str]]:
    """Yield what an audit came to, each line with the exit code that it asks for."""
    if silent:
        yield UNASKED, f"{lock}: NOT AUDITED: {silent}"
        return
    asked = [it for it in found if "skip_reason" not in it]
    for it in asked:
        for hit in it["vulns"]:
            mended = ", ".join(hit["fix_versions"]) or "none yet"
            yield FOUND, f"{lock}: {it['name']} {it['version']}: {hit['id']}; mended in: {mended}"
    skipped = sorted(it["name"] for it in found if "skip_reason" in it)
    if skipped:
        more = f" and {len(skipped) - NAMED_MAX} more" if len(skipped) > NAMED_MAX else ""
        named = ", ".join(skipped[:NAMED_MAX])
        yield UNASKED, f"{lock}: NOT AUDITED: {len(skipped)} packages: {named}{more}"
    yield 0, f"{lock}: {len(asked)} of {len(found)} packages were audited"


def code(codes: set[int], *, whole: bool) -> int:
    """Return the exit code of a whole audit."""
    if FOUND in codes:
        return FOUND
    return UNASKED if whole and UNASKED in codes else 0


def main() -> int:
    """Audit every lock file, and tell what came of it."""
    codes = set[int]()
    for lock in locks():
        for asks, line in told(lock.name, *audited(lock)):
            codes.add(asks)
            sys.stdout.write(f"{line}\n")
    return code(codes, whole="--whole" in sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
