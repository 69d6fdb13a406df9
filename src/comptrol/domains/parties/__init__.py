"""Who may speak: the parties, their keys and roles, where they answer to, and who owns them."""

from comptrol.domains.parties.checks import check
from comptrol.domains.parties.queries import (
    Dossier,
    Seat,
    key_in_force,
    may,
    owners,
    parties,
    party,
    seat,
)
from comptrol.domains.parties.refusals import PartiesRefusal
from comptrol.domains.parties.statements import (
    BasisPoints,
    Enrolled,
    Founded,
    HeadquartersDeclared,
    KeyAdded,
    KeyRevoked,
    OwnershipDeclared,
    ParentDeclared,
    PartiesStatement,
    RolesSet,
)
from comptrol.domains.parties.view import HeldKey, PartiesView, Party, Share, apply
from comptrol.kernel.domain import Domain

__all__ = [
    "DOMAIN",
    "BasisPoints",
    "Dossier",
    "Enrolled",
    "Founded",
    "HeadquartersDeclared",
    "HeldKey",
    "KeyAdded",
    "KeyRevoked",
    "OwnershipDeclared",
    "ParentDeclared",
    "PartiesView",
    "Party",
    "RolesSet",
    "Seat",
    "Share",
    "key_in_force",
    "may",
    "owners",
    "seat",
]

DOMAIN: Domain[PartiesStatement, PartiesView] = Domain(
    name="parties",
    statements=(
        Founded,
        Enrolled,
        RolesSet,
        KeyAdded,
        KeyRevoked,
        HeadquartersDeclared,
        ParentDeclared,
        OwnershipDeclared,
    ),
    refusals=PartiesRefusal,
    view=PartiesView,
    check=check,
    apply=apply,
    queries=(party, parties),
)
