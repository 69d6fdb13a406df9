"""Which addresses does a text of the Entity List hold, and where does a name end?

Addresses are joined by "; and"; older entries by ", and" after the country. What follows a name
without a line break is told apart by its legal forms: a name goes on while a part is one.
"""

import re
from typing import Final

from comptrol.adapters.list_files.places import country_named
from comptrol.adapters.list_files.spelling import cleaned

_ELSEWHERE: Final = re.compile(
    r"\s*(?:\(\s*)?(?:(?:also,?\s+)?see (?:also )?(?:the )?|for )alternate[^);]*\)?\.?",
    re.IGNORECASE,
)
_HEADED: Final = re.compile(r"\AAddress(?:es)?(?: for [^:]*)?:\s*", re.IGNORECASE)
_JOINED: Final = re.compile(r"\s*;\s*(?:and\b;?\s*)?(?![^(]*\))", re.IGNORECASE)
_FORM: Final = re.compile(
    r"(?:Co|Company|Corp|Corporation|Inc|Incorporated|Ltd|Limited|LLC|L\.L\.C|LLP|LP|L\.P|PLC|GmbH"
    r"|AG|KG|S\.?A|S\.?A\.?S|S\.?R\.?L|S\.?p\.?A|B\.?V|N\.?V|A\.?S|A\.?B|Oy|OYJ|OOO|OAO|ZAO|AO|PAO"
    r"|JSC|OJSC|CJSC|PJSC|FZE|FZCO|FZC|FZ-?LLC|Pte|Pty|Pvt|Private|Sdn\.? Bhd|Bhd|d\.o\.o|Jr|Sr"
    r"|EOOD|OOD|EAD|s\.r\.o|Kft|Ltd\. ?Sti|Public)\b\.?.{0,12}",
    re.IGNORECASE,
)
_OPEN: Final = re.compile(r"\(\s*[afn]\.\s?k\.\s?a\b\.?,?\s*\Z", re.IGNORECASE)
_ENDING: Final = re.compile(r"\A([^()]+\)),?\s*(.*)\Z", re.DOTALL)


def addresses_in(text: str | None, heading: str) -> tuple[str, ...]:
    """Return the addresses of a text, each on one line; a country alone is none.

    >>> addresses_in("1 A St, Kabul, Oz, and 2 B St, Oz; and 3 C St. (See alternate).", "Oz")
    ('1 A St, Kabul, Oz', '2 B St, Oz', '3 C St')
    """
    whole = _HEADED.sub("", _ELSEWHERE.sub("", cleaned(text or "")))
    after_country = rf"(?<=\b{re.escape(heading)}),?\s+and\s+" if heading else r"(?!)"
    parts = (
        each.strip(" .;,")
        for part in _JOINED.split(whole)
        for each in re.split(after_country, part)
    )
    return tuple(
        dict.fromkeys(
            part for part in parts if any(map(str.isalnum, part)) and not country_named(part)
        )
    )


def name_and_address(text: str) -> tuple[str, str]:
    """Part a name from the address that follows it in one line.

    >>> name_and_address("Acme Trading Co., Ltd., 5 High St, Kabul, Afghanistan.")
    ('Acme Trading Co., Ltd.', '5 High St, Kabul, Afghanistan.')
    """
    name, *rest = re.split(r",\s+", text)
    while rest and _FORM.fullmatch(rest[0].strip()):
        name = f"{name}, {rest.pop(0)}"
    return name.strip(), ", ".join(rest)


def broken_off(name: str, address: str) -> tuple[str, str]:
    """Give a name back its end, which the extract took for the beginning of the address.

    >>> broken_off("Sabanican Company (a.k.a.", "Sabanican Pad Co.), Unit 23, Tehran, Iran.")
    ('Sabanican Company (a.k.a. Sabanican Pad Co.)', 'Unit 23, Tehran, Iran.')
    """
    found = _ENDING.match(address) if _OPEN.search(name) else None
    return (f"{name} {found[1]}", found[2]) if found else (name, address)


def without_address(alias: str) -> tuple[str, str]:
    """Part the last alias from the address that the extract left glued to it.

    >>> without_address("Zaliv Shipyard LLC. 4 Tankistov Street, Kerch, Crimea 98310, Ukraine")
    ('Zaliv Shipyard LLC', '4 Tankistov Street, Kerch, Crimea 98310, Ukraine')
    """
    name, stop, address = alias.partition(". ")
    if stop and "," in address and country_named(address.rpartition(",")[2]):
        return name, address
    return alias, ""
