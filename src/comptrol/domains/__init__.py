"""The mission, one package to a subject."""

from comptrol.domains import (
    alarms,
    attestation,
    caps,
    chips,
    federation,
    gate,
    identification,
    inspection,
    law,
    ledger,
    location,
    parties,
    privacy,
    registry,
    screening,
    structuring,
)
from comptrol.kernel.domain import AnyDomain

DOMAINS: tuple[AnyDomain, ...] = (
    parties.DOMAIN,
    ledger.DOMAIN,
    privacy.DOMAIN,
    identification.DOMAIN,
    alarms.DOMAIN,
    screening.DOMAIN,
    chips.DOMAIN,
    registry.DOMAIN,
    attestation.DOMAIN,
    location.DOMAIN,
    inspection.DOMAIN,
    federation.DOMAIN,
    law.DOMAIN,
    caps.DOMAIN,
    gate.DOMAIN,
    structuring.DOMAIN,
)
"""Every domain, in reading order."""
