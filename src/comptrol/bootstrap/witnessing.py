"""How a witness is put together: its keys, the logs that it knows, and what it has cosigned."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from comptrol.adapters.clock_system import SystemClock
from comptrol.adapters.signing_keys import create_keys, signing_keys
from comptrol.adapters.witness_state import FileWitness
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.ledger.note import Algorithm, VerifierKey
from comptrol.kernel.ledger.policy import Policy

KEYS: Final = "keys"
STATE: Final = "logs"
COSIGNS: Final = (Algorithm.ED25519_COSIGNATURE, Algorithm.ML_DSA_44)


def witness(folder: Path, name: str, policy: Policy) -> tuple[FileWitness, Sequence[VerifierKey]]:
    """Return a witness of the logs that a policy names, and its keys, made on the first start."""
    state = folder / STATE
    keys = signing_keys(folder / KEYS)
    if keys and not state.is_dir():
        raise UnavailableError(
            f"{state} is lost, and {folder / KEYS} is not: this witness forgot what it cosigned, "
            "and might cosign a fork. Bring it back, or start another witness with new keys"
        )
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = keys or create_keys(folder / KEYS, name, COSIGNS)
    if any(key.public.name != name for key in keys):
        raise UnavailableError(f"the keys in {folder / KEYS} are of another witness than {name!r}")
    logs: dict[str, list[VerifierKey]] = {}
    for log in policy.logs:
        logs.setdefault(log.key.name, []).append(log.key)
    if not logs:
        raise UnavailableError("the policy names no log, so there is nothing to cosign")
    made = FileWitness(state, logs, keys, SystemClock())
    return made, [key.public for key in keys]
