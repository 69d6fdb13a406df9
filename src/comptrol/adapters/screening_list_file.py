"""Reads a list of restricted parties from a file: JSON Lines under xz, a header and entities.

The format is ``comptrol.screening-list/1``, made by ``scripts/reference/screening_list.py``. The
header states what must follow, and how often; the digest of an edition is the SHA-256 of all its
lines, header included, before compression.
"""

import io
import lzma
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, Literal, TypeVar

import msgspec

from comptrol.domains.screening import Authority, Edition, EditionId, Entity
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import Digest

SNAPSHOT: Final = "consolidated_screening_list_2026-07-31.jsonl.xz"
"""The edition that is shipped with the product."""

T = TypeVar("T")


class Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first line: which edition this is, and what must follow."""

    format: Literal["comptrol.screening-list/1"]
    edition: EditionId
    title: str
    published: date
    source: str
    notice: str
    """Who made the list and under which terms it is passed on."""
    entities: int
    names: int
    entities_sha256: Digest
    """The digest of all lines that follow."""
    lists: tuple[Authority, ...]


_header = msgspec.json.Decoder(Header).decode
_entity = msgspec.json.Decoder(Entity).decode


def listing(file: Path | Traversable) -> tuple[Edition, tuple[Entity, ...]]:
    """Read a list whole, or raise UnreadableError with the file and the line to mend."""
    try:
        with file.open("rb") as packed, lzma.open(packed) as lines:
            reading = _Reading(iter(lines))
            entities = tuple(reading.entities())
            return reading.edition(), entities
    except FileNotFoundError as error:
        raise NotFoundError(f"there is no list at {file}: check the path") from error
    except UnreadableError as error:
        raise UnreadableError(f"{file.name}, {error}") from error
    except (lzma.LZMAError, EOFError) as error:
        raise UnreadableError(f"{file.name} is cut short or is not an xz file: {error}") from error


def header_and_entities(content: bytes) -> tuple[Header, tuple[Entity, ...]]:
    """Read a list whole from what its file holds, unpacked; UnreadableError names the line."""
    reading = _Reading(iter(io.BytesIO(content)))
    entities = tuple(reading.entities())
    reading.edition()  # counts and digest are what the header states
    return reading.header, entities


class _Reading:
    """One pass over the lines of a list, and what has been seen so far."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._line, self._names = 1, 0
        self._whole, self._body = sha256(), sha256()
        self._ids: set[str] = set()
        first = next(lines, b"")
        self._whole.update(first)
        self.header = self._read(_header, first)
        self._codes = {authority.code for authority in self.header.lists}

    def entities(self) -> Iterator[Entity]:
        """Yield every entity, each line as it is read."""
        for line in self._lines:
            self._line += 1
            self._whole.update(line)
            self._body.update(line)
            entity = self._read(_entity, line)
            if entity.list not in self._codes:
                raise self._unreadable(f"the header has no list {entity.list!r}")
            if entity.entity_id in self._ids:
                raise self._unreadable(f"{entity.entity_id} stands above already")
            self._ids.add(entity.entity_id)
            self._names += len(entity.names)
            yield entity

    def edition(self) -> Edition:
        """Return the edition that was read to its end, if it is what the header states."""
        head, self._line = self.header, 1
        found = (len(self._ids), self._names, self._body.hexdigest())
        stated = (head.entities, head.names, head.entities_sha256)
        for what, told, counted in zip(
            ("entities", "names", "digest"), stated, found, strict=True
        ):
            if told != counted:
                raise self._unreadable(f"it states {what} {told}, but what follows has {counted}")
        return Edition(
            edition=head.edition,
            title=head.title,
            published=head.published,
            source=head.source,
            digest=Digest(self._whole.hexdigest()),
            entities=head.entities,
            names=head.names,
            lists=head.lists,
        )

    def _read(self, decode: Callable[[bytes], T], line: bytes) -> T:
        try:
            return decode(line)
        except (msgspec.MsgspecError, UnicodeError) as error:
            raise self._unreadable(str(error)) from error

    def _unreadable(self, why: str) -> UnreadableError:
        return UnreadableError(f"line {self._line}: {why}")
