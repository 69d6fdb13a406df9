"""The webhooks as an API server calls them: over TLS, with an authority's own server behind."""

import asyncio
import os
import shutil
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from cryptography import x509
from tests.certifying import Certified
from tests.clustering import Cluster, DeniedError, calling, clustered, review
from tests.queueing import GPU, Gate, MarketDesk, Object, job, pod
from tests.scenario.harness import PATIENCE_S, comptrol, until
from tests.scenario.provider_harness import Authority, authority, opened

from comptrol.bootstrap.journals import system_clock
from comptrol.domains.gate import GateView, Order, OrderId, Stage
from comptrol.entrypoints.agents.desk import Desk, Told
from comptrol.entrypoints.agents.gate import AuthorityDesk, desk_in
from comptrol.entrypoints.agents.kubernetes.configuration import Configuration, configuration_of
from comptrol.entrypoints.agents.kubernetes.serving import Serving
from comptrol.entrypoints.agents.kubernetes.words import ORDER
from comptrol.entrypoints.demo.scene import H100, MALAYSIA
from comptrol.entrypoints.demo.stage import LISTED, ORDINARY, PROVIDER


class Served:
    """An agent that is being served in a thread of its own."""

    def __init__(self, port: int, certified: Certified) -> None:
        self.port, self.certified = port, certified
        self.url = f"https://127.0.0.1:{port}"

    def client(self, *, cert: tuple[Path, Path] | None = None) -> httpx.Client:
        context = ssl.create_default_context(cafile=str(self.certified.ca))
        if cert is not None:
            context.load_cert_chain(*cert)
        return httpx.Client(base_url=self.url, verify=context, timeout=2, trust_env=False)


@contextmanager
def serving(
    told: Configuration, desk: Callable[[], Desk], certified: Certified, *, renewed_s: float = 30
) -> Generator[Served]:
    """Serve an agent; its desk is made where it runs."""
    started, served = threading.Event(), list[Serving]()

    async def whole() -> None:
        asking = desk()
        serving = Serving(told, asking, system_clock(), certificate_every_s=renewed_s)
        served.append(serving)
        started.set()
        try:
            await serving.run()
        finally:
            if isinstance(asking, AuthorityDesk):
                await asking.close()

    thread = threading.Thread(target=lambda: asyncio.run(whole()), daemon=True)
    thread.start()
    try:
        assert started.wait(PATIENCE_S)
        until(lambda: served[0].server.started)
        yield Served(served[0].port, certified)
    finally:
        served[0].server.should_exit = True
        thread.join(PATIENCE_S)
    assert not thread.is_alive(), "the agent ends when it is told to"


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Certified:
    return Certified(tmp_path_factory.mktemp("certificates"))


def webhook(certified: Certified, **other: Any) -> Object:
    certificate, key = certified.give("server")
    return {"port": 0, "certificate": str(certificate), "key": str(key), **other}


NOWHERE: Object = {"url": "http://127.0.0.1:1", "ca": None, "token": None}


@pytest.fixture
def gate(certified: Certified) -> Gate:
    return Gate(webhook=webhook(certified), api=NOWHERE, kueue=False)


@pytest.fixture
def served(gate: Gate, certified: Certified) -> Generator[Served]:
    with serving(gate.told, lambda: gate.desk, certified) as running:
        yield running


# A whole cluster.


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ground") / "data"
    opened(folder)
    return folder


@pytest.fixture
def acting(ground: Path, tmp_path: Path) -> Generator[Authority]:
    with authority(Path(shutil.copytree(ground, tmp_path / "data"))) as standing:
        yield standing


def file_of(acting: Authority, certified: Certified, url: str) -> Object:
    """Return what stands in the agent's file."""
    return {
        "cluster": "kl1",
        "site": MALAYSIA,
        "namespaces": {
            "team-a": {"customer": ORDINARY, "end_use": "demand forecasts"},
            "team-b": {"customer": LISTED, "end_use": "demand forecasts"},
        },
        "resources": [{"name": GPU, "model": H100}],
        "kueue": False,
        "stops_every_s": 1,
        "webhook": webhook(certified),
        "api": {"url": url, "ca": None, "token": None},
        "desk": {
            "url": acting.url,
            "party": PROVIDER,
            "key": str(acting.key(PROVIDER)),
            "try_seconds": 0.5,
        },
    }


def standing(acting: Authority, order: str) -> Order | None:
    assert acting.platform is not None
    with acting.platform.world() as world:
        return world[GateView].orders.get(OrderId(order))


