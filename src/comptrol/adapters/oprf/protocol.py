"""How does one side get f(key, input) when the key is the other's and the input its own?

RFC 9497 in mode VOPRF: blind, evaluate with a proof, check the proof, finalize. The names of the
steps and of what they hash are the RFC's.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha512
from typing import Final, NamedTuple

from typing_extensions import override

from comptrol.adapters.oprf.encoding import UNIFORM_BYTES
from comptrol.adapters.oprf.group import (
    ORDER,
    SCALAR_BYTES,
    Element,
    inverse,
    is_scalar,
    minus_product,
    scalar_of_hash,
)
from comptrol.kernel.errors import NotProvenError, UnreadableError

CONTEXT: Final = b"OPRFV1-\x01-ristretto255-SHA512"
"""Mode 1 is VOPRF (RFC 9497 §3.1)."""
OUTPUT_BYTES: Final = 64
PROOF_BYTES: Final = 2 * SCALAR_BYTES
INPUT_BYTES_MAX: Final = 2**16 - 1
BATCH_MAX: Final = 512
"""The RFC lets 65,535 be proven at once. So many are answered in about a second."""
_BLOCK, _DIGEST = 128, 64

Randomness = Callable[[int], bytes]
"""Returns so many bytes that nobody can foresee."""


class Blinded(NamedTuple):
    """An input, and under which factor it is hidden in the element that is sent away."""

    given: bytes
    factor: bytes
    sent: bytes

    @override
    def __repr__(self) -> str:
        """Show nothing of it, wherever it is shown."""
        return "Blinded(…)"


class Evaluated(NamedTuple):
    """What the key made of blinded elements, and the proof that it was the announced one."""

    elements: tuple[bytes, ...]
    proof: bytes


def key_of_seed(seed: bytes, purpose: bytes) -> bytes:
    """Return the private key that a seed of 32 bytes stands for (§3.2.1, DeriveKeyPair)."""
    given = seed + _long(purpose)
    for counter in range(256):
        scalar = _hash_to_scalar(given + bytes([counter]), b"DeriveKeyPair" + CONTEXT)
        if is_scalar(scalar):
            return scalar
    raise AssertionError("all of 256 hashes are zero")


def public_key(key: bytes) -> bytes:
    """Return what of a private key is announced."""
    return Element.base_times(key).written()


def random_scalar(randomness: Randomness) -> bytes:
    """Return a scalar above zero that nobody can foresee (§2.1, RandomScalar)."""
    while True:
        whole = int.from_bytes(randomness(SCALAR_BYTES), "little") % 2**253
        if 0 < whole < ORDER:
            return whole.to_bytes(SCALAR_BYTES, "little")


def blind(given: bytes, randomness: Randomness) -> Blinded:
    """Hide an input: whoever sees what is sent learns nothing of it, whatever they can do."""
    factor = random_scalar(randomness)
    return Blinded(given, factor, _hash_to_group(given).times(factor).written())


def evaluate(key: bytes, blinded: Sequence[bytes], randomness: Randomness) -> Evaluated:
    """Answer a batch of blinded elements (§3.3.2, BlindEvaluate); one that is none stops all."""
    read = [Element.read(one) for one in _bounded(blinded)]
    made = [one.times(key) for one in read]
    written = tuple(one.written() for one in made)
    announced = public_key(key)
    together, _ = _composites(announced, blinded, written, read, None)
    once = random_scalar(randomness)
    keyed = together.times(key)
    ends = (Element.base_times(once).written(), together.times(once).written())
    challenge = _challenge(announced, together, keyed, ends)
    return Evaluated(written, challenge + minus_product(once, challenge, key))


def check(announced: bytes, blinded: Sequence[bytes], answer: Evaluated) -> None:
    """Raise NotProvenError unless the announced key made the answer (§2.2.2, VerifyProof)."""
    challenge, response = answer.proof[:SCALAR_BYTES], answer.proof[SCALAR_BYTES:]
    if len(answer.elements) != len(_bounded(blinded)) or len(answer.proof) != PROOF_BYTES:
        raise NotProvenError("what was evaluated is not what was sent")
    if not (is_scalar(challenge) and is_scalar(response)):
        raise NotProvenError("the proof of the evaluation is none")
    key = Element.read(announced)
    read, made = ([Element.read(one) for one in many] for many in (blinded, answer.elements))
    together, keyed = _composites(announced, blinded, answer.elements, read, made)
    assert keyed is not None, "asked for with what was made"
    ends = (
        Element.base_times(response).plus(key.times(challenge)).written(),
        together.times(response).plus(keyed.times(challenge)).written(),
    )
    if _challenge(announced, together, keyed, ends) != challenge:
        raise NotProvenError("the evaluation was not made with the announced key")


def finalize(announced: bytes, blinded: Sequence[Blinded], answer: Evaluated) -> tuple[bytes, ...]:
    """Check the proof, take the blinding away, and return an output of 64 bytes to each input."""
    check(announced, [one.sent for one in blinded], answer)
    return tuple(
        _output(one.given, Element.read(made).times(inverse(one.factor)))
        for one, made in zip(blinded, answer.elements, strict=True)
    )


def prf(key: bytes, given: bytes) -> bytes:
    """Return the output for an input: only whoever has the key can (§3.3.1, Evaluate)."""
    return _output(given, _hash_to_group(given).times(key))


def expand(message: bytes, tag: bytes, length: int) -> bytes:
    """Return uniform bytes (RFC 9380 §5.3.1, expand_message_xmd with SHA-512)."""
    blocks = -(-length // _DIGEST)
    prime = tag + bytes([len(tag)])
    start = sha512(bytes(_BLOCK) + message + length.to_bytes(2, "big") + b"\0" + prime).digest()
    last, out = bytes(_DIGEST), b""
    for number in range(1, blocks + 1):
        mixed = bytes(a ^ b for a, b in zip(start, last, strict=True))
        last = sha512(mixed + bytes([number]) + prime).digest()
        out += last
    return out[:length]


def _bounded(blinded: Sequence[bytes]) -> Sequence[bytes]:
    if not 1 <= len(blinded) <= BATCH_MAX:
        raise UnreadableError(f"{len(blinded)} elements: expected 1 to {BATCH_MAX}")
    return blinded


def _hash_to_group(given: bytes) -> Element:
    if len(given) > INPUT_BYTES_MAX:
        raise UnreadableError(f"an input has at most {INPUT_BYTES_MAX} bytes")
    return Element.of_hash(expand(given, b"HashToGroup-" + CONTEXT, UNIFORM_BYTES))


def _hash_to_scalar(given: bytes, tag: bytes = b"HashToScalar-" + CONTEXT) -> bytes:
    return scalar_of_hash(expand(given, tag, UNIFORM_BYTES))


def _composites(
    announced: bytes,
    blinded: Sequence[bytes],
    written: Sequence[bytes],
    read: Sequence[Element],
    made: Sequence[Element] | None,
) -> tuple[Element, Element | None]:
    """Return all elements as one, and all that was made of them as one (§2.2, ComputeComposites).

    Whoever has the key makes the second of the first, and does not ask for it.
    """
    factors = list(_factors(announced, blinded, written))
    together = _sum(one.times(factor) for one, factor in zip(read, factors, strict=True))
    if made is None:
        return together, None
    return together, _sum(one.times(factor) for one, factor in zip(made, factors, strict=True))


def _factors(
    announced: bytes, blinded: Sequence[bytes], written: Sequence[bytes]
) -> Iterator[bytes]:
    seed = sha512(_long(announced) + _long(b"Seed-" + CONTEXT)).digest()
    for index, (sent, made) in enumerate(zip(blinded, written, strict=True)):
        number = index.to_bytes(2, "big")
        yield _hash_to_scalar(_long(seed) + number + _long(sent) + _long(made) + b"Composite")


def _sum(elements: Iterator[Element]) -> Element:
    total = next(elements)
    for one in elements:
        total = total.plus(one)
    return total


def _challenge(
    announced: bytes, together: Element, keyed: Element, ends: tuple[bytes, bytes]
) -> bytes:
    parts = (announced, together.written(), keyed.written(), *ends)
    return _hash_to_scalar(b"".join(map(_long, parts)) + b"Challenge")


def _output(given: bytes, element: Element) -> bytes:
    return sha512(_long(given) + _long(element.written()) + b"Finalize").digest()


def _long(part: bytes) -> bytes:
    """Return a part with its length before it, so that there is one way to cut what is hashed."""
    return len(part).to_bytes(2, "big") + part
