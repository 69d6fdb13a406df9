"""Reads the US lists that statutes make, and two more that the extracts have: one file to a list.

1260H and 1286 (Department of War), UFLPA (Homeland Security), the Covered List (FCC), and the
extracts of the Military End User List and of OFAC's Chinese military-industrial companies.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from comptrol.adapters.list_files.ecfr_places import addresses_in
from comptrol.adapters.list_files.extract_form import Extracted, numbered, row_of
from comptrol.adapters.list_files.marks import day_in, identifier
from comptrol.adapters.list_files.opening import contents
from comptrol.adapters.list_files.places import country_of, placed
from comptrol.adapters.list_files.reading import ListFile, Rows, content_id, decoded
from comptrol.adapters.list_files.spelling import (
    cleaned,
    east_asian,
    name_in,
    names_in,
    parted,
)
from comptrol.domains.screening import Entity
from comptrol.kernel.errors import UnreadableError

FORMAT: Final = "us-statutory"
LISTS: Final[Mapping[str, str]] = {
    "dow-1260h": "1260H",
    "dow-1286": "1286",
    "dhs-uflpa": "UFLPA",
    "fcc-covered": "FCC",
    "bis-meu": "MEU",
    "ofac-nscmic": "CMIC",
}
_NOTED: Final = re.compile(r"(USCC|Listing Date \(CMIC\)|Program): ([^;]+)")
_SUBSIDIARIES: Final = re.compile(r",? and subsidiaries\Z", re.IGNORECASE)
_CATEGORY: Final = "Category listing (not a named company)"


def recognises(content: bytes) -> bool:
    """Tell whether the first bytes are those of an extract of one of these lists."""
    head = content[:65536]
    return b'"list_id"' in head and any(f'"{list_id}"'.encode() in head for list_id in LISTS)


def read(file: Path) -> ListFile:
    """Read one list from a file."""
    return read_content(contents(file))


def read_content(content: bytes) -> ListFile:
    """Read one list."""
    extracted = decoded(content, Extracted, "an extract of a list")
    code = LISTS.get(extracted.list_id)
    if code is None:
        raise UnreadableError(f"list_id: {extracted.list_id!r} is none of {', '.join(LISTS)}")
    rows = Rows(form=FORMAT, published=day_in(extracted.extracted))
    rows.each(numbered(extracted), _made(code))
    return rows.file()


def _made(code: str) -> Callable[[msgspec.Raw], Entity]:
    def made(raw: msgspec.Raw) -> Entity:
        row = row_of(raw)
        notes = row.notes or ""
        if notes.startswith(_CATEGORY):
            raise UnreadableError("a category of goods: the row names no party")
        printed = name_in(row.name)
        name, others = parted(_SUBSIDIARIES.sub("", printed))
        told = [cleaned(alias) for alias in (*row.aliases, *others)]
        heading = cleaned(row.country or "")
        addresses = addresses_in(row.address, heading)
        countries, places = placed([heading])
        noted = dict(_NOTED.findall(notes))
        citation = cleaned(row.federal_register or "") or None
        number = identifier("USCC", noted.get("USCC", ""))
        return Entity(
            entity_id=content_id(code, printed, citation, [heading]),
            name=name,
            list=code,
            aliases=names_in((alias for alias in told if not east_asian(alias)), besides=(name,)),
            countries=tuple(
                dict.fromkeys((*countries, *filter(None, map(country_of, addresses))))
            ),
            places=places,
            programs=names_in([noted.get("Program", "")]),
            federal_register=citation,
            native_names=names_in(filter(east_asian, told), besides=(name,)),
            addresses=addresses,
            identifiers=(number,) if number else (),
            listed_on=day_in(row.effective_date) or day_in(noted.get("Listing Date (CMIC)")),
        )

    return made
