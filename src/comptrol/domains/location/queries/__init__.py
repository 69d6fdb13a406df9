"""What may be asked about places, and what a measurement is held against."""

from comptrol.domains.location.queries.asking import (
    judgements,
    landmarks,
    location_policy,
    measurement,
    policy_in_force,
)
from comptrol.domains.location.queries.claiming import Claim, claimed, standing_at
from comptrol.domains.location.queries.judging import judged

__all__ = [
    "Claim",
    "claimed",
    "judged",
    "judgements",
    "landmarks",
    "location_policy",
    "measurement",
    "policy_in_force",
    "standing_at",
]
