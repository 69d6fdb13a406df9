"""What is known of splitting: policies, links between parties, splits, looks and signals."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import assert_never

import msgspec

from comptrol.domains.gate import OrderId
from comptrol.domains.structuring.statements import (
    Evidence,
    Linked,
    LinkId,
    Looked,
    LookedThrough,
    LookId,
    PolicyId,
    PolicySet,
    Signalled,
    Split,
    SplitId,
    StructuringStatement,
)
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Key, Table, View

EVERYBODY = ""
"""In place of another party: whoever it may be."""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """One policy, as it was set."""

    since: date
    policy: PolicyId
    said: PolicySet
    position: int


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """What parties have in common, who says so, and where that stands."""

    link: LinkId
    by: Evidence
    parties: tuple[PartyId, ...]
    source: str
    since: date
    until: date | None
    evidence: int | None
    position: int
    asserted_by: PartyId

    def holds(self, since: date, until: date) -> bool:
        """Tell whether it holds on one of some days."""
        return self.since < until and (self.until is None or since < self.until)


class Tie(msgspec.Struct, frozen=True, kw_only=True):
    """In which links a party was ever named."""

    party: PartyId
    link: LinkId


class Apart(msgspec.Struct, frozen=True, kw_only=True):
    """Two parties that a person keeps apart, said from the side of each; or one, from all."""

    party: PartyId
    other: str
    split: SplitId
    by: str
    reason: str
    decided_by: PartyId
    position: int


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One look at some days, and what it came to."""

    look: LookId
    since: date
    until: date
    looked_by: PartyId
    parties: tuple[PartyId, ...]
    """Only these were looked at; nothing: everybody."""
    position: int
    logged_at: datetime
    policy: PolicyId | None = None
    orders: int = 0
    accounts: int = 0
    groups: int = 0
    alarms: int = 0
    whole: bool = False


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """What a classifier took an order for, the last that was said of one channel."""

    order: OrderId
    channel: str
    classifier: str
    recall_worst_ppm: int
    false_alarm_ppm: int
    since: date
    until: date
    source: str
    position: int
    signalled_by: PartyId


class StructuringView(View):
    """Policies, links, splits, looks and signals."""

    policies: Table[Key, Policy] = Table.of(
        "structuring_policies", Policy, key="since policy", indexes=("policy",)
    )
    links: Table[LinkId, Link] = Table.of("structuring_links", Link, key="link")
    ties: Table[Key, Tie] = Table.of("structuring_ties", Tie, key="party link")
    apart: Table[Key, Apart] = Table.of(
        "structuring_apart", Apart, key="party other", indexes=("split",)
    )
    looks: Table[LookId, Look] = Table.of("structuring_looks", Look, key="look")
    signals: Table[Key, Signal] = Table.of("structuring_signals", Signal, key="order channel")


def apply(view: StructuringView, entry: Entry[StructuringStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case PolicySet() as said:
            yield view.policies.put(
                Policy(since=said.since, policy=said.policy, said=said, position=entry.position)
            )
        case Linked() as said:
            fields = msgspec.structs.asdict(said)
            yield view.links.put(Link(**fields, position=entry.position, asserted_by=entry.signer))
            for party in said.parties:
                yield view.ties.put(Tie(party=party, link=said.link))
        case Split() as said:
            yield from _kept_apart(view, said, entry)
        case Looked() as said:
            yield view.looks.put(
                Look(
                    look=said.look,
                    since=said.since,
                    until=said.until,
                    looked_by=entry.signer,
                    parties=said.parties,
                    position=entry.position,
                    logged_at=entry.logged_at,
                )
            )
        case LookedThrough() as said:
            yield view.looks.put(_looked_through(view, said))
        case Signalled() as said:
            fields = msgspec.structs.asdict(said)
            yield view.signals.put(
                Signal(**fields, position=entry.position, signalled_by=entry.signer)
            )
        case never:
            assert_never(never)


def _kept_apart(
    view: StructuringView, said: Split, entry: Entry[StructuringStatement]
) -> Iterator[Change]:
    pairs: list[tuple[PartyId, str]] = []
    if not said.others:
        pairs.append((said.party, EVERYBODY))
    for other in said.others:
        pairs += [(said.party, other), (other, said.party)]
    for party, kept_from in pairs:
        yield view.apart.put(
            Apart(
                party=party,
                other=kept_from,
                split=said.split,
                by=said.by,
                reason=said.reason,
                decided_by=entry.signer,
                position=entry.position,
            )
        )


def _looked_through(view: StructuringView, said: LookedThrough) -> Look:
    known = view.looks.get(said.look)
    assert known is not None, "the platform answers a look"
    return msgspec.structs.replace(
        known,
        policy=said.policy,
        orders=said.orders,
        accounts=said.accounts,
        groups=said.groups,
        alarms=said.alarms,
        whole=said.whole,
    )
