"""What is different between two editions of a list? Who came, who went, and what of whom changed.

An entity is found again by its identifier: the list's own number, or a digest of its notice, name
and country. What is left is matched by notice, folded name and countries, and then by likeness
within a notice: "TanWei" that becomes "Tan Wei" is a change, and no delisting. Numbers in names
must agree, and numbers that a list gives are never matched by name: they are what it says.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from comptrol.domains.screening.formulas.listing import Entity
from comptrol.domains.screening.formulas.respellings import (
    LIKENESS_MIN,
    Spelled,
    folded,
    likeness_of,
    notices,
    spelled_out,
)

_CONTENT_ID: Final = re.compile(r"-[0-9a-f]{12}\Z")
_FIELDS: Final = tuple(field for field in Entity.__struct_fields__ if field != "entity_id")


class Change(NamedTuple):
    """One entity in both editions, under which identifiers, and the fields that differ."""

    before: str
    after: str
    fields: tuple[str, ...]


class Difference(NamedTuple):
    """What an edition changes in the one before it."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Change, ...]


class _Grade(NamedTuple):
    """How alike two entities are."""

    likeness: float
    old: Entity
    new: Entity

    def order(self) -> tuple[float, bool, bool, str, str]:
        """Return where the pair stands: the most alike first, then what agrees beside the name."""
        old, new = self.old, self.new
        elsewhere = set(old.countries) != set(new.countries)
        renoticed = old.federal_register != new.federal_register
        return -self.likeness, elsewhere, renoticed, old.entity_id, new.entity_id


def difference(before: Iterable[Entity], after: Iterable[Entity]) -> Difference:
    """Return who was added and removed, and who changed in which fields."""
    old = {(entity.list, entity.entity_id): entity for entity in before}
    new = {(entity.list, entity.entity_id): entity for entity in after}
    pairs = [(entity, new[key]) for key, entity in old.items() if key in new]
    gone = [entity for key, entity in old.items() if key not in new]
    come = [entity for key, entity in new.items() if key not in old]
    pairs += _same(gone, come)
    pairs += _alike(_left(gone, (one for one, _ in pairs)), _left(come, (two for _, two in pairs)))
    return Difference(
        added=tuple(entity.entity_id for entity in _left(come, (two for _, two in pairs))),
        removed=tuple(entity.entity_id for entity in _left(gone, (one for one, _ in pairs))),
        changed=tuple(
            Change(one.entity_id, two.entity_id, fields_of(one, two))
            for one, two in pairs
            if one != two
        ),
    )


def fields_of(before: Entity, after: Entity) -> tuple[str, ...]:
    """Return the fields in which two entities differ, their identifiers apart."""
    return tuple(name for name in _FIELDS if getattr(before, name) != getattr(after, name))


def _left(entities: Iterable[Entity], found: Iterable[Entity]) -> list[Entity]:
    known = {(entity.list, entity.entity_id) for entity in found}
    return [entity for entity in entities if (entity.list, entity.entity_id) not in known]


def _same(gone: Sequence[Entity], come: Sequence[Entity]) -> list[tuple[Entity, Entity]]:
    """Pair what has the same notice, folded name and countries, in the order of the lists."""
    waiting: dict[Hashable, list[Entity]] = defaultdict(list)
    for entity in come:
        if _unnumbered(entity):
            waiting[_key(entity)].append(entity)
    return [
        (entity, found.pop(0))
        for entity in gone
        if _unnumbered(entity) and (found := waiting.get(_key(entity)))
    ]


def _key(entity: Entity) -> Hashable:
    return entity.list, notices(entity), folded(entity.name), frozenset(entity.countries)


def _unnumbered(entity: Entity) -> bool:
    """Tell whether an identifier is a digest of what is printed, and not the list's number."""
    return _CONTENT_ID.search(entity.entity_id) is not None


def _alike(gone: Sequence[Entity], come: Sequence[Entity]) -> list[tuple[Entity, Entity]]:
    """Pair what is most alike within one notice, or within one country where there is none."""
    groups: dict[Hashable, list[Spelled]] = defaultdict(list)
    for spelled in map(spelled_out, filter(_unnumbered, come)):
        for group in _groups(spelled):
            groups[group].append(spelled)
    graded = [
        _Grade(likeness, old.entity, new.entity)
        for old in map(spelled_out, filter(_unnumbered, gone))
        for group in _groups(old)
        for new in groups.get(group, ())
        if (likeness := likeness_of(old, new)) >= LIKENESS_MIN
    ]
    return list(_best(sorted(graded, key=_Grade.order)))


def _best(graded: Iterable[_Grade]) -> Iterator[tuple[Entity, Entity]]:
    used: set[str] = set()
    for _, old, new in graded:
        marks = {f"old {old.entity_id}", f"new {new.entity_id}"}
        if not marks & used:
            used |= marks
            yield old, new


def _groups(spelled: Spelled) -> Iterator[Hashable]:
    entity = spelled.entity
    yield from ((entity.list, notice) for notice in spelled.notices)
    if not spelled.notices:
        yield entity.list, frozenset(entity.countries)
