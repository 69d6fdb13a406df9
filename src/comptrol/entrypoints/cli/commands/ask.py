"""Ask a question of what is known."""

from difflib import get_close_matches
from pathlib import Path
from typing import Final

import click

from comptrol.domains import DOMAINS
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, emit_pretty, opened, table
from comptrol.entrypoints.cli.statements import read_bytes
from comptrol.flow.questions import Question, Questions
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.settings import Settings

NEAR_MAX: Final = 3
"""So many names of questions are told where a wrong one was asked."""


@click.command()
@click.argument("name", metavar="[QUESTION]", required=False)
@click.argument("given", metavar="[NAME=VALUE]...", nargs=-1)
@click.option("--body", type=click.Path(path_type=Path), help="The parameters as a JSON file.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    name: str | None,
    given: tuple[str, ...],
    body: Path | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Ask a question, such as `comptrol ask parties/party party=authority`.

    Without a question, list them. The same questions are asked over HTTP.
    """
    if name is None:
        _list(as_json=as_json)
        return
    question = _named(name)
    parameters = read_bytes(body) if body is not None else _pairs(given)
    platform = opened(settings, data)
    try:
        with platform.world() as world:
            answer = question.answer_to(world, parameters, today=platform.today())
    finally:
        platform.close()
    (emit if as_json else emit_pretty)(answer)


def _named(name: str) -> Question:
    """Return a question, or say which few are called nearly so."""
    known = {f"{it.domain}/{it.name}": it for it in Questions(DOMAINS).all}
    if name in known:
        return known[name]
    alike = [it for it in known if it.endswith(f"/{name.rpartition('/')[2]}")]
    near = get_close_matches(name, known, n=NEAR_MAX) or alike[:NEAR_MAX]
    meant = f"; did you mean {' or '.join(near)}?" if near else ";"
    raise NotFoundError(f"no question {name!r}{meant} comptrol ask lists all questions")


def _list(*, as_json: bool) -> None:
    rows = [
        (f"{q.domain}/{q.name}", " ".join(q.parameters.__struct_fields__), q.text.splitlines()[0])
        for q in Questions(DOMAINS).all
    ]
    if as_json:
        emit([{"question": name, "parameters": p.split(), "text": text} for name, p, text in rows])
    else:
        table(("question", "parameters", "what it answers"), rows)


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    broken = [pair for pair in given if "=" not in pair]
    if broken:
        raise UnreadableError(f"{broken[0]!r}: parameters are given as name=value")
    pairs = [pair.split("=", 1) for pair in given]
    found = dict(pairs)
    if len(found) < len(pairs):
        raise UnreadableError("a parameter is given twice")
    return found
