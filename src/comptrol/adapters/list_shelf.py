"""Editions of the lists at hand: the shipped one, and those kept in a folder, each by its digest.

A kept edition is the file it was adopted from; its digest is of its lines, so that a file that was
changed is found out when it is read.
"""

from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

import msgspec

from comptrol.adapters.durable_files import EVERYONE_READS, put
from comptrol.adapters.list_files import authority
from comptrol.adapters.list_unsearched import UnsearchedList
from comptrol.adapters.screening_list_file import listing
from comptrol.domains.screening import Authority, Edition, Entity, Lists, Matcher
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.identifiers import Digest

SNAPSHOT: Final = "consolidated_screening_list_2026-07-31.jsonl.xz"
"""The edition that is shipped with the product."""
SUFFIX: Final = ".jsonl.xz"
_MADE: dict[str, Matcher] = {}


def lists(kept: Path | None = None) -> Lists:
    """Return the shipped edition, and those kept in a folder."""
    if kept is None:
        return Lists(shipped_matcher)
    return Lists(lambda: shipped_matcher(kept), lambda digest: _kept(kept, digest))


def shipped_matcher(cache: Path | None = None) -> Matcher:
    """Return the edition that is shipped with the product, to be searched.

    A process makes it once. What is worked out of an edition is kept in the folder ``cache``, for
    the next process.
    """
    if SNAPSHOT not in _MADE:
        _MADE[SNAPSHOT] = matcher_of(files("comptrol.reference") / SNAPSHOT, cache)
    return _MADE[SNAPSHOT]


def matcher_of(file: Path | Traversable, cache: Path | None = None) -> Matcher:
    """Return the edition in a file, to be searched."""
    edition, entities = listing(file)
    return searched(described(edition), entities, cache)


def searched(edition: Edition, entities: Sequence[Entity], cache: Path | None = None) -> Matcher:
    """Return the entities of an edition, to be searched: as soon as somebody asks for it."""
    try:
        from comptrol.adapters.matching import ListMatcher  # noqa: PLC0415  (needs the extra)
    except ImportError:
        return UnsearchedList(edition, entities)
    return ListMatcher(edition, entities, cache)


def keep_list(folder: Path, file: Path) -> Edition:
    """Keep an edition for as long as the log that adopts it."""
    edition, _ = listing(file)
    kept = folder / f"{edition.digest}{SUFFIX}"
    if not kept.is_file():
        put(kept, file.read_bytes(), mode=EVERYONE_READS)
    return edition


def edition_in(file: Path) -> Edition:
    """Return which edition a file holds."""
    edition, _ = listing(file)
    return edition


def described(edition: Edition) -> Edition:
    """Return an edition with what is known of its lists and its file does not say."""
    return msgspec.structs.replace(edition, lists=tuple(map(_described, edition.lists)))


def _described(told: Authority) -> Authority:
    known = authority(told.code, told.entities)
    unsaid = {
        field: getattr(known, field)
        for field in Authority.__struct_fields__
        if getattr(told, field) == ""
    }
    return msgspec.structs.replace(told, **unsaid)


def _kept(folder: Path, digest: Digest) -> Matcher | None:
    file = folder / f"{digest}{SUFFIX}"
    if not file.is_file():
        return None
    found = matcher_of(file, folder)
    if found.edition.digest != digest:
        raise UnavailableError(f"{file} is not the edition of its name: it was changed")
    return found
