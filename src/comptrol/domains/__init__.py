"""The mission, one package to a subject."""

from comptrol.domains import (
    chips,
    gate,
    identification,
    law,
    ledger,
    parties,
    privacy,
    registry,
    screening,
)
from comptrol.kernel.domain import AnyDomain

DOMAINS: tuple[AnyDomain, ...] = (
    parties.DOMAIN,
    ledger.DOMAIN,
    privacy.DOMAIN,
    identification.DOMAIN,
    screening.DOMAIN,
    chips.DOMAIN,
    registry.DOMAIN,
    law.DOMAIN,
    gate.DOMAIN,
)
"""Every domain, in reading order."""
