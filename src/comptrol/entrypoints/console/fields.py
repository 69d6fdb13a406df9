"""How a statement becomes a form, and a form a statement: from the types of its fields alone.

A field of a part is named with dots, such as ``act.rule.citation``; one of several parts by its
number, such as ``measures.0.until``. A part of which nothing was filled in is left out.
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final

import msgspec
from msgspec import inspect as types

from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.plain_errors import plainly
from comptrol.kernel.statement import Statement, kind

TEXT_LONG: Final = 200
"""A text that may be longer is asked for in more than one line."""
_YES: Final = {"true": True, "on": True, "yes": True, "false": False, "no": False}


_NO_LABELS: Final[Mapping[str, str]] = {}


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
    statement: type[Statement],
    names: tuple[str, ...],
    values: Mapping[str, str],
    labels: Mapping[str, str] = _NO_LABELS,
    needed: tuple[str, ...] = (),
) -> tuple[Field, ...]:
    """Return the form for some fields of a statement, filled with what was given before."""
    return tuple(
        _field(
            name,
            _at(statement, name),
            values.get(name, ""),
            label=labels.get(name) or _label(name),
            needed=name in needed,
        )
        for name in names
    )


def read_form(
    statement: type[Statement],
    names: tuple[str, ...],
    form: Mapping[str, str],
    given: Mapping[str, Any],
) -> Statement:
    """Read a form as a statement. What was left empty is left out, or nothing if it has to be."""
    said: dict[str, Any] = _Parts(kind=kind(statement))
    for name in names:
        field = _at(statement, name)
        if form.get(name):
            _put(said, name, _read(name, field, form[name]))
        elif _may_be_nothing(field) and "." not in name:
            _put(said, name, None)
    for name, value in given.items():
        _put(said, name, msgspec.to_builtins(value))
    try:
        return msgspec.convert(_in_lists(said), statement, strict=False)
    except msgspec.ValidationError as error:
        raise UnreadableError(_in_words(str(error))) from error


def _put(into: dict[str, Any], name: str, value: object) -> None:
    """Put a value where its name with dots says."""
    *parts, last = name.split(".")
    for part in parts:
        into = into.setdefault(part, _Parts())
    into[last] = value


class _Parts(dict[str, Any]):
    """Parts that names with dots lead to: ours, and nothing that somebody wrote as JSON."""


def _in_lists(value: object) -> Any:  # noqa: ANN401
    """Return parts that are numbered as lists, however their numbers leave gaps."""
    if not isinstance(value, _Parts):
        return value
    if value and all(name.isdigit() for name in value):
        return [_in_lists(value[name]) for name in sorted(value, key=int)]
    return {name: _in_lists(it) for name, it in value.items()}


def _at(statement: type[Statement], name: str) -> types.Field:
    """Return the field that a name with dots leads to."""
    parts = [it for it in name.split(".") if not it.isdigit()]
    fields = _fields(statement)
    for part in parts[:-1]:
        fields = _within(next(it for it in fields if it.encode_name == part).type)
    return next(it for it in fields if it.encode_name == parts[-1])


def _within(hint: types.Type) -> tuple[types.Field, ...]:
    plain = _plain(hint)[0]
    if isinstance(plain, types.VarTupleType):
        plain = _plain(plain.item_type)[0]
    assert isinstance(plain, types.StructType)  # noqa: S101
    return plain.fields


def _fields(statement: type[Statement]) -> tuple[types.Field, ...]:
    info = types.type_info(statement)
    assert isinstance(info, types.StructType)  # noqa: S101
    return info.fields


def _field(name: str, field: types.Field, value: str, *, label: str, needed: bool) -> Field:
    plain, optional = _plain(field.type)
    asked, choices, longest = _asked(plain)
    return Field(
        name=name,
        label=label,
        asked=asked,
        required=needed or (field.required and not optional and "." not in name),
        choices=choices,
        length_max=longest,
        value=value,
    )


def _label(name: str) -> str:
    """Return a field's name as a person reads it, with the part that it belongs to.

    >>> _label("end_use"), _label("act.rule.citation"), _label("measures.0.until")
    ('End use', 'Rule: citation', 'Measure 1: until')
    """
    *parts, last = name.split(".")
    last = last.replace("_", " ")
    if len(parts) > 1 and parts[-1].isdigit():
        return f"{parts[-2].removesuffix('s').capitalize()} {int(parts[-1]) + 1}: {last}"
    if len(parts) > 1:
        return f"{parts[-1].capitalize()}: {last}"
    return last.capitalize()


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
        case types.BytesType():
            return Asked.TEXT, (), None  # in base64, as a file of ours has it
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
            return _moment(value.strip())
        case Asked.PARTS:
            return _parts(name, value)
        case _:
            return value.strip()


def _moment(value: str) -> str:
    """Return a moment as a browser writes it, with its seconds and its zone: UTC where none is.

    >>> _moment("2026-11-02T12:00"), _moment("2026-11-02T12:00:03+01:00")
    ('2026-11-02T12:00:00Z', '2026-11-02T12:00:03+01:00')
    """
    whole = f"{value}:00" if len(value) == len("2026-11-02T12:00") else value
    return whole if whole.endswith("Z") or "+" in whole else f"{whole}Z"


def _parts(name: str, value: str) -> Any:  # noqa: ANN401
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableError(f"{name}: write it as JSON: {error}") from error


def _in_words(error: str) -> str:
    """Return an error of reading with the field first, as a person reads it.

    >>> _in_words("Expected `str` of length >= 1 - at `$.reason`")
    'Reason: expected at least 1 character'
    """
    what, _, where = plainly(error).partition(" - at `$.")
    field = next(_names(where), "")
    return f"{field}: {what[:1].lower()}{what[1:]}" if field else what


def _names(where: str) -> Iterator[str]:
    name = where.rstrip("`").replace("_", " ")
    if name:
        yield name.capitalize()
