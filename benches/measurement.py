"""One figure, and what stands beside it."""

import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

RESULTS = Path(__file__).parent.parent / "docs" / "bench" / "results.json"


class Measurement(msgspec.Struct, frozen=True, kw_only=True):
    """A figure as it was measured, unrounded, with the limit or the peer of the same run.

    ``ratio`` is the figure over the limit, or over the peer where there is no limit. ``target``
    is a bound as it was set: at least (>=) or at most (<=) a number.
    """

    name: str
    value: float
    unit: str
    target: str | None = None
    peer: str | None = None
    peer_value: float | None = None
    limit_name: str | None = None
    limit: float | None = None

    @property
    def ratio(self) -> float | None:
        """Return the figure over what stands beside it."""
        beside = self.limit if self.limit is not None else self.peer_value
        return self.value / beside if beside else None

    @property
    def met(self) -> bool | None:
        """Tell whether the target is met; nothing where none was set."""
        if self.target is None:
            return None
        sign, _, bound = self.target.partition(" ")
        return self.value >= float(bound) if sign == ">=" else self.value <= float(bound)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def keep(measured: Sequence[Measurement], command: str) -> None:
    """Write the figures into the results, in the place of earlier ones of the same name."""
    kept: dict[str, Any] = {}
    if RESULTS.exists():
        kept = {row["name"]: row for row in json.loads(RESULTS.read_text())}
    for one in measured:
        kept[one.name] = {
            **msgspec.to_builtins(one),
            "ratio": one.ratio,
            "command": command,
            "machine": machine(),
            "date": datetime.now(UTC).date().isoformat(),  # noqa: TID251
        }
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    rows = [kept[name] for name in sorted(kept)]
    RESULTS.write_text(json.dumps(rows, indent=1) + "\n")


def machine() -> str:
    """Return on what the figures were measured."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def show(measured: Sequence[Measurement]) -> None:
    """Print one table."""
    head = ("figure", "value", "unit", "target", "", "beside it, in the same run", "ratio")
    rows = [head, *map(_cells, measured)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


def _cells(one: Measurement) -> tuple[str, ...]:
    beside = one.limit_name or one.peer or ""
    value = one.limit if one.limit is not None else one.peer_value
    return (
        one.name,
        f"{one.value:,.4g}" if one.value < 100 else f"{one.value:,.0f}",  # noqa: PLR2004
        one.unit,
        one.target or "",
        {True: "met", False: "NOT MET", None: ""}[one.met],
        f"{beside}: {value:,.4g}" if value is not None else "",
        f"{one.ratio:.2f}" if one.ratio is not None else "",
    )
