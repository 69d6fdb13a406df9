"""What may be asked of releases, and what a table comes to."""

from comptrol.domains.releases.queries.deriving import Derived, derived, digest_of, family, unit_of
from comptrol.domains.releases.queries.showing import (
    Tables,
    feed,
    policy_in_force,
    release,
    release_policy,
)

__all__ = [
    "Derived",
    "Tables",
    "derived",
    "digest_of",
    "family",
    "feed",
    "policy_in_force",
    "release",
    "release_policy",
    "unit_of",
]
