"""What do the remarks of an OFAC row say? Births, numbers, weak names: parts between semicolons.

"DOB 10 Dec 1948; alt. DOB 1950; Passport A1 (Iraq); a.k.a. 'BURTON BURGESS'." Names in quotes
are those that the Treasury calls weak; they stand in no other file of the three.
"""

import re
from typing import Final, NamedTuple

from comptrol.adapters.list_files.marks import birth, identifier
from comptrol.adapters.list_files.spelling import names_in

_PART: Final = re.compile(r";\s+|\.\s*\Z|;\Z")
_ALTERNATIVE: Final = re.compile(r"\A\(?(?:alt\.\s+|individual\)\s*)", re.IGNORECASE)
_BORN: Final = re.compile(r"\A(?:DOB|Date of birth)\s+(.+)", re.IGNORECASE | re.DOTALL)
_QUOTED: Final = re.compile(r"\A[afn]\.k\.a\.\s*['‘\"“](.+?)['’\"”]?\Z", re.DOTALL)  # noqa: RUF001
_NUMBERED: Final = re.compile(
    r"\A((?:vessel registration identification|identification number|imo number|mmsi|passport"
    r"|stateless person passport|diplomatic passport|national id no|personal id card"
    r"|identification card|cedula no|ssn|nit #|tax id no|v\.a\.t\. number|c\.?u\.?i\.?t"
    r"|r\.?f\.?c|c\.?u\.?r\.?p|registration id|registration number|business registration number"
    r"|business registration document #|commercial registry number|company number"
    r"|uk company number|unified social credit code(?: \(uscc\))?|legal entity number|swift/bic"
    r"|d-u-n-s number|trade license no|chamber of commerce number|license|enterprise number"
    r"|aircraft tail number|aircraft manufacturer's serial number(?: \(msn\))?"
    r"|digital currency address - \w+|national foreign id number|birth certificate number"
    r"|residency number|matricula mercantil no|folio mercantil no|refugee id card"
    r"|travel document number|bank identifier code|government gazette number"
    r"|economic register number(?: \([^)]*\))?|d\.?n\.?i"
    r"|afghan money service provider license number"
    r"|central registration service number|file number|electoral registry no|paraguayan id)\.?)"
    r"[\s:#.]+(.*\d.*|[A-Z]{6}[A-Z0-9]{2,5})\Z",
    re.IGNORECASE | re.DOTALL,
)


class Remarks(NamedTuple):
    """What a row's remarks say that screening asks for."""

    births: tuple[str, ...]
    identifiers: tuple[str, ...]
    weak_aliases: tuple[str, ...]


def remarks_in(text: str) -> Remarks:
    """Return what the remarks say.

    >>> remarks_in("DOB 28 Jul 1963; Passport P0017003 (Belize); a.k.a. 'BURTON BURGESS'.")[:2]
    (('1963-07-28',), ('passport:P0017003',))
    """
    births: dict[str, None] = {}
    numbers: dict[str, None] = {}
    weak: list[str] = []
    for whole in _PART.split(text):
        part = _ALTERNATIVE.sub("", whole.strip())
        if born := _BORN.match(part):
            births.update(dict.fromkeys(birth(born[1])))
        elif named := _QUOTED.match(part):
            weak.append(named[1])
        elif (found := _NUMBERED.match(part)) and (
            number := identifier(_kind(found[1], found[2]), found[2])
        ):
            numbers[number] = None
    return Remarks(tuple(births), tuple(numbers), names_in(weak))


def _kind(kind: str, value: str) -> str:
    """Return what a number is: "Identification Number IMO 9339301" is a ship's."""
    return f"{kind} IMO" if value.upper().startswith("IMO") else kind
