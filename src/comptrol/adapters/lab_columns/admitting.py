"""Which rows of a file of requests cannot be judged, and why?"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from itertools import chain

import msgspec
import numpy as np
import polars as pl

from comptrol.adapters.lab_columns.table import COUNTRIES, ITEM, SPECS, TRUTH, Column, RequestTable
from comptrol.domains.chips import Specification
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import ComptrolError
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.quantity import are_operations, is_measure

LETTERS_MAX = 400
"""As in a request that is judged one by one."""

Doubt = tuple[pl.Series, str]
"""Rows in which something is wrong, and what."""


def reasons_against(
    text: pl.DataFrame,
    days: pl.Series,
    countries: Countries,
    chips: Callable[[str], Specification],
) -> pl.Series:
    """Return for each row the first reason why it cannot be judged, or nothing."""
    found = pl.Series([None] * text.height, dtype=pl.String)
    doubts = chain(_of_days_and_doors(text, days), _of_places(text, countries), _of_cells(text))
    for bad, reason in doubts:
        noted = pl.when(found.is_null() & bad).then(pl.lit(reason)).otherwise(found)
        found = pl.select(noted).to_series()
    return _note_items(text, found, chips)


def _of_days_and_doors(text: pl.DataFrame, days: pl.Series) -> Iterator[Doubt]:
    yield days.is_null(), "on: not a day (YYYY-MM-DD)"
    yield ~text["door"].is_in(["sale", "rental"]), "door: sale or rental"


def _of_places(text: pl.DataFrame, countries: Countries) -> Iterator[Doubt]:
    for name in COUNTRIES:
        if name in text.columns:
            bad = [it for it in text[name].unique() if it and CountryCode(it) not in countries]
            yield text[name].is_in(bad), f"{name}: no country of ISO 3166-1"
    for door, needed in (("sale", ("from", "to")), ("rental", ("site_country",))):
        for name in needed:
            empty = (
                text[name] == ""
                if name in text.columns
                else pl.Series([True] * text.height, dtype=pl.Boolean)
            )
            yield (text["door"] == door) & empty, f"{name}: a {door} needs this country code"
    yield text["country"] == "", "country: where is the recipient?"


def _of_cells(text: pl.DataFrame) -> Iterator[Doubt]:
    for name in ("reexport", "possession_passes", "nonplanar"):
        if name in text.columns:
            yield ~text[name].is_in(list(TRUTH)), f"{name}: 1, 0 or empty"
    for name in ("quantity", "chip_hours", "training_operations"):
        if name in text.columns:
            bad = [it for it in text[name].unique() if it and not _is_amount(it, name)]
            yield text[name].is_in(bad), f"{name}: no number that it can be"
    for name in ("end_use", "licence"):
        if name in text.columns:
            yield text[name].str.len_chars() > LETTERS_MAX, f"{name}: too many letters"
            blank = (text[name] != "") & (text[name].str.strip_chars() == "")
            yield blank, f"{name}: nothing but blanks"
    if "chip" in text.columns:
        for name in (it for it in SPECS if it in text.columns):
            both = (text["chip"] != "") & (text[name] != "")
            yield both, f"item: a chip by its name or by its numbers ({name}), not by both"


def _is_amount(text: str, name: str) -> bool:
    """Tell whether a text is a number that a column may have, as the engine takes it."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    if name == "training_operations":
        return are_operations(number)
    return is_measure(number) and (name == "chip_hours" or (text.isascii() and text.isdecimal()))


def _note_items(
    text: pl.DataFrame, found: pl.Series, chips: Callable[[str], Specification]
) -> pl.Series:
    """Try every distinct chip once, as it is judged one by one."""
    names = [name for name in ITEM if name in text.columns]
    if not names:
        return found
    distinct = text.select(names).unique(maintain_order=True)
    reasons = [_item_reason(row, chips) for row in distinct.iter_rows(named=True)]
    bad = distinct.with_columns(pl.Series("_reason", reasons, dtype=pl.String))
    bad = bad.filter(pl.col("_reason").is_not_null())
    if not bad.height:
        return found
    joined = text.select(names).join(bad, on=names, how="left", maintain_order="left")
    return pl.select(pl.coalesce(found, joined["_reason"])).to_series()


def _item_reason(row: Mapping[str, str], chips: Callable[[str], Specification]) -> str | None:
    one = {"on": "2022-10-21", "door": "rental", "country": "US", "site_country": "US", **row}
    columns = {n: Column(values=(v,), codes=np.zeros(1, dtype=np.int64)) for n, v in one.items()}
    zero = np.zeros(1, dtype=np.int64)
    table = RequestTable(
        frame=pl.DataFrame(), columns=columns, days=zero, items=zero, rejected=(), chips=chips
    )
    try:
        table.request(0)
    except (ComptrolError, msgspec.ValidationError, ValueError, KeyError) as error:
        return f"item: {error}"
    return None
