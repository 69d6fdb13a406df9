"""Show what one edition changes in another."""

from pathlib import Path

import click

from comptrol.bootstrap import differences, matcher
from comptrol.entrypoints.cli.list_pages import difference_page
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import NO, YES, answer


@click.command()
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@as_json
def command(before: Path, after: Path, as_json: bool) -> int:
    """Show who is added, removed and changed from BEFORE to AFTER (editions, lists or folders).

    A row that is only spelled otherwise is a change, never a delisting. Exit code 1: they differ.
    """
    old, new = matcher(before), matcher(after)
    found = differences(old, new)
    told = {
        "added": found.added,
        "removed": found.removed,
        "changed": [change._asdict() for change in found.changed],
    }
    answer(told, difference_page(found, old, new), as_json=as_json)
    return NO if any(found) else YES
