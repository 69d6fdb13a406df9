"""Accounts of a day: by country on one axis, and one country with all that it rests on."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from comptrol.domains.accounts import (
    Account,
    AccountRow,
    Axis,
    Changed,
    Estimated,
    Withdrawn,
)
from comptrol.domains.chips import FactorSetId
from comptrol.domains.location import Borders
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Drawing, Page
from comptrol.entrypoints.console.pages.account_asking import (
    BasisOf,
    built,
    choices,
    chosen_axis,
    chosen_basis,
    chosen_factors,
    country_called,
    too_many,
)
from comptrol.entrypoints.console.pages.speaking import as_authority
from comptrol.entrypoints.console.pages.supply_asking import tried
from comptrol.entrypoints.console.visitor import Audience
from comptrol.entrypoints.pictures.account_bars import account_bars
from comptrol.entrypoints.pictures.account_map import account_map
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import NotFoundError

SENSITIVE_MAX: Final = 12
"""So many countries have a column of their own in the table of methods."""
METHODS_MAX: Final = 60
PIECES_MAX: Final = 200
ANALYST: Final = frozenset({Audience.ANALYST})


def account(asking: Asking) -> Mapping[str, Any]:
    """Show what each country has on one axis on a day."""
    factors, axis = chosen_factors(asking), chosen_axis(asking, Axis.PROVIDER)
    basis, on = chosen_basis(asking), asking.day("on")
    chosen = {"basis": basis, "axis": axis, "on": on, "factors": factors}
    waits = too_many(asking, basis)
    if factors is None or waits:
        return {"account": None, "chosen": chosen, "waits": waits, **choices(asking)}
    found = built(asking, basis, on, factors)
    rows = [it for it in found.rows if it.axis is axis]
    names = [it.country for it in rows]
    return {
        "account": found,
        "waits": False,
        "chosen": chosen,
        "rows": rows,
        "names": {it: country_called(asking, it) for it in names},
        "unallocated": next((it for it in found.unallocated if it.axis is axis), None),
        "sensitivity": sensitivity(found, axis, tuple(dict.fromkeys(names))),
        "elsewhere": [it for it in Axis if it is not axis and _has(found, it)],
        **choices(asking),
    }


def _has(found: Account, axis: Axis) -> bool:
    return any(it.axis is axis for it in found.rows)


def _drawn_account(asking: Asking) -> Account:
    factors = chosen_factors(asking)
    if factors is None:
        raise NotFoundError("no factor set is adopted, so there is nothing to draw")
    return built(asking, chosen_basis(asking), asking.day("on"), factors)


def _bars(asking: Asking) -> Chart:
    return account_bars(_drawn_account(asking), chosen_axis(asking, Axis.PROVIDER))


def _map(asking: Asking) -> Chart:
    borders = asking.world.reference(Borders)
    return account_map(_drawn_account(asking), chosen_axis(asking, Axis.PROVIDER), borders)


def sensitivity(found: Account, axis: Axis, names: tuple[str, ...]) -> Mapping[str, Any]:
    """Return the account by every other method: one line to each, one column to a country."""
    shown = names[:SENSITIVE_MAX]
    lines = [(it.method, _cells(it, axis, shown)) for it in found.sensitivity]
    changed = [it for it in lines if any(cell is not None for cell in it[1])]
    return {
        "names": shown,
        "lines": changed[:METHODS_MAX],
        "left": max(0, len(changed) - METHODS_MAX),
    }


def _cells(line: Changed, axis: Axis, names: tuple[str, ...]) -> list[Any]:
    if line.intervals:
        return [line.intervals.get(f"{name}, {axis.value}") for name in names]
    return [line.shares.get(name) for name in names] if axis is Axis.TERRITORY else [None]


def country(asking: Asking) -> Mapping[str, Any]:
    """Show one country: on every axis and basis, with each part and the statements it rests on."""
    code, factors, on = _code(asking), chosen_factors(asking), asking.day("on")
    said = asking.ask("accounts", "estimates", on=on, country=code)
    waits = too_many(asking)
    bases = [it for it in BasisOf if not (waits and it is BasisOf.RECORDED)]
    tries = [] if factors is None else [_tried(asking, it, factors) for it in bases]
    accounts = {basis: found for basis, found, _ in tries if found is not None}
    beside = [(axis, basis, row) for axis in Axis for basis, row in _of(accounts, axis, code)]
    pieces = [
        (axis, basis, part)
        for axis, basis, row in beside
        for part in row.parts
        if basis is not BasisOf.ESTIMATED
    ]
    return {
        "code": code,
        "name": country_called(asking, code),
        "on": on,
        "factors": factors,
        "beside": beside,
        "waits": waits,
        "wrong": [f"{basis.value}: {wrong}" for basis, _, wrong in tries if wrong],
        "estimates": said,
        "pieces": pieces[:PIECES_MAX],
        "pieces_left": max(0, len(pieces) - PIECES_MAX),
        **choices(asking),
    }


def _tried(
    asking: Asking, basis: BasisOf, factors: FactorSetId
) -> tuple[BasisOf, Account | None, str]:
    """Return an account, or why there is none: one basis that fails hides no other."""
    return basis, *tried(lambda: built(asking, basis, asking.day("on"), factors))


def _of(
    accounts: Mapping[BasisOf, Account], axis: Axis, code: str
) -> Iterator[tuple[BasisOf, AccountRow]]:
    for basis, found in accounts.items():
        for row in found.rows:
            if row.axis is axis and row.country == code:
                yield basis, row


def _code(asking: Asking) -> str:
    given = asking.place["country"]
    if given not in asking.world.reference(Countries):
        raise NotFoundError(f"no country has the code {given[:40]!r}; codes are as in NL or SG")
    return given


def _this_country(asking: Asking) -> Mapping[str, Any]:
    return {"country": asking.place["country"]}


ACTS: Final = (
    Act(
        name="estimate",
        label="Say an estimate",
        told="A level from now on: one of a later day stands in its place. Ends that are left "
        "empty are unknown, and never of no width.",
        statement=Estimated,
        fields=(
            *("estimate", "axis", "part", "as_of", "p5", "median", "p95", "factor_set"),
            *("confidence", "source", "method"),
        ),
        given=_this_country,
        shown=as_authority,
    ),
    Act(
        name="withdraw",
        label="Withdraw an estimate",
        told="It counts no more, and still stands in the log.",
        statement=Withdrawn,
        fields=("estimate", "reason"),
        shown=as_authority,
    ),
)

ACCOUNT: Final = Page(
    path="/accounts",
    title="National accounts",
    template="analyst/accounts.html",
    audience=ANALYST,
    answer=account,
    charts={
        "account": Drawing(title="By country, with intervals", draw=_bars),
        "account-map": Drawing(title="On the map of the world", draw=_map),
    },
    menu="National accounts",
)
COUNTRY: Final = Page(
    path="/accounts/{country}",
    title="Account of a country",
    template="analyst/country.html",
    audience=ANALYST,
    answer=country,
    acts=ACTS,
)
