"""The log for everybody: its head, its entries, and each entry with where it can be proven."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.visitor import Audience
from comptrol.flow.ports import Logged
from comptrol.flow.turn import read_entry
from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.ledger.tree import leaf_hash
from comptrol.kernel.statement import Consequence, Statement, kind

ENTRIES: Final = 50
AFTER_MAX: Final = 200
"""So many entries after one are looked through for what the platform said because of it."""
PLACES: Final = {
    "party": "parties",
    "order": "orders",
    "lot": "lots",
    "chip": "chips",
    "site": "sites",
    "case": "cases",
    "cap": "caps",
    "licence": "licences",
    "alarm": "alarms",
    "call": "calls",
    "proposal": "proposals",
    "award": "awards",
    "filing": "filings",
    "inspection": "inspections",
    "run": "runs",
}
"""Which page a subject of the log has."""


def newest(asking: Asking) -> Mapping[str, Any]:
    """Show the newest entries, or those from a position on."""
    size = asking.platform.store.size()
    start = position_of(asking.word("start")) if asking.word("start") else max(0, size - ENTRIES)
    found = [_line(asking, it) for it in islice(asking.platform.store.entries(start), ENTRIES)]
    return {
        "size": size,
        "found": found,
        "earlier": max(0, start - ENTRIES) if start else None,
        "later": start + ENTRIES if start + ENTRIES < size else None,
        "final": asking.publisher.final if asking.publisher is not None else None,
        "published": asking.publisher is not None,
    }


def one(asking: Asking) -> Mapping[str, Any]:
    """Show one entry: what was said, by whom, about what, and what followed."""
    position = position_of(asking.place["position"])
    size = asking.platform.store.size()
    near = (
        list(islice(asking.platform.store.entries(position), AFTER_MAX)) if position < size else []
    )
    if not near:
        raise NotFoundError(f"the log has {size} entries, and no entry {position}")
    logged, entry = near[0], read_entry(asking.platform.catalogue, near[0])
    said = entry.statement
    final = asking.publisher.final if asking.publisher is not None else None
    return {
        "entry": entry,
        "kind": kind(type(said)),
        "told": (type(said).__doc__ or "").strip().replace("``", ""),
        "claims": open_envelope(logged.raw).claims,
        "leaf": leaf_hash(logged.raw).hex(),
        "subjects": [_subject(it) for it in said.subjects_named()],
        "because": said.because if isinstance(said, Consequence) else None,
        "followed": list(_followed(asking, near)),
        "final": final is not None and position < final.head.size,
        "published": asking.publisher is not None,
        "size": size,
    }


def _line(asking: Asking, logged: Logged) -> Mapping[str, Any]:
    entry = read_entry(asking.platform.catalogue, logged)
    return {
        "position": entry.position,
        "at": entry.logged_at,
        "signer": entry.signer,
        "kind": kind(type(entry.statement)),
        "subject": _subject(entry.statement.subject) if type(entry.statement).ABOUT else None,
    }


def _subject(subject: str) -> tuple[str, str, str]:
    """Return a subject as its word, its name, and the page that it has."""
    word, _, name = subject.partition(":")
    return word, name, PLACES.get(word, "")


def _followed(asking: Asking, near: list[Logged]) -> Iterator[tuple[int, str]]:
    causes = {near[0].position}
    for logged in near[1:]:
        said: Statement = read_entry(asking.platform.catalogue, logged).statement
        if not isinstance(said, Consequence) or said.because not in causes:
            return
        causes.add(logged.position)
        yield logged.position, kind(type(said))


def position_of(given: str) -> int:
    """Return a position that was written down; UnreadableError where it is none."""
    if not given.isascii() or not given.isdigit() or len(given) > 18:  # noqa: PLR2004
        raise UnreadableError(f"{given[:40]!r} is no position of an entry")
    return int(given)


PAGES: Final = (
    Page(
        path="/log",
        title="The log",
        template="public/log.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=newest,
        menu="For everybody",
    ),
    Page(
        path="/entries/{position}",
        title="An entry of the log",
        template="public/entry.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=one,
    ),
)
