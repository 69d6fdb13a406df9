"""Write what the customer of an order is told."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import click

from comptrol.domains.gate import OrderId, OrderNotice
from comptrol.domains.gate import notice as notice_of
from comptrol.domains.law import Outcome
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import answer, opened
from comptrol.entrypoints.cli.printable import printable
from comptrol.kernel.errors import UnreadableError
from comptrol.settings import Settings

_MARKS: Final = str.maketrans({it: f"\\{it}" for it in "\\`*[]<>|"} | {"\n": " "})
"""What Markdown would take for a link, a tag or a table: it is to be read as it was said."""


@click.command()
@click.argument("order")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it into a new file."
)
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, order: str, out: Path | None, data: str | None, as_json: bool
) -> None:
    """Write the notice to the customer of ORDER: the ruling, why, and how to appeal.

    It is Markdown, in plain words. It names rules, sources and entries of the log, and nobody who
    reviewed.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        found = notice_of(world, order=OrderId(order))
    page: Iterable[str] = map(printable, notice_page(found))
    if out is not None:
        _write(out, "\n".join(page) + "\n")
        page = (f"Wrote the notice to {found.to}: {out}",)
    answer(found, page, as_json=as_json)


def _write(out: Path, text: str) -> None:
    """Write a new file; one that is there stays as it is."""
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UnreadableError(f"{out}: there is a file already; name a new one") from error


def notice_page(found: OrderNotice) -> Iterator[str]:
    """Yield a notice as Markdown, under headings in the order of its own sentences."""
    parts = (found.grounds, found.open_questions, found.ways)
    first = len(found.text) - sum(map(len, parts))
    second = first + len(found.grounds)
    third = second + len(found.open_questions)
    yield f"# Notice on order {found.order}"
    yield f"\nTo {found.to}"
    yield f"\n{' '.join(map(_plain, found.text[:first]))}"
    yield from _listed("Why", found.text[first:second])
    yield from _listed("What is open", found.text[second:third])
    if found.ways:
        ruled_against = found.outcome is not Outcome.ALLOW
        yield f"\n## {'How to appeal' if ruled_against else 'What can be done'}"
        yield from (f"\n{_plain(line)}" for line in found.ways)
    entries = ", ".join(map(str, found.evidence))
    yield "\n## Evidence"
    yield f"\nEntries {entries} of the log; the ruling is entry {found.ruling}."
    yield f"Judged by the rulebook {found.rulebook_digest}."


def _listed(title: str, lines: tuple[str, ...]) -> Iterator[str]:
    if lines:
        yield f"\n## {title}\n"
        yield from (f"- {_plain(line)}" for line in lines)


def _plain(line: str) -> str:
    return line.translate(_MARKS)
