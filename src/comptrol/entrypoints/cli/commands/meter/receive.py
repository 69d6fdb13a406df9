"""Take in usage as CloudEvents."""

import ipaddress
from pathlib import Path

import click

from comptrol.entrypoints.cli.commands.serve import bound, until_told
from comptrol.entrypoints.journal import announce, configured
from comptrol.kernel.errors import UnreadableError
from comptrol.settings import Settings


@click.command()
@click.option("--as", "party", required=True, help="The provider that speaks.")
@click.option("--url", required=True, help="The authority's server.")
@click.option(
    "--key", type=click.Path(path_type=Path), required=True, help="The file NAME.key to sign with."
)
@click.option(
    "--journal",
    type=click.Path(path_type=Path),
    required=True,
    help="Where what is signed is kept until it is answered.",
)
@click.option(
    "--ca-file", type=click.Path(path_type=Path), help="Whom the server's TLS must name."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8434, show_default=True, help="Its port."
)
@click.option(
    "--token",
    type=click.Path(path_type=Path),
    help="A file with the word that senders show; needed away from loopback.",
)
@click.pass_obj
def command(
    settings: Settings,
    party: str,
    url: str,
    key: Path,
    journal: Path,
    ca_file: Path | None,
    host: str,
    port: int,
    token: Path | None,
) -> None:
    """Take in CloudEvents 1.0 over HTTP until interrupted, and file them: each event once.

    Structured, binary and in batches, in JSON. An event is answered when the authority has it; a
    sender has only to send again until the answer is 200. One key and journal to one receiver.
    """
    import uvicorn  # noqa: PLC0415  (slow to import, needed here only)

    from comptrol.client import AsyncClient, Patience  # noqa: PLC0415
    from comptrol.entrypoints.agents.metering.app import Counter, create_app  # noqa: PLC0415

    configured(settings)
    word = _word(token, host)
    with until_told(), bound(host, port) as listening:
        patience = Patience(tries=3, try_seconds=5.0, seconds=15.0)
        client = AsyncClient(url, party, key, journal=journal, ca_file=ca_file, patience=patience)
        place = "{}:{}".format(*listening.getsockname()[:2])
        announce(f"Receiver of {client.party} at http://{place} (Ctrl-C ends it)")
        served = uvicorn.Config(
            create_app(Counter(client, client.party), word),
            access_log=False,
            log_config=None,
            log_level="warning",
            proxy_headers=False,
            timeout_graceful_shutdown=5,
        )
        uvicorn.Server(served).run(sockets=[listening])


def _word(token: Path | None, host: str) -> str | None:
    """Return the word that senders show; without one, only this machine may tell."""
    if token is None:
        if not _is_loopback(host):
            raise UnreadableError(f"--host {host} is not loopback: name a file with --token")
        return None
    try:
        word = token.read_text(encoding="ascii").strip()
    except (OSError, UnicodeError) as error:
        raise UnreadableError(f"{token}: {error}") from error
    if not word:
        raise UnreadableError(f"{token} is empty: expected the word that senders show")
    return word


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
