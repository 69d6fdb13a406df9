"""What is the digest of an answer, the same from every engine?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import msgspec

from comptrol.kernel.identifiers import Digest


def digest_of(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Digest:
    """Return the SHA-256 of the rows as lines of JSON, each a list of text, in order.

    >>> from decimal import Decimal
    >>> rows = [{"a": "x", "n": Decimal("10000000000000000000000000")}, {"a": "w", "n": 2}]
    >>> digest_of(rows, ("a", "n")) == digest_of(reversed(rows), ("a", "n"))
    True
    """
    lines = sorted(msgspec.json.encode([_plain(row[name]) for name in columns]) for row in rows)
    whole = sha256()
    for line in lines:
        whole.update(line)
        whole.update(b"\n")
    return Digest(whole.hexdigest())


def _plain(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | str():
            return str(value)
        case Decimal():
            whole = int(value)
            assert whole == value, "operations are whole numbers"
            return str(whole)
        case datetime():
            return f"{value:%Y-%m-%dT%H:%M:%S}"
        case None:
            return ""
        case _:
            raise TypeError(f"no answer holds {type(value).__name__}")
