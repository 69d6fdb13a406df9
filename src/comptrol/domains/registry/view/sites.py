"""What statements about sites add up to."""

from collections.abc import Iterator
from typing import assert_never

import msgspec

from comptrol.domains.registry.statements import (
    LevelReported,
    Linked,
    SiteCorrected,
    SiteRegistered,
    SiteStatement,
)
from comptrol.domains.registry.view.rows import Level, Link, Site
from comptrol.domains.registry.view.tables import RegistryView
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change


def apply_site(view: RegistryView, entry: Entry[SiteStatement]) -> Iterator[Change]:
    """Fold one statement about sites."""
    match entry.statement:
        case SiteRegistered() | SiteCorrected() as said:
            yield view.sites.put(_site(said, entry.position))
        case LevelReported() as said:
            fields = msgspec.structs.asdict(said)
            yield view.levels.put(Level(**fields, reported_by=entry.signer))
        case Linked() as said:
            fields = msgspec.structs.asdict(said)
            yield view.links.put(Link(**fields, asserted_by=entry.signer))
        case never:
            assert_never(never)


def _site(said: SiteRegistered | SiteCorrected, position: int) -> Site:
    return Site(
        site=said.site,
        name=said.name,
        country=said.country,
        source=said.source,
        operator=said.operator,
        address=said.address,
        power_mw=said.power_mw,
        place=said.place,
        said_at=position,
    )
