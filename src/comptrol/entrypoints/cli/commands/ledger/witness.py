"""Serve a witness."""

from pathlib import Path

import click

from comptrol.bootstrap import policy_in, witness
from comptrol.entrypoints.cli.commands.serve import bound, until_told
from comptrol.entrypoints.journal import announce, configured
from comptrol.settings import Settings


@click.command()
@click.option(
    "--folder",
    required=True,
    type=click.Path(path_type=Path),
    help="Where the witness keeps its keys, made on the first start, and what it cosigned.",
)
@click.option("--name", required=True, help="The witness's name, such as witness.example/w1.")
@click.option(
    "--policy",
    required=True,
    type=click.Path(path_type=Path),
    help="Its `log` lines say which logs are known, and by which keys.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8421, show_default=True)
@click.pass_obj
def command(
    settings: Settings, folder: Path, name: str, policy: Path, host: str, port: int
) -> None:
    """Cosign the heads of other logs, each only if it grew from the head cosigned before it.

    The protocol is C2SP tlog-witness: POST /add-checkpoint. What the witness cosigns it keeps
    before it answers; two heads that do not fit together it keeps as evidence.
    """
    import uvicorn  # noqa: PLC0415  (slow to import, needed here only)

    from comptrol.entrypoints.witness.app import create_app  # noqa: PLC0415

    configured(settings)
    made, keys = witness(folder, name, policy_in(policy))
    with until_told(), bound(host, port) as listening:
        place = "http://{}:{}".format(*listening.getsockname()[:2])
        announce(f"Witness {name} at {place} (Ctrl-C ends it). For the policy of a log:")
        for at, key in enumerate(keys, 1):
            announce(f"witness {name.replace('/', '-')}-{at} {key.text} {place}")
        config = uvicorn.Config(
            create_app(made),
            access_log=False,
            log_config=None,
            log_level="warning",
            timeout_graceful_shutdown=10,
        )
        uvicorn.Server(config).run(sockets=[listening])
