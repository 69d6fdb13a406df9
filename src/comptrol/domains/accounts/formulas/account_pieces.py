"""What has a side by an account that is already built, such as one of the log?

Rows of the members of a bloc are added up. On the axis of access each may have what another has
too, so there the high end of a bloc of several counts it twice: a bound, and not a narrow one.
"""

from collections.abc import Iterator
from typing import Final

from comptrol.domains.accounts.formulas.account import Account, AccountRow, Told
from comptrol.domains.accounts.formulas.blocs import Bloc
from comptrol.domains.accounts.formulas.estimates import Estimate, Grade, together
from comptrol.domains.accounts.formulas.measuring import REST, Measured, Piece, used
from comptrol.domains.accounts.statements import Axis

COMPARED: Final = (Axis.TERRITORY, Axis.PROVIDER, Axis.ACCESS)
"""Located, owned, accessible."""


def measured_account(account: Account, blocs: tuple[Bloc, Bloc]) -> Iterator[Measured]:
    """Yield the axes of an account on which it has anything."""
    for axis in COMPARED:
        rows = [it for it in account.rows if it.axis is axis]
        if rows:
            yield Measured(
                table=account.table,
                method=account.method,
                axis=axis,
                as_of=account.as_of,
                stale=account.stale,
                pieces=(*_pieces(account, rows, blocs), *_rest(account, axis)),
                source="; ".join(account.attribution),
                recalled=(),
                coverage=None,
                others=together(
                    estimate_of(it.h100e)
                    for it in rows
                    if not any(it.country in bloc.countries for bloc in blocs)
                ),
                errors_known=account.table != "sites",
                by_part=any(it.parts for it in rows) and axis is not Axis.ACCESS,
            )


def estimate_of(told: Told) -> Estimate:
    """Return the estimate that an account has printed."""
    grade = Grade(told.what)
    middles = told.median if told.sum_of_medians is None else told.sum_of_medians
    return Estimate(
        low=told.p5,
        middle=told.median,
        high=told.p95,
        grade=grade,
        level=told.level,
        middles=middles,
    )


def _pieces(account: Account, rows: list[AccountRow], blocs: tuple[Bloc, Bloc]) -> Iterator[Piece]:
    for bloc in blocs:
        for row in rows:
            if row.country not in bloc.countries:
                continue
            if row.parts and row.axis is not Axis.ACCESS:
                for it in row.parts:
                    yield Piece(
                        side=bloc.name,
                        kind=it.part,
                        name=f"{row.country}: {it.part}",
                        on=it.as_of,
                        h100e=estimate_of(it.h100e),
                    )
            else:
                yield Piece(
                    side=bloc.name,
                    kind=_kind(row, bloc),
                    name=f"{row.country}: {_kind(row, bloc)}",
                    on=account.as_of,
                    h100e=estimate_of(row.h100e),
                )


def _kind(row: AccountRow, bloc: Bloc) -> str:
    if row.axis is not Axis.ACCESS:
        return account_words(row)
    return used(row.located, row.confidence, home=row.located in bloc.countries)


def account_words(row: AccountRow) -> str:
    """Return what a row without parts is called."""
    return "located" if row.axis is Axis.TERRITORY else "owned"


def _rest(account: Account, axis: Axis) -> Iterator[Piece]:
    for it in account.unallocated:
        if it.axis is axis and it.counted:
            yield Piece(
                side=REST,
                kind="not allocated",
                name="not allocated",
                on=account.as_of,
                h100e=estimate_of(it.h100e),
            )
