"""Put the plugins beside slurm.conf, and the settings that they need into it."""

from pathlib import Path

import click

from comptrol.entrypoints.agents.slurm.configuration import read_configuration
from comptrol.entrypoints.agents.slurm.install import Plan, apply, plan
from comptrol.entrypoints.cli.commands.agent.slurm.asking import config_option
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import NO, YES, emit, note

RESTART = "Start slurmctld anew: what its plugins are it reads only then. Nothing was restarted."


@click.command()
@click.option(
    "--slurm-conf",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The slurm.conf of the cluster, on the machine of its slurmctld.",
)
@config_option
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--force", is_flag=True, help="Write over plugins and settings of others.")
@as_json
def command(slurm_conf: Path, config: Path, dry_run: bool, force: bool, as_json: bool) -> int:
    """Put the plugins beside slurm.conf, and the settings that they need into it.

    What is there already is not written again. A running daemon is not touched: start slurmctld
    anew afterwards. Exit code 1: something of others is in the way, and --force was not given.
    """
    found = plan(read_configuration(config), slurm_conf)
    in_the_way = bool(found.conflicts) and not force
    write = not dry_run and not in_the_way
    if write:
        apply(found)
    if as_json:
        emit({**_told(found), "written": write and not found.is_done})
    else:
        _show(found, written=write)
    for text in (*found.conflicts, *found.notes):
        note(f"note: {text}")
    if in_the_way:
        note("Nothing was written: look at that first, and then use --force.")
    return NO if in_the_way else YES


def _told(found: Plan) -> dict[str, object]:
    return {
        "files": [str(file.path) for file in found.files],
        "lines": [
            {"setting": line.setting, "value": line.value, "was": line.was} for line in found.lines
        ],
        "conflicts": found.conflicts,
        "notes": found.notes,
        "restart": [] if found.is_done else ["slurmctld"],
    }


def _show(found: Plan, *, written: bool) -> None:
    if found.is_done:
        click.echo("Everything stands there already.")
        return
    for file in found.files:
        click.echo(f"{'wrote' if written else 'would write'} {file.path}")
    if found.slurm_conf is not None:
        click.echo(f"{'changed' if written else 'would change'} {found.slurm_conf.path}:")
    for line in found.lines:
        click.echo(f"  {line.text}" + (f"    (was {line.was})" if line.was else ""))
    click.echo(RESTART if written else "Nothing was written.")
