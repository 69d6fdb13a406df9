"""What is told of lists: their age, and what one edition changes in another."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from comptrol.domains.screening import Difference, Edition, Entity, Matcher

STALE_DAYS: Final = 7
"""Public gates treat an older list as stale."""
SHOWN_MAX: Final = 200


def age_days(edition: Edition, today: date) -> int:
    """Return how old an edition is."""
    return (today - edition.published).days


def notes_on(files: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    """Yield what is to be said of files that were read, each by its name."""
    return (f"note: {name}, {text}" for name, notes in files for text in notes)


def difference_page(found: Difference, before: Matcher, after: Matcher) -> Iterator[str]:
    """Yield the lines that show a difference to a person."""
    old = {entity.entity_id: entity for entity in before.entities}
    new = {entity.entity_id: entity for entity in after.entities}
    yield (
        f"{before.edition.edition} to {after.edition.edition}: {len(found.added)} added, "
        f"{len(found.removed)} removed, {len(found.changed)} changed"
    )
    lines = [
        *(f"+ {_told(new, name)}" for name in found.added),
        *(f"- {_told(old, name)}" for name in found.removed),
        *(f"~ {_told(new, it.after)}: {', '.join(it.fields)}" for it in found.changed),
    ]
    yield from lines[:SHOWN_MAX]
    if len(lines) > SHOWN_MAX:
        yield f"... and {len(lines) - SHOWN_MAX} more; all of them: comptrol lists diff --json"


def _told(entities: Mapping[str, Entity], name: str) -> str:
    entity = entities[name]
    return f"{entity.list} {entity.name} ({name})"
