"""What may be said of releases, given what is known."""

from collections.abc import Iterator
from typing import assert_never

from comptrol.domains.chips import ChipsView
from comptrol.domains.releases.formulas.quarters import days_of, last_over
from comptrol.domains.releases.queries import derived, digest_of, family, policy_in_force, unit_of
from comptrol.domains.releases.queries.deriving import STANDING
from comptrol.domains.releases.refusals import ReleasesRefusal
from comptrol.domains.releases.statements import (
    PolicySet,
    Released,
    ReleasesStatement,
    TableName,
    Withdrawn,
)
from comptrol.domains.releases.view import ReleasesView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check(entry: Entry[ReleasesStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    match entry.statement:
        case PolicySet() as said:
            yield from _check_policy(said, world)
        case Released() as said:
            yield from _check_released(said, entry, world)
        case Withdrawn() as said:
            yield from _check_withdrawn(said, world[ReleasesView])
        case never:
            assert_never(never)


def _check_policy(said: PolicySet, world: World) -> Iterator[Finding]:
    known = world[ReleasesView].policies.get(said.policy)
    if known is not None:
        yield Finding.of(ReleasesRefusal.NAME_TAKEN, f"policy at position {known.position}")
    if said.review_by <= said.since:
        detail = f"from {said.since}, looked at again by {said.review_by}"
        yield Finding.of(ReleasesRefusal.BACKWARDS, detail)
    factors = said.factor_set
    if factors is not None and world[ChipsView].factor_sets.get(factors) is None:
        yield Finding.of(ReleasesRefusal.UNKNOWN_FACTORS, factors)


def _check_released(
    said: Released, entry: Entry[ReleasesStatement], world: World
) -> Iterator[Finding]:
    view, today = world[ReleasesView], entry.logged_at.date()
    policy = view.policies.get(said.policy)
    found = [] if policy is not None else [
        Finding.of(ReleasesRefusal.UNKNOWN_POLICY, said.policy)
    ]  # fmt: skip
    in_force = policy_in_force(view)
    if policy is not None and in_force is not None and in_force.policy != said.policy:
        found.append(Finding.of(ReleasesRefusal.NOT_IN_FORCE, f"in force is {in_force.policy}"))
    known = view.releases.get(said.release)
    if known is not None:
        found.append(Finding.of(ReleasesRefusal.NAME_TAKEN, f"at position {known.position}"))
    if days_of(said.quarter)[1] > today:
        found.append(Finding.of(ReleasesRefusal.NOT_OVER, f"{said.quarter} on {today}"))
    elif said.table in STANDING and said.quarter != last_over(today):
        detail = f"{said.quarter}; the last is {last_over(today)}"
        found.append(Finding.of(ReleasesRefusal.NOT_NOW, detail))
    for other in view.releases.where(quarter=said.quarter):
        if other.table in family(said.table):
            detail = f"{other.table.value} as {other.release} at position {other.position}"
            found.append(Finding.of(ReleasesRefusal.RELEASED_ALREADY, detail))
    yield from found
    if policy is not None and not found:
        yield from _check_numbers(said, policy.said, world)


def _check_numbers(said: Released, policy: PolicySet, world: World) -> Iterator[Finding]:
    """Derive the table again, from the log as it is here: all of it, or nothing, is right."""
    if said.table is TableName.INSTALLED_H100E and policy.factor_set is None:
        detail = f"{policy.policy} names no edition of factors"
        yield Finding.of(ReleasesRefusal.NOT_DERIVABLE, detail)
        return
    try:
        right = derived(world, said.table, said.quarter, policy)
    except NotFoundError as error:
        yield Finding.of(ReleasesRefusal.NOT_DERIVABLE, str(error))
        return
    if right is None:
        yield Finding.of(ReleasesRefusal.NOTHING_SAFE, f"{said.table.value} of {said.quarter}")
    elif (said.rows, said.columns) != (right.rows, right.columns):
        yield Finding.of(ReleasesRefusal.DIFFERS, "other rows or columns")
    elif said.values != right.values:
        yield Finding.of(ReleasesRefusal.DIFFERS, f"{_first_other(said, right.values)} is other")
    elif said.unit != unit_of(said.table) or said.digest != digest_of(said):
        yield Finding.of(ReleasesRefusal.DIFFERS, "the unit or the digest")


def _first_other(said: Released, values: tuple[tuple[str | None, ...], ...]) -> str:
    for row, mine, right in zip(said.rows, said.values, values, strict=False):
        for column, one, other in zip(said.columns, mine, right, strict=False):
            if one != other:
                return f"{row}, {column}"
    return "the number of lines"


def _check_withdrawn(said: Withdrawn, view: ReleasesView) -> Iterator[Finding]:
    known = view.releases.get(said.release)
    if known is None:
        yield Finding.of(ReleasesRefusal.UNKNOWN_RELEASE, said.release)
    elif known.withdrawn_at is not None:
        detail = f"at position {known.withdrawn_at}"
        yield Finding.of(ReleasesRefusal.WITHDRAWN_ALREADY, detail)
