"""Check a downloaded release."""

from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from comptrol.bootstrap import POLICY, policy_in
from comptrol.domains import DOMAINS
from comptrol.domains.releases import PolicySet
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit
from comptrol.entrypoints.cli.release_tables import FILE, show_table
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.releasing import Checked, checked_release, read_release
from comptrol.kernel.errors import UnreadableError
from comptrol.settings import Settings


@click.command()
@click.argument("file", type=FILE)
@click.option("--policy", type=FILE, help="Whom to believe. [default: the data folder's policy]")
@click.option(
    "--rule", type=FILE, help="The policy of releases, as JSON: its rounding is checked."
)
@click.option("--key", help="The authority's key, in hexadecimal: another one is refused.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    file: Path,
    policy: Path | None,
    rule: Path | None,
    key: str | None,
    data: str | None,
    as_json: bool,
) -> int:
    """Check a downloaded release: its proof, its signature, and all that its table shows.

    No log is needed. That the numbers are what the log comes to is shown by an audit of the log:
    comptrol ledger rebuild --check derives every release again.
    """
    found = read_release(_read(file), str(file))
    believed = policy_in(policy or settings.over(data=data).folder / POLICY)
    result = checked_release(found, believed, Catalogue(DOMAINS), _rule(rule))
    faults = list(result.faults)
    if key is not None and key.lower() != result.key:
        faults.append(f"it is signed under {result.key}")
    if as_json:
        emit({"verified": not faults, "release": result.said.release, "faults": faults,
              "position": result.position, "signed_by": result.signed_by, "key": result.key,
              "log": result.log, "table": result.said.table, "quarter": result.said.quarter,
              "policy": result.said.policy})  # fmt: skip
    else:
        _tell(result, faults)
    return NO if faults else YES


def _tell(result: Checked, faults: Sequence[str]) -> None:
    show_table(result.said.rows, result.said.columns, result.said.values)
    where = f"entry {result.position} of {result.log}"
    click.echo(f"{result.said.release} is {where}, signed by {result.signed_by}, {result.key}.")
    for fault in faults:
        click.echo(f"Not as it should be: {fault}.")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error


def _rule(path: Path | None) -> PolicySet | None:
    if path is None:
        return None
    try:
        return msgspec.json.decode(_read(path), type=PolicySet)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableError(f"{path}: {error}") from error
