"""What stands behind a body in pieces is no header: it cannot say where a caller is."""

import socket
from pathlib import Path

from tests.scenario.harness import PATIENCE_S
from tests.scenario.ledger_harness import Serving, server

ASKED = (
    b"GET /metrics HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx-forwarded-for: %s\r\n"
    b"transfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nx-forwarded-for: 127.0.0.1\r\n\r\n"
)


def status(serving: Serving, heard: bytes) -> int:
    """Return how figures are answered to whom a server in front heard, and what it adds."""
    place = serving.client.base_url
    with socket.create_connection((place.host, place.port or 0), PATIENCE_S) as line:
        line.sendall(ASKED % heard)
        return int(line.recv(1024).split(b" ")[1])


def test_a_trailer_does_not_say_where_a_caller_is(folder: Path) -> None:
    with server(folder, environment={"COMPTROL_CONSOLE_PROXIES": "1"}) as it:
        assert status(it, b"8.8.8.8") == 403
        assert status(it, b"127.0.0.1") == 200
