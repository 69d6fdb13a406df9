"""Check what a log has published, or what somebody has shown of it."""

from pathlib import Path

import click

from comptrol import verify_ledger
from comptrol.bootstrap import POLICY, PUBLISHED
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.kernel.errors import UnavailableError
from comptrol.settings import Settings

FILE = click.Path(path_type=Path)


@click.command()
@click.argument("log", metavar="[DIR]", type=FILE, required=False)
@click.option("--policy", type=FILE, help="Whom to believe. [default: the data folder's policy]")
@click.option("--receipt", type=FILE, help="Check a tlog-proof, of the --entry.")
@click.option("--entry", type=FILE, help="The signed statement that a receipt is of.")
@click.option("--history", type=FILE, help="Check a history: all about a subject, or its absence.")
@click.option("--signatures", is_flag=True, help="Check the signatures of all entries too.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    log: Path | None,
    policy: Path | None,
    receipt: Path | None,
    entry: Path | None,
    history: Path | None,
    signatures: bool,
    data: str | None,
    as_json: bool,
) -> int:
    """Check a published log (of the data folder, or in DIR), a --receipt or a --history.

    What checks is verify_ledger.py: one file that shares no code with the rest, and that an export
    brings along. Exit code 1: it does not hold.
    """
    folder = settings.over(data=data).folder
    if (receipt is None) != (entry is None) or (receipt and (history or log)) or (history and log):
        raise click.UsageError("name a DIR, a --receipt with its --entry, or a --history")
    if signatures and (receipt or history):
        raise click.UsageError("--signatures are those of a whole log")
    asked = ["log", str(log or folder / PUBLISHED)]
    if receipt is not None:
        asked = ["receipt", str(receipt), "--entry", str(entry)]
    elif history is not None:
        asked = ["history", str(history)]
    believed = policy or folder / POLICY
    if not believed.is_file():
        raise UnavailableError(f"there is no policy in {believed}: name one with --policy")
    options = ["--policy", str(believed), *(["--json"] if as_json else [])]
    return verify_ledger.main([*asked, *options, *(["--signatures"] if signatures else [])])
