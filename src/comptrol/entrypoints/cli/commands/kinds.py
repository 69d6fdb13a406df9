"""List what can be said."""

import inspect

import click
import msgspec

from comptrol.domains import DOMAINS
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import emit, table
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.statement import Consequence, Statement, kind


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
    name = getattr(hint, "__name__", None) or str(hint)
    return name.replace("typing.", "")
