"""How a scenario meters: a log with an order of a provider, and a Prometheus over an exporter."""

import os
import shutil
import subprocess
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import msgspec
import pytest
from tests.scenario.harness import PATIENCE_S, free_port, until
from tests.scenario.provider_harness import opened

from comptrol.bootstrap import open_platform
from comptrol.domains.gate import Ordered
from comptrol.domains.metering import Event, MeteringView
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import kind

PROVIDER, H100 = "straits-compute", "nvidia-h100-sxm5-80gb"
ORDER = "c1-abc"
UUID = "GPU-6d4a5b5e-0000-0000-0000-000000000001"
ENERGY = "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION"
TENSOR = "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE"
MODEL_NAME = "NVIDIA H100 80GB HBM3"


def ordered(folder: Path) -> None:
    """Make a log in which a provider has an order that was let through, from yesterday on."""
    opened(folder)
    platform = open_platform(folder, processes=0)
    try:
        on = (datetime.now(UTC) - timedelta(days=1)).date()  # noqa: TID251  (the log's own clock)
        answer = platform.speaker(PartyId(PROVIDER)).say(_order(on))
    finally:
        platform.close()
    assert isinstance(answer, Receipt), answer


def _order(on: date) -> Ordered:
    words = {
        "kind": kind(Ordered),
        "order": ORDER,
        "door": "rental",
        "customer": "rio-claro-analytics",
        "model": H100,
        "chips": 8,
        "on": on,
        "length_s": 86_400,
        "site": "dayone-nusajaya",
        "end_use": "crop forecasts",
        "possession_passes": False,
        "service": "managed-job",
    }
    return msgspec.convert(words, Ordered)


def events(folder: Path) -> list[Event]:
    """Return every event that is in a log, by its name."""
    platform = open_platform(folder, processes=0)
    try:
        with platform.world() as world:
            return sorted(world[MeteringView].events.where(), key=lambda it: (it.source, it.event))
    finally:
        platform.close()


class Exporter:
    """An exporter of one chip: every scrape finds a thousand millijoules more."""

    def __init__(self) -> None:
        self.counted, self.share = 0, "0.5"
        exporter = self

        class Showing(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = exporter.shown().encode()
                self.send_response(200)
                self.send_header("content-type", "text/plain; version=0.0.4")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Showing)
        self.place = f"127.0.0.1:{self._server.server_address[1]}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def shown(self) -> str:
        """Return what a scrape finds."""
        self.counted += 1000
        labels = f'gpu="0",UUID="{UUID}",modelName="{MODEL_NAME}",hpc_job="{ORDER}"'
        return f"{ENERGY}{{{labels}}} {self.counted}\n{TENSOR}{{{labels}}} {self.share}\n"

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()


def history(begun_s: int, many: int, every_s: int = 15, at: str = "n1:9400") -> str:
    """Return readings of one chip in the past, in OpenMetrics."""
    labels = f'instance="{at}",UUID="{UUID}",modelName="{MODEL_NAME}",hpc_job="comptrol:{ORDER}"'
    times = [begun_s + it * every_s for it in range(many)]
    lines = [
        f"# TYPE {ENERGY} gauge",
        *(f"{ENERGY}{{{labels}}} {it * 7_000} {time}" for it, time in enumerate(times)),
        f"# TYPE {TENSOR} gauge",
        *(f"{TENSOR}{{{labels}}} 0.25 {time}" for time in times),
        "# EOF",
    ]
    return "\n".join(lines) + "\n"


def needs(program: str) -> str:
    """Return where a program of Debian's package prometheus is; in CI it has to be there."""
    found = shutil.which(program)
    if found is None:
        why = f"{program} is missing: apt-get install prometheus"
        in_ci = os.environ.get("CI") == "true"  # noqa: TID251  (asked of whoever runs the tests)
        pytest.fail(why) if in_ci else pytest.skip(why)
    return found


@contextmanager
def prometheus(folder: Path, scraped: Iterable[str], past: str = "") -> Generator[str]:
    """Run a real Prometheus over exporters on loopback, with a past of its own; yield its URL."""
    program = needs("prometheus")
    folder.mkdir()
    if past:
        (folder / "past.txt").write_text(past)
        made = ("tsdb", "create-blocks-from", "openmetrics", "past.txt", "tsdb")
        subprocess.run(  # noqa: S603  (promtool, and words of our own)
            [needs("promtool"), *made], cwd=folder, check=True, capture_output=True
        )
    targets = msgspec.json.encode(list(scraped)).decode()
    (folder / "prometheus.yml").write_text(
        "global: {scrape_interval: 200ms, scrape_timeout: 200ms}\n"
        f"scrape_configs: [{{job_name: dcgm, static_configs: [{{targets: {targets}}}]}}]\n"
    )
    place = f"127.0.0.1:{free_port()}"
    running = subprocess.Popen(  # noqa: S603  (prometheus, and words of our own)
        [
            program,
            "--config.file=prometheus.yml",
            "--storage.tsdb.path=tsdb",
            f"--web.listen-address={place}",
        ],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: _is_ready(f"http://{place}"))
        yield f"http://{place}"
    finally:
        running.terminate()
        running.wait(PATIENCE_S)


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/-/ready", trust_env=False, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False
