"""How is a number written with what is counted? In digits, none too, and in its right number."""

import re
from typing import Final

_TO_IES: Final = re.compile(r"(?<![aeiou])y$")


def counted(number: int, one: str, more: str = "", *, shape: str = "") -> str:
    """Return a number with what is counted and, where the verb goes with it, what that does.

    Pictures say "no sites" (``pictures.told.many``); a command tells figures, to be compared.

    >>> counted(1, "alarm is", "alarms are"), counted(0, "day"), counted(2, "entry")
    ('1 alarm is', '0 days', '2 entries')
    >>> counted(1200, "row", shape=",")
    '1,200 rows'
    """
    return f"{number:{shape}} {one if number == 1 else more or _several(one)}"


def _several(one: str) -> str:
    return _TO_IES.sub("ie", one) + "s"
