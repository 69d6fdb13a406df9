"""List what can be said."""

import inspect

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
    table(
        ("field", "type", "needed"),
        (
            (field.encode_name, _words(field.type), "yes" if field.required else "")
            for field in msgspec.structs.fields(kinds[name])
        ),
    )


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


def _words(hint: object) -> str:
    """Return what a field takes, in the words of whoever writes it."""
    return _shown(msgspec.inspect.type_info(hint))


def _shown(shape: msgspec.inspect.Type) -> str:
    match shape:
        case msgspec.inspect.UnionType(types=types):
            return " or ".join(_shown(one) for one in types)
        case msgspec.inspect.EnumType(cls=words):
            return " | ".join(str(word.value) for word in words)
        case msgspec.inspect.StrType(pattern=pattern, min_length=least, max_length=most):
            bounds = f" of {least or 0} to {most} letters" if most else ""
            return _PATTERNS.get(pattern or "", "text") + bounds
        case msgspec.inspect.IntType(ge=least, le=most):
            return "whole number" + (f", {least} to {most}" if most is not None else "")
        case msgspec.inspect.VarTupleType(item_type=item):
            return f"list of: {_shown(item)}"
        case msgspec.inspect.StructType(cls=parts):
            fields = msgspec.structs.fields(parts)
            return "{" + ", ".join(field.encode_name for field in fields) + "}"
        case _:
            return _PLAIN.get(type(shape).__name__, type(shape).__name__)
