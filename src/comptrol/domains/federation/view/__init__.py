"""What is known about chips that cross from one registry into another."""

from collections.abc import Iterator
from typing import Any, assert_never

import msgspec

from comptrol.domains.federation.statements import (
    Accepted,
    ArrivalClaimed,
    Confirmed,
    Declined,
    FederationStatement,
    Outcome,
    Recalled,
    RegistryKnown,
    Released,
    Settled,
    TransferId,
)
from comptrol.domains.federation.view.rows import (
    Arrival,
    Claim,
    OtherRegistry,
    Progress,
    Release,
)
from comptrol.domains.federation.view.standing import registry_in_force, settlement_in
from comptrol.domains.federation.view.tables import FederationView
from comptrol.domains.registry import LotId
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.ledger.tree import leaf_hash
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change

__all__ = [
    "Arrival",
    "Claim",
    "FederationView",
    "OtherRegistry",
    "Progress",
    "Release",
    "apply",
    "registry_in_force",
]


def apply(view: FederationView, entry: Entry[FederationStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    position = entry.position
    match entry.statement:
        case RegistryKnown() as said:
            fields = msgspec.structs.asdict(said)
            yield view.registries.put(OtherRegistry(**fields, position=position))
        case Released() as said:
            fields = msgspec.structs.asdict(said)
            yield view.releases.put(Release(**fields, holder=entry.signer, position=position))
        case Accepted() as said:
            yield view.arrivals.put(_arrival(view, said, entry, Outcome.ACCEPTED, said.lot))
        case Declined() as said:
            yield view.arrivals.put(_arrival(view, said, entry, Outcome.DECLINED))
        case Settled() as said:
            held = view.arrivals.get((said.from_registry, said.transfer))
            assert held is not None, "what is settled was accepted or declined"
            known = {"released_at": said.released_at, "settled_at": position}
            yield view.arrivals.put(msgspec.structs.replace(held, **known))
        case Confirmed() as said:
            yield _closed(view, said, position, Progress.CONFIRMED)
        case Recalled() as said:
            yield _closed(view, said, position, Progress.RECALLED, returned_as=said.lot)
        case ArrivalClaimed() as said:
            fields = msgspec.structs.asdict(said)
            yield view.claims.put(Claim(**fields, party=entry.signer, position=position))
        case never:
            assert_never(never)


def _arrival(
    view: FederationView,
    said: Accepted | Declined,
    entry: Entry[Any],
    outcome: Outcome,
    lot: LotId | None = None,
) -> Arrival:
    other = registry_in_force(view, said.from_registry)
    assert other is not None, "what is admitted was judged by a policy"
    return Arrival(
        registry=said.from_registry,
        transfer=said.transfer,
        outcome=outcome,
        party=entry.signer,
        lot=lot,
        on=said.on,
        release=Digest(leaf_hash(said.entry).hex()),
        position=entry.position,
        policy_at=other.position,
    )


def _closed(
    view: FederationView,
    said: Confirmed | Recalled,
    position: int,
    progress: Progress,
    **more: Any,  # noqa: ANN401  (fields of a release)
) -> Change:
    held = _release(view, said.transfer)
    other = registry_in_force(view, held.to_registry)
    assert other is not None, "what is admitted was judged by a policy"
    return view.releases.put(
        msgspec.structs.replace(
            held,
            progress=progress,
            settled_on=settlement_in(said.entry).on,
            closed_at=position,
            policy_at=other.position,
            **more,
        )
    )


def _release(view: FederationView, transfer: TransferId) -> Release:
    held = view.releases.get(transfer)
    assert held is not None, "an admitted statement names a release"
    return held
