"""Add up what is filed in the lake."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from comptrol.bootstrap.lake import Asking, Lake
from comptrol.entrypoints.cli.commands.lake.options import (
    engine_options,
    lake_folder,
    lake_option,
    where_of,
)
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, table
from comptrol.entrypoints.cli.statements import read_json
from comptrol.kernel.quantity import FlopCount
from comptrol.settings import Settings

SHOWN_MAX: Final = 40
UNITS: Final = {"hour": "h", "day": "D"}


class Ceiling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much is a group's: chip-seconds, operations, or both."""

    chip_seconds: int | None = None
    flop: FlopCount | None = None


class Groups(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who belongs together, and how much is theirs."""

    groups: dict[str, str]
    """Tenants and their groups."""
    ceilings: dict[str, Ceiling] = {}


@click.command()
@click.option("--by", type=click.Choice(list(UNITS)), default="day", show_default=True)
@click.option("--meter", default="allocation", show_default=True, help="Whose rows are added up.")
@click.option("--since", metavar="YYYY-MM", help="The first period to look at.")
@click.option("--until", metavar="YYYY-MM", help="The last period to look at.")
@click.option(
    "--groups",
    type=click.Path(path_type=Path),
    help='A JSON file {"groups": {TENANT: GROUP}, "ceilings": {GROUP: {"chip_seconds", "flop"}}}.',
)
@engine_options
@lake_option
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    by: str,
    meter: str,
    since: str | None,
    until: str | None,
    groups: Path | None,
    engine: str,
    server: str | None,
    lake: Path | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Add up usage by provider, tenant, model and day; or by group, with what it came to so far.

    Of each event the highest version counts. The digest is that of the rows of the answer, and is
    the same from every engine.
    """
    asked = Asking(unit=UNITS[by], meter=meter, since=since, until=until, **_grouped(groups))
    found = Lake(lake_folder(settings, lake, data)).roll_up(asked, where_of(engine, server))
    rows = [{name: _plain(row[name]) for name in found.columns} for row in found.rows]
    if as_json:
        told = {"engine": found.engine, "rows_read": found.rows_read, "digest": found.digest}
        emit({**told, "rows": rows})
        return
    table(
        found.columns,
        ([row[name] for name in found.columns] for row in rows[:SHOWN_MAX]),
        nothing="No row came of it.",
    )
    for line in _rest(len(rows)):
        note(line)
    note(
        f"{counted(found.rows_read, 'row', shape=',')} read by {found.engine}; digest "
        f"{found.digest}"
    )


def _rest(many: int) -> Iterator[str]:
    if many > SHOWN_MAX:
        yield f"and {many - SHOWN_MAX:,} more: --json has all"


def _grouped(groups: Path | None) -> dict[str, Any]:
    if groups is None:
        return {}
    asked = read_json(groups, Groups)
    ceilings = tuple(
        (group, (it.chip_seconds, None if it.flop is None else int(it.flop)))
        for group, it in asked.ceilings.items()
    )
    return {"by_group": True, "groups": tuple(asked.groups.items()), "ceilings": ceilings}


def _plain(value: Any) -> Any:  # noqa: ANN401  (what an engine answers)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return value
