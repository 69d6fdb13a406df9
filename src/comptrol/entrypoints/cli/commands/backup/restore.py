"""Restore a backup."""

import sys
from pathlib import Path

import click

from comptrol.bootstrap.keeping import Restored, Restoring, restore
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import emit
from comptrol.settings import Settings

FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("target", type=FOLDER)
@click.option("--to", required=True, type=FOLDER, help="The data folder, which is not there yet.")
@click.option("--signer", type=FOLDER, metavar="DIR",
              help="The signer of the lost folder, where that is left.")  # fmt: skip
@click.option("--signer-keys", type=FOLDER, metavar="DIR",
              help="A backup of the signer's keys, where it is lost; needs --head.")  # fmt: skip
@click.option("--head", metavar="FILE|URL|DIR",
              help="The newest head of the log that anybody has.")  # fmt: skip
@click.option("--published", metavar="URL|DIR",
              help="The published log, for the entries that the backup lacks.")  # fmt: skip
@click.option("--policy", type=FOLDER, help="Whom to believe. [default: the policy kept with it]")
@click.option("--vault", type=FOLDER, metavar="DIR",
              help="A backup of the vault; what was erased since is erased in it.")  # fmt: skip
@click.option("--manifest", "digest", metavar="SHA-256", help="The digest that was kept of it.")
@as_json
@click.pass_obj
def command(
    settings: Settings,
    target: Path,
    to: Path,
    signer: Path | None,
    signer_keys: Path | None,
    head: str | None,
    published: str | None,
    policy: Path | None,
    vault: Path | None,
    digest: str | None,
    as_json: bool,
) -> None:
    """Bring the log in the backup TARGET back, verified, whole or not at all.

    A log must not go on from before a head that was signed: that would be a fork. So its old
    signer is named, or the newest head that anybody has; what the backup lacks comes from the
    published log. With COMPTROL_DATABASE set, log and views go to that database. Afterwards:
    comptrol ledger rebuild --check, and comptrol ledger publish --again
    """
    asked = Restoring(
        target, to, signer, signer_keys, vault, head, published, policy, digest
    )  # fmt: skip
    with click.progressbar(length=1, label="Entries", file=sys.stderr) as bar:

        def tell(stored: int, size: int) -> None:
            bar.length = size
            bar.update(stored - bar.pos)

        restored = restore(asked, settings, tell)
    if as_json:
        emit(
            {
                "data": str(to.absolute()),
                "entries": restored.size,
                "added": restored.added,
                "head": restored.head,
                "replayed": restored.replayed,
                "erased_again": restored.erased_again,
            }
        )
    else:
        _tell(restored, asked)


def _tell(restored: Restored, asked: Restoring) -> None:
    click.echo(
        f"{counted(restored.size, 'entry is', 'entries are')} in {asked.to}: "
        f"{restored.added} of them came from the published log."
    )
    if restored.replayed:
        click.echo("The views were made anew from the log.")
    if restored.erased_again:
        click.echo(f"Bodies of the vault erased again, as the log says: {restored.erased_again}.")
    if restored.head is not None:
        click.echo(f"The signer goes on from the head of {counted(restored.head.size, 'entry')}.")
        if asked.signer is None and asked.signer_keys is None:
            click.echo("It has no keys: make new ones with comptrol ledger rotate.")
    click.echo("Now: comptrol ledger rebuild --check, and comptrol ledger publish --again")
