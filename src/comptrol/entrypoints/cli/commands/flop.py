"""Say how many operations a run of training took, and where that stands to the law."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import msgspec

from comptrol.bootstrap import today
from comptrol.domains.training import Assessment, Regime, RunAsked, Tested, assess_asked, figures
from comptrol.entrypoints.cli.options import DAY, OneOf, as_json, data_option
from comptrol.entrypoints.cli.output import answer
from comptrol.entrypoints.cli.printable import printable
from comptrol.entrypoints.cli.statements import read_json
from comptrol.entrypoints.cli.worlds import world_of
from comptrol.kernel.errors import NotFoundError, OutOfRangeError, UnreadableError
from comptrol.kernel.quantity import Flop
from comptrol.settings import Settings


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--regime", type=OneOf(Regime), help="Whose method. [default: the file's, or eu]")
@click.option("--on", type=DAY, help="The day whose law applies. [default: the file's, or today]")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    run: Path,
    regime: Regime | None,
    on: datetime | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Count the operations of RUN (a JSON file), with all that it comes from. Nothing is logged.

    {"periods": [{"chips", "model", "hours", "utilisation", "precision"}] or "parameters" and
    "tokens", "lineage": [{"run", "by", "flop"}]}: docs/flop.md has every field.

    The verdict is below, within_band (a person decides) or above. It is an answer and no failure:
    the exit code is 0 for all three.
    """
    asked = read_json(run, RunAsked)
    day = on.date() if on is not None else asked.on or today()
    try:
        with world_of(settings, data) as world:
            found = assess_asked(world, asked, regime or asked.regime or Regime.EU, day)
    except (UnreadableError, NotFoundError) as error:
        kind = OutOfRangeError if isinstance(error, OutOfRangeError) else type(error)
        raise kind(f"{run}: {error}") from error
    answer(_answered(found), _page(found), as_json=as_json)


def _answered(found: Assessment) -> dict[str, Any]:
    """Return the answer with every count as a number, all its digits written out."""
    told: dict[str, Any] = msgspec.structs.asdict(found)
    for name in ("flop", "counted", "direct"):
        told[name] = _numbers(told[name])
    told["threshold"] = Decimal(found.threshold)
    told["tests"] = [
        {
            **msgspec.structs.asdict(it),
            "flop": _numbers(it.flop),
            "threshold": _numbers(it.threshold),
        }
        for it in found.tests
    ]
    return told


def _numbers(flop: Flop) -> dict[str, Decimal]:
    return dict(zip(("low", "mid", "high"), map(Decimal, flop.whole), strict=True))


def _page(found: Assessment) -> Iterator[str]:
    yield f"{found.verdict.value}: {found.reported} operations by {found.method}, on {found.on}"
    for it in found.tests:
        yield f"  {_test(it)}"
    for title, lines in (
        ("steps", found.steps),
        ("in doubt", found.doubts),
        ("unknown", [f"what {it} came to" for it in found.needs]),
    ):
        if lines:
            yield f"{title}:"
            yield from (printable(f"  {line}") for line in lines)
    yield f"source: {found.citation}"


def _test(it: Tested) -> str:
    sign = "from" if it.inclusive else "above"
    held = f"{_span(it.flop)}, {sign} {_span(it.threshold)}"
    return f"{it.name} ({it.rule}, {it.status}): {held}: {it.verdict.value}"


def _span(flop: Flop) -> str:
    low, _, high = map(figures, flop.whole)
    return low if low == high else f"{low} to {high}"
