"""Reads the lists of China's Ministry of Commerce: export control, unreliable entities, attention.

From the extract of the announcements. Names are English with a Chinese one beside them. A headline
that names one company and counts others ("…等6家实体") is no listing of anybody and is refused; a
company whose Chinese name was cut at "、" is joined to its other half; a reason for listing that
stands in front of a name ("参与对台湾地区军售的") is taken off.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from comptrol.adapters.list_files.marks import day_in
from comptrol.adapters.list_files.opening import contents
from comptrol.adapters.list_files.places import country_of
from comptrol.adapters.list_files.reading import ListFile, Rows
from comptrol.adapters.list_files.registry_form import RegistryRow, numbered, row_of
from comptrol.adapters.list_files.spelling import cleaned, east_asian, name_in, names_in
from comptrol.domains.screening import Entity
from comptrol.kernel.errors import UnreadableError

FORMAT: Final = "cn-mofcom"
LISTS: Final[Mapping[str, str]] = {
    "cn-export-control-watchlist": "CN-ECL",
    "cn-unreliable-entity-list": "CN-UEL",
    "cn-attention-list": "CN-ATT",
}
_REASON: Final = re.compile(r"\A参与对台湾地区军售的")
_BUNDLE: Final = re.compile(r"等(?P<count>\d+)家(?:实体|企业|公司)|等(?:外国)?(?:实体|企业|公司)")
_COMMA: Final = "、"
_POSTCODE: Final = re.compile(r"\s*（邮编[：:][^）]*）\s*\Z")  # noqa: RUF001


def recognises(content: bytes) -> bool:
    """Tell whether the first bytes are those of an extract of one of the lists."""
    head = content[:65536]
    return any(f'"{list_id}"'.encode() in head for list_id in LISTS)


def read(file: Path) -> ListFile:
    """Read the lists from a file."""
    return read_content(contents(file))


def read_content(content: bytes) -> ListFile:
    """Read the lists. The day published is that of the newest announcement."""
    raws = list(numbered(content, "an extract of the lists of MOFCOM"))
    known = dict(_readable(raws))
    days = [day for row in known.values() if (day := day_in(row.date_added))]
    whole = _made_whole(known)
    rows = Rows(form=FORMAT, published=max(days, default=None))
    rows.each(
        ((where, (where, raw)) for where, raw in raws),
        lambda row: _entity(whole.get(row[0]) or row_of(row[1])),
    )
    return rows.file()


def _readable(raws: list[tuple[str, msgspec.Raw]]) -> Iterator[tuple[str, RegistryRow]]:
    for where, raw in raws:
        with suppress(UnreadableError):
            yield where, row_of(raw)


def _made_whole(rows: Mapping[str, RegistryRow]) -> dict[str, RegistryRow]:
    """Return the rows that are halves of one company, each as the whole company.

    Two halves are one where a row elsewhere has the English name of the second with the Chinese
    of both, give or take the country in front.
    """
    spelled = {
        (cleaned(row.entity_name), _plain(alias)) for row in rows.values() for alias in row.aliases
    }
    whole: dict[str, RegistryRow] = {}
    for where, front in rows.items():
        if front.aliases or not east_asian(front.entity_name):
            continue
        for place, back in rows.items():
            if (back.list_id, back.date_added) == (front.list_id, front.date_added):
                for alias in back.aliases:
                    name = f"{_plain(front.entity_name)}{_COMMA}{_plain(alias)}"
                    if _is_known(cleaned(back.entity_name), name, spelled):
                        joined = msgspec.structs.replace(back, aliases=(name,))
                        whole[where] = whole[place] = joined
    return whole


def _is_known(english: str, name: str, spelled: set[tuple[str, str]]) -> bool:
    return any(
        english == known and _COMMA in chinese and name.endswith(chinese)
        for known, chinese in spelled
    )


def _plain(name: str) -> str:
    return _REASON.sub("", cleaned(name))


def _entity(row: RegistryRow) -> Entity:
    code = LISTS.get(row.list_id)
    if code is None:
        raise UnreadableError(f"list_id: {row.list_id!r} is none of {', '.join(LISTS)}")
    name = name_in(_plain(row.entity_name))
    if bundle := _BUNDLE.search(name):
        told = bundle["count"] or "further"
        raise UnreadableError(f"a bundle: the announcement names {told} entities")
    others = [_plain(alias) for alias in row.aliases]
    native = names_in((alias for alias in others if east_asian(alias)), besides=(name,))
    bare = [_POSTCODE.sub("", cleaned(address)) for address in row.addresses]
    return Entity(
        entity_id=cleaned(row.id).casefold(),
        name=name,
        list=code,
        aliases=names_in((alias for alias in others if not east_asian(alias)), besides=(name,)),
        countries=tuple(dict.fromkeys(filter(None, map(country_of, bare)))),
        native_names=native,
        addresses=tuple(dict.fromkeys(cleaned(address) for address in row.addresses)),
        listed_on=day_in(row.date_added),
    )
