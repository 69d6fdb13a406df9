"""Requests as columns: each as its distinct values, and a code for every row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec
import numpy as np
import polars as pl

from comptrol.adapters.lab_columns.combining import Codes
from comptrol.domains.chips import Specification
from comptrol.domains.law import AccessRequest
from comptrol.domains.screening import Match, Verdict

NEEDED: Final = ("on", "door", "country")
SPECS: Final = (
    *("market", "nonplanar", "dense_Tops", "bits", "tpp", "die_mm2", "performance_density"),
    *("io_bidir_GBps", "dram_GBps", "hbm_GBps", "hbm_mm2"),
)
ITEM: Final = ("chip", *SPECS)
COUNTRIES: Final = ("from", "to", "site_country", "country", "hq_country", "ultimate_parent_hq")
OTHERS: Final = (
    *("id", "quantity", "recipient", "reexport", "end_use", "chip_hours", "possession_passes"),
    *("training_operations", "listing", "licence"),
)
KNOWN: Final = frozenset((*NEEDED, *ITEM, *COUNTRIES, *OTHERS))
UNREAD: Final = ("id", "recipient", "quantity")
"""Columns that tell no two requests apart: they are read row by row, where a row is shown."""
_AS_WRITTEN: Final = (
    *COUNTRIES[:3],
    *("end_use", "licence", "chip_hours", "training_operations"),
)
TRUTH: Final = {"": None, "0": False, "1": True, "false": False, "true": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its distinct values as text (empty where unknown), and a code for each row."""

    values: tuple[str, ...]
    codes: Codes

    def at(self, row: int) -> str:
        """Return the text of a row."""
        return self.values[int(self.codes[row])]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTable:
    """Requests as columns, in the order of the file. ``items`` tells chips apart."""

    frame: pl.DataFrame
    columns: Mapping[str, Column]
    days: Codes
    """The day of each row, as a proleptic ordinal."""
    items: Codes
    rejected: tuple[tuple[int, str], ...]
    """Rows of the file that cannot be judged, and why."""
    chips: Callable[[str], Specification]

    @property
    def rows(self) -> int:
        """Return how many rows can be judged."""
        return len(self.days)

    @property
    def quantities(self) -> Codes:
        """Return how many chips each row asks for; one where it does not say."""
        if "quantity" not in self.frame.columns:
            return np.ones(self.rows, dtype=np.int64)
        given = self.frame["quantity"].replace("", "1").cast(pl.Int64)
        return given.to_numpy().astype(np.int64)

    def taking(self, rows: Codes) -> "RequestTable":
        """Return some of the rows."""
        columns = {
            name: Column(values=it.values, codes=it.codes[rows])
            for name, it in self.columns.items()
        }
        unread = [name for name in UNREAD if name in self.frame.columns]
        return replace(
            self,
            frame=self.frame.select(unread)[rows] if unread else self.frame.clear(),
            columns=columns,
            days=self.days[rows],
            items=self.items[rows],
        )

    def name(self, row: int) -> str:
        """Return how a row is called: its id, or its number."""
        return str(self.frame["id"][row]) if "id" in self.frame.columns else f"row {row + 1}"

    def day(self, row: int) -> date:
        """Return the day of a row."""
        return date.fromordinal(int(self.days[row]))

    def request(self, row: int) -> AccessRequest:
        """Return one row as the request that is judged one by one."""
        text = {name: column.at(row) for name, column in self.columns.items()}
        text |= {name: self.frame[name][row] for name in UNREAD if name in self.frame.columns}
        given = {name: value for name, value in text.items() if value}
        item: dict[str, Any] = {name: given[name] for name in SPECS if name in given}
        item["quantity"] = int(given.get("quantity", "1"))
        chip = given.get("chip")
        item |= {"chip": chip} if chip else {}
        if "nonplanar" in item:
            item["nonplanar"] = TRUTH[item["nonplanar"]]
        if "bits" in item:
            item["bits"] = int(item["bits"])
        listing = given.get("listing")
        asked: dict[str, Any] = {
            "door": given["door"],
            "item": item,
            "recipient": {
                "name": given.get("recipient", "(not named)"),
                **_picked(given, COUNTRIES[3:]),
            },
            **_picked(given, _AS_WRITTEN),
            "reexport": bool(TRUTH[text.get("reexport", "")]),
            "possession_passes": TRUTH[text.get("possession_passes", "")],
        }
        read = msgspec.convert(asked, AccessRequest, strict=False)
        return msgspec.structs.replace(
            read,
            specification=self.chips(chip) if chip else None,
            listings=(_match(listing),) if listing else (),
            screening_verdict=Verdict.MATCH if listing else Verdict.CLEAR,
        )


def _picked(given: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: given[name] for name in names if name in given}


def _match(code: str) -> Match:
    return Match(
        entity_id="", name="(as listed)", list=code, score=Decimal(1), why="", effect="",
        citation="",
    )  # fmt: skip
