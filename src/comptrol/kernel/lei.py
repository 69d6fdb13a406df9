"""Is this a Legal Entity Identifier, as far as its check digits tell?"""

import re
from typing import Final

_SHAPE: Final = re.compile(r"[0-9A-Z]{18}[0-9]{2}", re.ASCII)
_MODULUS: Final = 97


def is_lei(text: str) -> bool:
    """Tell whether a text is an LEI whose check digits hold (ISO 17442, ISO 7064 MOD 97-10).

    A few real ones fail: a check that does not hold is a warning and never a refusal.

    >>> is_lei("5493001KJTIIGC8Y1R12"), is_lei("5493001KJTIIGC8Y1R13")
    (True, False)
    """
    if _SHAPE.fullmatch(text) is None:
        return False
    return int("".join(str(int(letter, 36)) for letter in text)) % _MODULUS == 1