def test_a_job_is_asked_for_taken_up_and_settled_in_the_log_of_an_authority(
    acting: Authority, certified: Certified, tmp_path: Path
):
    cluster = Cluster()
    with clustered(cluster) as url:
        told = configuration_of(file_of(acting, certified, url))
        desk: Callable[[], AuthorityDesk] = lambda: desk_in(told.desk, tmp_path)  # type: ignore[assignment,return-value]  # noqa: E731
        with serving(told, desk, certified) as agent, agent.client() as client:
            cluster.webhooks = calling(client)
            made = cluster.create("jobs", job(4))
            order = made["metadata"]["annotations"][ORDER]
            until(lambda: _stage(acting, order) is Stage.CONFIRMED)
            found = standing(acting, order)
            assert found is not None
            assert (found.chips, found.job) == (4, f"kl1/jobs/team-a/j-1@{_uid(cluster)}")

            with pytest.raises(DeniedError, match="15 CFR") as refused:
                cluster.create("jobs", job(4, metadata={"name": "j-2", "namespace": "team-b"}))
            assert refused.value.status == 403

            acting.end()
            begun = time.monotonic()
            with pytest.raises(DeniedError, match="The gate cannot answer now") as away:
                cluster.create("jobs", job(4, metadata={"name": "j-3"}))
            assert away.value.status == 503
            assert time.monotonic() - begun < 2
            cluster.update("jobs", "j-1", lambda raw: raw["spec"].update(suspend=True))

            acting.begin()
            start = datetime(2026, 11, 1, tzinfo=UTC)
            cluster.set_status("jobs", "j-1", startTime=start.isoformat())
            until(lambda: "comptrol/order-began" in _notes(cluster))
            over = (start + timedelta(minutes=10)).isoformat()
            done = {"type": "Complete", "status": "True", "lastTransitionTime": over}
            cluster.set_status("jobs", "j-1", completionTime=over, conditions=[done])
            until(lambda: _stage(acting, order) is Stage.ENDED)
            settled = standing(acting, order)
            assert settled is not None
            assert settled.used_chip_seconds == 4 * 600


def _stage(acting: Authority, order: str) -> Stage | None:
    found = standing(acting, order)
    return None if found is None else found.stage


def _uid(cluster: Cluster) -> str:
    return str(cluster.get("jobs", "j-1")["metadata"]["uid"])


def _notes(cluster: Cluster) -> Object:
    found: Object = cluster.get("jobs", "j-1")["metadata"]["annotations"]
    return found


# Round trips, and what is no review.


def test_a_review_is_answered_under_its_uid(served: Served):
    with served.client() as client:
        raw = review(7, "CREATE", "jobs", job())
        named = client.post("/mutate", json=raw).json()
        assert named["response"]["uid"] == raw["request"]["uid"]
        assert named["response"]["patchType"] == "JSONPatch"
        told = client.post("/validate", json=raw)
        assert told.status_code == 200
        assert told.headers["content-type"] == "application/json"
        assert told.json()["response"]["status"]["code"] == 403
        assert client.get("/health").text == "ready\n"


def without(*steps: str) -> Object:
    raw = review(7, "CREATE", "pods", pod())
    place = raw
    for step in steps[:-1]:
        place = place[step]
    del place[steps[-1]]
    return raw


def with_(value: Any, *steps: str) -> Object:
    raw = review(7, "CREATE", "pods", pod())
    place = raw
    for step in steps[:-1]:
        place = place[step]
    place[steps[-1]] = value
    return raw


@pytest.mark.parametrize("path", ["/mutate", "/validate"])
@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (with_("admission.k8s.io/v1beta1", "apiVersion"), "is not understood"),
        (with_("Pod", "kind"), "is not understood"),
        (without("apiVersion"), "apiVersion"),
        (without("request"), "request"),
        (without("request", "uid"), "uid"),
        (with_("", "request", "uid"), "uid"),
        (with_("x" * 129, "request", "uid"), "uid"),
        (with_(7, "request", "uid"), "uid"),
        (without("request", "kind"), "kind"),
        (with_([], "request", "object"), "object"),
        ([], "object"),
    ],
)
def test_what_is_no_review_is_an_error_so_that_the_api_server_refuses(
    served: Served, path: str, raw: Any, why: str
):
    with served.client() as client:
        told = client.post(path, json=raw)
        assert told.status_code == 400
        assert why in told.text


