"""What can be found out about an envelope without any state, by other processes if need be."""

from comptrol.kernel.envelope import Outline, open_envelope, outline
from comptrol.kernel.errors import EnvelopeError
from comptrol.kernel.ledger.tree import leaf_hash
from comptrol.kernel.signature import Holds, verify

Opened = tuple[bytes, Outline]
"""The leaf hash of what was opened, so that it is taken for nothing else, and what was found."""


def open_verified(raw: bytes, by: Holds | None = None) -> Opened | str:
    """Return what is in an envelope whose signature holds, or what is wrong with it.

    One function from plain bytes to plain values, so that other processes can be given it to do.
    """
    try:
        envelope = open_envelope(raw)
        verify(envelope, by)
    except EnvelopeError as error:
        return str(error)
    return leaf_hash(raw), outline(envelope)
