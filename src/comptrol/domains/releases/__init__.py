"""What the public may see: sums in which nobody can be singled out.

A table is published by a statement that has all of it, and is refused unless it is what the policy
derives from the log at that place: so anybody who has the log can derive it again. What would
single out a contributor is withheld, and so is whatever would give that away: other cells, other
rows, a second edition of the same table. This domain owns policies and releases; what it adds up
is of the domains below. What people decided in cases is above it, and not in its tables yet.
"""

from comptrol.domains.releases.checks import check
from comptrol.domains.releases.formulas import (
    OTHER,
    TOTAL,
    Bounds,
    Fact,
    Rule,
    Sensitive,
    Tabulated,
    Told,
    listed,
    primary_alone,
    tabulated,
)
from comptrol.domains.releases.formulas.quarters import days_of, last_over, quarter_of
from comptrol.domains.releases.queries import (
    Derived,
    Tables,
    derived,
    digest_of,
    feed,
    policy_in_force,
    release,
    release_policy,
    unit_of,
)
from comptrol.domains.releases.refusals import ReleasesRefusal
from comptrol.domains.releases.statements import (
    PolicyId,
    PolicySet,
    Quarter,
    Released,
    ReleaseId,
    ReleasesStatement,
    TableName,
    Withdrawn,
)
from comptrol.domains.releases.view import Policy, Release, ReleasesView, apply
from comptrol.kernel.domain import Domain

__all__ = [
    "DOMAIN",
    "OTHER",
    "TOTAL",
    "Bounds",
    "Derived",
    "Fact",
    "Policy",
    "PolicyId",
    "PolicySet",
    "Quarter",
    "Release",
    "ReleaseId",
    "Released",
    "ReleasesRefusal",
    "ReleasesView",
    "Rule",
    "Sensitive",
    "TableName",
    "Tables",
    "Tabulated",
    "Told",
    "Withdrawn",
    "days_of",
    "derived",
    "digest_of",
    "feed",
    "last_over",
    "listed",
    "policy_in_force",
    "primary_alone",
    "quarter_of",
    "release",
    "release_policy",
    "tabulated",
    "unit_of",
]

DOMAIN: Domain[ReleasesStatement, ReleasesView] = Domain(
    name="releases",
    statements=(PolicySet, Released, Withdrawn),
    refusals=ReleasesRefusal,
    view=ReleasesView,
    check=check,
    apply=apply,
    queries=(release, feed, release_policy),
)
