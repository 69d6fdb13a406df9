"""What is known about the log itself."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, assert_never

import msgspec

from comptrol.domains.ledger.statements import (
    Equivocated,
    LedgerStatement,
    Sealed,
    Use,
    VerifierKeyAdded,
    VerifierKeyRevoked,
    VerifierKeyText,
)
from comptrol.kernel.identifiers import Digest, PartyId, PublicKey
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Key, Table, View

LATEST: Final = "seal"


class VerifierKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key of the log's heads or of a witness, from one position of the log to another."""

    key: VerifierKeyText
    name: str
    use: Use
    added_at: int
    revoked_at: int | None = None


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """One batch: from which entry to which, and when. Its entry says what it adds up to."""

    seal: int
    position: int
    first: int
    at: datetime
    subjects: int
    depth: int
    map_root: Digest


class LatestSeal(msgspec.Struct, frozen=True, kw_only=True):
    """The seal that was last made."""

    name: str
    seal: int
    position: int
    rows: Digest


class Equivocation(msgspec.Struct, frozen=True, kw_only=True):
    """Two things said under one sequence number: the first logged, the other kept as evidence."""

    key: PublicKey
    sequence: int
    party: PartyId
    position: int
    other: Digest


class LedgerView(View):
    """Keys of heads and witnesses, seals, and equivocations."""

    keys: Table[VerifierKeyText, VerifierKey] = Table.of(
        "ledger_keys", VerifierKey, key="key", indexes=("use",)
    )
    seals: Table[int, Seal] = Table.of("ledger_seals", Seal, key="seal", of_seals=True)
    latest: Table[str, LatestSeal] = Table.of(
        "ledger_latest", LatestSeal, key="name", of_seals=True
    )
    equivocations: Table[Key, Equivocation] = Table.of(
        "ledger_equivocations", Equivocation, key="key sequence", indexes=("party",)
    )


def apply(view: LedgerView, entry: Entry[LedgerStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    at = entry.position
    match entry.statement:
        case VerifierKeyAdded(name=name, key=key, use=use):
            yield view.keys.put(VerifierKey(key=key, name=name, use=use, added_at=at))
        case VerifierKeyRevoked(key=key):
            held = view.keys.get(key)
            assert held is not None, "an admitted revocation names a key in force"
            yield view.keys.put(msgspec.structs.replace(held, revoked_at=at))
        case Sealed() as said:
            yield view.seals.put(_seal(said, at))
            yield view.latest.put(
                LatestSeal(name=LATEST, seal=said.seal, position=at, rows=said.rows)
            )
        case Equivocated() as said:
            yield view.equivocations.put(
                Equivocation(
                    key=said.key,
                    sequence=said.sequence,
                    party=said.party,
                    position=said.because,
                    other=said.other,
                )
            )
        case never:
            assert_never(never)


def _seal(said: Sealed, position: int) -> Seal:
    return Seal(
        seal=said.seal,
        position=position,
        first=said.first,
        at=said.at,
        subjects=said.subjects,
        depth=said.depth,
        map_root=said.map_root,
    )
