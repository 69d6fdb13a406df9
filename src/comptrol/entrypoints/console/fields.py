"""How a statement becomes a form, and a form a statement: from the types of its fields alone."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final

import msgspec
from msgspec import inspect as types

from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.statement import Statement, kind

TEXT_LONG: Final = 200
"""A text that may be longer is asked for in more than one line."""
_YES: Final = {"true": True, "on": True, "yes": True, "false": False, "no": False}


class Asked(Enum):
    """In which way a field is asked for."""

    LINE = "text"
    LINES = "lines"
    TEXT = "textarea"
    NUMBER = "number"
    DAY = "date"
    MOMENT = "datetime-local"
    CHOICE = "select"
    YES_NO = "checkbox"
    PARTS = "json"


_PLAIN: Final = {
    types.BoolType: Asked.YES_NO,
    types.IntType: Asked.NUMBER,
    types.DateType: Asked.DAY,
    types.DateTimeType: Asked.MOMENT,
}


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a form."""

    name: str
    label: str
    asked: Asked
    required: bool
    choices: tuple[str, ...] = ()
    length_max: int | None = None
    value: str = ""


def fields_of(
    statement: type[Statement], names: tuple[str, ...], values: Mapping[str, str]
) -> tuple[Field, ...]:
    """Return the form for some fields of a statement, filled with what was given before."""
    known = {it.encode_name: it for it in _fields(statement)}
    return tuple(_field(name, known[name], values.get(name, "")) for name in names)


def read_form(
    statement: type[Statement],
    names: tuple[str, ...],
    form: Mapping[str, str],
    given: Mapping[str, Any],
) -> Statement:
    """Read a form as a statement. What was left empty is left out, or nothing if it has to be."""
    known = {it.encode_name: it for it in _fields(statement)}
    asked = {name: _read(name, known[name], form[name]) for name in names if form.get(name)}
    asked |= {name: None for name in names if not form.get(name) and _may_be_nothing(known[name])}
    fixed = {name: msgspec.to_builtins(value) for name, value in given.items()}
    try:
        return msgspec.convert(
            {**asked, **fixed, "kind": kind(statement)}, statement, strict=False
        )
    except msgspec.ValidationError as error:
        raise UnreadableError(_in_words(str(error))) from error


def _fields(statement: type[Statement]) -> tuple[types.Field, ...]:
    info = types.type_info(statement)
    assert isinstance(info, types.StructType)  # noqa: S101
    return info.fields


def _field(name: str, field: types.Field, value: str) -> Field:
    plain, optional = _plain(field.type)
    asked, choices, longest = _asked(plain)
    return Field(
        name=name,
        label=name.replace("_", " ").capitalize(),
        asked=asked,
        required=field.required and not optional,
        choices=choices,
        length_max=longest,
        value=value,
    )


def _may_be_nothing(field: types.Field) -> bool:
    """Tell whether a field has to be there, and may say that nobody knows."""
    return field.required and _plain(field.type)[1]


def _plain(hint: types.Type) -> tuple[types.Type, bool]:
    """Return a type without what says that it may be missing."""
    if isinstance(hint, types.Metadata):
        return _plain(hint.type)
    if isinstance(hint, types.UnionType):
        rest = [it for it in hint.types if not isinstance(it, types.NoneType)]
        if len(rest) == 1:
            return _plain(rest[0])[0], len(rest) < len(hint.types)
    return hint, False


def _asked(hint: types.Type) -> tuple[Asked, tuple[str, ...], int | None]:
    match hint:
        case types.EnumType():
            return Asked.CHOICE, tuple(str(it.value) for it in hint.cls), None
        case types.BoolType() | types.IntType() | types.DateType() | types.DateTimeType():
            return _PLAIN[type(hint)], (), None
        case types.StrType(max_length=longest):
            long = longest is not None and longest > TEXT_LONG
            return Asked.TEXT if long else Asked.LINE, (), longest
        case types.DecimalType() | types.FloatType():
            return Asked.LINE, (), None
        case types.VarTupleType(item_type=item) | types.ListType(item_type=item):
            plain = _asked(_plain(item)[0])[0]
            return Asked.PARTS if plain is Asked.PARTS else Asked.LINES, (), None
        case _:
            return Asked.PARTS, (), None


def _read(name: str, field: types.Field, value: str) -> Any:  # noqa: ANN401
    match _asked(_plain(field.type)[0])[0]:
        case Asked.LINES:
            return tuple(line.strip() for line in value.splitlines() if line.strip())
        case Asked.YES_NO:
            return _YES.get(value.lower(), value)
        case Asked.MOMENT:
            return value if value.endswith("Z") or "+" in value else f"{value}Z"
        case Asked.PARTS:
            return _parts(name, value)
        case _:
            return value.strip()


def _parts(name: str, value: str) -> Any:  # noqa: ANN401
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableError(f"{name}: write it as JSON: {error}") from error


def _in_words(error: str) -> str:
    """Return an error of reading with the field first, as a person reads it.

    >>> _in_words("Expected `str` of length >= 1 - at `$.reason`")
    'Reason: expected `str` of length >= 1'
    """
    what, _, where = error.partition(" - at `$.")
    field = next(_names(where), "")
    return f"{field}: {what[:1].lower()}{what[1:]}" if field else what


def _names(where: str) -> Iterator[str]:
    name = where.rstrip("`").replace("_", " ")
    if name:
        yield name.capitalize()
