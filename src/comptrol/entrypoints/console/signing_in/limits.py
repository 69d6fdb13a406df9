"""How often may somebody try to come in? For each account, each address, and requests at all."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from comptrol.entrypoints.rates import Rate

ACCOUNT: Final = Rate(5, 60)
ADDRESS: Final = Rate(20, 6)
REQUESTS: Final = Rate(600, 0.02)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How often: attempts to sign in for an account and from an address, and requests at all."""

    account: Rate = ACCOUNT
    address: Rate = ADDRESS
    requests: Rate = REQUESTS
    seconds: Callable[[], float] = time.monotonic
    """A clock that nobody sets."""
