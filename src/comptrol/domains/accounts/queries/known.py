"""What was said for accounts: methods, nationalities, estimates of a day?"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from comptrol.domains.accounts.formulas import SHIPPED, Nationalities, Nationality
from comptrol.domains.accounts.statements import Axis, ClusterMethod
from comptrol.domains.accounts.view import (
    IN_FORCE,
    AccountsView,
    Method,
    StatedEstimate,
    StatedNationality,
)
from comptrol.kernel.dated import Quality
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.view import World

_QUALITIES: Final[Mapping[str, Quality]] = {
    "seen": "seen",
    "secondary": "secondary",
    "recalled": "recalled",
    "reconstructed": "reconstructed",
}


def methods(world: World) -> tuple[Method, ...]:
    """Return the methods that were adopted, by name."""
    return tuple(world[AccountsView].methods.where())


def method_in_force(world: World) -> Method | None:
    """Return the method that was adopted last; nothing where none was."""
    view = world[AccountsView]
    last = view.in_force.get(IN_FORCE)
    return None if last is None else view.methods.get(last.method)


def method_named(name: str, world: World | None = None) -> ClusterMethod:
    """Return a method by name: one that was adopted, or one that is shipped."""
    adopted = {} if world is None else {str(it.method): it.said.clusters for it in methods(world)}
    found = adopted.get(name, SHIPPED.get(name))
    if found is None:
        known = ", ".join(sorted({*SHIPPED, *adopted}))
        raise NotFoundError(f"no method {name!r}; there are {known}")
    return found


def nationalities(world: World) -> tuple[StatedNationality, ...]:
    """Return which names were said to be of which country."""
    return tuple(world[AccountsView].nationalities.where())


def whose(world: World) -> Nationalities:
    """Return nationalities: what was said here before what is shipped."""
    said = [
        Nationality(
            name=it.name,
            country=it.country,
            quality=_QUALITIES[it.quality],
            source=it.source,
            retrieved=it.retrieved,
        )
        for it in nationalities(world)
    ]
    return Nationalities((*world.reference(Nationalities).by_name.values(), *said))


def estimates(
    world: World, *, on: date, country: CountryCode | None = None
) -> tuple[StatedEstimate, ...]:
    """Return the estimates that count on a day: the latest of each axis, country, part, source.

    Those that were withdrawn do not count. Of two of one day, that which was said last does.
    """
    table = world[AccountsView].estimates
    rows = table.where() if country is None else table.where(country=country)
    latest: dict[tuple[Axis, str, str, str], StatedEstimate] = {}
    for row in sorted(rows, key=lambda it: (it.as_of, it.position)):
        if row.withdrawn_at is None and row.as_of <= on:
            latest[row.axis, row.country, row.part, row.source] = row
    return tuple(latest[key] for key in sorted(latest, key=str))
