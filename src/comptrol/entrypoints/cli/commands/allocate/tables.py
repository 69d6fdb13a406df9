"""Make a call from tables, or tables from a call and its plan."""

from decimal import Decimal
from pathlib import Path
from typing import Final

import click
import msgspec

from comptrol.domains.allocation import CurveForm, Rules, ValueCurve, call_digest
from comptrol.entrypoints.cli.call_files import (
    FILE,
    read_call,
    read_document,
    read_plan,
    write_json,
)
from comptrol.entrypoints.cli.call_tables import FILES, read_tables, write_tables
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import answer, note
from comptrol.entrypoints.cli.plan_tables import write_plan_tables
from comptrol.entrypoints.cli.solving import remarks
from comptrol.kernel.errors import UnavailableError, UnreadableError

CURVE: Final = ValueCurve(
    version="share 0.4, slopes 0.9 0.6 0.3",
    form=CurveForm.SHARE,
    award_share_ppm=400_000,
    slopes_ppm=(900_000, 600_000, 300_000),
)
"""The curve of the published measurements; a policy says its own."""


@click.command()
@click.argument("folder", type=FILE)
@click.option("--call", "name", help="Read the tables: what the call is called.")
@click.option("--out", type=FILE, help="Where the call goes (JSON).")
@click.option("--curve", type=FILE, help="JSON: version, form, award_share_ppm, slopes_ppm.")
@click.option("--max-pools", type=click.IntRange(1, 1000), default=2, show_default=True)
@click.option("--pool-cost", default="0.05", show_default=True, help="Points for each pool used.")
@click.option("--monthly-rate", default="2.0", show_default=True, help="Of an even share.")
@click.option("--from-call", type=FILE, help="Write the tables instead: of this call.")
@click.option("--plan", "plan_file", type=FILE, help="Beside it, tables of this plan.")
@as_json
def command(
    folder: Path,
    name: str | None,
    out: Path | None,
    curve: Path | None,
    max_pools: int,
    pool_cost: str,
    monthly_rate: str,
    from_call: Path | None,
    plan_file: Path | None,
    as_json: bool,
) -> None:
    r"""Read pools.csv, proposals.csv, groups.csv and floors.csv in FOLDER as one call.

    \b
    pools.csv      pool,speed_h100e,month,chip_hours
    proposals.csv  proposal,score,need_h100e_hours,least_fraction,first_month,last_month,pools
                   and weight,area,institution,country,award_value,segments
    groups.csv     group,ceiling_h100e_hours,members
    floors.csv     floor,floor_h100e_hours,penalty_per_h100e_hour,members

    Pools are written "alder birch:1.25" (with how well it runs there), segments "0.25:60 0.25:20".
    Without an award value a proposal is worth what the curve says. With --from-call and --plan
    the tables are written: those, bookings.csv and awards.csv.
    """
    if from_call is not None:
        _write(folder, from_call, plan_file)
        answer({"folder": str(folder)}, (f"tables are in {folder}",), as_json=as_json)
        return
    if name is None or out is None:
        raise UnreadableError("--call and --out were expected, or --from-call")
    rules = Rules(
        max_pools=max_pools,
        pool_cost=_number("--pool-cost", pool_cost),
        monthly_rate=_number("--monthly-rate", monthly_rate),
    )
    chosen = read_document(curve, ValueCurve) if curve is not None else CURVE
    call = read_tables(folder, name, rules, chosen, lambda text: note(f"note: {text}"))
    write_json(out, call)
    for text in remarks(read_call(out)):
        note(f"note: {text}")
    told = {"call": name, "digest": call_digest(call), "proposals": len(call.proposals)}
    many = (
        f"{counted(len(call.proposals), 'proposal')}, {counted(len(call.pools), 'pool')}, "
        f"{counted(len(call.months), 'month')}"
    )
    answer(told, (f"{many}, written to {out}",), as_json=as_json)


def _write(folder: Path, call_file: Path, plan_file: Path | None) -> None:
    call = read_call(call_file)
    plan = read_plan(plan_file, call) if plan_file is not None else None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnavailableError(f"{folder}: {error.strerror}") from error
    write_tables(folder, call)
    if plan is not None:
        write_plan_tables(folder, call, plan)
    note(f"{', '.join(FILES)} are in {folder}")


def _number(option: str, text: str) -> Decimal:
    try:
        return msgspec.convert(text, Decimal)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"{option}: is {text[:40]!r}; a number was expected") from error
