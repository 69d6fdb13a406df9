"""List what can be said."""

import inspect
from collections.abc import Iterator

import click
import msgspec

from comptrol.domains import DOMAINS
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import emit, table
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import COUNTRY, HEX_32, NAME
from comptrol.kernel.statement import Consequence, Statement, kind

_PATTERNS = {
    COUNTRY: "country code (ISO 3166-1, two letters)",
    NAME: "name (lower-case letters, digits, . _ -)",
    HEX_32: "64 hexadecimal digits",
}
_PLAIN = {
    "DateType": "day (2026-01-31)",
    "DateTimeType": "moment (2026-01-31T12:00:00Z)",
    "DecimalType": "number",
    "BoolType": "true or false",
    "BytesType": "bytes in base64",
    "NoneType": "null",
}


@click.command()
@click.argument("name", metavar="[KIND]", required=False)
@as_json
def command(name: str | None, as_json: bool) -> None:
    """List every kind of statement, or show the fields of one."""
    kinds = {kind(said): said for domain in DOMAINS for said in domain.statements}
    if name is None:
        _list(kinds, as_json=as_json)
        return
    if name not in kinds:
        raise NotFoundError(f"no kind {name!r}; list them with: comptrol kinds")
    if as_json:
        emit(msgspec.json.schema(kinds[name]))
        return
    click.echo(inspect.getdoc(kinds[name]))
    table(("field", "type", "needed"), _fields(kinds[name], ""), nothing="It has no field.")


def _fields(parts: type[msgspec.Struct], within: str) -> Iterator[tuple[str, str, str]]:
    """Yield a row to each field, and after one that has parts a row to each of those.

    No statement has parts that contain themselves, so this ends.
    """
    for field in msgspec.structs.fields(parts):
        name, shape = within + field.encode_name, msgspec.inspect.type_info(field.type)
        yield name, _shown(shape), "yes" if field.required else ""
        for inner, of_each in _parts(shape):
            tag = inner.__struct_config__.tag
            if tag is not None:
                word = str(inner.__struct_config__.tag_field)
                yield f"{name}{of_each}.{word}", f"{tag}, and then:", "yes"
            yield from _fields(inner, f"{name}{of_each}.")


def _parts(shape: msgspec.inspect.Type) -> Iterator[tuple[type[msgspec.Struct], str]]:
    """Yield what a field is made of, and how the parts of each in a list are written."""
    match shape:
        case msgspec.inspect.UnionType(types=types):
            for one in types:
                yield from _parts(one)
        case msgspec.inspect.VarTupleType(item_type=item):
            yield from ((parts, f"[]{more}") for parts, more in _parts(item))
        case msgspec.inspect.StructType(cls=parts):
            yield parts, ""
        case _:
            return


def _list(kinds: dict[str, type[Statement]], *, as_json: bool) -> None:
    if as_json:
        emit([{"kind": name, "said_by": _said_by(said)} for name, said in kinds.items()])
        return
    table(
        ("kind", "said by", "what it says"),
        (
            (name, _said_by(said), (inspect.getdoc(said) or "").splitlines()[0])
            for name, said in kinds.items()
        ),
    )


def _said_by(said: type[Statement]) -> str:
    if issubclass(said, Consequence):
        return "the platform"
    return ", ".join(sorted(role.value for role in said.SAID_BY))


def _shown(shape: msgspec.inspect.Type) -> str:
    """Return what a field takes, in the words of whoever writes it."""
    match shape:
        case msgspec.inspect.Metadata(type=plain):
            return _shown(plain)
        case msgspec.inspect.UnionType(types=types):
            return " or ".join(_shown(one) for one in types)
        case msgspec.inspect.VarTupleType(item_type=item):
            return f"list of: {_shown(item)}"
        case msgspec.inspect.TupleType(item_types=items):
            return f"list of {len(items)}: {', '.join(map(_shown, items))}"
        case msgspec.inspect.DictType(key_type=name, value_type=value):
            return f"by {_shown(name)}: {_shown(value)}"
        case msgspec.inspect.StructType():
            return "its parts"
        case _:
            return _word(shape)


def _word(shape: msgspec.inspect.Type) -> str:
    """Return what one value is: a word of some, a text, a number."""
    match shape:
        case msgspec.inspect.EnumType(cls=words):
            return " | ".join(str(word.value) for word in words)
        case msgspec.inspect.LiteralType(values=values):
            return " | ".join(map(str, values))
        case msgspec.inspect.StrType(pattern=pattern, min_length=least, max_length=most):
            bounds = f" of {least or 0} to {most} letters" if most else ""
            return _PATTERNS.get(pattern or "", "text") + bounds
        case msgspec.inspect.IntType(ge=least, le=most):
            return "whole number" + (f", {least} to {most}" if most is not None else "")
        case _:
            return _PLAIN.get(type(shape).__name__, type(shape).__name__)
