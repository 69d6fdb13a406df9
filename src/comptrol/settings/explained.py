"""What is each setting for, and what may it be? Said once, where it is declared."""

import ast
import inspect
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from textwrap import wrap
from types import NoneType
from typing import Any, Final, Literal, NamedTuple, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from comptrol.settings.declared import Settings

PREFIX: Final = "COMPTROL_"
NETWORKS: Final = tuple[str, ...]
WIDTH: Final = 96
HEAD: Final = (
    "Settings of Comptrol. A line that begins with # sets nothing: the default holds, which is "
    "what stands there. Take the # away and write your own. Paths are taken from the folder of "
    "this file. The environment goes over it, and the command line over both. Only its owner may "
    "write this file. To check it: comptrol --settings FILE settings --check"
)


class Setting(NamedTuple):
    """One setting as it was declared."""

    name: str
    variable: str
    kind: Any
    """Its type, without the nothing that stands for one that is not set."""
    meant: str
    """What it is for, as a phrase."""
    expected: str
    """What its value may be, as a phrase."""
    default: object


@lru_cache(maxsize=1)
def settings() -> tuple[Setting, ...]:
    """Return every setting, in the order in which they are declared."""
    hints, meant = get_type_hints(Settings, include_extras=True), _meanings()
    return tuple(
        Setting(
            name=field.name,
            variable=PREFIX + field.name.upper(),
            kind=_kind(hints[field.name]),
            meant=meant[field.name],
            expected=_expected(_kind(hints[field.name])),
            default=field.default,
        )
        for field in msgspec.structs.fields(Settings)
    )


def example() -> Iterator[str]:
    """Yield the lines of a settings file in which nothing is set yet."""
    yield from wrap(HEAD, WIDTH, initial_indent="# ", subsequent_indent="# ")
    for setting in settings():
        yield ""
        unset = "; not set by itself" if setting.default is None else ""
        meant = f"{setting.meant[0].upper()}{setting.meant[1:]} ({setting.expected}{unset})"
        yield from wrap(meant, WIDTH, initial_indent="# ", subsequent_indent="# ")
        yield f"#{setting.name} = {_toml(setting.default)}"


def _meanings() -> dict[str, str]:
    """Return what stands below each setting where it is declared."""
    (declared,) = ast.parse(inspect.getsource(Settings)).body
    assert isinstance(declared, ast.ClassDef), "it is a class"  # noqa: S101
    found = {}
    for before, after in zip(declared.body, declared.body[1:], strict=False):
        match before, after:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(said))),
            ):
                variable, _, meant = " ".join(said.split()).partition(": ")
                assert variable == PREFIX + name.upper(), f"{name} is explained as {variable}"  # noqa: S101
                found[name] = meant.replace("``", "")
            case _:
                pass
    return found


def _kind(hint: Any) -> Any:  # noqa: ANN401  (a type is whatever typing makes of it)
    given = [it for it in get_args(hint) if it is not NoneType]
    return given[0] if NoneType in get_args(hint) else hint


def _expected(kind: Any) -> str:  # noqa: ANN401
    if kind is Path:
        return "a path"
    if kind is str:
        return "text, and not empty"
    if kind == NETWORKS:
        return 'networks, such as ["10.0.0.0/8"]'
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(f'"{word}"' for word in get_args(kind))
    number, meta = get_args(kind)
    assert number is int, f"no setting is of type {kind}"  # noqa: S101
    assert isinstance(meta, Meta), f"a number without bounds: {kind}"  # noqa: S101
    return f"a whole number from {meta.ge} to {meta.le}"


def _toml(default: object) -> str:
    """Return a default as TOML writes it, which is as JSON does; dots where there is none."""
    if default is None:
        return '"…"'
    return msgspec.json.format(msgspec.json.encode(default), indent=0).decode()
