"""Which parts a party may play: every kind of statement names the roles that may say it."""

from enum import Enum


class Role(Enum):
    """A part that a party plays. The authority grants them by statement."""

    AUTHORITY = "authority"
    """Keeps the log, enrols parties, adopts lists, rulebooks and policies."""
    MAKER = "maker"
    """Makes chips."""
    HOLDER = "holder"
    """Buys, holds, ships and receives chips."""
    PROVIDER = "provider"
    """Runs a site and rents out compute."""
    EXPORTER = "exporter"
    """Sells chips across a border."""
    REVIEWER = "reviewer"
    """Answers the questions that only a person may answer."""
    INSPECTOR = "inspector"
    """Sees for itself: visits sites, witnesses destructions, measures where chips are."""
    CUSTOMER = "customer"
    """Buys chips or rents compute."""
    ALLOCATOR = "allocator"
    """Shares compute out: opens calls, has plans made, and decides on awards with others."""


AUTHORITY = frozenset({Role.AUTHORITY})
WITNESSES = frozenset({Role.AUTHORITY, Role.INSPECTOR})
"""Who sees for others that something is so."""
HOLDERS = frozenset({Role.MAKER, Role.HOLDER, Role.PROVIDER, Role.EXPORTER, Role.CUSTOMER})
"""Who may hold chips: a customer too, once a sale has reached it."""
ANYONE = frozenset(Role)
