"""The log is replayed and every row compared, as ``comptrol ledger rebuild --check`` does it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from comptrol.bootstrap import Platform
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.progress import Doing, Outcome, Progress
from comptrol.entrypoints.console.starting import Start
from comptrol.entrypoints.console.visitor import Audience


def prepare(asking: Asking, form: Mapping[str, str], folder: Path) -> Doing:  # noqa: ARG001
    """Return the check of the whole log."""
    platform = asking.platform
    return lambda progress: check(platform, progress)


def check(platform: Platform, progress: Progress) -> Outcome:
    """Check every signature, every admission, every consequence and every row of every view."""
    total = platform.store.size()

    def tell(done: int) -> None:
        progress.tell(min(done, total), total, f"{done:,} of {total:,} entries")

    replayed = platform.rebuilt(audit=True, tell=tell)
    told = (
        f"{replayed.entries:,} entries were replayed, {replayed.derived:,} consequences derived "
        f"again, {replayed.rows:,} rows compared. "
    )
    told += "The log does not agree." if replayed.differences else "Everything agrees."
    return Outcome(
        told,
        columns=("What differs",) if replayed.differences else (),
        rows=tuple((it,) for it in replayed.differences),
        good=not replayed.differences,
    )


START: Final = Start(
    name="check",
    title="The whole log is checked",
    audience=frozenset({Audience.AUTHORITY}),
    prepare=prepare,
)
