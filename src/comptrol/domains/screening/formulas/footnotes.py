"""Which footnotes of the Entity List does an entry carry?

The consolidated list drops the word: what is left is the section that the licence requirement
quotes. 15 CFR 734.9(e)(1) is footnote 1, (g) is 3, (e)(2) is 4, (e)(3) is 5; the list prints
"(e)1" for the first. An entry that quotes (e) and no paragraph leaves it open.
"""

import re
from typing import Final

UNCLEAR: Final = 0
_QUOTED: Final = re.compile(r"734\.9\((?P<letter>[eg])\)\s*(?:\((?P<part>[123])\)|(?P<bare>1)\b)?")
_NUMBERS: Final = {"1": 1, "2": 4, "3": 5}
_OF_G: Final = 3


def footnotes(licence_requirement: str) -> tuple[int, ...]:
    """Return the footnotes that a licence requirement points to, in order; 0 where one is unclear.

    >>> footnotes("For all items subject to the EAR (See §§ 734.9(e)(2) and 744.11 of the EAR)4")
    (4,)
    >>> footnotes("see §§ 734.9(e)1 and 744.11"), footnotes("See §§ 734.9(e) and 744.11")
    ((1,), (0,))
    """
    found = set()
    for quoted in _QUOTED.finditer(licence_requirement):
        part = quoted["part"] or quoted["bare"]
        found.add(_OF_G if quoted["letter"] == "g" else _NUMBERS.get(part or "", UNCLEAR))
    return tuple(sorted(found))
