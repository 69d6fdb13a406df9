"""What has each country by the tables of stock, with every interval carried through?

The stock of an owner is on the axis of the provider. Smuggled chips are a part of their own in the
row of their country: its interval is wide, and the row is as wide as that at least.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import msgspec

from comptrol.domains.accounts.formulas.account import (
    Account,
    AccountRow,
    AxisAccount,
    Changed,
    Part,
    gathered,
    told,
)
from comptrol.domains.accounts.formulas.axes import Designed, Owned, total
from comptrol.domains.accounts.formulas.names import Nationalities
from comptrol.domains.accounts.formulas.stock import Comparison, Stock, compared, standing
from comptrol.domains.accounts.statements import Channel

STOCK: Final = "epoch-stock"
STOCK_BY: Final = (
    "Data: Epoch AI, AI chip counts (MIT, Copyright (c) 2025 Epoch AI), 2026-04-22 and "
    "2026-09-24; changes: latest level of each owner, designer and channel, ends added by country."
)
SET_OF_TABLES: Final = (
    "epoch-8bit as the tables of stock have it (units x best 8-bit OP/s / 1.979e15)"
)


class StockTable(msgspec.Struct, frozen=True, kw_only=True):
    """Stocks by owner, and whose the names in them are."""

    stocks: tuple[Stock, ...]
    whose: Nationalities

    @property
    def last(self) -> date:
        """Return the last day that any of it is of."""
        return max((it.on for it in self.stocks), default=date.min)

    def country(self, name: str) -> str | None:
        """Return the country of an owner or a designer; "China" owns as a country."""
        return self.whose.of(name)


def account_of_stock(table: StockTable, day: date) -> Account:
    """Return the account of stocks by owner and by vendor; ends add, medians do not."""
    found = standing(table.stocks, day)
    owned = _owned(table, found)
    designed = gathered(
        Designed, ((table.country(it.designer), Designed(h100e=it.h100e)) for it in found)
    )
    return Account(
        method=STOCK,
        as_of=day,
        table="stock",
        how="latest level of every owner, designer and channel; ends added, no medians added",
        definition=SET_OF_TABLES,
        stale=day > table.last,
        rows=(
            *(_with_parts(it, table, found) for it in owned.rows(None, rest_counts=True)),
            *designed.rows(None, rest_counts=True),
        ),
        unallocated=(owned.unallocated(), designed.unallocated()),
        sensitivity=tuple(_sensitivity(table, found)),
        spread=(),
        published=(),
        notes=tuple(_notes(table, found, day)),
        attribution=(STOCK_BY,),
    )


def comparisons(stocks: Sequence[Stock], day: date) -> Iterator[Comparison]:
    """Yield how each smuggled stock compares with the official one of the same designer."""
    found = standing(stocks, day)
    official = {(it.owner, it.designer): it for it in found if it.channel is Channel.OFFICIAL}
    for stock in found:
        lawful = official.get((stock.owner, stock.designer))
        if stock.channel is Channel.SMUGGLED and lawful is not None:
            yield compared(stock, lawful)


def _owned(table: StockTable, found: Sequence[Stock]) -> AxisAccount[Owned]:
    return gathered(Owned, ((table.country(it.owner), Owned(h100e=it.h100e)) for it in found))


def _with_parts(row: AccountRow, table: StockTable, found: Sequence[Stock]) -> AccountRow:
    mine = [it for it in found if table.country(it.owner) == row.country]
    known = [Owned(h100e=it.h100e) for it in mine if it.h100e.high is not None]
    return msgspec.structs.replace(
        row,
        parts=tuple(_part(it) for it in sorted(mine, key=lambda it: it.part)),
        interval_known=told(total(Owned, known).h100e) if len(known) < len(mine) else None,
    )


def _part(stock: Stock) -> Part:
    return Part(
        part=stock.part,
        h100e=told(stock.h100e),
        as_of=stock.on,
        confidence="interval of the source"
        if stock.h100e.high is not None
        else "interval unknown, which is not narrow",
        source=stock.source,
        note="last quarter incomplete" if stock.incomplete else "",
    )


def _sensitivity(table: StockTable, found: Sequence[Stock]) -> Iterator[Changed]:
    """Yield how each country's ends change without what was smuggled, and without points."""
    kept = [it for it in found if it.channel is not Channel.SMUGGLED]
    certain = [it for it in found if it.h100e.high is not None]
    for words, rest in (
        ("all parts", list(found)),
        ("without smuggled chips", kept),
        ("without parts whose interval is unknown", certain),
    ):
        owned = _owned(table, rest)
        whole = total(Owned, (*owned.amounts.values(), owned.rest)).h100e
        yield Changed(
            method=words,
            rows=len(rest),
            sized=len(rest),
            h100e=whole.middles_known,
            shares={},
            intervals={name: told(it.h100e) for name, it in owned.amounts.items()},
        )


def _notes(table: StockTable, found: Sequence[Stock], day: date) -> Iterator[str]:
    yield (
        "Of a sum the low ends and the high ends are added, since nothing is known of how parts "
        "depend on each other; its level falls with every part (Bonferroni), and it has no median."
    )
    if day > table.last:
        yield f"STALE: the tables end on {table.last}."
    late = sorted({it.part for it in found if it.on < min(day, table.last)})
    if late:
        yield f"Of an earlier day than the last: {', '.join(late)}."
    points = sorted(it.part for it in found if it.h100e.high is None)
    if points:
        told_of = ", ".join(points)
        yield f"No interval is known of {told_of}: so the high end of its row is unknown."
    for it in comparisons(found, day):
        medians = {True: "yes", False: "no", None: "unknown"}[it.on_the_medians]
        sure = "yes" if it.certain else "not certain"
        asked = f"Is {it.one} more than {it.other}?"
        yield f"{asked} On the medians {medians}; on the intervals {sure}."
    yield (
        "Factors of Chinese chips mix precisions: that of the Ascend 910B is of 16 bits, that of "
        "the 910C of 8 bits (data sheet, section 3)."
    )
    recalled = table.whose.recalled({name for it in found for name in (it.owner, it.designer)})
    if recalled:
        yield f"Nationalities from memory, to be confirmed: {', '.join(recalled)}."
