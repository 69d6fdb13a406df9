"""The running digest of every row of every view, which each seal names."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import msgspec

from comptrol.kernel.identifiers import Digest
from comptrol.kernel.view import Key

_encode = msgspec.json.Encoder().encode


def rows_digest(before: Digest, changed: Mapping[str, Mapping[Key, Any]]) -> Digest:
    """Return the digest after a batch: of the one before, and of the rows that it changed.

    Tables go in the order of their names and rows in that of their keys, each as a line of JSON.
    """
    digest = sha256(bytes.fromhex(before))
    for name in sorted(changed):
        rows = changed[name]
        lines = [_encode(rows[key]) for key in sorted(rows)]
        digest.update(b"\n".join((name.encode(), *lines, b"")))
    return Digest(digest.hexdigest())
