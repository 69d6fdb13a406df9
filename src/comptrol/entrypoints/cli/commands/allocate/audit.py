"""Say who could have gained by a false report."""

from pathlib import Path

import click

from comptrol.bootstrap.allocating import award_solver
from comptrol.entrypoints.cli.call_files import FILE, read_call, read_plan, write_table
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import emit, note, table
from comptrol.entrypoints.cli.solving import counting, percent
from comptrol.flow.allocating.auditing import Attempt, audit

HEADINGS = ("proposal", "report", "honest", "false", "gain", "gain_part")


@click.command()
@click.argument("call_file", metavar="CALL", type=FILE)
@click.argument("plan_file", metavar="PLAN", type=FILE)
@click.option("--sample", type=click.IntRange(1), help="So many proposals, by lot. [default: all]")
@click.option("--table", "out", type=FILE, help="Where every attempt goes (CSV).")
@as_json
def command(
    call_file: Path, plan_file: Path, sample: int | None, out: Path | None, as_json: bool
) -> None:
    """Change one report at a time, solve again around it, and value what comes of it by the truth.

    Tried are: half as much need again, all or nothing, and one proposal split in two. Gains are
    in points of what the applicant truly needs, and as part of its full worth.
    """
    call = read_call(call_file)
    plan = read_plan(plan_file, call)
    found = audit(call, plan, award_solver(), sample, told=counting("solves"))
    if out is not None:
        write_table(out, HEADINGS, map(_line, found.attempts))
    if as_json:
        emit(found)
        return
    headings = ("report", "tried", "gained", "lost", "mean", "median", "largest")
    table(
        headings,
        (
            (
                it.report,
                it.attempts,
                it.gained,
                it.lost,
                percent(it.mean_part),
                percent(it.median_part),
                percent(it.largest_part),
            )
            for it in found.spreads
        ),
    )
    note(f"gains above 1 % of the full worth are counted; {found.within}")


def _line(it: Attempt) -> tuple[object, ...]:
    return (it.proposal, it.report, it.honest, it.false, it.gain, it.gain_part)
