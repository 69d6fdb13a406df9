"""Reads an edition of our own as one more list: what it says is carried over as it stands.

Each of its lists keeps the day of the edition that it comes from, whatever it is put beside.
"""

from typing import Final

import msgspec

from comptrol.adapters.list_files.reading import ListFile
from comptrol.adapters.screening_list_file import header_and_entities

FORMAT: Final = "comptrol.screening-list/1"
_BEGINS: Final = b'{"format":"comptrol.screening-list/'


def recognises(content: bytes) -> bool:
    """Tell whether the first bytes are those of an edition, of whichever version."""
    return content.startswith(_BEGINS)


def read_content(content: bytes) -> ListFile:
    """Read an edition: every line of it is an entity, or nothing of it is taken."""
    header, entities = header_and_entities(content)
    return ListFile(
        format=FORMAT,
        published=header.published,
        authorities=tuple(
            msgspec.structs.replace(row, published=row.published or header.published)
            for row in header.lists
        ),
        entities=entities,
        refused=(),
        rows=len(entities),
        title=header.title,
        notice=header.notice,
    )
