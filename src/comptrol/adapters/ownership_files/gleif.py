"""How are GLEIF's records of who owns whom read, the level 2 data of the LEI system?

A record says that one entity's accounts are consolidated by another (RR-CDF 2.1). That is
evidence of control, by accounting rules, and no percentage: the share stays unknown.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from comptrol.adapters.ownership_files.register import OwnershipFile
from comptrol.domains.parties import Holding
from comptrol.kernel.columns import unread_columns
from comptrol.kernel.errors import ComptrolError, UnreadableError
from comptrol.kernel.lei import is_lei
from comptrol.kernel.signature import check_names

CONSOLIDATED: Final = frozenset({"IS_DIRECTLY_CONSOLIDATED_BY", "IS_ULTIMATELY_CONSOLIDATED_BY"})
CHILD: Final = "Relationship.StartNode.NodeID"
PARENT: Final = "Relationship.EndNode.NodeID"
TYPE: Final = "Relationship.RelationshipType"
STATUS: Final = "Relationship.RelationshipStatus"
PERIODS: Final = 5
"""As many periods as the columns of the published file have room for."""
_RECORDS_MAX: Final = 1_000_000
_PREFIX: Final = "Relationship."
_READ: Final = (
    *(CHILD, PARENT, TYPE, STATUS),
    *(
        f"{_PREFIX}Period.{number}.{field}"
        for number in range(1, PERIODS + 1)
        for field in ("StartDate", "EndDate", "PeriodType", "startDate", "endDate", "periodType")
    ),
)
_PUBLISHED: Final = (
    *("Registration.", "Relationship.Qualifiers.", "Relationship.Quantifiers."),
    *("Relationship.StartNode.", "Relationship.EndNode."),
)
"""How the columns begin that the published table has beside those that are read."""
_COLUMNS: Final = {"RelationshipPeriod": "Period"}

Row = Mapping[str, str]


def read_gleif_csv(raw: bytes) -> OwnershipFile:
    """Read the published table; mistakes are named by line and column."""
    try:
        header, rows = _table(raw.decode())
        return _read(rows, _unread(header))
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not UTF-8: {error}") from error
    except csv.Error as error:
        raise UnreadableError(f"not CSV: {error}") from error


def _table(text: str) -> tuple[list[str], list[tuple[str, Row]]]:
    """Return the header, and with its line every row that is not empty: each as wide as that."""
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    header, rows = next(lines, list[str]()), list[tuple[str, Row]]()
    missing = [it for it in (CHILD, PARENT, TYPE) if it not in header]
    if missing:
        raise UnreadableError(f"line 1: missing column: {missing[0]}")
    for cells in lines:
        if cells and len(cells) != len(header):
            told = f"{len(cells)} fields, expected {len(header)} as in line 1"
            raise UnreadableError(f"line {lines.line_num}: {told}")
        if cells:
            rows.append((f"line {lines.line_num}", dict(zip(header, cells, strict=True))))
    return header, rows


def _unread(header: Sequence[str]) -> list[str]:
    """Return notes on columns that are neither read nor published; what tells is their ends."""
    asked = [_end(it) for it in header if it in _READ or not it.startswith(_PUBLISHED)]
    return unread_columns(asked, [_end(it) for it in _READ], "line 1")


def _end(column: str) -> str:
    """Return a column without how nearly all of them begin."""
    begins = column.casefold().startswith(_PREFIX.casefold())
    return column[len(_PREFIX) :] if begins else column


def read_gleif_json(raw: bytes) -> OwnershipFile:
    """Read the published JSON, whose values stand under a dollar sign; mistakes by record."""
    try:
        found = msgspec.json.decode(raw, type=dict[str, list[dict[str, Any]]])
        check_names(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ComptrolError) as error:
        raise UnreadableError(f"no GLEIF relationship records: {error}") from error
    if found.keys() != {"relations"}:
        raise UnreadableError('no GLEIF relationship records: expected {"relations": [...]}')
    rows: list[tuple[str, Row]] = []
    for number, record in enumerate(found["relations"]):
        inner = record.get("RelationshipRecord", record)
        rows.append((f"$.relations[{number}]", dict(_flat("", inner))))
    return _read(rows, ())


def _flat(path: str, value: object) -> Iterable[tuple[str, str]]:
    """Return the leaves of a record under the column names of the table."""
    if isinstance(value, list):
        for number, one in enumerate(value, 1):
            yield from _flat(f"{path}.{number}", one)
    elif isinstance(value, dict) and value.keys() == {"$"}:
        yield path, str(value["$"])
    elif isinstance(value, dict):
        for key, one in value.items():
            # What the table calls Period.1, Period.2, the record has one level further down.
            inner = path if key == "RelationshipPeriods" else f"{path}.{_COLUMNS.get(key, key)}"
            listed = [one] if key in _COLUMNS and isinstance(one, dict) else one
            yield from _flat(inner.removeprefix("."), listed)
    else:
        yield path, "" if value is None else str(value)


def _read(rows: Sequence[tuple[str, Row]], unread: Sequence[str]) -> OwnershipFile:
    if len(rows) > _RECORDS_MAX:
        raise UnreadableError(f"more than {_RECORDS_MAX} records")
    notes: Counter[str] = Counter()
    holdings = []
    for place, row in rows:
        kind = row.get(TYPE, "")
        if kind not in CONSOLIDATED:
            notes[f"{kind or 'a record without a type'} is no consolidation, and is not read"] += 1
        elif row.get(STATUS, "ACTIVE") not in {"ACTIVE", ""}:
            notes["a relationship that is not active is not read"] += 1
        else:
            holdings.append(_holding(place, row, kind))
    ids = {it for one in holdings for it in (one.owner, one.asset)}
    wrong = sorted(it for it in ids if not is_lei(it))
    told = [f"{text} ({times} times)" for text, times in notes.items()]
    told += [f"{it!r} is no LEI whose check digits hold" for it in wrong[:20]]
    if len(wrong) > len(wrong[:20]):
        told.append(f"{len(wrong)} LEIs in all have check digits that do not hold")
    return OwnershipFile(holdings=tuple(holdings), notes=(*unread, *told))


def _holding(place: str, row: Row, kind: str) -> Holding:
    start, until = _period(place, row)
    try:
        return msgspec.convert(
            {
                "owner": row.get(PARENT, "").strip(),
                "asset": row.get(CHILD, "").strip(),
                "bp_min": 0,
                "bp_max": 10_000,
                "from": start,
                "to": until,
                "source": f"GLEIF {kind}",
                "control": True,
            },
            Holding,
        )
    except msgspec.ValidationError as error:
        raise UnreadableError(f"{place}: {error}") from error


def _period(place: str, row: Row) -> tuple[date | None, date | None]:
    """Return the days of the relationship itself; those of accounts and filings are others."""
    for number in range(1, PERIODS + 1):
        column = f"Relationship.Period.{number}."
        kind = row.get(f"{column}periodType", row.get(f"{column}PeriodType", ""))
        if kind == "RELATIONSHIP_PERIOD":
            start = row.get(f"{column}startDate", row.get(f"{column}StartDate", ""))
            end = row.get(f"{column}endDate", row.get(f"{column}EndDate", ""))
            return _day(place, start), _day(place, end)
    return None, None


def _day(place: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError as error:
        raise UnreadableError(f"{place}: {text!r} is no date (ISO 8601)") from error
