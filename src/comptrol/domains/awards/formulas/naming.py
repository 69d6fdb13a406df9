"""What is the account of an award for one pool called?"""

from hashlib import sha256
from typing import Final

from comptrol.domains.caps import GRANT, CapId

_LENGTH: Final = 50


def account_name(programme: str, pool: str) -> CapId:
    """Return the name of the cap: it reads as what it is, and no two have the same.

    >>> account_name("award-storms", "alder")
    'grant-award-storms-alder-9bf99af47747'
    """
    mark = sha256(f"{programme}/{pool}".encode()).hexdigest()[:12]
    return CapId(f"{GRANT}{programme}-{pool}"[:_LENGTH] + f"-{mark}")
