"""Answer the challenges of landmarks with a device's key."""

from pathlib import Path

import click

from comptrol.bootstrap.location import device_key, serving_device
from comptrol.entrypoints.cli.commands.serve import until_told
from comptrol.entrypoints.cli.output import note


@click.command()
@click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The device's private key, a file NAME.key; made if there is none.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to answer on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8427, show_default=True, help="UDP port."
)
def command(key: Path, host: str, port: int) -> None:
    """Answer challenges over UDP until interrupted, each with a signature by the device's key.

    What landmarks measure is where this key is. It is where the chip is only if the key was bound
    to the chip when it was made, and cannot be taken out of it: a key in a file is neither.
    """
    held = device_key(key)
    with until_told(), serving_device(held, host, port) as server:
        note("Answering at {}:{} (Ctrl-C ends it)".format(*server.address))
        note(f"The device's public key: {held.key.hex()}")
        while True:
            server.answer_one()
