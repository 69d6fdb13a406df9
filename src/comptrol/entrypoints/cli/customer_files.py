"""How a file on a customer is read: every mistake by file, field and what was expected.

No mistake is told with what stood there: that is what the file is to keep from everybody. The
name of a member that is not known may be such a word too, and is told by its place alone.
"""

import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeGuard

import msgspec
import msgspec.inspect as shapes

from comptrol.domains.identification import Identification
from comptrol.entrypoints.cli.statements import read_json
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import kind

_KIND: Final = kind(Identification)
_AT: Final = " - at `"
"""Stands between a mistake and its place, as msgspec words them. Two sorts repeat what stands in
the file: that of a wrong word, and that of an unknown member."""
_UNKNOWN: Final = "Object contains unknown field"
_TWICE: Final = "names stand twice in one object: "
_PLACE: Final = re.compile(r"[a-z_]+(\[[0-9]+\])*(\.[a-z_]+(\[[0-9]+\])*)*")
_STEP: Final = re.compile(r"([a-z_]+)|\[([0-9]+)\]")


def read_customer_file(path: Path, party: PartyId) -> Identification:
    """Read a file on a party. It may name its kind and the party, and no others."""
    fields = _members(path)
    for name, wanted in (("kind", _KIND), ("party", party)):
        whole = msgspec.Raw(msgspec.json.encode(wanted))
        if bytes(fields.setdefault(name, whole)) != bytes(whole):
            raise UnreadableError(f"{path}, field {name}: expected {wanted}")
    try:
        return msgspec.json.decode(msgspec.json.encode(fields), type=Identification)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableError(f"{path}, {_told(str(error), fields)}") from None


def _members(path: Path) -> dict[str, msgspec.Raw]:
    """Read the members of a file; one that stands twice is named only if it may stand at all."""
    try:
        return read_json(path, dict[str, msgspec.Raw])
    except UnreadableError as error:
        told, found, names = str(error).partition(_TWICE)
        if not found:
            raise
        known = [it for it in names.split(", ") if it in _names(shapes.type_info(Identification))]
        raise UnreadableError(
            f"{told}{_TWICE}{', '.join(known) or 'none that is known'}"
        ) from None


@contextmanager
def named(path: Path) -> Generator[None]:
    """Name the file in whatever turns out to be wrong with it, line by line."""
    try:
        yield
    except UnreadableError as error:
        told = "\n".join(f"{path}, {line}" for line in str(error).splitlines())
        raise UnreadableError(told) from None


def _told(error: str, fields: Mapping[str, msgspec.Raw]) -> str:
    if error.startswith(_UNKNOWN):
        return _unknown(error, fields)
    what, found, where = error.rpartition(_AT)
    if not found:
        return error
    where = where.removeprefix("$.").removesuffix("`")
    if what.startswith("Invalid enum value"):
        shape = _shape_at(where)
        words = [word.value for word in shape.cls] if isinstance(shape, shapes.EnumType) else []
        what = f"Expected one of {', '.join(words)}"
    return f"field {where}: {what[:1].lower()}{what[1:]}"


def _unknown(error: str, fields: Mapping[str, msgspec.Raw]) -> str:
    """Say in which object, and as which of its members, one stands that may not stand there.

    The name may be made to look like a place: so a place is told only where there is one.
    """
    where = error.rpartition(_AT)[2].removeprefix("$.").removesuffix("`")
    for place in (where, ""):
        shape = _shape_at(place)
        tag = () if place else ("kind",)
        known = [*tag, *(it.encode_name for it in shape.fields)] if _is_object(shape) else []
        members = enumerate(_object_at(place, fields), start=1) if known else ()
        number = next((number for number, it in members if it not in known), 0)
        if number:
            told = f"field {place}" if place else "the file"
            return f"{told}: member {number} is not known; known are {', '.join(known)}"
    return "a member is not known"


def _is_object(shape: shapes.Type | None) -> TypeGuard[shapes.StructType]:
    return isinstance(shape, shapes.StructType)


def _object_at(place: str, fields: Mapping[str, msgspec.Raw]) -> Mapping[str, Any]:
    """Return the object at a place of a file; nothing if there is none."""
    found: Any = {name: msgspec.json.decode(raw) for name, raw in fields.items()}
    try:
        for name, number in _STEP.findall(place):
            found = found[name or int(number)]
    except (LookupError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def _shape_at(where: str) -> shapes.Type | None:
    """Return what may stand at a place of a file; nothing if there is no such place."""
    shape: shapes.Type = shapes.type_info(Identification)
    if where and not _PLACE.fullmatch(where):
        return None
    for name, _ in _STEP.findall(where):
        fields = shape.fields if isinstance(shape, shapes.StructType) else ()
        inner = next((field.type for field in fields if field.encode_name == name), None)
        if name and inner is None:
            return None
        shape = _bare(inner) if inner is not None else shape
    return shape


def _names(shape: shapes.Type) -> set[str]:
    """Return the names that may stand anywhere in what has a shape."""
    if not isinstance(shape, shapes.StructType):
        return set()
    inner = (_names(_bare(field.type)) for field in shape.fields)
    return {field.encode_name for field in shape.fields}.union(*inner)


def _bare(shape: shapes.Type) -> shapes.Type:
    """Return what a type is made of: of a list, its members; of what may be nothing, the rest."""
    match shape:
        case shapes.UnionType(types=types):
            return _bare(next(it for it in types if not isinstance(it, shapes.NoneType)))
        case shapes.VarTupleType(item_type=item):
            return _bare(item)
        case _:
            return shape
