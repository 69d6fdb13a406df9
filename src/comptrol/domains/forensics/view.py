"""What is known of the honesty of reports: policies, estimates, audits, looks, advised levels."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import assert_never

import msgspec

from comptrol.domains.disclosure import AmountText, DefinitionId, FigureName
from comptrol.domains.forensics.statements import (
    Audited,
    Channel,
    Estimated,
    ForensicsStatement,
    Level,
    LevelAdvised,
    Looked,
    LookedThrough,
    LookId,
    PolicyId,
    PolicySet,
)
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Key, Table, View


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """One policy, as it was set."""

    since: date
    policy: PolicyId
    said: PolicySet
    position: int


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """What one channel estimates of some days, as it was said last."""

    provider: PartyId
    figure: FigureName
    since: date
    until: date
    channel: Channel
    value: AmountText
    sigma_ppm: int
    definition: DefinitionId | None
    source: str
    estimated_by: PartyId
    position: int


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """Days in which a reporter was audited."""

    provider: PartyId
    since: date
    until: date
    announced: bool
    source: str
    audited_by: PartyId
    position: int


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One look at what providers have reported, and what it came to."""

    look: LookId
    on: date
    named: int
    """So many providers were named; nobody: everybody was looked at."""
    looked_by: PartyId
    position: int
    logged_at: datetime
    policy: PolicyId | None = None
    providers: int = 0
    lines: int = 0
    compared: int = 0
    not_enough: int = 0
    alarms: int = 0
    whole: bool = False


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """How closely a person is advised to look at a provider now."""

    provider: PartyId
    level: Level
    on: date
    policy: PolicyId
    alarms: tuple[str, ...]
    reason: str
    position: int


class ForensicsView(View):
    """Policies, estimates, audits, looks and advice."""

    policies: Table[Key, Policy] = Table.of(
        "forensics_policies", Policy, key="since policy", indexes=("policy",)
    )
    estimates: Table[Key, Estimate] = Table.of(
        "forensics_estimates", Estimate, key="provider figure since until channel"
    )
    audits: Table[Key, Audit] = Table.of("forensics_audits", Audit, key="provider since until")
    looks: Table[LookId, Look] = Table.of("forensics_looks", Look, key="look")
    advice: Table[PartyId, Advice] = Table.of(
        "forensics_advice", Advice, key="provider", indexes=("level",)
    )


def apply(view: ForensicsView, entry: Entry[ForensicsStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case PolicySet() as said:
            yield view.policies.put(
                Policy(since=said.since, policy=said.policy, said=said, position=entry.position)
            )
        case Estimated() as said:
            fields = msgspec.structs.asdict(said)
            yield view.estimates.put(
                Estimate(**fields, position=entry.position, estimated_by=entry.signer)
            )
        case Audited() as said:
            fields = msgspec.structs.asdict(said)
            yield view.audits.put(
                Audit(**fields, position=entry.position, audited_by=entry.signer)
            )
        case Looked() as said:
            yield view.looks.put(
                Look(
                    look=said.look,
                    on=said.on,
                    named=len(said.providers),
                    looked_by=entry.signer,
                    position=entry.position,
                    logged_at=entry.logged_at,
                )
            )
        case LookedThrough() as said:
            yield view.looks.put(_looked_through(view, said))
        case LevelAdvised() as said:
            fields = msgspec.structs.asdict(said)
            del fields["because"]
            yield view.advice.put(Advice(**fields, position=entry.position))
        case never:
            assert_never(never)


def _looked_through(view: ForensicsView, said: LookedThrough) -> Look:
    known = view.looks.get(said.look)
    assert known is not None, "the platform answers a look"
    return msgspec.structs.replace(
        known,
        policy=said.policy,
        providers=said.providers,
        lines=said.lines,
        compared=said.compared,
        not_enough=said.not_enough,
        alarms=said.alarms,
        whole=said.whole,
    )
