"""Make a backup."""

import sys
from pathlib import Path

import click

from comptrol.bootstrap.keeping import Made, Wanted, make
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, note
from comptrol.settings import Settings

FOLDER = click.Path(path_type=Path)
WITH_KEYS = (
    "the copy of the vault has its keys: whoever has it can read what is erased from now on. "
    "Keep it apart, encrypted, and not for long"
)
WITH_SIGNER = (
    "whoever has the keys of the heads can sign others in this log's name. Keep them apart from "
    "the log, encrypted. The last head is not with them: it must never come from a backup"
)


@click.command()
@click.argument("target", type=FOLDER)
@click.option("--with-vault", "vault", type=FOLDER, metavar="DIR",
              help="Copy the vault and the keys of epochs, too, to a folder apart.")  # fmt: skip
@click.option("--with-signer-keys", "signer_keys", type=FOLDER, metavar="DIR",
              help="Copy the keys of the heads, too, to a folder apart.")  # fmt: skip
@click.option("--without-lake", is_flag=True, help="Leave the lake out: copy it by other means.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    target: Path,
    vault: Path | None,
    signer_keys: Path | None,
    without_lake: bool,
    data: str | None,
    as_json: bool,
) -> None:
    """Make a backup of log, views, keys, policy, rulebooks, lists, accounts and lake at TARGET.

    A server may go on writing: what is copied is the log as one commit left it. The folder TARGET
    is whole or not there. Not copied are vault and signer (but for the options), what is
    published (it is laid out again), and what is worked out. Keep the digest that is told.
    """
    folder = settings.over(data=data).folder
    wanted = Wanted(target, vault, signer_keys, lake=not without_lake)
    with click.progressbar(length=0, label="Parts", file=sys.stderr) as bar:

        def tell(_name: str, done: int) -> None:
            bar.length = (bar.length or 0) + done
            bar.update(done)

        made = make(folder, wanted, settings, tell)
    if vault is not None:
        note(f"comptrol: {WITH_KEYS}")
    if signer_keys is not None:
        note(f"comptrol: {WITH_SIGNER}")
    if as_json:
        emit([_fields(one) for one in made])
        return
    for one in made:
        _tell(one)


def _tell(made: Made) -> None:
    log = made.manifest.log
    if log is not None:
        click.echo(f"A backup of {counted(log.size, 'entry')} is in {made.target}.")
        click.echo(f"Its last batch was sealed at {log.sealed_at}; the root is {log.root}.")
        click.echo(f"Left out: {', '.join(made.manifest.left_out) or 'nothing'}.")
    else:
        click.echo(f"Apart from it: {made.manifest.holds} in {made.target}.")
    click.echo(f"Keep elsewhere, to find out a change: {made.digest}")


def _fields(made: Made) -> dict[str, object]:
    manifest = made.manifest
    return {
        "target": str(made.target.absolute()),
        "holds": manifest.holds,
        "manifest": made.digest,
        "log": manifest.log,
        "left_out": manifest.left_out,
    }
