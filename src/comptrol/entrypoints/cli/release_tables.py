"""Released tables on the command line: drafted from a log, shown, written with a proof."""

from collections.abc import Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from comptrol.bootstrap import Platform
from comptrol.domains.releases import (
    Derived,
    PolicySet,
    Quarter,
    Release,
    Released,
    ReleasesView,
    TableName,
    derived,
    digest_of,
    last_over,
    policy_in_force,
    unit_of,
)
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import OneOf
from comptrol.entrypoints.cli.output import note, table
from comptrol.flow.proving import receipt
from comptrol.flow.publishing import Publisher
from comptrol.flow.releasing import proven_release
from comptrol.kernel.errors import NotFoundError, UnavailableError, UnreadableError
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.ledger.tree import leaf_hash

FILE: Final = click.Path(path_type=Path)
WITHHELD: Final = "withheld"
EMPTY: Final = Digest("0" * 64)


def named(function: Any) -> Any:  # noqa: ANN401  (what click decorates)
    """Give a command the table and the quarter that it is about."""
    chosen = click.argument("table_name", metavar="TABLE", type=OneOf(TableName))
    quarter = click.option("--quarter", metavar="YYYY-QN", help="[default: the last that is over]")
    return chosen(quarter(function))


def drafted(
    platform: Platform, name: TableName, quarter: str | None, release: str | None = None
) -> tuple[Released | None, Derived | None]:
    """Return a table as it could be published now; nothing where nothing may be told."""
    today = platform.today()
    with platform.world() as world:
        policy = policy_in_force(world[ReleasesView])
        if policy is None:
            raise NotFoundError(
                "no policy was set: comptrol say releases.policy-set/1 POLICY.json"
            )
        chosen = _quarter(quarter, today)
        found = derived(world, name, chosen, policy)
    if found is None:
        return None, None
    given = release or f"{name.value}-{chosen.lower()}"
    try:
        said = msgspec.convert(_fields(given, name, chosen, policy, found), Released)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"--name {given!r}: {error}") from error
    return msgspec.structs.replace(said, digest=digest_of(said)), found


def _fields(
    release: str, name: TableName, quarter: Quarter, policy: PolicySet, found: Derived
) -> dict[str, Any]:
    return {
        "kind": "releases.released/1",
        "release": release,
        "table": name.value,
        "quarter": quarter,
        "policy": policy.policy,
        "unit": unit_of(name),
        "rows": found.rows,
        "columns": found.columns,
        "values": found.values,
        "digest": EMPTY,
    }


def _quarter(text: str | None, today: date) -> Quarter:
    if text is None:
        return last_over(today)
    try:
        return msgspec.convert(text, Quarter)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"--quarter {text!r}: expected YYYY-QN, as 2026-Q3") from error


def proven(platform: Platform, made: Publisher, row: Release) -> bytes:
    """Return a release with its proof as a file; publish the log where no head has it yet."""
    final = made.final
    if final is None or row.position >= final.head.size:
        head = made.publish()
        if not head.final:
            raise UnavailableError(f"the policy is not met: {head.missing}")
    (logged,) = islice(platform.store.entries(row.position), 1)
    text = receipt(made, row.position).decode()
    return msgspec.json.encode(proven_release(row, logged, text)) + b"\n"


def write(path: Path, content: bytes) -> None:
    """Write a file, in a folder that is made where there is none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise UnavailableError(f"{path}: {error.strerror}") from error
    note(f"{counted(len(content), 'byte')} in {path}")


def leaf_at(platform: Platform, position: int) -> str:
    """Return the leaf hash of an entry."""
    (logged,) = islice(platform.store.entries(position), 1)
    return leaf_hash(logged.raw).hex()


def show_table(
    rows: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[str | None]]
) -> None:
    """Show a table to a person; what is withheld is said in a word."""
    table(("", *columns), ((name, *(WITHHELD if it is None else it for it in line))
                           for name, line in zip(rows, values, strict=True)))  # fmt: skip
