"""What can be said about chips and sites, from the day a lot is made to the day it is no more."""

from typing import TypeAlias

from comptrol.domains.registry.statements.accounts import (
    Counted,
    InspectionAgreed,
    LotCount,
    PolicyAdopted,
    Reviewed,
    Sighted,
)
from comptrol.domains.registry.statements.conditions import (
    Broken,
    Destroyed,
    Found,
    Lost,
    Reinstated,
    Repaired,
    Replaced,
    Retired,
    Witnessed,
)
from comptrol.domains.registry.statements.custody import (
    Carried,
    Corrected,
    Declined,
    Installed,
    MoveAnnounced,
    Moved,
    Received,
    Shipped,
)
from comptrol.domains.registry.statements.lots import (
    Arrived,
    Departed,
    Made,
    Relabelled,
    Split,
)
from comptrol.domains.registry.statements.sites import (
    LevelReported,
    Linked,
    SiteCorrected,
    SiteRegistered,
)
from comptrol.domains.registry.statements.words import (
    Attribution,
    ChipId,
    Confidence,
    LinkId,
    LotId,
    Means,
    Place,
    ReviewId,
    Serial,
    SerialRange,
    ShipmentId,
    SiteId,
)

__all__ = [
    "AccountStatement",
    "Arrived",
    "Attribution",
    "Broken",
    "Carried",
    "ChipId",
    "ConditionStatement",
    "Confidence",
    "Corrected",
    "Counted",
    "CustodyStatement",
    "Declined",
    "Departed",
    "Destroyed",
    "Found",
    "InspectionAgreed",
    "Installed",
    "LevelReported",
    "LinkId",
    "Linked",
    "Lost",
    "LotCount",
    "LotId",
    "LotStatement",
    "Made",
    "Means",
    "MoveAnnounced",
    "Moved",
    "Place",
    "PolicyAdopted",
    "Received",
    "RegistryStatement",
    "Reinstated",
    "Relabelled",
    "Repaired",
    "Replaced",
    "Retired",
    "ReviewId",
    "Reviewed",
    "Serial",
    "SerialRange",
    "ShipmentId",
    "Shipped",
    "Sighted",
    "SiteCorrected",
    "SiteId",
    "SiteRegistered",
    "SiteStatement",
    "Split",
    "Witnessed",
]

ConditionStatement: TypeAlias = (
    Broken | Repaired | Replaced | Lost | Found | Retired | Reinstated | Destroyed | Witnessed
)
CustodyStatement: TypeAlias = (
    Shipped | Carried | Received | Declined | Installed | MoveAnnounced | Moved | Corrected
)
LotStatement: TypeAlias = Made | Split | Arrived | Departed | Relabelled
SiteStatement: TypeAlias = SiteRegistered | SiteCorrected | LevelReported | Linked
AccountStatement: TypeAlias = Counted | PolicyAdopted | Reviewed | InspectionAgreed | Sighted
RegistryStatement: TypeAlias = (
    SiteStatement | LotStatement | CustodyStatement | ConditionStatement | AccountStatement
)
