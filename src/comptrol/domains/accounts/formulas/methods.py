"""By which method are clusters counted? Every switch is named, and a change of one is told.

The table and the switches: data sheet, section 4 (Epoch AI, GPU Clusters, file of 2026-04-24). A
method names them all, so that a share without its method is never printed.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Final

import msgspec

from comptrol.domains.accounts.statements import (
    Basis,
    Certainty,
    ClusterMethod,
    Ends,
    Operating,
)

H100_OF: Final = {
    Basis.H100E: Decimal(1),
    Basis.MOST: Decimal(1979) * 10**12,
    Basis.BITS_16: Decimal("989.5") * 10**12,
    Basis.BITS_8: Decimal(1979) * 10**12,
}
"""One H100: 1,979 tera-operations at 8 bits (``h100e/epoch-8bit``), 989.5 at 16 bits
(``tpp/h100-15832``; methods sheet, section 2.1). Shares do not depend on it."""


SINCE: Final = date(2019, 1, 1)
SHEET: Final = "epoch-clusters-8bit"
SIXTEEN: Final = "epoch-clusters-16bit-2019"
SHIPPED: Final = {
    SHEET: ClusterMethod(),
    SIXTEEN: ClusterMethod(basis=Basis.BITS_16, operational_since=SINCE),
}
"""The methods whose results the data sheet prints: 74.3 / 15.5 and 68.8 / 21.6 percent."""


def grid() -> Iterator[tuple[str, ClusterMethod]]:
    """Yield the 48 combinations of the switches, each with its words: all of section 4."""
    bases = (SHIPPED[SHEET], SHIPPED[SIXTEEN])
    switches = product(bases, (False, True), reversed(Certainty), (False, True), (False, True))
    for start, standard, least, duplicates, superseded in switches:
        method = msgspec.structs.replace(
            start,
            standard_only=standard,
            least_certain=least,
            duplicates=duplicates,
            superseded=superseded,
        )
        yield described(method), method


def beside(method: ClusterMethod) -> Iterator[tuple[str, ClusterMethod]]:
    """Yield what the grid leaves alone, each switch by itself: columns, ends, status."""
    for basis in (Basis.MOST, Basis.BITS_8):
        changed = msgspec.structs.replace(method, basis=basis)
        yield described(changed), changed
    yield (
        "an end known to the month ends it",
        msgspec.structs.replace(method, ends=Ends.MONTH),
    )
    yield (
        "only status Existing",
        msgspec.structs.replace(method, operating=Operating.EXISTING),
    )


def described(method: ClusterMethod) -> str:
    """Return a method in words.

    >>> described(ClusterMethod(duplicates=True))
    'H100 equivalents; all certainties; duplicates kept; superseded removed'
    """
    certain = {
        Certainty.CONFIRMED: "only Confirmed",
        Certainty.LIKELY: "Confirmed and Likely",
        Certainty.UNLIKELY: "all certainties",
    }
    words = [method.basis.value]
    if method.operational_since is not None:
        words.append(f"operational since {method.operational_since}")
    if method.standard_only:
        words.append("only Include in Standard Analysis")
    words.append(certain[method.least_certain])
    words.append(f"duplicates {'kept' if method.duplicates else 'removed'}")
    words.append(f"superseded {'kept' if method.superseded else 'removed'}")
    if method.ends is Ends.MONTH:
        words.append("an end known to the month ends it")
    if method.operating is Operating.EXISTING:
        words.append("only status Existing")
    return "; ".join(words)
