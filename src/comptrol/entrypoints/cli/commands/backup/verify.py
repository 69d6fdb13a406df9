"""Verify a backup."""

from pathlib import Path

import click

from comptrol.bootstrap.keeping import Verified, verify
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import NO, YES, emit


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--signatures", is_flag=True, help="Check the signature of every entry, too.")
@click.option("--manifest", "digest", metavar="SHA-256", help="The digest that was kept of it.")
@as_json
def command(target: Path, signatures: bool, digest: str | None, as_json: bool) -> int:
    """Hold the backup at TARGET against its manifest, every byte, and its log against its entries.

    Every digest, every database by SQLite's own check, and the root worked out from the entries.
    Nothing is changed. Exit code 1: something differs, and each difference names its place.
    """
    found = verify(target, digest=digest, signatures=signatures)
    if as_json:
        emit(
            {
                "agrees": not found.differences,
                "holds": found.manifest.holds,
                "manifest": found.digest,
                "differences": found.differences,
            }
        )
    else:
        _tell(found, signatures=signatures)
    return NO if found.differences else YES


def _tell(found: Verified, *, signatures: bool) -> None:
    for difference in found.differences:
        click.echo(f"  DIFFERS: {difference}")
    if found.differences:
        click.echo("This is not the backup that was made.")
        return
    files, log = found.manifest.files, found.manifest.log
    click.echo(
        f"{counted(len(files), 'file')}, "
        f"{counted(sum(it.size for it in files), 'byte', shape=',')}: every digest agrees."
    )
    if log is not None:
        signed = ", and every signature holds" if signatures else ""
        click.echo(
            f"{counted(log.size, 'entry leads', 'entries lead')} to the root {log.root}{signed}."
        )
