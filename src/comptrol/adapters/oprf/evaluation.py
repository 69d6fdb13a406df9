"""What does the authority do with the key of an epoch? Evaluate, make pseudonyms, and digests."""

import hmac
from collections.abc import Sequence
from typing import Final

from comptrol.adapters.oprf.group import Element
from comptrol.adapters.oprf.keys import EpochKeys
from comptrol.adapters.oprf.protocol import (
    Blinded,
    Evaluated,
    Randomness,
    blind,
    evaluate,
    finalize,
    prf,
)
from comptrol.domains.pseudonyms import Pseudonym
from comptrol.kernel.identifiers import Digest

PSEUDONYM_BYTES: Final = 32


class EpochEvaluator:
    """The keys of epochs in use. Whoever has this can make a pseudonym of any identifier."""

    def __init__(self, keys: EpochKeys, randomness: Randomness) -> None:
        self._keys, self._randomness = keys, randomness

    def read(self, blinded: Sequence[bytes]) -> None:
        """Raise UnreadableError unless all of these are elements, and none the identity."""
        for one in blinded:
            Element.read(one)

    def evaluate(self, epoch: int, blinded: Sequence[bytes]) -> Evaluated:
        """Answer blinded elements with the key of an epoch, and prove that it was that key."""
        return evaluate(self._keys.private(epoch), blinded, self._randomness)

    def pseudonym(self, epoch: int, identifier: str) -> Pseudonym:
        """Return the pseudonym of an identifier in its canonical form."""
        return pseudonym_of(epoch, prf(self._keys.private(epoch), identifier.encode()))

    def digest(self, epoch: int, words: str) -> Digest:
        """Return a digest of words that nobody without the key of an epoch can make or try out."""
        secret = hmac.digest(self._keys.seed(epoch), b"comptrol crossings", "sha256")
        return Digest(hmac.digest(secret, words.encode(), "sha256").hex())


class Blinding:
    """Identifiers of a provider on their way: blinded, sent, and read out of the answer."""

    def __init__(self, identifiers: Sequence[str], randomness: Randomness) -> None:
        self._blinded: list[Blinded] = [blind(it.encode(), randomness) for it in identifiers]

    @property
    def sent(self) -> tuple[bytes, ...]:
        """What is sent to the authority."""
        return tuple(one.sent for one in self._blinded)

    def pseudonyms(
        self, epoch: int, announced: str, elements: Sequence[bytes], proof: bytes
    ) -> list[Pseudonym]:
        """Check the proof against the announced key, and return the pseudonyms in order."""
        answer = Evaluated(tuple(elements), proof)
        outputs = finalize(bytes.fromhex(announced), self._blinded, answer)
        return [pseudonym_of(epoch, output) for output in outputs]


def pseudonym_of(epoch: int, output: bytes) -> Pseudonym:
    """Return an output as a pseudonym: its first 32 bytes, and the epoch before them."""
    return Pseudonym(f"{epoch}.{output[:PSEUDONYM_BYTES].hex()}")
