"""Is a cluster one that somebody must hear of?

15 CFR 702.7 as proposed (89 FR 73612): networked at more than 300 Gbit/s and a theoretical peak
of more than 10^20 operations a second. The treaty draft (arXiv:2511.10783): more than a peak rate
at 16 bits or, since its third version, more than so much accelerator memory. All strictly more.
"""

from decimal import Decimal

from comptrol.domains.law.formulas.as_of import LawAsOf
from comptrol.domains.law.formulas.request import Cluster
from comptrol.domains.law.formulas.words import ClusterKind


def covers(cluster: Cluster, kind: ClusterKind, law: LawAsOf) -> bool | None:
    """Tell whether a definition covers a cluster; nothing where what is unknown could decide."""
    if kind is ClusterKind.NETWORKED:
        limbs = (
            _above(cluster.network_gbit_per_s, "reports.cluster.gbit-per-s-above", law),
            _above(cluster.tera_operations_per_s, "reports.cluster.tera-operations-above", law),
        )
        return False if False in limbs else None if None in limbs else True
    limbs = (
        _above(cluster.fp16_tera_flop_per_s, "treaty.cluster.tera-flop-per-s-above", law),
        _above(cluster.memory_gb, "treaty.cluster.memory-gb-above", law),
    )
    return True if True in limbs else None if None in limbs else False


def _above(number: Decimal | None, parameter: str, law: LawAsOf) -> bool | None:
    """Tell whether a number is more than a limit; a limb that the text lacks is not met."""
    limit = law.number_or_none(parameter)
    if limit is None:
        return False
    return None if number is None else number > limit
