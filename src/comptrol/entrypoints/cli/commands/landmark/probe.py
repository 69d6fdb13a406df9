"""Challenge devices, and write down how soon they answered."""

from pathlib import Path

import click

from comptrol.bootstrap.location import probe
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import NO, YES, emit, note


@click.command()
@click.argument("targets", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="Where to write EVIDENCE.json."
)
@click.option("--add", is_flag=True, help="Add to what other landmarks wrote there.")
@as_json
def command(targets: Path, out: Path, add: bool, as_json: bool) -> int:
    """Challenge the devices in TARGETS, and write what was heard for comptrol locate.

    {"claim", "tolerate", "speed_km_per_ms", "challenges": 20, "echoes": 5, "timeout_ms": 1000,
    "targets": [{"id", "group", "lat", "lon", "landmark_key", "device_key", "address", "port"}]}

    A target is a landmark, which is this machine, and the device that is to answer it; "source" is
    the landmark's own address where the machine has several. Exit code 1: no device signed.
    """
    found = probe(targets, out, note, add=add)
    signed = [it.id for it in found.landmarks if it.signed]
    if as_json:
        unsigned = [it.id for it in found.landmarks if not it.signed]
        emit({"signed": signed, "unsigned": unsigned, "unheard": found.unheard})
    else:
        click.echo(
            f"{out}: {counted(len(found.landmarks), 'landmark')}, {len(signed)} with signed "
            "replies"
        )
    return YES if signed else NO
