"""Reads lists of restricted parties as their makers publish them; no row is lost on the way.

One reader to a source. ``read_list`` recognises a source by what is in the file, packed or not.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from comptrol.adapters.list_files import (
    csl,
    ecfr_entity_list,
    edition,
    meti,
    mofcom,
    ofac_sdn,
    plain_csv,
    statutory,
    un_xml,
)
from comptrol.adapters.list_files.authorities import authority, known_lists
from comptrol.adapters.list_files.opening import contents
from comptrol.adapters.list_files.reading import ListFile, RefusedRow
from comptrol.kernel.errors import UnreadableError

__all__ = [
    "FORMATS",
    "Format",
    "ListFile",
    "RefusedRow",
    "authority",
    "known_lists",
    "read_list",
]


class Format(NamedTuple):
    """A source that can be read."""

    name: str
    title: str
    recognises: Callable[[bytes], bool]
    read_content: Callable[[bytes], ListFile]


FORMATS: Final = (
    Format(
        edition.FORMAT,
        "an edition of comptrol lists build",
        edition.recognises,
        edition.read_content,
    ),
    Format(csl.FORMAT, "US Consolidated Screening List (JSON)", csl.recognises, csl.read_content),
    Format(
        ecfr_entity_list.FORMAT,
        "US Entity List (eCFR XML, or extract)",
        ecfr_entity_list.recognises,
        ecfr_entity_list.read_content,
    ),
    Format(un_xml.FORMAT, "UN Consolidated List (XML)", un_xml.recognises, un_xml.read_content),
    Format(
        statutory.FORMAT,
        "US 1260H, 1286, UFLPA, FCC, MEU, CMIC (extracts)",
        statutory.recognises,
        statutory.read_content,
    ),
    Format(
        meti.FORMAT,
        "Japan, Foreign End User List (extract or CSV)",
        meti.recognises,
        meti.read_content,
    ),
    Format(
        mofcom.FORMAT, "China, lists of MOFCOM (extract)", mofcom.recognises, mofcom.read_content
    ),
    Format(plain_csv.FORMAT, "your own list (CSV)", plain_csv.recognises, plain_csv.read_content),
    Format(
        ofac_sdn.FORMAT,
        "US OFAC SDN.CSV, ADD.CSV, ALT.CSV (folder or SDN.CSV)",
        ofac_sdn.recognises,
        ofac_sdn.read_content,
    ),
)
"""The sources, in the order in which they are tried."""


def read_list(path: Path) -> ListFile:
    """Read a list whichever it is, or say that it is none that is known."""
    if path.is_dir():
        return ofac_sdn.read(path)
    content = contents(path)
    for each in FORMATS:
        if each.recognises(content):
            if each.name == ofac_sdn.FORMAT:
                return ofac_sdn.read(path)
            return _named(path, each, content)
    known = "; ".join(f"{each.name}: {each.title}" for each in FORMATS)
    begins = content[:40].decode(errors="replace")
    raise UnreadableError(
        f"{path} is no list that we can read: it begins {begins!r}. Known are {known}"
    )


def _named(path: Path, form: Format, content: bytes) -> ListFile:
    try:
        return form.read_content(content)
    except UnreadableError as error:
        raise UnreadableError(f"{path}, as {form.name}: {error}") from error
