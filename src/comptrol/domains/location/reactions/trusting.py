"""Whose word, and which key, speaks for a chip?

Until keys are bound to chips as they are made, a key is trusted on first use: the one that
somebody independent first measured of a chip. That shows that a key is another one; it cannot show
that the first was right.
"""

from collections.abc import Iterator
from typing import Final

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.location.formulas import signed
from comptrol.domains.location.reactions.alarming import Case
from comptrol.domains.location.view import DeviceKey, LocationView
from comptrol.domains.parties import PartiesView, may
from comptrol.domains.registry import ChipId, RegistryView, chip_standing
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import WITNESSES

OTHER_KEY: Final = "location.other-key"


def is_proof(case: Case) -> bool:
    """Tell whether a measurement of a chip is by someone independent, under the trusted key."""
    trusted = _trusted(case)
    if trusted is None or not _is_independent(case, case.measured.by):
        return False
    return trusted.device_key == case.measured.device_key


def other_key(case: Case) -> Iterator[Raised]:
    """Yield an alarm where what signed for a chip is not the key that signed for it first."""
    known = _expected(case)
    if known is None or known.device_key == case.measured.device_key:
        return
    if not signed(case.measured.heard):
        return
    yield case.raised(
        OTHER_KEY,
        Strength.STRONG,
        f"The replies for {case.said.chip} are signed by another key than the one under which "
        f"{known.by} first measured it: what was measured may be another device.",
        "The board was replaced, and the serial was kept.",
        "The agent that signs was installed anew, and made itself a new key.",
        "Whoever measured first, or now, named the key of a neighbouring device.",
        besides=(known.position,),
    )


def _expected(case: Case) -> DeviceKey | None:
    """Return the key to expect: the trusted one; before there was one, the first of anybody."""
    trusted = _trusted(case)
    if trusted is not None and trusted.position != case.measured.position:
        return trusted
    return min(_known(case), key=_position, default=None)


def _trusted(case: Case) -> DeviceKey | None:
    independent = (it for it in _known(case) if _is_independent(case, it.by))
    return min(independent, key=_position, default=None)


def _position(known: DeviceKey) -> int:
    return known.position


def _known(case: Case) -> Iterator[DeviceKey]:
    """Yield under which key each party first measured a chip, by any serial that it has had."""
    if case.said.chip is None:
        return
    for name in _serials(case, case.said.chip):
        yield from case.world[LocationView].device_keys.where(chip=name)


def _serials(case: Case, chip: ChipId) -> Iterator[ChipId]:
    registry = case.world[RegistryView]
    standing = chip_standing(registry, chip)
    name = chip if standing is None else standing.chip
    yield name
    while (alias := next(registry.aliases.where(now=name, limit=1), None)) is not None:
        name = alias.chip  # a new serial was nobody's: no circle
        yield name


def _is_independent(case: Case, by: PartyId) -> bool:
    """Tell whether a party is a witness that neither holds the chip nor runs the site."""
    said, registry = case.said, case.world[RegistryView]
    if said.chip is None or not may(case.world[PartiesView], by, WITNESSES):
        return False
    standing = chip_standing(registry, said.chip)
    names = {said.site, None if standing is None else standing.site} - {None}
    sites = [registry.sites.get(name) for name in names if name is not None]
    if any(site is not None and site.operator == by for site in sites):
        return False
    return standing is None or standing.holder != by
