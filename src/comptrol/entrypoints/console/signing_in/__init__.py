"""Sign-in: passwords, passkeys and issuers of identities; sessions, and whose form is whose."""

from comptrol.entrypoints.console.signing_in.doors import Doors, doors_of
from comptrol.entrypoints.console.signing_in.entrance import Show
from comptrol.entrypoints.console.signing_in.limits import Limits
from comptrol.entrypoints.console.signing_in.porter import ForbiddenError
from comptrol.entrypoints.console.signing_in.rules import ROOT, DoorRules, Issuer, rules_of
from comptrol.entrypoints.rates import Rate

__all__ = [
    "ROOT",
    "DoorRules",
    "Doors",
    "ForbiddenError",
    "Issuer",
    "Limits",
    "Rate",
    "Show",
    "doors_of",
    "rules_of",
]
