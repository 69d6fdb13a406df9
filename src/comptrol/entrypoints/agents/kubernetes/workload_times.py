"""When did a Workload begin and end to hold what it was let through with?"""

from datetime import datetime

import msgspec

from comptrol.entrypoints.agents.kubernetes.words import BEGAN, RESERVED
from comptrol.entrypoints.agents.kubernetes.workloads import Workload


def admitted_at(workload: Workload) -> datetime | None:
    """Return since when it is, or was, admitted; nothing: it never was under this order.

    Once it is evicted Kueue overwrites that moment, so it was noted when it was confirmed.
    """
    noted = _noted(workload, BEGAN)
    if noted is not None:
        return noted
    admitted = workload.condition("Admitted")
    return admitted.last_transition_time if admitted is not None else None


def is_same_reservation(workload: Workload) -> bool:
    """Tell whether quota is still set aside for it as when its order was asked for."""
    return workload.reserved_at is not None and workload.reserved_at == _noted(workload, RESERVED)


def ended_at(workload: Workload) -> datetime | None:
    """Return when it finished, or lost its quota; nothing: it says neither.

    Where it has quota anew, the moment at which it lost it before is not told any more: the latest
    that it can have been is taken.
    """
    finished = workload.condition("Finished")
    if finished is not None:
        return finished.last_transition_time
    for kind in ("QuotaReserved", "Admitted"):
        condition = workload.any_condition(kind)
        if condition is not None and condition.status != "True":
            return condition.last_transition_time
    return workload.reserved_at if not is_same_reservation(workload) else None


def _noted(workload: Workload, name: str) -> datetime | None:
    noted = workload.metadata.note(name)
    try:
        return None if noted is None else msgspec.convert(noted, datetime)
    except msgspec.ValidationError:
        return None
