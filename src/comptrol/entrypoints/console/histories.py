"""What the log says about one thing, the newest first, a page at a time: never all of it at once.

The subject map says where the last entry about anything is, and every entry where the one before
it is; so a page of a history costs as much as it shows, however long the log is.
"""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.ledger import LedgerView, latest_seal
from comptrol.entrypoints.console.asking import Asking
from comptrol.flow.ports import Reading
from comptrol.flow.turn import read_entry
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.ledger.subject_map import bucket_of, key_of, record_in
from comptrol.kernel.statement import kind

ENTRIES: Final = 20


def history(asking: Asking, subject: str, before: str = "", most: int = ENTRIES) -> Any:  # noqa: ANN401
    """Return a page of what is about a subject, how much there is, and where the next page begins.

    ``before`` is the position that ends the page before; it must be an entry about the subject.
    """
    with asking.platform.store.reading() as reading:
        count, last = _newest(asking, reading, subject)
        at = last if not before else _before(asking, reading, subject, before)
        found: list[Mapping[str, Any]] = []
        while at is not None and len(found) < most:
            line, at = _line(asking, reading, subject, at)
            found.append(line)
    after = found[-1]["position"] if found and at is not None else None
    return {"found": found, "count": count, "after": after, "subject": subject}


def _newest(asking: Asking, reading: Reading, subject: str) -> tuple[int, int | None]:
    """Return how many entries are about a subject, and where the last of them is."""
    view = asking.world[LedgerView]
    latest = latest_seal(view)
    sealed = view.seals.get(latest.seal) if latest is not None else None
    if sealed is None:
        return 0, None
    key = key_of(subject)
    record = record_in(reading.bucket(bucket_of(key, sealed.depth)), key)
    return (record.entries, record.last) if record is not None else (0, None)


def _before(asking: Asking, reading: Reading, subject: str, before: str) -> int | None:
    if not before.isascii() or not before.isdigit() or len(before) > 18:  # noqa: PLR2004
        raise UnreadableError(f"before: {before[:40]!r} is no position of an entry")
    if int(before) >= reading.size():
        raise NotFoundError(f"the log has no entry {before}")
    return _line(asking, reading, subject, int(before))[1]


def _line(
    asking: Asking, reading: Reading, subject: str, position: int
) -> tuple[Mapping[str, Any], int | None]:
    """Return an entry about a subject as a line, and where the one before it is."""
    logged, links = reading.linked(position)
    entry = read_entry(asking.platform.catalogue, logged)
    named = entry.statement.subjects_named()
    if subject not in named:
        raise NotFoundError(f"the entry {position} is not about {subject[:80]!r}")
    line = {
        "position": position,
        "at": entry.logged_at,
        "kind": kind(type(entry.statement)),
        "told": (type(entry.statement).__doc__ or "").strip().partition("\n")[0].replace("``", ""),
        "signer": entry.signer,
        "statement": entry.statement,
    }
    return line, links[named.index(subject)]
