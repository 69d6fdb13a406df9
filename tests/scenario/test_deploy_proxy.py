"""The example of a proxy in front works in a real nginx: TLS, limits, and who called."""

import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from tests.certifying import Certified
from tests.scenario.harness import PATIENCE_S, free_port

from comptrol.entrypoints.arrival import address_of

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "deploy/nginx/comptrol.conf"
WHOLE = """
daemon off; {user} pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/comptrol.conf;
}}
"""


class Told(BaseHTTPRequestHandler):
    """A server behind that answers with what it was told."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with the header that says who called, as it came."""
        length = int(self.headers.get("content-length", 0))
        self.rfile.read(length)
        body = f"{self.headers.get('x-forwarded-for')}|{length}|{self.path}".encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815  (the name is the base class's)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def nginx() -> str:
    found = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")
    if found is None:
        if os.environ.get("CI"):  # noqa: TID251  (no setting of the product)
            pytest.fail("nginx is not installed")
        pytest.skip("nginx is not installed")
    return found


@contextmanager
def behind() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Told) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join(PATIENCE_S)


def configure(folder: Path, https: int, behind: int) -> Path:
    """Write the example down; ports, the certificate and the rate are other ones."""
    text = EXAMPLE.read_text()
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{https} ssl"),
        ("127.0.0.1:8420", f"127.0.0.1:{behind}"),
        ("/etc/comptrol/tls", str(folder)),
        ("rate=50r/s", "rate=1r/s"),  # however slow this machine is, the burst is used up
    ):
        assert old in text
        text = text.replace(old, new)
    text = "\n".join(line for line in text.splitlines() if "listen [::]" not in line)
    (folder / "comptrol.conf").write_text(text)
    user = "user root;" if os.geteuid() == 0 else ""  # whoever owns the folder
    (folder / "nginx.conf").write_text(WHOLE.format(folder=folder, user=user))
    return folder / "nginx.conf"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Lend a client of a real nginx that has a server behind it."""
    folder, https = tmp_path_factory.mktemp("nginx"), free_port()
    certified = Certified(folder)
    chain, key = certified.give("nginx")
    chain.rename(folder / "fullchain.pem")
    key.rename(folder / "key.pem")
    with behind() as port:
        command = [nginx(), "-p", str(folder), "-c", str(configure(folder, https, port))]
        tested = subprocess.run(  # noqa: S603
            [*command, "-t"], capture_output=True, check=False, timeout=PATIENCE_S
        )
        assert tested.returncode == 0, tested.stderr
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:  # noqa: S603
            try:
                wait_for(https, server)
                trusted = ssl.create_default_context(cafile=certified.ca)
                where = f"https://127.0.0.1:{https}"
                with httpx.Client(base_url=where, verify=trusted, trust_env=False) as made:
                    yield made
            finally:
                server.terminate()
                server.wait(PATIENCE_S)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        assert server.poll() is None, "nginx ended"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nginx does not serve")


def test_nobody_says_that_they_are_somebody_else(client: httpx.Client):
    """What a caller writes of itself is replaced, so the one proxy is believed."""
    answer = client.get("/ledger", headers={"x-forwarded-for": "198.51.100.7, 203.0.113.9"})
    heard = answer.text.split("|")[0]
    assert heard == "127.0.0.1"
    scope = {
        "type": "http",
        "client": ("10.0.0.1", 1),
        "headers": [(b"x-forwarded-for", heard.encode())],
    }
    assert address_of(Request(scope), 1) == "127.0.0.1"
    assert answer.headers["strict-transport-security"]


def test_a_batch_of_sixteen_mebibytes_goes_through_and_more_does_not(client: httpx.Client):
    size = 16 * 1024 * 1024
    assert client.post("/batches", content=bytes(size)).text.split("|")[1] == str(size)
    assert client.post("/batches", content=bytes(2 * size)).status_code == 413


def test_figures_are_not_told_through_the_proxy(client: httpx.Client):
    assert client.get("/metrics").status_code == 404


def test_too_many_requests_are_answered_so(client: httpx.Client):
    answered = {client.get("/").status_code for _ in range(300)}
    assert answered == {200, 429}
