"""Reads OFAC's list of Specially Designated Nationals: SDN.CSV with ADD.CSV and ALT.CSV beside it.

No header; ``-0-`` is *nothing*; columns as OFAC's ``dat_spec.txt`` has them. A row of ADD or ALT
that belongs to no row of SDN is refused: something was lost on the way. The file ends with
Control-Z, a mark of MS-DOS, which is no row.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from comptrol.adapters.list_files.ofac_remarks import remarks_in
from comptrol.adapters.list_files.opening import contents
from comptrol.adapters.list_files.places import placed
from comptrol.adapters.list_files.reading import ListFile, Rows
from comptrol.adapters.list_files.spelling import cleaned, name_in, names_in
from comptrol.adapters.list_files.tables import BOM, lines_of
from comptrol.domains.screening import Entity
from comptrol.kernel.errors import NotFoundError, UnreadableError

FORMAT: Final = "us-ofac-sdn"
COLUMNS, ADDRESS_COLUMNS, ALIAS_COLUMNS = 12, 6, 5
_ROW: Final = re.compile(rb'\s*"?\d+"?\s*,\s*("(?:[^"]|"")*"|[^,"\n]*),(?:[^\n]*-0-)')
_NOTHING: Final = "-0-"
_TYPES: Final = {
    "": "Entity",
    "individual": "Individual",
    "vessel": "Vessel",
    "aircraft": "Aircraft",
}

Lines = dict[str, list[list[str]]]


def recognises(content: bytes) -> bool:
    """Tell whether a file begins as SDN.CSV does: a number, a name, ``-0-`` for nothing."""
    return _ROW.match(content[:65536].removeprefix(BOM)) is not None


def read(file: Path) -> ListFile:
    """Read the three files of a folder, or SDN.CSV and what lies beside it."""
    found = file if file.is_file() else beside(file, "sdn")
    if found is None:
        raise NotFoundError(f"there is no SDN.CSV in {file}: check the path")
    return read_content(contents(found), _optional(found, "add"), _optional(found, "alt"))


def beside(folder: Path, name: str) -> Path | None:
    """Return a file of a folder by its name, without regard to case."""
    listed = sorted(folder.iterdir()) if folder.is_dir() else []
    return next(
        (
            file
            for file in listed
            if file.suffix.casefold() == ".csv" and file.stem.casefold() == name
        ),
        None,
    )


def _optional(sdn: Path, name: str) -> bytes:
    found = beside(sdn.parent, name)
    return contents(found) if found and sdn.stem.casefold() == "sdn" else b""


def read_content(sdn: bytes, addresses: bytes = b"", aliases: bytes = b"") -> ListFile:
    """Read the three files. Rows counted are those of the first, and strays of the others."""
    rows = Rows(form=FORMAT, published=None)
    parties = list(_lines(sdn))
    known = {row[0].strip() for _, row in parties if row}
    if not any(len(row) == COLUMNS for _, row in parties):
        raise UnreadableError("this is not SDN.CSV: no row has twelve columns")
    places = _belonging(rows, "ADD.CSV", addresses, known, ADDRESS_COLUMNS)
    others = _belonging(rows, "ALT.CSV", aliases, known, ALIAS_COLUMNS)
    rows.each(parties, _made(places, others))
    return rows.file()


def _lines(content: bytes) -> Iterator[tuple[str, list[str]]]:
    text = content.removeprefix(BOM).replace(b"\x1a", b"")
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError:
        decoded = text.decode("cp1252", errors="replace")
    return lines_of(decoded)


def _belonging(rows: Rows, name: str, content: bytes, known: set[str], columns: int) -> Lines:
    """Return a file's rows by the party they belong to; refuse those that belong to none."""
    grouped: Lines = defaultdict(list)
    for where, row in _lines(content):
        if len(row) != columns:
            rows.refuse(f"{name}, {where}", row, f"it has {len(row)} columns, not {columns}")
        elif row[0].strip() not in known:
            rows.refuse(f"{name}, {where}", row, f"SDN.CSV has no party {row[0].strip()!r}")
        else:
            grouped[row[0].strip()].append([_told(cell) for cell in row])
    return grouped


def _made(places: Lines, others: Lines) -> Callable[[list[str]], Entity]:
    def made(row: list[str]) -> Entity:
        if len(row) != COLUMNS:
            raise UnreadableError(f"it has {len(row)} columns, not {COLUMNS}")
        number, name, kind, program, _, call_sign, *_, remarks = (_told(cell) for cell in row)
        if not number.isdecimal():
            raise UnreadableError(f"ent_num: {number!r} is no number")
        at = places.get(number, [])
        told = remarks_in(remarks)
        primary = name_in(name)
        aliases = names_in((alias[3] for alias in others.get(number, [])), besides=(primary,))
        countries, elsewhere = placed(address[4] for address in at)
        return Entity(
            entity_id=f"sdn-{number}",
            name=primary,
            list="SDN",
            aliases=aliases,
            type=_TYPES.get(kind.casefold(), kind),
            countries=countries,
            places=elsewhere,
            programs=tuple(part for part in re.split(r"\]\s*\[", program.strip("[] ")) if part),
            weak_aliases=names_in(told.weak_aliases, besides=(primary, *aliases)),
            addresses=tuple(dict.fromkeys(filter(None, map(_on_one_line, at)))),
            identifiers=(*told.identifiers, *([f"callsign:{call_sign}"] if call_sign else [])),
            births=told.births,
        )

    return made


def _on_one_line(address: list[str]) -> str:
    parts = [part for part in address[2:5] if part]
    return ", ".join(parts) if len(parts) > 1 or address[2] else ""


def _told(cell: str) -> str:
    text = cleaned(cell)
    return "" if text == _NOTHING else text
