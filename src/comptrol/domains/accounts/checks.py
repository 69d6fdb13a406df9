"""What may be said for accounts, given what is known."""

from collections.abc import Iterator
from typing import assert_never

from comptrol.domains.accounts.refusals import AccountsRefusal
from comptrol.domains.accounts.statements import (
    AccountsStatement,
    Estimated,
    MethodAdopted,
    NationalityStated,
    Withdrawn,
)
from comptrol.domains.accounts.view import AccountsView
from comptrol.domains.chips import ChipsView
from comptrol.kernel.countries import Countries
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.quantity import is_amount
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check(entry: Entry[AccountsStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    match entry.statement:
        case MethodAdopted() as said:
            yield from _check_method(said, world[AccountsView])
        case Estimated() as said:
            yield from _check_estimate(said, entry, world)
        case Withdrawn() as said:
            yield from _check_withdrawn(said, world[AccountsView])
        case NationalityStated() as said:
            yield from _check_country(said.country, world)
        case never:
            assert_never(never)


def _check_method(said: MethodAdopted, view: AccountsView) -> Iterator[Finding]:
    """Refuse another method under a name; the same may be adopted again, to be in force again."""
    known = view.methods.get(said.method)
    if known is not None and known.said.clusters != said.clusters:
        yield Finding.of(AccountsRefusal.NAME_TAKEN, f"method at position {known.position}")


def _check_estimate(
    said: Estimated, entry: Entry[AccountsStatement], world: World
) -> Iterator[Finding]:
    known = world[AccountsView].estimates.get(said.estimate)
    if known is not None:
        yield Finding.of(AccountsRefusal.NAME_TAKEN, f"estimate at position {known.position}")
    yield from _check_country(said.country, world)
    if world[ChipsView].factor_sets.get(said.factor_set) is None:
        yield Finding.of(AccountsRefusal.UNKNOWN_FACTORS, said.factor_set)
    numbers = [it for it in (said.p5, said.median, said.p95) if it is not None]
    impossible = [it for it in numbers if not is_amount(it)]
    if impossible:
        yield Finding.of(AccountsRefusal.IMPOSSIBLE_NUMBER, str(impossible[0])[:40])
    if (said.p5 is None) is not (said.p95 is None):
        yield Finding.of(AccountsRefusal.HALF_AN_INTERVAL, "p5" if said.p5 is None else "p95")
    if not impossible and numbers != sorted(numbers):
        told = ", ".join(str(it)[:40] for it in numbers)
        yield Finding.of(AccountsRefusal.TURNED_ROUND, told)
    if said.as_of > entry.logged_at.date():
        yield Finding.of(AccountsRefusal.AHEAD_OF_TIME, str(said.as_of))


def _check_withdrawn(said: Withdrawn, view: AccountsView) -> Iterator[Finding]:
    known = view.estimates.get(said.estimate)
    if known is None:
        yield Finding.of(AccountsRefusal.UNKNOWN_ESTIMATE, said.estimate)
    elif known.withdrawn_at is not None:
        detail = f"at position {known.withdrawn_at}"
        yield Finding.of(AccountsRefusal.WITHDRAWN_ALREADY, detail)


def _check_country(country: CountryCode, world: World) -> Iterator[Finding]:
    if country not in world.reference(Countries):
        yield Finding.of(AccountsRefusal.UNKNOWN_COUNTRY, country)
