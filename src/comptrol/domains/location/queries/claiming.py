"""Which place is a measurement held against?"""

from decimal import Decimal
from typing import NamedTuple

from comptrol.domains.location.statements import Measured
from comptrol.domains.location.view import LocationView
from comptrol.domains.registry import Place, RegistryView, SiteId, chip_standing
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.view import World


class Claim(NamedTuple):
    """A claimed place: a circle, or a country."""

    place: Place | None
    country: CountryCode | None


def claimed(said: Measured, world: World) -> Claim | None:
    """Return the claim of a measurement, or what the log has of the thing; nothing of neither.

    A landmark claims the very point where it is registered: how far positions may be off is for
    the policy to say.
    """
    if said.place is not None or said.country is not None:
        return Claim(said.place, said.country)
    if said.landmark is not None:
        known = world[LocationView].landmarks.get(said.landmark)
        if known is None:
            return None
        return Claim(Place(lat=known.lat, lon=known.lon, radius_km=Decimal(0)), None)
    name = standing_at(said, world)
    site = None if name is None else world[RegistryView].sites.get(name)
    if site is None or (site.place is None and site.country is None):
        return None
    return Claim(site.place, site.country if site.place is None else None)


def standing_at(said: Measured, world: World) -> SiteId | None:
    """Return the site that is measured, or the one where the chip stands by the registry."""
    if said.site is not None or said.chip is None:
        return said.site
    standing = chip_standing(world[RegistryView], said.chip)
    return None if standing is None else standing.site
