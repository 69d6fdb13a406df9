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
    metering,
    parties,
    privacy,
    pseudonyms,
    registry,
    screening,
    structuring,
    training,
    watching,
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
    training.DOMAIN,
    caps.DOMAIN,
    gate.DOMAIN,
    metering.DOMAIN,
    pseudonyms.DOMAIN,
    structuring.DOMAIN,
    watching.DOMAIN,
)
"""Every domain, in reading order."""
