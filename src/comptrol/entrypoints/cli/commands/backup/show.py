"""Show a backup, or the last."""

from pathlib import Path

import click

from comptrol.bootstrap.keeping import backup_age, last_backup, read_manifest
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit
from comptrol.settings import Settings


@click.command()
@click.argument("target", type=click.Path(path_type=Path), required=False)
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, target: Path | None, data: str | None, as_json: bool) -> int:
    """Show what the backup at TARGET says of itself; without TARGET, when the last was made.

    Nothing of it is checked here: comptrol backup verify does. Exit code 1: none was ever made.
    """
    if target is None:
        return _last(settings.over(data=data).folder, as_json=as_json)
    manifest, digest = read_manifest(target)
    if as_json:
        emit({"manifest": manifest, "digest": digest})
        return YES
    made = f"Made at {manifest.made_at} by comptrol {manifest.versions.get('comptrol', '?')}"
    click.echo(f"{made}; it holds: {manifest.holds}.")
    if manifest.log is not None:
        log = manifest.log
        click.echo(
            f"{counted(log.size, 'entry')}, the last sealed at {log.sealed_at}, root {log.root}."
        )
    for file in manifest.files:
        click.echo(f"  {file.size:>12,}  {file.path}")
    click.echo(f"Left out: {', '.join(manifest.left_out) or 'nothing'}.")
    click.echo(f"The digest of its manifest: {digest}")
    return YES


def _last(data: Path, *, as_json: bool) -> int:
    last, age = last_backup(data), backup_age(data)
    if as_json:
        emit({"last": last, "age_s": None if age is None else int(age.total_seconds())})
    elif last is None:
        click.echo(f"No backup of {data} was ever made here: comptrol backup make TARGET")
    else:
        click.echo(
            f"The last backup has {counted(last.size, 'entry')}: {last.made_at}, in {last.target}."
        )
        click.echo(f"The digest of its manifest: {last.manifest}")
    return NO if last is None else YES
