"""What is known of releases: policies, and tables as they were published."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

import msgspec

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
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Table, View

IN_FORCE = "in force"
"""The one key of what there is one of."""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """One policy, as it was set."""

    policy: PolicyId
    said: PolicySet
    position: int


class InForce(msgspec.Struct, frozen=True, kw_only=True):
    """Which policy was set last."""

    name: str
    policy: PolicyId


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """One published table, where it stands, and whether it was withdrawn."""

    release: ReleaseId
    table: TableName
    quarter: Quarter
    policy: PolicyId
    unit: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[str | None, ...], ...]
    digest: Digest
    position: int
    released_at: datetime
    withdrawn_at: int | None = None
    withdrawn_because: str | None = None


class ReleasesView(View):
    """Policies and published tables."""

    policies: Table[PolicyId, Policy] = Table.of("releases_policies", Policy, key="policy")
    in_force: Table[str, InForce] = Table.of("releases_in_force", InForce, key="name")
    releases: Table[ReleaseId, Release] = Table.of(
        "releases", Release, key="release", indexes=("table", "quarter")
    )


def apply(view: ReleasesView, entry: Entry[ReleasesStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case PolicySet() as said:
            yield view.policies.put(Policy(policy=said.policy, said=said, position=entry.position))
            yield view.in_force.put(InForce(name=IN_FORCE, policy=said.policy))
        case Released() as said:
            fields = {name: getattr(said, name) for name in said.__struct_fields__}
            yield view.releases.put(
                Release(**fields, position=entry.position, released_at=entry.logged_at)
            )
        case Withdrawn() as said:
            known = view.releases.get(said.release)
            assert known is not None, "what is withdrawn was released"
            yield view.releases.put(
                msgspec.structs.replace(
                    known, withdrawn_at=entry.position, withdrawn_because=said.reason
                )
            )
        case never:
            assert_never(never)
