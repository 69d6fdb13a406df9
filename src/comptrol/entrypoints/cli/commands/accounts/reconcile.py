"""Hold accounts against energy, shipments and training runs: questions, not verdicts."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from comptrol.bootstrap.accounting import read_tables
from comptrol.bootstrap.reconciling import reconciled
from comptrol.domains.accounts import Reconciled, Reconciling
from comptrol.entrypoints.cli.account_pages import number, tell
from comptrol.entrypoints.cli.commands.accounts.options import day_of_tables, tables_needed
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import emit, note, table
from comptrol.kernel.errors import NotFoundError

SHOWN: Final = 40
HEADINGS: Final = ("against", "about", "as of", "unit", "declared", "low", "high", "why")


@click.command()
@tables_needed
@day_of_tables
@as_json
def command(folder: Path, as_of: datetime | None, as_json: bool) -> None:
    """Ask where accounts, IT power, shipments and training runs cannot all be right.

    Reads the tables of accounts build, and beside them it_power_by_chip.csv, the timelines of
    sites, csv_export/*_cumulative_totals.csv, notable_ai_models*.csv and frontier_ai_models*.csv.
    A question is no verdict: a source, or what was assumed to compare two, is wrong.
    """
    day = None if as_of is None else as_of.date()
    found = tuple(reconciled(folder, read_tables(folder, note), day))
    if not found:
        raise NotFoundError(f"{folder}: nothing in it to hold an account against")
    if as_json:
        emit({"reconciled": found, "counts": _counts(found)})
        return
    table(
        ("against", *(it.value for it in Reconciling)),
        (
            (name, *(counts[it.value] for it in Reconciling))
            for name, counts in _counts(found).items()
        ),
    )
    asked = [it for it in found if it.finding is Reconciling.QUESTION]
    table(HEADINGS, map(_line, asked[:SHOWN]), nothing="Nothing is to be asked.")
    if len(asked) > SHOWN:
        tell(f"{counted(len(asked) - SHOWN, 'more question')}: --json has all of them")
    tell("Questions, not verdicts: a source is wrong, or what was assumed to compare two.")


def _counts(found: tuple[Reconciled, ...]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for it in found:
        known = counts.setdefault(
            it.against.value, Counter({kind.value: 0 for kind in Reconciling})
        )
        known[it.finding.value] += 1
    return counts


def _line(it: Reconciled) -> tuple[object, ...]:
    ends = (number(it.expected_low), number(it.expected_high))
    return it.against.value, it.about, it.as_of, it.unit, number(it.declared), *ends, it.why
