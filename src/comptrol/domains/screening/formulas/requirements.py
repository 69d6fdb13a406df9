"""What do the licence requirement and the licence policy of an Entity List entry come to?

The list says a dozen things in many more wordings (15 CFR part 744, Supplement No. 4). A wording
is looked up in a table; one that is not there is refused by name, so that a new meaning is never
taken for an old one. The original text stays with the answer: it is the law, the codes are not.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from comptrol.domains.screening.formulas.listing import Entity
from comptrol.domains.screening.formulas.wordings import POLICIES, REQUIREMENTS
from comptrol.kernel.errors import UnreadableError

Codes = tuple[str, ...]

NEW_WORDING: Final = "new-wording"

_MISREAD: Final = re.compile(r"(?<=\d)l(?=\()")
"""A small L where the regulation has a one: "744.2l(b)"."""
_NEITHER: Final = re.compile(r"[^a-z0-9]+")
_SECTION: Final = re.compile(r"\b7\d\d\.\d+(?:\s?\([a-z0-9]{1,3}\))*")
_CUT: Final = "..."
_INDENT: Final = "  "


class Wording(NamedTuple):
    """A text of the list, what it comes to, and the sections of the regulation that it names."""

    text: str
    codes: Codes
    sections: tuple[str, ...]


def requirement(text: str) -> Wording:
    """Return what a licence requirement comes to, or refuse a wording that is not known.

    >>> requirement("All items subject to the EAR (See §§734.9(e)(2) and 744.11 of the EAR)4")[1:]
    (('all-items', 'footnote-4'), ('734.9(e)(2)', '744.11'))
    """
    return _looked_up(text, _REQUIREMENTS, "licence requirement")


def policy(text: str) -> Wording:
    """Return what a licence policy comes to, or refuse a wording that is not known.

    >>> policy("Presumption for denial").codes, policy("See § 744.2(d) of the EAR").sections
    (('presumption-of-denial',), ('744.2(d)',))
    """
    return _looked_up(text, _POLICIES, "licence policy")


def codes_of(entity: Entity) -> tuple[str, ...]:
    """Return what an entry requires and how licences are reviewed, in codes.

    A wording that no table has is ``new-wording``: a person reads the entry.
    """
    found: list[str] = []
    for text, table in (
        (entity.licence_requirement, _REQUIREMENTS),
        (entity.licence_policy, _POLICIES),
    ):
        if text:
            found += _codes(text, table) or (NEW_WORDING,)
    return tuple(dict.fromkeys(found))


def new_wordings(entities: Iterable[Entity]) -> tuple[str, ...]:
    """Return the wordings of a list that stand in no table: what a person must read first."""
    return tuple(dict.fromkeys(_unknown(entities)))


def _unknown(entities: Iterable[Entity]) -> Iterator[str]:
    for entity in entities:
        for text, table in (
            (entity.licence_requirement, _REQUIREMENTS),
            (entity.licence_policy, _POLICIES),
        ):
            if text and _codes(text, table) is None:
                yield text


def _looked_up(text: str, table: Mapping[str, Codes], what: str) -> Wording:
    codes = _codes(text, table)
    if codes is None:
        raise UnreadableError(f"no table has this wording of a {what}: {text!r}; add its meaning")
    sections = (found.replace(" ", "") for found in _SECTION.findall(_MISREAD.sub("1", text)))
    return Wording(text, codes, tuple(dict.fromkeys(sections)))


def _codes(text: str, table: Mapping[str, Codes]) -> Codes | None:
    """Return a wording's codes. One that was cut short has those of all that begin with it."""
    key = _key(text)
    if not text.rstrip().endswith(_CUT):
        return table.get(key)
    begun = {codes for known, codes in table.items() if known.startswith(key)} if key else set()
    return begun.pop() if len(begun) == 1 else None


def _key(text: str) -> str:
    """Fold what differs between spellings of one wording: case, spaces, punctuation, "For"."""
    return _NEITHER.sub("", _MISREAD.sub("1", text.casefold())).removeprefix("for")


def _table(text: str) -> dict[str, Codes]:
    """Read a table: codes at the margin, wordings indented, their further lines indented twice."""
    table: dict[str, Codes] = {}
    codes: Codes = ()
    wording = ""
    for line in (*text.strip().splitlines(), ""):
        if not line.startswith(_INDENT * 2) and wording:
            assert _key(wording) not in table, f"the table has it twice: {wording}"
            table[_key(wording)], wording = codes, ""
        if line.startswith(_INDENT):
            wording = f"{wording} {line.strip()}"
        else:
            codes = tuple(line.split())
    return table


_REQUIREMENTS: Final = _table(REQUIREMENTS)
_POLICIES: Final = _table(POLICIES)
REQUIREMENT_CODES: Final = frozenset(code for codes in _REQUIREMENTS.values() for code in codes)
POLICY_CODES: Final = frozenset(code for codes in _POLICIES.values() for code in codes)
