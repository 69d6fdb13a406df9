"""What does the platform tell the other registry of a transfer?"""

from typing import Any

import msgspec

from comptrol.domains.federation.statements import (
    Accepted,
    Declined,
    Outcome,
    Released,
    Settled,
)
from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.ledger.proof import read_proof
from comptrol.kernel.ledger.tree import leaf_hash
from comptrol.kernel.statement import Entry


def release_in(said: Accepted | Declined) -> Released:
    """Return the release that an admitted statement has shown."""
    return msgspec.json.decode(open_envelope(said.entry).payload, type=Released)


def settled(said: Accepted | Declined, entry: Entry[Any]) -> Settled:
    """Return what became of a transfer, in few words."""
    released = release_in(said)
    accepted = isinstance(said, Accepted)
    return Settled(
        because=entry.position,
        transfer=said.transfer,
        from_registry=said.from_registry,
        party=entry.signer,
        outcome=Outcome.ACCEPTED if accepted else Outcome.DECLINED,
        release=Digest(leaf_hash(said.entry).hex()),
        released_at=read_proof(said.proof.encode()).index,
        root=released.root,
        chips=released.chips,
        on=said.on,
    )
