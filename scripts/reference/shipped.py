"""What a shipped file is, how it is written, and what changed in it."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

LINE_MAX = 900
"""A record that fits on one line of this length stays on one line: a diff then shows records."""

Rows = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """One file of the product: what stands in it, and how its rows are told apart."""

    name: str
    content: Any
    rows: Callable[[Any], Rows]

    def text(self) -> str:
        """Return the file as it ships: the same bytes for the same content."""
        if isinstance(self.content, str):
            return self.content
        return written(self.content) + "\n"

    def changes(self, folder: Path) -> "Changes":
        """Compare with the file that is there, row by row."""
        path = folder / self.name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        after = self.text()
        return Changes(
            name=self.name,
            same_bytes=before == after,
            old=self._rows_of(before) if before else {},
            new=self._rows_of(after),
        )

    def _rows_of(self, text: str) -> Rows:
        return self.rows(text if isinstance(self.content, str) else json.loads(text))


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What would change in one file."""

    name: str
    same_bytes: bool
    old: Rows
    new: Rows

    def report(self, *, most: int = 20) -> Iterator[str]:
        """Yield a summary line, then the rows that differ, at most so many of each sort."""
        kept = self.old.keys() & self.new.keys()
        sorts = {
            "+": sorted(self.new.keys() - self.old.keys()),
            "-": sorted(self.old.keys() - self.new.keys()),
            "~": sorted(row for row in kept if self.old[row] != self.new[row]),
        }
        added, removed, changed = (len(rows) for rows in sorts.values())
        word = "unchanged" if self.same_bytes else f"+{added} -{removed} ~{changed}"
        yield f"{self.name}: {len(self.new)} rows, {word}"
        for sign, rows in sorts.items():
            yield from (f"  {sign} {row}" for row in rows[:most])
            if len(rows) > most:
                yield f"  {sign} … and {len(rows) - most} more"


def written(value: Any, indent: str = "") -> str:  # noqa: ANN401
    """Return JSON with sorted keys: whatever fits on one line there, the rest opened up."""
    flat = json.dumps(value, ensure_ascii=False, sort_keys=True)
    if not isinstance(value, dict | list) or (indent and len(flat) <= LINE_MAX):
        return flat
    inner = indent + " "
    if isinstance(value, dict):
        items = [f"{json.dumps(key)}: {written(value[key], inner)}" for key in sorted(value)]
        left, right = "{", "}"
    else:
        items = [written(item, inner) for item in value]
        left, right = "[", "]"
    body = f",\n{inner}".join(items)
    return f"{left}\n{inner}{body}\n{indent}{right}"


def known(value: str) -> Decimal | None:
    """Return the number in a cell, or nothing where it is empty or 0: unknown is never zero."""
    number = Decimal(value) if value else Decimal(0)
    return number or None
