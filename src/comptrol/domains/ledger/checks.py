"""What may be said about the log's keys, given what is known."""

from collections.abc import Iterator
from typing import Final, assert_never

from comptrol.domains.ledger.queries import origin
from comptrol.domains.ledger.refusals import LedgerRefusal
from comptrol.domains.ledger.statements import (
    Equivocated,
    LedgerStatement,
    Sealed,
    Use,
    VerifierKeyAdded,
    VerifierKeyRevoked,
)
from comptrol.domains.ledger.view import LedgerView
from comptrol.kernel.errors import ComptrolError
from comptrol.kernel.finding import Finding
from comptrol.kernel.ledger.note import Algorithm, read_verifier_key
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

_SIGNS: Final = {
    Use.LOG: {Algorithm.ED25519, Algorithm.ML_DSA_44},
    Use.WITNESS: {Algorithm.ED25519_COSIGNATURE, Algorithm.ML_DSA_44},
}


def check(entry: Entry[LedgerStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    view = world[LedgerView]
    match entry.statement:
        case VerifierKeyAdded() as said:
            yield from _check_added(said, view)
        case VerifierKeyRevoked() as said:
            yield from _check_revoked(said, view)
        case Sealed() | Equivocated():
            return  # the path says these, and nobody can send one in
        case never:
            assert_never(never)


def _check_added(said: VerifierKeyAdded, view: LedgerView) -> Iterator[Finding]:
    try:
        key = read_verifier_key(said.key)
    except ComptrolError as error:
        yield Finding.of(LedgerRefusal.KEY_UNREADABLE, str(error))
        return
    if key.algorithm not in _SIGNS[said.use]:
        yield Finding.of(LedgerRefusal.KEY_OF_ANOTHER_USE, f"{said.use.value} key {key.name}")
    if key.name != said.name:
        yield Finding.of(LedgerRefusal.NAMED_OTHERWISE, f"{key.name!r} is not {said.name!r}")
    if view.keys.get(said.key) is not None:
        yield Finding.of(LedgerRefusal.KEY_KNOWN, key.name)
    ours = origin(view)
    if said.use is Use.LOG and ours is not None and key.name != ours:
        yield Finding.of(LedgerRefusal.ANOTHER_ORIGIN, f"{key.name!r} is not {ours!r}")


def _check_revoked(said: VerifierKeyRevoked, view: LedgerView) -> Iterator[Finding]:
    held = view.keys.get(said.key)
    if held is None or held.revoked_at is not None:
        yield Finding.of(LedgerRefusal.KEY_UNKNOWN, said.name)
    elif held.name != said.name:
        yield Finding.of(LedgerRefusal.NAMED_OTHERWISE, f"{held.name!r} is not {said.name!r}")
    elif held.use is Use.LOG:
        algorithm = read_verifier_key(held.key).algorithm
        ours = [key for key in view.keys.where(use=Use.LOG) if key.revoked_at is None]
        alike = [key for key in ours if read_verifier_key(key.key).algorithm is algorithm]
        if len(alike) == 1:
            yield Finding.of(LedgerRefusal.LAST_KEY, held.name)
