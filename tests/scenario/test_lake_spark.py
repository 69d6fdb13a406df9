"""The same answers, to the last unit, from a real Spark cluster: a master, workers, an endpoint.

It needs Java 17 and ``make spark``. Where they are missing the tests are skipped, and never in CI.
"""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.scenario.harness import comptrol
from tests.scenario.test_lake_cli import add, base, data
from tests.scenario.test_lake_import import ELASTICFLOW, PHILLY, TOLD, trace
from tests.usage_batches import NONE_TOLD, row

from comptrol.adapters.lake.cluster import Cluster

__all__ = ["base", "data"]
COMPTROL = Path(sys.executable).parent / "comptrol"
STEP_S = 300
PYTHON = Path(__file__).parents[2] / ".venv-spark/bin/python"


def program(*words: object) -> Any:
    """Run a command in a process of its own: the client of Spark keeps its state in globals."""
    command = [str(COMPTROL), *map(str, words), "--json"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=STEP_S)  # noqa: S603
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return msgspec.json.decode(done.stdout)


@pytest.fixture(scope="module")
def free() -> list[int]:
    """Return two ports that nobody listens on."""
    with socket.socket() as one, socket.socket() as other:
        for it in (one, other):
            it.bind(("127.0.0.1", 0))
        return [it.getsockname()[1] for it in (one, other)]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, free: list[int]) -> Iterator[Cluster]:
    if shutil.which("java") is None or not PYTHON.exists():
        reason = "Java 17 or Spark is missing: openjdk-17-jre-headless, make spark"
        pytest.fail(reason) if os.getenv("CI") else pytest.skip(reason)
    folder = tmp_path_factory.mktemp("cluster")
    ports = ("--port", free[0], "--master-port", free[1])
    started = comptrol(
        "lake", "cluster", "start", "--folder", folder, "--python", PYTHON, *ports, "--json"
    )
    try:
        assert started.code == 0, started.err
        assert started.json["server"] == f"sc://127.0.0.1:{free[0]}"
        yield Cluster(folder)
    finally:
        comptrol("lake", "cluster", "stop", "--folder", folder)
        assert not any(Cluster(folder).status().values())


def test_both_engines_agree_to_the_last_unit_and_both_workers_did_the_work(
    cluster: Cluster, free: list[int], data: Path
) -> None:
    """One test, because to start a cluster costs half a minute, on every core that runs tests."""
    at = ("--engine", "spark", "--server", f"sc://127.0.0.1:{free[0]}")
    for path, (rows, seconds, digest) in TOLD.items():
        found = program("meter", "import", trace(path, data.parent), *at)
        assert (found["engine"], found["rows"], found["rejected"]) == ("spark", rows, 0)
        assert (found["chip_seconds"], found["digest"]) == (seconds, digest)
    add(data, [row(event=f"e{it}", tenant=f"t{it % 3}") for it in range(50)], 1)
    add(data, [row(event="e7", version=2, chip_seconds=9, model="", **NONE_TOLD)], 2)
    groups = data.parent / "groups.json"
    groups.write_text(
        '{"groups":{"t1":"g","t2":"g"},"ceilings":{"g":{"flop":"1' + "0" * 20 + '"}}}'
    )
    asked = ("lake", "rollup", "--groups", groups, "--data", data)
    of_spark, of_duckdb = program(*asked, *at), program(*asked)
    assert of_spark.pop("engine") != of_duckdb.pop("engine")
    assert of_spark == of_duckdb
    told = comptrol("lake", "cluster", "status", "--folder", cluster.folder, "--json").json
    assert told["parts"] == dict.fromkeys(("master", "worker1", "worker2", "connect"), True)
    assert min(told["tasks_finished"].values()) > 0
    assert set(told["tasks_finished"]) == {"worker1", "worker2"}
    again = comptrol("lake", "cluster", "start", "--folder", cluster.folder, "--python", PYTHON)
    assert (again.code, "stop it first" in again.err) == (2, True)


def test_the_traces_are_those_that_tie_out() -> None:
    assert [f"{TOLD[it][1] / 3600:.1f}" for it in (ELASTICFLOW, PHILLY)] == [
        "1632719.7",
        "978078.5",
    ]
