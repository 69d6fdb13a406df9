"""What may be said about caps, given what is known."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, assert_never

from comptrol.domains.caps.refusals import CapsRefusal
from comptrol.domains.caps.statements import (
    EXACT,
    GRANT,
    TOTALS,
    Bearer,
    CapSet,
    CapsStatement,
    Reviewed,
    Unit,
    Window,
)
from comptrol.domains.caps.view import Cap, CapsView, bound_name
from comptrol.domains.chips import ChipsView
from comptrol.domains.parties import PartiesView
from comptrol.domains.registry import RegistryView, SiteId
from comptrol.domains.training import RunId, TrainingView
from comptrol.kernel.countries import Countries
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

OF_ONE_MAX: Final = 4
"""Caps on one party, provider, country or the world: so many of each, that all fit a posting."""


def check(entry: Entry[CapsStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    said = entry.statement
    if isinstance(said, CapSet):
        yield from check_set(said, world)
    elif isinstance(said, Reviewed):
        yield from check_reviewed(said, world)


def check_set(said: CapSet, world: World) -> Iterator[Finding]:
    """Yield every reason why a cap cannot be set so."""
    known = world[CapsView].caps.get(said.cap)
    if known is not None and _bound(known) != _would_bind(said):
        window = "" if known.window is None else f", over {_in_words(known.window)}"
        detail = f"{said.cap} binds {known.bearer.value} {known.whose}, {known.unit.value}{window}"
        yield Finding.of(CapsRefusal.OTHER_CAP, detail)
    if said.cap.startswith(GRANT):
        yield Finding.of(CapsRefusal.GRANTED, said.cap)
    if (said.whose is None) != (said.bearer is Bearer.WORLD):
        yield Finding.of(CapsRefusal.NOBODY, said.bearer.value)
        return
    yield from _check_whose(said, world)
    yield from _check_terms(said, world)
    if said.until is not None and said.until <= said.since:
        yield Finding.of(CapsRefusal.TURNED_ROUND, f"{said.since} to {said.until}")
    if known is None:
        bound = world[CapsView].bound.get(bound_name(said.bearer, said.whose or ""))
        if bound is not None and len(bound.caps) >= OF_ONE_MAX:
            yield Finding.of(CapsRefusal.TOO_MANY, f"{OF_ONE_MAX} on one {said.bearer.value}")


def _bound(cap: Cap) -> tuple[object, ...]:
    """Return what of a cap never changes: whom it binds, what it counts, and over which time."""
    factors = cap.terms.factors if cap.terms is not None else None
    return cap.bearer, cap.whose, cap.unit, cap.window, factors


def _in_words(window: Window) -> str:
    return f"each {window.every.value}" if window.every is not None else f"{window.days} days"


def _would_bind(said: CapSet) -> tuple[object, ...]:
    return said.bearer, said.whose or "", said.unit, said.window, said.factors


def _check_whose(said: CapSet, world: World) -> Iterator[Finding]:
    if said.whose is not None:
        reason = _unknown(said.bearer, said.whose, world)
        if reason is not None:
            yield Finding.of(reason, said.whose)


def _unknown(bearer: Bearer, whose: str, world: World) -> CapsRefusal | None:
    """Return the refusal of a cap on somebody or something that nobody has told of."""
    match bearer:
        case Bearer.COUNTRY:
            known = CountryCode(whose) in world.reference(Countries)
            reason = CapsRefusal.UNKNOWN_COUNTRY
        case Bearer.PARTY | Bearer.PROVIDER:
            known = world[PartiesView].parties.get(PartyId(whose)) is not None
            reason = CapsRefusal.UNKNOWN_PARTY
        case Bearer.CLUSTER:
            known = world[RegistryView].sites.get(SiteId(whose)) is not None
            reason = CapsRefusal.UNKNOWN_CLUSTER
        case Bearer.RUN:
            known = world[TrainingView].runs.get(RunId(whose)) is not None
            reason = CapsRefusal.UNKNOWN_RUN
        case Bearer.PROGRAMME | Bearer.WORLD:
            return None
        case never:
            assert_never(never)
    return None if known else reason


def _check_terms(said: CapSet, world: World) -> Iterator[Finding]:
    """Check that ceiling, window, basis and factors go with what the cap counts."""
    unit, found = said.unit, list[str]()
    if unit in EXACT and said.ceiling is not None:
        found.append("ceiling: it has a limit")
    if unit not in EXACT and said.limit is not None:
        found.append("limit: it has a ceiling")
    if said.window is not None and unit not in TOTALS:
        found.append("window: what is at once has none")
    if said.basis is not None and unit is not Unit.FLOP:
        found.append("basis: of operations alone")
    if (said.factors is not None) != (unit is Unit.H100E):
        found.append("factors: of H100 equivalents, and of nothing else")
    if unit is Unit.FLOP and said.limit is not None and not _is_whole(said.limit):
        found.append("limit: operations are whole")
    if found:
        yield Finding.of(CapsRefusal.OTHER_TERMS, f"{unit.value}: {'; '.join(found)}")
    if said.factors is not None and world[ChipsView].factor_sets.get(said.factors) is None:
        yield Finding.of(CapsRefusal.UNKNOWN_FACTORS, said.factors)


def _is_whole(limit: Decimal) -> bool:
    """Tell whether a number is whole; the remainder of a large one would be out of reach."""
    return limit == limit.to_integral_value()


def check_reviewed(said: Reviewed, world: World) -> Iterator[Finding]:
    """Yield every reason why a review cannot be entered."""
    if world[CapsView].caps.get(said.cap) is None:
        yield Finding.of(CapsRefusal.UNKNOWN_CAP, said.cap)
    if said.review_on is not None and said.review_on <= said.on:
        yield Finding.of(CapsRefusal.TURNED_ROUND, f"{said.on} to {said.review_on}")
