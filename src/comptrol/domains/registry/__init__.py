"""Where every chip is: the sites, the lots, who holds them, and what stands where."""

from comptrol.domains.registry.checks import check
from comptrol.domains.registry.formulas import levels_on
from comptrol.domains.registry.queries import (
    LotHistory,
    SiteAccount,
    holding,
    lot,
    site,
    sites,
)
from comptrol.domains.registry.refusals import RegistryRefusal
from comptrol.domains.registry.statements import (
    Attribution,
    Confidence,
    Installed,
    LevelReported,
    LotId,
    Made,
    Received,
    RegistryStatement,
    SerialRange,
    ShipmentId,
    Shipped,
    SiteId,
    SiteRegistered,
)
from comptrol.domains.registry.view import (
    Custody,
    Level,
    Lot,
    RegistryView,
    Serials,
    Shipment,
    Site,
    apply,
)
from comptrol.kernel.domain import Domain

__all__ = [
    "DOMAIN",
    "Attribution",
    "Confidence",
    "Custody",
    "Installed",
    "Level",
    "LevelReported",
    "Lot",
    "LotHistory",
    "LotId",
    "Made",
    "Received",
    "RegistryView",
    "SerialRange",
    "Serials",
    "Shipment",
    "ShipmentId",
    "Shipped",
    "Site",
    "SiteAccount",
    "SiteId",
    "SiteRegistered",
    "levels_on",
    "site",
]

DOMAIN: Domain[RegistryStatement, RegistryView] = Domain(
    name="registry",
    statements=(SiteRegistered, LevelReported, Made, Shipped, Received, Installed),
    refusals=RegistryRefusal,
    view=RegistryView,
    check=check,
    apply=apply,
    queries=(lot, holding, sites, site),
)
