"""Show every setting, check them, or write an example of a settings file."""

from collections.abc import Iterator
from pathlib import Path

import click

from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import emit, note, table
from comptrol.settings import Given, Setting, Told, example, settings


@click.command()
@click.argument("what", type=click.Choice(["example"]), required=False, metavar="[EXAMPLE]")
@click.option("--check", is_flag=True, help="Only say whether they hold: exit 0, or 2 and why.")
@as_json
@click.pass_obj
def command(given: Given, what: str | None, check: bool, as_json: bool) -> None:
    """Show what every setting is, and where that comes from; or write an example of a file.

    A setting has its default, unless a file (--settings, or COMPTROL_SETTINGS) says another; the
    environment goes over the file, and an option of a command over both. Nothing is changed.
    """
    if what == "example":
        _show_example(as_json=as_json)
        return
    told = given.told()
    if check:
        _say_that_they_hold(told, as_json=as_json)
    elif as_json:
        emit(
            {
                "file": _plain(told.file),
                "settings": [_row(told, setting) for setting in settings()],
            }
        )
    else:
        table(("setting", "value", "from"), _lines(told))
        note(f"Settings file: {told.file or 'none'}")


def _show_example(*, as_json: bool) -> None:
    if as_json:
        emit([_explained(setting) for setting in settings()])
        return
    for line in example():
        click.echo(line)


def _say_that_they_hold(told: Told, *, as_json: bool) -> None:
    if as_json:
        emit({"file": _plain(told.file), "valid": True})
    else:
        click.echo("The settings hold.")


def _row(told: Told, setting: Setting) -> dict[str, object]:
    value = getattr(told.settings, setting.name)
    return {"name": setting.name, "value": _plain(value), "from": told.origins[setting.name]}


def _explained(setting: Setting) -> dict[str, object]:
    return {
        "name": setting.name,
        "variable": setting.variable,
        "meaning": setting.meant,
        "expected": setting.expected,
        "default": _plain(setting.default),
    }


def _lines(told: Told) -> Iterator[tuple[object, ...]]:
    for setting in settings():
        value = getattr(told.settings, setting.name)
        shown = ", ".join(value) if isinstance(value, tuple) else value
        yield setting.name, "(not set)" if shown is None else shown, told.origins[setting.name]


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Path) else value
