"""Makes an edition of lists as they were published, and writes it as one file.

Lists that say the same listing (the Entity List stands in two official files, one of which has the
addresses) become one entity with what both say.
"""

import lzma
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from comptrol.adapters.list_files import ListFile, edition, read_list
from comptrol.adapters.list_files.reading import joined
from comptrol.adapters.screening_list_file import Header
from comptrol.domains.screening import Authority, Edition, EditionId, Entity
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import Digest

NOTICE: Final = "Facts of the lists named; see the address of each for who made it."
SUFFIXES: Final = frozenset({".json", ".gz", ".xml", ".csv", ".xz", ".txt"})
OFAC: Final = frozenset({"SDN.CSV", "ADD.CSV", "ALT.CSV", "SDN_COMMENTS.CSV"})
_KNOWN: Final = ", ".join(sorted(SUFFIXES))

_encode = msgspec.json.Encoder().encode


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """An edition that was made, with the files that it was made of."""

    edition: Edition
    entities: tuple[Entity, ...]
    lines: bytes
    """The file before it is packed: the header, and an entity on each line."""
    files: tuple[tuple[str, ListFile], ...]


def files_in(paths: Iterable[Path]) -> list[Path]:
    """Return the list files that are named, or that stand in the folders that are named."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise NotFoundError(f"there is no {path}: check the path")
        found += _inside(path) if path.is_dir() else [path]
    return found


def _inside(folder: Path) -> list[Path]:
    """Return the lists in a folder; what is none is named, so that nothing is left out unseen."""
    inside = sorted(folder.iterdir())
    names = {it.name.upper() for it in inside}
    strangers = [it.name for it in inside if it.is_dir() or it.suffix.lower() not in SUFFIXES]
    if "SDN.CSV" in names:
        strangers = sorted(names - OFAC)
    if strangers or not inside:
        what = f"holds {strangers[0]!r}, which is none" if strangers else "holds no list"
        raise UnreadableError(f"{folder} is to hold lists alone ({_KNOWN}), and {what}")
    return [folder] if "SDN.CSV" in names else inside


def made(paths: Sequence[Path], *, name: str | None = None, published: date | None = None) -> Made:
    """Read lists and make one edition of them; its day is the latest that the lists state."""
    files = tuple((path.name, read_list(path)) for path in paths)
    days = [file.published for _, file in files if file.published is not None]
    day = published or max(days, default=None)
    if day is None:
        told = ", ".join(name for name, _ in files)
        raise UnreadableError(
            f"{told}: no day is stated; make an edition with comptrol lists build --published DAY"
        )
    _check_codes(files)
    entities = _together(file.entities for _, file in files)
    if not entities:
        raise UnreadableError(f"{', '.join(name for name, _ in files)}: no entity, so no edition")
    described, lines = _written(
        entities,
        authorities=_authorities(files, entities, day),
        name=EditionId(name or f"lists-{day}"),
        published=day,
        files=files,
    )
    return Made(edition=described, entities=entities, lines=lines, files=files)


def write(made_of: Made, file: Path) -> None:
    """Write an edition as a packed file; what stands there already is left alone."""
    try:
        with file.open("xb") as out:
            out.write(lzma.compress(made_of.lines))
    except OSError as error:
        raise UnreadableError(f"{file}: {error.strerror}") from error


def _together(lists: Iterable[tuple[Entity, ...]]) -> tuple[Entity, ...]:
    known: dict[str, Entity] = {}
    for entities in lists:
        for entity in entities:
            before = known.get(entity.entity_id)
            if before is not None and before.list != entity.list:
                raise UnreadableError(
                    f"{entity.entity_id} is an identifier on {before.list} and on {entity.list}"
                )
            known[entity.entity_id] = entity if before is None else joined(before, entity)
    return tuple(known.values())


def _check_codes(files: Sequence[tuple[str, ListFile]]) -> None:
    """Refuse a list that an edition has, and another file too: nobody could tell which counts."""
    seen: dict[str, tuple[str, ListFile]] = {}
    for name, file in files:
        for row in file.authorities:
            other, known = seen.setdefault(row.code, (name, file))
            if known is not file and edition.FORMAT in {known.format, file.format}:
                raise UnreadableError(
                    f"{row.code} is a list of {other} and of {name}: leave one of them out, or "
                    "give your own list another code in its column list"
                )


def _authorities(
    files: Sequence[tuple[str, ListFile]], entities: Sequence[Entity], day: date
) -> tuple[Authority, ...]:
    counted = Counter(entity.list for entity in entities)
    known = {row.code: row for _, file in files for row in file.authorities}
    return tuple(
        msgspec.structs.replace(
            known[code],
            entities=counted[code],
            published=None if known[code].published == day else known[code].published,
        )
        for code in sorted(counted)
    )


def _written(
    entities: tuple[Entity, ...],
    *,
    authorities: tuple[Authority, ...],
    name: EditionId,
    published: date,
    files: Sequence[tuple[str, ListFile]],
) -> tuple[Edition, bytes]:
    title = ", ".join(dict.fromkeys(file.title or file.format for _, file in files))
    source = ", ".join(of for of, _ in files)
    notices = (NOTICE, *(file.notice for _, file in files if file.notice))
    body = b"".join(_encode(entity) + b"\n" for entity in entities)
    names = sum(len(entity.names) for entity in entities)
    header = Header(
        format="comptrol.screening-list/1",
        edition=name,
        title=title,
        published=published,
        source=source,
        notice=" ".join(dict.fromkeys(notices)),
        entities=len(entities),
        names=names,
        entities_sha256=Digest(sha256(body).hexdigest()),
        lists=authorities,
    )
    lines = _encode(header) + b"\n" + body
    described = Edition(
        edition=name,
        title=title,
        published=published,
        source=source,
        digest=Digest(sha256(lines).hexdigest()),
        entities=len(entities),
        names=names,
        lists=authorities,
    )
    return described, lines
