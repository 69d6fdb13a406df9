"""How often may somebody try? A pure decision with the clock passed in, for each name and address.

The rate is the generic cell rate algorithm (ITU-T I.371): one moment to a name, at which whatever
was tried would have been spread out evenly. What is remembered is bounded; the names that were
quiet longest are forgotten first, and forgetting gives a name no more than a new one has.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from threading import Lock
from typing import Final

from starlette.requests import HTTPConnection

NAMES_MAX: Final = 50_000
TICK_S: Final = 1e-6
"""What is shorter is an error of rounding."""
SITE_BITS: Final = 64
"""Of an IPv6 address: one subscriber has at least so many addresses to choose from (RFC 6177)."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and one more whenever so many seconds have passed."""

    burst: int
    every_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How often: attempts to sign in for an account and from an address, and requests at all."""

    account: Rate = Rate(5, 60)
    address: Rate = Rate(20, 6)
    requests: Rate = Rate(600, 0.02)
    seconds: Callable[[], float] = time.monotonic
    """A clock that nobody sets."""


class Counts:
    """What was tried lately, under one rate."""

    def __init__(self, rate: Rate) -> None:
        self._rate, self._turn = rate, Lock()
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, name: str, now: float) -> float:
        """Take one, and return 0; or take none, and return in how many seconds there is one."""
        with self._turn:
            held = max(self._full_at.pop(name, now), now)
            wait = held - now - (self._rate.burst - 1) * self._rate.every_s
            wait = 0.0 if wait < TICK_S else wait
            self._full_at[name] = held if wait else held + self._rate.every_s
            if len(self._full_at) > NAMES_MAX:
                self._full_at.popitem(last=False)
        return wait

    def give_back(self, name: str) -> None:
        """Give one back: it was no guess."""
        with self._turn:
            if name in self._full_at:
                self._full_at[name] -= self._rate.every_s


def address_of(request: HTTPConnection, proxies: int) -> str:
    """Return where somebody is, as the nearest server that is ours was told.

    Each server in front adds at the end whom it heard; whatever stands before that anybody may
    have written.
    """
    there = request.client.host if request.client is not None else ""
    if proxies:
        heard = [
            it.strip() for it in ",".join(request.headers.getlist("x-forwarded-for")).split(",")
        ]
        there = heard[-proxies] if len(heard) >= proxies and heard[-proxies] else there
    try:
        address = ip_address(there)
    except ValueError:
        return there[:64]
    if isinstance(address, IPv6Address):
        site = IPv6Address(int(address) >> SITE_BITS << SITE_BITS)
        return str(address.ipv4_mapped or site)
    return str(address)
