"""How do commands ask the agent that runs beside a cluster?"""

from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from comptrol.entrypoints.agents.slurm.configuration import Configuration, read_configuration
from comptrol.entrypoints.agents.slurm.install import read_word
from comptrol.kernel.errors import UnavailableError

PATIENCE_S: Final = 120


def config_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let the agent's own file be named (docs/slurm.md)."""
    return click.option(
        "--config",
        required=True,
        type=click.Path(path_type=Path, dir_okay=False),
        help="What the agent is told, in TOML.",
    )(command)


def asked(config: Path, method: str, path: str) -> Any:  # noqa: ANN401
    """Ask the agent of a configuration, and return its answer."""
    told = read_configuration(config)
    status, body = _exchange(told, method, path)
    if status != HTTPStatus.OK:
        raise UnavailableError(f"the agent of {told.cluster}: {body.decode(errors='replace')}")
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnavailableError(f"the agent's answer cannot be read: {error}") from error


def _exchange(told: Configuration, method: str, path: str) -> tuple[int, bytes]:
    connection = HTTPConnection(told.host, told.port, timeout=PATIENCE_S)
    headers = {"authorization": f"Bearer {read_word(told)}"}
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, HTTPException) as error:
        place = f"{told.host}:{told.port}"
        raise UnavailableError(
            f"no agent of {told.cluster} answers at {place}: {error}; comptrol agent slurm serve"
        ) from error
    finally:
        connection.close()
