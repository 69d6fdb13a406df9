"""What may be said about caps, given what is known."""

from collections.abc import Iterator
from typing import Final

from comptrol.domains.caps.refusals import CapsRefusal
from comptrol.domains.caps.statements import Bearer, CapSet, CapsStatement
from comptrol.domains.caps.view import CapsView
from comptrol.domains.parties import PartiesView
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
    if not isinstance(said, CapSet):
        return
    known = world[CapsView].caps.get(said.cap)
    whose = said.whose or ""
    if known is not None and (known.bearer, known.whose, known.unit) != (
        said.bearer,
        whose,
        said.unit,
    ):
        detail = f"{said.cap} binds {known.bearer.value} {known.whose}, {known.unit.value}"
        yield Finding.of(CapsRefusal.OTHER_CAP, detail)
    if (said.whose is None) != (said.bearer is Bearer.WORLD):
        yield Finding.of(CapsRefusal.NOBODY, said.bearer.value)
        return
    yield from _check_whose(said, world)
    if said.until is not None and said.until <= said.since:
        yield Finding.of(CapsRefusal.TURNED_ROUND, f"{said.since} to {said.until}")
    if known is None:
        bound = world[CapsView].bound.get((said.bearer, whose))
        if bound is not None and len(bound.caps) >= OF_ONE_MAX:
            yield Finding.of(CapsRefusal.TOO_MANY, f"{OF_ONE_MAX} on one {said.bearer.value}")


def _check_whose(said: CapSet, world: World) -> Iterator[Finding]:
    if said.whose is None:
        return
    if said.bearer is Bearer.COUNTRY:
        if CountryCode(said.whose) not in world.reference(Countries):
            yield Finding.of(CapsRefusal.UNKNOWN_COUNTRY, said.whose)
    elif world[PartiesView].parties.get(PartyId(said.whose)) is None:
        yield Finding.of(CapsRefusal.UNKNOWN_PARTY, said.whose)
