"""What an account is asked by: a basis, an axis, a factor set, a day; and how it is answered."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any, Final

from comptrol.bootstrap.accounting import FACTORS
from comptrol.domains.accounts import (
    ESTIMATED,
    LEVELS,
    RECORDED,
    Account,
    Axis,
    accessible_by_log,
    account_by_log,
    estimated_by_log,
)
from comptrol.domains.chips import ChipsView, FactorSetId
from comptrol.domains.registry import RegistryView
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.remembering import REMEMBERED
from comptrol.entrypoints.console.wording import words
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import CountryCode


class BasisOf(Enum):
    """On what an account of a log rests."""

    RECORDED = RECORDED
    LEVELS = LEVELS
    ESTIMATED = ESTIMATED


TOLD: Final[Mapping[BasisOf, str]] = {
    BasisOf.RECORDED: "counted: lots of the registry and rentals of the gate",
    BasisOf.LEVELS: "what sources report of sites",
    BasisOf.ESTIMATED: "estimates with intervals",
}
_BUILD: Final = {
    BasisOf.RECORDED: account_by_log,
    BasisOf.LEVELS: accessible_by_log,
    BasisOf.ESTIMATED: estimated_by_log,
}
LOTS_MAX: Final = 300
"""With more lots in the registry a count of all of them waits until somebody asks for it."""
AXES: Final[Mapping[Axis, str]] = {
    Axis.TERRITORY: "where it stands",
    Axis.PROVIDER: "of which country its owner is",
    Axis.VENDOR: "of which country its designer is",
    Axis.ACCESS: "of which country those are who can use it",
}


def factor_sets(asking: Asking) -> tuple[FactorSetId, ...]:
    """Return the factor sets that are adopted, by name."""
    return tuple(it.factor_set for it in asking.world[ChipsView].factor_sets.where())


def chosen_factors(asking: Asking, name: str = "factors") -> FactorSetId | None:
    """Return the factor set that was chosen; nothing where none is adopted at all."""
    known = factor_sets(asking)
    given = asking.word(name)
    if given:
        if given not in known:
            raise NotFoundError(f"no factor set {given[:80]!r} is adopted")
        return FactorSetId(given)
    return FactorSetId(FACTORS) if FACTORS in known else next(iter(known), None)


def chosen_axis(asking: Asking, otherwise: Axis = Axis.TERRITORY) -> Axis:
    """Return the axis that was chosen."""
    given = asking.word("axis", otherwise.value)
    try:
        return Axis(given)
    except ValueError as error:
        known = ", ".join(it.value for it in Axis)
        raise UnreadableError(f"axis: {given[:40]!r} is none of {known}") from error


def chosen_basis(asking: Asking) -> BasisOf:
    """Return the basis that was chosen; else the first that takes no scan and has anything."""
    given = asking.word("basis")
    if not given:
        return BasisOf.ESTIMATED if asking.ask("accounts", "estimates") else BasisOf.LEVELS
    try:
        return BasisOf(given)
    except ValueError as error:
        known = ", ".join(it.value for it in BasisOf)
        raise UnreadableError(f"basis: {given[:40]!r} is none of {known}") from error


def too_many(asking: Asking, basis: BasisOf = BasisOf.RECORDED) -> bool:
    """Tell whether an account reads every lot of a large registry, and nobody asked for that."""
    if basis is not BasisOf.RECORDED or asking.word("count"):
        return False
    lots = asking.world[RegistryView].lots.where(limit=LOTS_MAX + 1)
    return sum(1 for _ in lots) > LOTS_MAX


def built(asking: Asking, basis: BasisOf, on: date, factors: FactorSetId) -> Account:
    """Return an account of a day: every look and picture at one size of the log is one scan."""
    return REMEMBERED.of_log(
        asking.platform,
        ("account", basis, on, factors),
        lambda world: _BUILD[basis](world, on=on, factor_set=factors),
    )


def country_called(asking: Asking, code: str) -> str:
    """Return what a country is called; what is no country is called as it is written."""
    return asking.world.reference(Countries).name(CountryCode(code))


def choices(asking: Asking) -> Mapping[str, Any]:
    """Return what a form of accounts lets choose."""
    return {
        "bases": [(it.value, f"{words(it)}: {told}") for it, told in TOLD.items()],
        "axes": [(it.value, f"{words(it)}: {told}") for it, told in AXES.items()],
        "axes_told": AXES,
        "bases_told": TOLD,
        "count": asking.word("count"),
        "sets": [(it, it) for it in factor_sets(asking)],
    }
