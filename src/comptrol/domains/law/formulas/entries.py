"""Under which entry does an item stand that carries the letter of 3A090?

15 CFR 774 Supp. 1 (eCFR 2026-07-23): 4A090 for computers, assemblies and components with such
circuits, any one of which is enough; the .z of another entry where the item stands in that one
too. High-bandwidth memory (3A090.c) never decides a .z.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from comptrol.domains.law.formulas.answer import Classification
from comptrol.domains.law.formulas.item import Item

_RANK: Final = {
    name: rank
    for rank, name in enumerate(("none", "indeterminate", "3A090.b", "3A090.a", "3A090"))
}
_LETTERS: Final = {"3A090.a": ".a", "3A090.b": ".b", "3A090": ""}
_4A003_Z: Final = {"4A003.b": "4A003.z.1", "4A003.c": "4A003.z.1", "4A003.g": "4A003.z.2"}


def gravest(circuits: Iterable[Classification]) -> Classification:
    """Return the circuit that decides for what it is in: any single one, never their sum."""
    return max(circuits, key=lambda it: _RANK.get(it.item_class, 0))


def entered(found: Classification, item: Item) -> Classification:
    """Return a classification with the entry that the item stands under."""
    letter = _LETTERS.get(found.item_class)
    if letter is None:
        return found
    if item.entry is not None:
        return _named(found, f"{_4A003_Z.get(item.entry, f'{item.entry}.z')}{letter}")
    if item.form == "computer":
        return _named(found, f"4A090{letter}")
    return msgspec.structs.replace(found, entry=found.item_class)


def _named(found: Classification, entry: str) -> Classification:
    step = f"It stands under {entry}: a circuit in it meets {found.item_class}."
    return msgspec.structs.replace(found, entry=entry, steps=(*found.steps, step))
