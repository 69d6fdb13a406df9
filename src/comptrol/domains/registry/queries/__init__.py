"""What may be asked about sites, lots, chips, clusters and the books."""

from comptrol.domains.registry.queries.balance import Balance, BalanceBy, balance, histories
from comptrol.domains.registry.queries.chips import (
    ChipFile,
    ChipStanding,
    RunOfSerials,
    changed_on,
    chip,
    chip_standing,
    lots_at,
    serials_in,
)
from comptrol.domains.registry.queries.clusters import Cluster, cluster, cluster_definitions
from comptrol.domains.registry.queries.due import due_reviews
from comptrol.domains.registry.queries.lots import (
    LotHistory,
    Membership,
    custody,
    holding,
    known_lot,
    lot,
    membership,
)
from comptrol.domains.registry.queries.policy import (
    is_small,
    policy_in_force,
    registry_policy,
    tpp_held,
)
from comptrol.domains.registry.queries.sites import SiteAccount, site, sites

__all__ = [
    "Balance",
    "BalanceBy",
    "ChipFile",
    "ChipStanding",
    "Cluster",
    "LotHistory",
    "Membership",
    "RunOfSerials",
    "SiteAccount",
    "balance",
    "changed_on",
    "chip",
    "chip_standing",
    "cluster",
    "cluster_definitions",
    "custody",
    "due_reviews",
    "histories",
    "holding",
    "is_small",
    "known_lot",
    "lot",
    "lots_at",
    "membership",
    "policy_in_force",
    "registry_policy",
    "serials_in",
    "site",
    "sites",
    "tpp_held",
]
