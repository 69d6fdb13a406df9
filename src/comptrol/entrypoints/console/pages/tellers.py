"""Who may see and say something of a site: whoever runs it, and whoever sees for others."""

from typing import Final

from comptrol.domains.registry import RegistryView, Site, SiteId
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.visitor import Audience, may_see
from comptrol.kernel.errors import NotFoundError

TELLERS: Final = frozenset({Audience.ANALYST, Audience.INSPECTOR, Audience.PROVIDER})
"""A page for a provider shows it its own sites alone: see ``runs``."""
_EVERYTHING: Final = (Audience.ANALYST, Audience.INSPECTOR)


def sees_all(asking: Asking) -> bool:
    """Tell whether the visitor sees every site, and not its own alone."""
    return any(may_see(asking.visitor, it) for it in _EVERYTHING)


def runs(asking: Asking, site: str) -> bool:
    """Tell whether the visitor runs a site."""
    row = asking.world[RegistryView].sites.get(SiteId(site))
    return row is not None and row.operator is not None and row.operator == asking.visitor.party


def sees_site(asking: Asking, site: str) -> bool:
    """Tell whether the visitor may see what is said of a site."""
    return sees_all(asking) or runs(asking, site)


def tells(asking: Asking, site: str) -> bool:
    """Tell whether the visitor may say something of a site."""
    roles = {it.value for it in asking.visitor.roles}
    return runs(asking, site) or bool(roles & {"authority", "inspector"})


def known_site(asking: Asking, name: str) -> Site:
    """Return a site. Raises NotFoundError."""
    row = asking.world[RegistryView].sites.get(SiteId(name))
    if row is None:
        raise NotFoundError(f"no site {name[:80]!r} is registered")
    return row
