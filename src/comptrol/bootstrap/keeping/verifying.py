"""Is a backup what it says of itself? Every byte is read again; nothing of it is changed."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from comptrol.adapters.backup_folder import (
    Manifest,
    check_digest,
    differences,
    is_plain,
    read_manifest,
)
from comptrol.adapters.store_sqlite import problems
from comptrol.adapters.workers_processes import ProcessWorkers
from comptrol.bootstrap.keeping.reading import log_in, unsigned_in
from comptrol.bootstrap.records import DATABASE
from comptrol.kernel.errors import ComptrolError
from comptrol.kernel.identifiers import Digest


class Verified(NamedTuple):
    """What was found of a backup. Differences are sentences; none: it is what it says."""

    manifest: Manifest
    digest: Digest
    differences: tuple[str, ...]


def verify(target: Path, *, digest: str | None = None, signatures: bool = False) -> Verified:
    """Hold a backup against its manifest, and its log against its entries.

    1. The manifest, against a digest that was kept elsewhere.   2. Every file, by its digest.
    3. Every database, by SQLite.   4. The root, from the entries.   5. ``signatures`` of entries.
    """
    manifest, found = read_manifest(target)
    check_digest(target, found, digest)  # 1
    wrong = [*differences(target, manifest), *_unsound(target)]  # 2, 3
    if manifest.log is not None and not wrong:
        wrong += _log_differs(target / DATABASE, manifest)  # 4
        if signatures and not wrong:
            with closing(ProcessWorkers(2)) as workers:
                wrong += unsigned_in(target / DATABASE, workers)  # 5
    return Verified(manifest, found, tuple(wrong))


def _unsound(target: Path) -> Iterator[str]:
    for path in sorted(filter(is_plain, target.rglob("*.db"))):
        for problem in problems(path):
            yield f"{path.relative_to(target)}: {problem}"


def _log_differs(file: Path, manifest: Manifest) -> Iterator[str]:
    try:
        found = log_in(file)
    except ComptrolError as error:
        yield f"{DATABASE}: {error}"
        return
    if found != manifest.log:
        yield f"the log has {found.size} entries with root {found.root}: the manifest differs"
