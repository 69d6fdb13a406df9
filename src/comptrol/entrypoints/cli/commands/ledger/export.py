"""Write the log out, for anyone to check."""

from contextlib import closing
from importlib.resources import files
from pathlib import Path

import click

from comptrol.bootstrap import LISTS, POLICY, RULEBOOKS, publisher, shelf
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, opened
from comptrol.flow.publishing import CHECKPOINT, SUBJECTS, pages
from comptrol.kernel.errors import UnavailableError
from comptrol.settings import Settings

VERIFIER = "verify_ledger.py"


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="An empty folder.")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, out: Path, data: str | None, as_json: bool) -> None:
    """Write the published log to a folder: head, tiles, entries, policy, rulebooks, a verifier.

    The folder needs nothing else: python verify_ledger.py log . --policy policy
    """
    if out.exists() and any(out.iterdir()):
        raise UnavailableError(f"{out} is not empty: it is left alone")
    folder, to = settings.over(data=data).folder, shelf(out)
    with closing(opened(settings, data)) as platform, publisher(platform, folder) as made:
        final = made.final
        if final is None or final.head.size < platform.store.size():
            final = made.publish()
        if not final.final:
            raise UnavailableError(f"the policy is not met: {final.missing}")
        with platform.store.reading() as reading:
            to.put_all(pages(reading, final.head.size))
    to.put(SUBJECTS, made.subjects)
    for kept, pattern in ((RULEBOOKS, "*.json"), (LISTS, "*.jsonl.xz")):
        for file in sorted((folder / kept).glob(pattern)):
            to.put(f"{kept}/{file.name}", file.read_bytes())
    to.put(POLICY, (folder / POLICY).read_bytes())
    to.put(VERIFIER, (files("comptrol") / VERIFIER).read_bytes())
    to.put(CHECKPOINT, final.note)
    if as_json:
        emit({"folder": str(out), "size": final.head.size, "root": final.head.root.hex()})
    else:
        click.echo(f"{counted(final.head.size, 'entry')} in {out}. To check them:")
        click.echo(f"  python {out / VERIFIER} log {out} --policy {out / POLICY} --signatures")
