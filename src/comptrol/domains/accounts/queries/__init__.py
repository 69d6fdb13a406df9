"""What may be asked of accounts."""

from comptrol.domains.accounts.queries.building import RECORDED, account, nation
from comptrol.domains.accounts.queries.known import (
    estimates,
    method_in_force,
    method_named,
    methods,
    nationalities,
    whose,
)
from comptrol.domains.accounts.queries.recorded import ChipAccount, RecordedAccount, recorded
from comptrol.domains.accounts.queries.standing import (
    ESTIMATED,
    LEVELS,
    accessible,
    estimated,
)

__all__ = [
    "ESTIMATED",
    "LEVELS",
    "RECORDED",
    "ChipAccount",
    "RecordedAccount",
    "accessible",
    "account",
    "estimated",
    "estimates",
    "method_in_force",
    "method_named",
    "methods",
    "nation",
    "nationalities",
    "recorded",
    "whose",
]
