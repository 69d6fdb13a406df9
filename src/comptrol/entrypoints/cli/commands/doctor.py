"""Examine an installation, and say what to do about what is wrong."""

from collections.abc import Iterable
from typing import Final

import click

from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit
from comptrol.entrypoints.cli.printable import printable
from comptrol.kernel.errors import UnreadableError
from comptrol.settings import Given

BAD_SETTINGS: Final = 2
NO_LOG: Final = 3
WIDTH: Final = 8


@click.command()
@data_option
@click.option("--offline", is_flag=True, help="Ask no witness whether it can be reached.")
@as_json
@click.pass_obj
def command(given: Given, data: str | None, offline: bool, as_json: bool) -> int:
    """Look at settings, machine, folder, books, keys, certificates and whom this log needs.

    Nothing is changed and no lock is taken: it may run beside a server, as the same user. Each
    check says ok, warning, bad or skipped, what it saw, and what to do.

    Exit code 0: nothing is bad. 1: something is. 2: the settings do not hold. 3: no log opens.
    """
    from comptrol.bootstrap.examining import LOG, Seen, Verdict, bad, examined, ok  # noqa: PLC0415

    def told(all_seen: Iterable[Seen]) -> set[str]:
        """Tell what was seen as it comes; return what is bad of it."""
        wrong = set()
        for seen in all_seen:
            if seen.verdict is Verdict.BAD:
                wrong.add(seen.name)
            if as_json:
                emit(seen)
            else:
                _show(seen.verdict.value, seen.name, seen.seen, seen.do)
        return wrong

    try:
        found = given._replace(data=data or given.data).told()
    except UnreadableError as error:
        told((bad("settings", str(error), "mend them: comptrol settings example"),))
        return BAD_SETTINGS
    beside = f"from {found.file}" if found.file else "there is no settings file"
    told((ok("settings", f"they hold; {beside}"),))
    wrong = told(examined(found.settings, offline=offline))
    if LOG in wrong:
        return NO_LOG
    return NO if wrong else YES


def _show(verdict: str, name: str, seen: str, do: str) -> None:
    click.echo(printable(f"{verdict:{WIDTH}} {name}: {seen}"))
    if do:
        click.echo(printable(f"{'':{WIDTH}} → {do}"))