@pytest.mark.parametrize("body", [b"", b"null", b"{", b"\xff\xfe", b"nonsense", b"[" * 100_000])
def test_what_is_no_json_is_an_error(served: Served, body: bytes):
    with served.client() as client:
        told = client.post("/validate", content=body, headers={"content-type": "application/json"})
        assert (told.status_code, "AdmissionReview" in told.text) == (400, True)


def test_a_review_may_be_only_so_large(served: Served):
    with served.client() as client:
        json = {"content-type": "application/json"}
        told = client.post("/validate", content=b" " * (8 * 1024 * 1024 + 1), headers=json)
        assert told.status_code == 413


def test_a_review_that_drips_is_given_up(served: Served):
    context = ssl.create_default_context(cafile=str(served.certified.ca))
    connection = HTTPSConnection("127.0.0.1", served.port, timeout=10, context=context)
    connection.putrequest("POST", "/validate")
    connection.putheader("content-type", "application/json")
    connection.putheader("content-length", "100")
    connection.endheaders(b"{")
    assert connection.getresponse().status == 408
    connection.close()


def test_other_methods_types_and_paths_are_not_answered(served: Served):
    with served.client() as client:
        assert client.get("/validate").status_code == 405
        assert client.post("/validate", content=b"{}").status_code == 415
        assert client.post("/elsewhere", json={}).status_code == 404


@pytest.mark.parametrize("gpus", ["-1", "0x8", 1.5, "1e", "8" * 65, {"a": 1}, [8]])
def test_a_quantity_that_is_none_is_refused_over_the_wire(served: Served, gpus: Any):
    with served.client() as client:
        raw = review(7, "CREATE", "pods", pod(gpus))
        assert client.post("/mutate", json=raw).json()["response"]["allowed"]
        told = client.post("/validate", json=raw).json()["response"]
        assert not told["allowed"]
        assert told["status"]["message"].startswith("The gate refuses this: ")


def test_an_object_of_a_kind_that_nests_deeply_is_not_followed_for_ever(served: Served):
    nested: Any = {GPU: "8"}
    for _ in range(300):
        nested = {"more": nested}
    raw = with_({"group": "a.b", "version": "v1", "kind": "Deep"}, "request", "kind")
    raw["request"]["object"] = {"spec": nested}
    with served.client() as client:
        told = client.post("/validate", json=raw).json()["response"]
        assert "how many a Deep takes" in told["status"]["message"]


def test_while_nobody_answers_for_the_gate_everything_is_refused_with_a_sentence(
    served: Served, gate: Gate
):
    cluster = Cluster()
    gate.desk.away = True
    with served.client() as client:
        cluster.webhooks = calling(client)
        with pytest.raises(DeniedError, match="Nothing is wrong with what you asked for") as away:
            cluster.create("pods", pod())
        assert away.value.status == 503


class Sleeping:
    """A desk that never answers."""

    def __getattr__(self, name: str) -> Any:
        async def asked(*_: object) -> None:
            await asyncio.sleep(PATIENCE_S)

        return asked


def test_a_desk_that_does_not_answer_in_time_is_no_answer(certified: Certified):
    gate = Gate(webhook=webhook(certified), api=NOWHERE, kueue=False, answer_within_s=0.2)
    cluster = Cluster()
    with (
        serving(gate.told, Sleeping, certified) as agent,
        agent.client() as client,
    ):
        cluster.webhooks = calling(client)
        with pytest.raises(DeniedError, match=r"no answer within 0\.2 s"):
            cluster.create("pods", pod())


class Broken(MarketDesk):
    """A desk with a mistake of ours in it."""

    async def stops(self) -> tuple[Told, ...]:
        raise KeyError("our mistake")


def test_where_a_part_of_the_agent_breaks_all_of_it_ends(certified: Certified):
    gate = Gate(webhook=webhook(certified), api=NOWHERE, kueue=False)

    async def whole() -> None:
        async with asyncio.timeout(PATIENCE_S):
            await Serving(gate.told, Broken(gate.market), system_clock()).run()

    with pytest.raises(ExceptionGroup, match="TaskGroup"):
        asyncio.run(whole())


# Certificates.


def test_a_caller_without_the_certificate_that_is_asked_for_is_not_heard(certified: Certified):
    asked = webhook(certified, client_ca=str(certified.ca))
    gate = Gate(webhook=asked, api=NOWHERE, kueue=False)
    with serving(gate.told, lambda: gate.desk, certified) as agent:
        with agent.client() as stranger, pytest.raises(httpx.TransportError):
            stranger.get("/health")
        with agent.client(cert=certified.give("api-server")) as known:
            assert known.get("/health").status_code == 200


