"""What came of reading a list: the entities, and every row that is none, with the reason.

A row is kept, merged into another that says the same listing, or refused. None is dropped:
``rows == len(entities) + len(refused) + merged`` holds of every file that is read.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final, TypeVar
from xml.etree.ElementTree import Element

import msgspec

from comptrol.adapters.list_files.authorities import authority
from comptrol.domains.screening import Authority, Entity
from comptrol.kernel.errors import UnreadableError

T = TypeVar("T")

SHOWN_LETTERS_MAX: Final = 200
"""How much of a refused row is repeated, so that a person finds it again."""


class RefusedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that became no entity: where it stands, what it says, and what is wrong with it."""

    where: str
    what: str
    why: str


class ListFile(msgspec.Struct, frozen=True, kw_only=True):
    """A list as it was read, with an account of every row."""

    format: str
    published: date | None
    """The day that the file states of itself. None: it states none."""
    authorities: tuple[Authority, ...]
    entities: tuple[Entity, ...]
    refused: tuple[RefusedRow, ...]
    rows: int
    merged: int = 0
    """Rows that say the same listing as another one, and were joined to it."""
    title: str = ""
    """What the file calls itself, where it says so."""
    notice: str = ""
    """Who made it and under which terms it is passed on, where it says so."""
    notes: tuple[str, ...] = ()
    """What was read, and hardly meant so: for the person who keeps the list."""

    def __post_init__(self) -> None:
        """See to it that no row is lost."""
        assert self.rows == len(self.entities) + len(self.refused) + self.merged, "a row is lost"


class Rows:
    """The account of one pass over the rows of a list."""

    def __init__(self, *, form: str, published: date | None) -> None:
        self._form, self._published = form, published
        self._entities: dict[str, Entity] = {}
        self._refused: list[RefusedRow] = []
        self._rows = self._merged = 0

    def each(self, rows: Iterable[tuple[str, T]], make: Callable[[T], Entity]) -> None:
        """Make an entity of every row, or note why it is none."""
        for where, row in rows:
            try:
                entity = make(row)
            except (UnreadableError, msgspec.MsgspecError, RecursionError) as error:
                self.refuse(where, row, str(error))
            else:
                self.keep(entity)

    def keep(self, entity: Entity) -> None:
        """Add an entity, or join it to one that is the same listing."""
        self._rows += 1
        known = self._entities.get(entity.entity_id)
        if known is None:
            self._entities[entity.entity_id] = entity
        elif (known.list, known.name) == (entity.list, entity.name):
            self._merged += 1
            self._entities[entity.entity_id] = joined(known, entity)
        else:
            self._rows -= 1
            digest = content_id(entity.entity_id, entity.list, entity.name)
            self.keep(msgspec.structs.replace(entity, entity_id=digest))

    def refuse(self, where: str, row: object, why: str) -> None:
        """Note a row that is no entity."""
        self._rows += 1
        self._refused.append(RefusedRow(where=where, what=shown(row), why=why))

    def file(self) -> ListFile:
        """Return the account."""
        counted = Counter(entity.list for entity in self._entities.values())
        return ListFile(
            format=self._form,
            published=self._published,
            authorities=tuple(authority(code, counted[code]) for code in sorted(counted)),
            entities=tuple(self._entities.values()),
            refused=tuple(self._refused),
            rows=self._rows,
            merged=self._merged,
        )


def shown(row: object) -> str:
    """Return the beginning of a row, as a person will look for it."""
    if isinstance(row, tuple) and row and isinstance(row[-1], msgspec.Raw):
        row = row[-1]
    if isinstance(row, Element):
        row = " ".join(" ".join(row.itertext()).split())
    text = bytes(row).decode(errors="replace") if isinstance(row, msgspec.Raw) else str(row)
    return " ".join(text.split())[:SHOWN_LETTERS_MAX]


def joined(first: Entity, second: Entity) -> Entity:
    """Return one entity with what two rows say of it."""
    both: dict[str, Any] = {
        field: tuple(dict.fromkeys((*told, *getattr(second, field))))
        for field in Entity.__struct_fields__
        if isinstance(told := getattr(first, field), tuple)
    }
    return msgspec.structs.replace(first, **both)


def content_id(code: str, *told: str | list[str] | None) -> str:
    """Name an entity of a list that numbers none by what identifies it.

    The recipe is that of the shipped edition (``scripts/reference/screening_list.py``).
    """
    digest = hashlib.sha256(json.dumps([code, *told]).encode()).hexdigest()
    return f"{code}-{digest[:12]}".lower()


def decoded(content: bytes | msgspec.Raw, kind: type[T], what: str) -> T:
    """Read JSON as what it should be, or say what is wrong with it."""
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise UnreadableError(f"this is not {what}: {error}") from error
