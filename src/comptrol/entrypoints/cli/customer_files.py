"""How a file on a customer is read: every mistake by file, field and what was expected.

No mistake is told with what stood there: that is what the file is to keep from everybody.
"""

import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec
import msgspec.inspect as shapes

from comptrol.domains.identification import Identification
from comptrol.entrypoints.cli.statements import read_json
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import kind

_KIND: Final = kind(Identification)
_AT: Final = " - at `"
"""Stands between a mistake and its place, as msgspec words them. One sort alone repeats a value:
that of a wrong word."""


def read_customer_file(path: Path, party: PartyId) -> Identification:
    """Read a file on a party. It may name its kind and the party, and no others."""
    fields = read_json(path, dict[str, msgspec.Raw])
    for name, wanted in (("kind", _KIND), ("party", party)):
        whole = msgspec.Raw(msgspec.json.encode(wanted))
        if bytes(fields.setdefault(name, whole)) != bytes(whole):
            raise UnreadableError(f"{path}, field {name}: expected {wanted}")
    try:
        return msgspec.json.decode(msgspec.json.encode(fields), type=Identification)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableError(f"{path}, {_told(str(error))}") from None


@contextmanager
def named(path: Path) -> Generator[None]:
    """Name the file in whatever turns out to be wrong with it, line by line."""
    try:
        yield
    except UnreadableError as error:
        told = "\n".join(f"{path}, {line}" for line in str(error).splitlines())
        raise UnreadableError(told) from None


def _told(error: str) -> str:
    what, found, where = error.rpartition(_AT)
    if not found:
        return error
    where = where.removeprefix("$.").removesuffix("`")
    if what.startswith("Invalid enum value"):
        what = f"Expected one of {', '.join(_words(where))}"
    return f"field {where}: {what[:1].lower()}{what[1:]}"


def _words(where: str) -> list[str]:
    """Return the words that may stand at a place of a file."""
    shape = shapes.type_info(Identification)
    for name in re.findall("[a-z_]+", where):
        fields = shape.fields if isinstance(shape, shapes.StructType) else ()
        shape = _bare(next(field.type for field in fields if field.name == name))
    return [word.value for word in shape.cls] if isinstance(shape, shapes.EnumType) else []


def _bare(shape: shapes.Type) -> shapes.Type:
    """Return what a type is made of: of a list, its members; of what may be nothing, the rest."""
    match shape:
        case shapes.UnionType(types=types):
            return _bare(next(it for it in types if not isinstance(it, shapes.NoneType)))
        case shapes.VarTupleType(item_type=item):
            return _bare(item)
        case _:
            return shape
