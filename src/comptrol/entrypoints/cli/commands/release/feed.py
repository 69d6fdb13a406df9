"""List what was published, or lay it out as files."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import click
import msgspec

from comptrol.bootstrap import Platform, publisher
from comptrol.domains.releases import Release, ReleaseId, feed
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, opened, table
from comptrol.entrypoints.cli.release_tables import FILE, leaf_at, proven, write
from comptrol.entrypoints.pictures.releases import releases_page
from comptrol.settings import Settings

PAGES_MAX: Final = 1_000


@click.command()
@click.option("--out", type=FILE, help="Write feed.json, page.html and every proof to a folder.")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, out: Path | None, data: str | None, as_json: bool) -> None:
    """List what was published; with --out, lay it out as files for any web server."""
    folder = settings.over(data=data).folder
    with closing(opened(settings, data)) as platform:
        rows = list(_every(platform))
        leaves: dict[str, str] = {it.release: leaf_at(platform, it.position) for it in rows}
        if out is not None:
            with publisher(platform, folder) as made:
                for row in rows:
                    write(out / "proven" / row.release, proven(platform, made, row))
            items = [{**msgspec.to_builtins(it), "leaf": leaves[it.release],
                      "proven": f"proven/{it.release}"} for it in rows]  # fmt: skip
            told = {"format": "comptrol/releases@v1", "releases": items, "after": None}
            write(out / "feed.json", msgspec.json.encode(told) + b"\n")
            write(out / "page.html", releases_page(rows, leaves, None).encode())
    if as_json:
        for row in rows:
            emit({**msgspec.to_builtins(row), "leaf": leaves[row.release]})
        return
    headings = ("release", "table", "quarter", "position", "withdrawn")
    table(headings, ((it.release, it.table.value, it.quarter, it.position,
                      "" if it.withdrawn_at is None else "yes") for it in rows),
          nothing="No release was published.")  # fmt: skip


def _every(platform: Platform) -> Iterator[Release]:
    after: ReleaseId | None = None
    with platform.world() as world:
        for _ in range(PAGES_MAX):
            page = feed(world, after=after)
            yield from page.releases
            after = page.after
            if after is None:
                return
