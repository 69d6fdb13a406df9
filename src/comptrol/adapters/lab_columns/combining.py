"""Which rows agree in several codes? Each combination gets a number, and a row that shows it."""

from typing import Final

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int64]


def combined(parts: tuple[tuple[Codes, int], ...], rows: int) -> tuple[Codes, Codes]:
    """Return a number for each distinct combination of several codes, and a row of each."""
    key, size = np.zeros(rows, dtype=np.int64), 1
    for codes, count in parts:
        if size * count > _ADDRESSED_MAX:
            key, first = _numbered(key, size)
            size = len(first)
        key, size = key * count + codes, size * count
    return _numbered(key, size)


_ADDRESSED_MAX: Final = 1 << 24


def _numbered(key: Codes, size: int) -> tuple[Codes, Codes]:
    """Give numbers to the distinct keys densely, by addressing where that fits into memory."""
    if size > _ADDRESSED_MAX:
        _, first, numbers = np.unique(key, return_index=True, return_inverse=True)
        return numbers.astype(np.int64), first
    seen = np.full(size, -1, dtype=np.int64)
    seen[key] = np.arange(len(key))
    present = np.flatnonzero(seen >= 0)
    numbers = np.empty(size, dtype=np.int64)
    numbers[present] = np.arange(len(present))
    return numbers[key], seen[present]
