"""Envelopes taken apart: maps written as a test lists them, every bit flipped, any claims."""

from collections.abc import Iterator
from typing import Any

import cbor2
from hypothesis import strategies as st

from comptrol.kernel.envelope import Claims

CLAIMED = st.builds(
    Claims,
    issuer=st.text(max_size=60),
    subject=st.text(max_size=120),
    said_at=st.integers(0, 2**63 - 1),
    sequence=st.integers(1, 2**63 - 1),
    key=st.binary(min_size=32, max_size=32),
)


def encoded_map(pairs: list[tuple[Any, Any]]) -> bytes:
    """Encode a map exactly as listed; bytes already encoded are given as a bytearray."""
    parts = [bytes(x) if isinstance(x, bytearray) else cbor2.dumps(x) for p in pairs for x in p]
    return bytes([0xA0 + len(pairs)]) + b"".join(parts)


def every_flip(raw: bytes) -> Iterator[bytes]:
    for bit in range(len(raw) * 8):
        yield raw[: bit // 8] + bytes([raw[bit // 8] ^ 1 << bit % 8]) + raw[bit // 8 + 1 :]
