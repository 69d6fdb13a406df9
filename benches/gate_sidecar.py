"""What a provider's own gate adds: a ruling within a lease, over loopback, durable."""

import asyncio
import os
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from subprocess import DEVNULL, Popen
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter, sleep

import msgspec

from benches.gate_world import people, platform, provider
from benches.ledger_served import COMMAND, PATIENCE_S, serving
from benches.load import Connection
from benches.measurement import Measurement, percentile
from benches.trial.programs import free_port
from benches.workload import H100, SITE
from comptrol.bootstrap import AUTHORITY, log_key_added, new_log_keys, write_policy

JOBS, WARM = 2_000, 200
END_USE = "crop forecasts"
LEASE = """
folder = "{folder}"
[authority]
url = "{url}"
party = "{party}"
key = "{key}"
[[lease]]
name = "bench"
customer = "{customer}"
model = "{model}"
site = "{site}"
chips = 100000
hours = 24
end_use = "{end_use}"
possession_passes = false
"""


def sidecar() -> Iterator[Measurement]:
    """Measure rulings of a provider's own gate, one after another, and a durable row beside."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        with platform(folder) as opened:
            people(opened)
            keys = new_log_keys(folder / "data", "bench.example/sidecar")
            write_policy(folder / "data", keys)
            opened.speaker(AUTHORITY).say_all([log_key_added(key) for key in keys])
        with serving(folder / "data") as url, _gate(folder, url) as port:
            times = asyncio.run(_asked(port))
    for share, label, target in ((0.5, "p50", "<= 1"), (0.99, "p99", None)):
        yield Measurement(
            name=f"gate.sidecar_{label}_ms",
            value=percentile(times, share) * 1e3,
            unit="ms",
            target=target,
            limit_name="one durable write of 600 bytes, median",
            limit=_durable(),
        )


@contextmanager
def _gate(folder: Path, url: str) -> Generator[int]:
    """Lend a gate with a lease, in a process of its own."""
    port = free_port()
    config = folder / "gate.toml"
    key = folder / "data" / "keys" / f"{provider(0)}.key"
    words = {"url": url, "party": provider(0), "key": key, "model": H100, "site": SITE}
    words |= {"customer": "customer-0", "end_use": END_USE}
    config.write_text(LEASE.format(folder=folder / "gate", **words))
    command = [COMMAND, "agent", "gate", "--config", str(config), "--port", str(port)]
    process = Popen(command, stdout=DEVNULL, stderr=sys.stderr)  # noqa: S603
    try:
        end = monotonic() + PATIENCE_S
        while not _leased(port):
            if monotonic() > end:
                raise SystemExit("the bench's gate got no lease in time")
            sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _leased(port: int) -> bool:
    order = {"order": f"probe-{int(monotonic() * 1e6)}", **_job()}
    try:
        status, answer = asyncio.run(_post(port, order))
    except OSError:
        return False
    return status == 200 and answer.get("ruled_by") == "here"  # noqa: PLR2004


async def _post(port: int, order: dict[str, object]) -> tuple[int, dict[str, object]]:
    connection = Connection(*await asyncio.open_connection("127.0.0.1", port))
    status, body = await connection.send(HEAD, msgspec.json.encode(order))
    return status, msgspec.json.decode(body)


HEAD = b"POST /orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"


def _job() -> dict[str, object]:
    return {
        "customer": "customer-0",
        "model": H100,
        "chips": 8,
        "length_s": 3600,
        "site": SITE,
        "end_use": END_USE,
        "possession_passes": False,
    }


async def _asked(port: int) -> list[float]:
    connection = Connection(*await asyncio.open_connection("127.0.0.1", port))
    times = []
    for number in range(WARM + JOBS):
        body = msgspec.json.encode({"order": f"job-{number}", **_job()})
        start = perf_counter()
        status, answer = await connection.send(HEAD, body)
        times.append(perf_counter() - start)
        here = msgspec.json.decode(answer)
        if status != 200 or here["outcome"] != "allow":  # noqa: PLR2004
            raise SystemExit(f"the bench's gate said {status} {answer!r}")
    return times[WARM:]


def _durable() -> float:
    """Return the median milliseconds of a synced write."""
    times = []
    with TemporaryDirectory() as folder, (Path(folder) / "row").open("ab", buffering=0) as file:
        for _ in range(300):
            start = perf_counter()
            file.write(b"x" * 600)
            os.fdatasync(file.fileno())
            times.append(perf_counter() - start)
    return median(times) * 1e3


if __name__ == "__main__":
    for one in sidecar():
        print(one.name, one.value, one.limit)
