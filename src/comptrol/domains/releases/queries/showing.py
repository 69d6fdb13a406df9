"""What was released, by which policy, and where it stands in the log?"""

import msgspec

from comptrol.domains.releases.statements import PolicyId, PolicySet, ReleaseId, TableName
from comptrol.domains.releases.view import IN_FORCE, Policy, Release, ReleasesView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World


class Tables(msgspec.Struct, frozen=True, kw_only=True):
    """Releases in the order of their names, a page of them."""

    releases: tuple[Release, ...]
    after: ReleaseId | None
    """Where the next page begins; nothing: this is the last."""


def policy_in_force(view: ReleasesView) -> PolicySet | None:
    """Return the policy that was set last."""
    named = view.in_force.get(IN_FORCE)
    found = view.policies.get(named.policy) if named is not None else None
    return found.said if found is not None else None


def release_policy(world: World, *, policy: PolicyId | None = None) -> Policy:
    """Return a policy of releases: the one in force where none is named."""
    view = world[ReleasesView]
    named = view.in_force.get(IN_FORCE)
    wanted = policy if policy is not None else named.policy if named is not None else None
    found = view.policies.get(wanted) if wanted is not None else None
    if found is None:
        raise NotFoundError(f"no policy of releases {wanted or 'was set'}")
    return found


def release(world: World, *, release: ReleaseId) -> Release:
    """Return one published table, with the position at which it stands in the log."""
    found = world[ReleasesView].releases.get(release)
    if found is None:
        raise NotFoundError(f"nothing was released as {release}")
    return found


def feed(
    world: World,
    *,
    table: TableName | None = None,
    after: ReleaseId | None = None,
    limit: Limit = 100,
) -> Tables:
    """Return what was released, of one table where asked; the withdrawn is told as such."""
    start = None if after is None else (after,)
    rows = world[ReleasesView].releases
    equals = {} if table is None else {"table": table}
    page = tuple(rows.where(after=start, limit=limit, **equals))
    return Tables(releases=page, after=page[-1].release if len(page) == limit else None)
