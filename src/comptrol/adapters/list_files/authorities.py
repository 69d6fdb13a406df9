"""Whose list is it, and what does a listing do? The facts of ``reference/lists.json``.

They are those of the project's screening sheet, section 7. Where the sheet marks a statement as
secondary or recalled, the text says so; an empty text is *not known*.
"""

from functools import cache
from importlib.resources import files
from typing import Final, Literal

import msgspec
from typing_extensions import override

from comptrol.domains.screening import Authority
from comptrol.kernel.errors import UnavailableError

_FILE: Final = files("comptrol.reference") / "lists.json"
OWN_LIST: Final = "OWN"
"""The list that an operator keeps for itself."""

_MARKS: Final = {
    "S": "",
    "2": " [from a secondary source; to be confirmed]",
    "R": " [recalled; to be confirmed]",
}


class Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One statement about a list, and how sure it is: seen, secondary or recalled."""

    text: str
    mark: Literal["S", "2", "R"]

    @override
    def __str__(self) -> str:
        """Return the text, marked where it is not from the source itself."""
        return self.text + _MARKS[self.mark]


class ListRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known of one list. A fact that is not known is left out."""

    code: str
    title: str
    jurisdiction: str
    authority: str
    citation: str
    url: str
    effect: Fact
    items_scope: Fact | None = None
    who_must_comply: Fact | None = None
    ownership_extension: Fact | None = None


@cache
def known_lists() -> dict[str, ListRow]:
    """Return the known lists by code."""
    try:
        rows = msgspec.json.decode(_FILE.read_bytes(), type=tuple[ListRow, ...])
    except (FileNotFoundError, msgspec.MsgspecError) as error:
        raise UnavailableError(
            f"reference file lists.json: {error}; install comptrol anew"
        ) from error
    return {row.code: row for row in rows}


def authority(code: str, entities: int) -> Authority:
    """Return a list's facts, with the number of its entities in a file."""
    row = known_lists().get(code)
    if row is None:
        return Authority(code=code, title=code, citation="", effect="", url="", entities=entities)
    return Authority(
        code=row.code,
        title=row.title,
        citation=row.citation,
        effect=str(row.effect),
        url=row.url,
        entities=entities,
        jurisdiction=row.jurisdiction,
        authority=row.authority,
        items_scope=str(row.items_scope or ""),
        who_must_comply=str(row.who_must_comply or ""),
        ownership_extension=str(row.ownership_extension or ""),
    )
