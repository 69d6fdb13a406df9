"""With what does the platform read usage that is sealed? With the vault and the keys of epochs.

No look is logged for it: it opens rows under pseudonyms alone, to add them up or to compare them
(a join, a naming that is due, a parcel that is handed in), each of which is in the log itself.
What comes out are digests, sums under pseudonyms and positions, never the words. Whatever was
sealed as something else it does not read. A name is opened as everything else is.
"""

from pathlib import Path
from secrets import token_bytes
from typing import Final

import msgspec

from comptrol.adapters.oprf import EpochEvaluator, EpochKeys
from comptrol.adapters.vault_sqlite import SqliteVault
from comptrol.domains.privacy import commitment_to
from comptrol.domains.pseudonyms import SealedUsage, Usage
from comptrol.kernel.errors import NotFoundError, UnavailableError
from comptrol.kernel.identifiers import Digest

EPOCHS: Final = "epochs"
"""The folder of the epochs' private keys, within a data folder."""


def epoch_keys(kept: Path | None) -> EpochKeys:
    """Return where the private keys of epochs are."""
    return EpochKeys(None if kept is None else kept / EPOCHS)


def evaluator(kept: Path | None) -> EpochEvaluator:
    """Return what evaluates with the keys of epochs."""
    return EpochEvaluator(epoch_keys(kept), token_bytes)


def sealed_usage(vault: SqliteVault | None, kept: Path | None) -> SealedUsage:
    """Return what reads sealed usage; where there is no vault, what says so."""
    if vault is None:
        return SealedUsage.away()
    keys = evaluator(kept)

    def usage(commitment: Digest) -> Usage | None:
        """Read the rows under a commitment, held against it."""
        try:
            body, salt = vault.opening(commitment)
        except NotFoundError:
            return None
        if commitment_to(salt, body) != commitment:
            raise UnavailableError(f"what the vault has for {commitment} does not open it")
        try:
            return msgspec.json.decode(body, type=Usage)
        except msgspec.MsgspecError:
            return None  # it was sealed as something else

    return SealedUsage(usage, keys.digest, keys.pseudonym)