def serial(agent: Served) -> int:
    """Return the serial number of the certificate that is shown."""
    pem = ssl.get_server_certificate(("127.0.0.1", agent.port))
    return x509.load_pem_x509_certificate(pem.encode()).serial_number


def test_a_renewed_certificate_is_taken_and_a_broken_one_is_not(certified: Certified):
    gate = Gate(webhook=webhook(certified), api=NOWHERE, kueue=False)
    with serving(gate.told, lambda: gate.desk, certified, renewed_s=0.05) as agent:
        before = serial(agent)
        certificate, key = certified.give("server")
        until(lambda: serial(agent) != before)
        now = serial(agent)
        certificate.write_text("no certificate")
        os.utime(key)
        time.sleep(0.2)
        assert serial(agent) == now


@pytest.mark.parametrize("missing", ["certificate", "key", "client_ca"])
def test_without_its_files_it_does_not_begin(certified: Certified, tmp_path: Path, missing: str):
    asked = webhook(certified, **{missing: str(tmp_path / "missing")})
    told = Gate(webhook=asked, api=NOWHERE).told
    with pytest.raises(Exception, match="does not exist"):
        Serving(told, Sleeping(), system_clock())


# The command.


def written(folder: Path, body: Object) -> Path:
    path = folder / "kubernetes.yaml"
    path.write_text(yaml.safe_dump(body))
    return path


def test_the_command_serves_until_it_is_told_to_end(
    acting: Authority, certified: Certified, tmp_path: Path
):
    cluster = Cluster()
    with clustered(cluster) as url:
        config = written(tmp_path, file_of(acting, certified, url))
        command = [Path(sys.executable).with_name("comptrol"), "agent", "kubernetes", "serve"]
        process = subprocess.Popen(  # noqa: S603  (this Python, and words of ours)
            [*command, "--config", str(config)], stderr=subprocess.PIPE, text=True
        )
        assert process.stderr is not None
        line = process.stderr.readline()
        assert line.startswith("Gate of kl1 at https://127.0.0.1:")
        agent = Served(int(line.rsplit(":", 1)[1]), certified)
        try:
            with agent.client() as client:
                until(lambda: _healthy(client))
                cluster.webhooks = calling(client)
                made = cluster.create("pods", pod(2))
            order = made["metadata"]["annotations"][ORDER]
            until(lambda: _stage(acting, order) is Stage.CONFIRMED)
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE_S) in {0, -signal.SIGTERM}
            said = process.stderr.read()
            process.stderr.close()
        assert "Traceback" not in said
        assert acting.key(PROVIDER).read_text().strip() not in said


def _healthy(client: httpx.Client) -> bool:
    try:
        return client.get("/health").status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"cluster": "UPPER"}, "$.cluster"),
        ({"cluster": "x" * 16}, "$.cluster"),
        ({"namespaces": {}}, "$.namespaces"),
        ({"resources": []}, "$.resources"),
        ({"resources": [{"name": "gpu"}]}, "$.resources[0].name"),
        ({"clsuter": "x"}, "clsuter"),
        ({"answer_within_s": 60}, "$.answer_within_s"),
        ({"webhook": {"port": 70000}}, "$.webhook.port"),
        ({"desk": {"url": "x"}}, "party"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_the_field(tmp_path: Path, change: Object, why: str):
    body = {
        "cluster": "kl1",
        "site": "kl",
        "namespaces": {"a": {"customer": "b", "end_use": "c"}},
        "resources": [{"name": GPU, "model": "h100"}],
        "desk": {"gate": "http://127.0.0.1:1"},
    }
    ran = comptrol(
        "agent", "kubernetes", "serve", "--config", written(tmp_path, {**body, **change})
    )
    assert (ran.code, why in ran.err) == (2, True), ran.err


def test_a_file_that_is_missing_or_no_yaml_is_refused(tmp_path: Path):
    arguments = ("agent", "kubernetes", "serve", "--config")
    assert comptrol(*arguments, tmp_path / "none").code == 2
    (tmp_path / "bad").write_text("a: [")
    assert comptrol(*arguments, tmp_path / "bad").code == 2
    (tmp_path / "list").write_text("- 1")
    assert comptrol(*arguments, tmp_path / "list").code == 2
    assert comptrol(*arguments, tmp_path).code == 2
