"""What we write to a cluster is valid by the schemas that its makers publish.

No API server was asked: none can be had as a package. Built-in kinds are held against the schemas
of Kubernetes by kubernetes-validate, kinds of Kueue and JobSet against those in ``tests/vectors``,
and their rules in CEL are asked of cel-python.
"""

import re
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from tests.clustering import KINDS
from tests.queueing import Gate, Object, job, jobset, pod, replicated, workload
from tests.scenario.cel_rules import rules
from tests.scenario.harness import PATIENCE_S, comptrol
from tests.scenario.referees import referee, refereed
from tests.schemas import PLURALS, complaints, schema_of

from comptrol.entrypoints.agents.kubernetes.configuration import configuration_of
from comptrol.entrypoints.agents.kubernetes.manifests import manifests
from comptrol.entrypoints.agents.kubernetes.words import ORDER

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/kubernetes.md"
VERSIONS = ("1.37", "1.31")
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def example() -> str:
    """Return the agent's file as the page has it."""
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    (found,) = [block for block in blocks if block.startswith("# kubernetes.yaml")]
    return str(found)


@pytest.fixture(scope="module")
def written(example: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("manifests")
    config = folder / "kubernetes.yaml"
    config.write_text(example)
    ran = comptrol(
        "agent", "kubernetes", "manifests", "--config", config, "--out", folder / "out", "--json"
    )
    assert ran.code == 0, ran.err
    assert len(ran.json["written"]) == 3
    return folder / "out"


def objects(folder: Path) -> list[Object]:
    files = sorted(folder.glob("*.yaml"))
    return [raw for path in files for raw in yaml.safe_load_all(path.read_text())]


def judged(folder: Path, *raws: Object, version: str = VERSIONS[0]) -> tuple[int, str]:
    """Let kubernetes-validate judge built-in kinds; return its exit code and its words."""
    path = folder / "judged.yaml"
    path.write_text(yaml.safe_dump_all(raws))
    ran = refereed("kubernetes-validate", "--strict", "-k", version, path)
    return ran.returncode, (ran.stdout + ran.stderr).decode()


def cel(raw: Object, old: Object | None = None) -> Object:
    given = {"schema": schema_of(raw["apiVersion"], raw["kind"]), "object": raw, "old": old}
    ran = subprocess.run(  # noqa: S603  (the referees' Python, and words of ours)
        [referee("python"), str(HERE / "cel_rules.py")],
        input=msgspec.json.encode(given),
        capture_output=True,
        timeout=PATIENCE_S * 3,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()[-2000:]
    told: Object = msgspec.json.decode(ran.stdout)
    return told


# Manifests.


@pytest.mark.parametrize("version", VERSIONS)
def test_every_built_in_object_is_valid(written: Path, tmp_path: Path, version: str):
    built_in = [raw for raw in objects(written) if raw["kind"] not in PLURALS]
    assert {raw["kind"] for raw in built_in} == {
        "Namespace",
        "ServiceAccount",
        "ClusterRole",
        "ClusterRoleBinding",
        "ConfigMap",
        "Deployment",
        "Service",
        "NetworkPolicy",
        "MutatingWebhookConfiguration",
        "ValidatingWebhookConfiguration",
    }
    code, said = judged(tmp_path, *built_in, version=version)
    assert code == 0, said


def test_the_check_of_kueue_is_valid(written: Path):
    (check,) = [raw for raw in objects(written) if raw["kind"] == "AdmissionCheck"]
    assert complaints(check) == []
    assert cel(check, check) == {"asked": 1, "broken": []}


def test_the_referees_see_mistakes(written: Path, tmp_path: Path):
    """A referee that lets everything through is no referee."""
    webhooks = [raw for raw in objects(written) if raw["kind"].startswith("Validating")]
    webhooks[0]["webhooks"][0]["failurePolcy"] = "Fail"
    assert judged(tmp_path, *webhooks)[0] != 0
    (check,) = [raw for raw in objects(written) if raw["kind"] == "AdmissionCheck"]
    changed = {**check, "spec": {"controllerName": "other"}}
    assert cel(changed, check)["broken"] == ["$.spec.controllerName: field is immutable"]
    assert complaints({**check, "spec": {}}) != []
    assert complaints({**check, "spec": {**check["spec"], "controllerNaem": "x"}}) != []


def test_both_webhooks_fail_closed_and_a_dry_run_asks_nothing(written: Path):
    found = {raw["kind"]: raw["webhooks"][0] for raw in objects(written) if "webhooks" in raw}
    for webhook in found.values():
        assert (webhook["failurePolicy"], webhook["timeoutSeconds"]) == ("Fail", 2)
        assert webhook["namespaceSelector"] == {"matchLabels": {"comptrol/gate": "enabled"}}
        assert {rule["resources"][0] for rule in webhook["rules"]} == {"pods", "jobs", "jobsets"}
        assert all(rule["operations"] == ["CREATE", "UPDATE"] for rule in webhook["rules"])
    assert found["ValidatingWebhookConfiguration"]["sideEffects"] == "NoneOnDryRun"
    assert found["MutatingWebhookConfiguration"]["sideEffects"] == "None"
    assert found["MutatingWebhookConfiguration"]["reinvocationPolicy"] == "IfNeeded"


def test_the_agent_may_do_what_it_does_and_nothing_else(written: Path):
    (role,) = [raw for raw in objects(written) if raw["kind"] == "ClusterRole"]
    rights = {(rule["resources"][0], verb) for rule in role["rules"] for verb in rule["verbs"]}
    follow = {("list"), ("watch"), ("patch")}
    assert rights == {
        *((kind, verb) for kind in ("pods", "jobs", "jobsets", "workloads") for verb in follow),
        ("pods", "delete"),
        ("workloads/status", "patch"),
        ("admissionchecks", "list"),
        ("admissionchecks", "watch"),
        ("admissionchecks/status", "patch"),
    }
    assert not any("*" in value for rule in role["rules"] for value in rule["resources"])


def test_without_kueue_and_jobsets_nothing_is_said_of_them(example: str):
    body = {**yaml.safe_load(example), "kueue": False, "jobsets": False}
    told = configuration_of(body)
    made = [raw for raws in manifests(told, example).values() for raw in raws]
    assert "AdmissionCheck" not in {raw["kind"] for raw in made}
    assert "kueue" not in str(made[:-1]).replace(example, "")


def test_an_agent_that_could_not_be_reached_in_a_pod_is_not_written(example: str, tmp_path: Path):
    config = tmp_path / "kubernetes.yaml"
    config.write_text(example.replace("host: 0.0.0.0", "host: 127.0.0.1"))
    ran = comptrol("agent", "kubernetes", "manifests", "--config", config, "--out", tmp_path / "o")
    assert (ran.code, "host 0.0.0.0" in ran.err) == (2, True)
    (tmp_path / "file").write_text("")
    config.write_text(example)
    ran = comptrol("agent", "kubernetes", "manifests", "--config", config, "--out",
                   tmp_path / "file" / "o")  # fmt: skip
    assert ran.code == 3


def test_what_is_applied_is_what_the_agent_reads(written: Path, example: str):
    (config,) = [raw for raw in objects(written) if raw["kind"] == "ConfigMap"]
    assert config["data"] == {"kubernetes.yaml": example}
    assert "PRIVATE" not in "".join(path.read_text() for path in written.glob("*"))


def test_the_objects_on_the_page_are_valid(tmp_path: Path):
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    shown = [raw for block in blocks for raw in yaml.safe_load_all(block) if "kind" in raw]
    assert {"ClusterQueue", "LocalQueue", "Job"} <= {raw["kind"] for raw in shown}
    built_in = [raw for raw in shown if raw["kind"] not in {*PLURALS, "Certificate"}]
    code, said = judged(tmp_path, *built_in)
    assert code == 0, said
    for raw in shown:
        if raw["kind"] in PLURALS:
            assert complaints(raw) == [], raw["kind"]


# What the webhooks write.


def typed(plural: str, raw: Object) -> Object:
    group, version, kind = KINDS[plural]
    return {**raw, "apiVersion": f"{group}/{version}".lstrip("/"), "kind": kind}


def test_what_the_naming_webhook_leaves_is_valid(tmp_path: Path):
    gate = Gate(longest_s=7200)
    cluster = gate.cluster()
    one = pod(activeDeadlineSeconds=None)
    several = job(activeDeadlineSeconds=None)
    several["spec"]["template"]["spec"]["restartPolicy"] = "Never"
    left = [
        typed("pods", cluster.create("pods", one)),
        typed("jobs", cluster.create("jobs", several)),
        typed("jobs", cluster.create("jobs", job(suspend=True, metadata={
            "name": "j-2", "labels": {"kueue.x-k8s.io/queue-name": "main"}}))),
    ]  # fmt: skip
    code, said = judged(tmp_path, *left)
    assert code == 0, said
    groups = (replicated("a", activeDeadlineSeconds=None), replicated("b"))
    made = typed("jobsets", cluster.create("jobsets", jobset(*groups)))
    assert made["metadata"]["annotations"][ORDER]
    assert complaints(made) == []
    assert cel(made)["broken"] == []


# What the admission check writes: its other states are held against the schema in
# test_agent_kubernetes.py, after every story.


@pytest.mark.parametrize("version", ["v1beta1", "v1beta2"])
@pytest.mark.parametrize(
    "said",
    [
        {"state": "Ready", "podSetUpdates": [{"name": "main", "annotations": {ORDER: "k8s.a.b"}}]},
        {"state": "Retry", "requeueAfterSeconds": 900},
        {"state": "Rejected"},
        {"state": "Pending"},
    ],
    ids=lambda said: str(said["state"]),
)
def test_a_state_of_a_check_is_valid_in_both_versions(version: str, said: Object):
    at = "2026-11-01T00:00:00Z"
    reserved = {"type": "QuotaReserved", "status": "True", "reason": "x", "message": "",
                "lastTransitionTime": at}  # fmt: skip
    check = {"name": "comptrol-gate", "message": "m", "lastTransitionTime": at, **said}
    admission = {"clusterQueue": "q", "podSetAssignments": [{"name": "main", "count": 1}]}
    raw: Object = workload()
    raw["apiVersion"] = f"kueue.x-k8s.io/{version}"
    raw["status"] = {
        "conditions": [reserved],
        "admission": admission,
        "admissionChecks": [check],
    }
    assert complaints(raw) == []
    told = cel(raw, raw)
    assert told["broken"] == []
    assert told["asked"] >= 8


def test_a_state_that_there_is_not_is_seen():
    raw: Object = workload()
    check = {"name": "c", "message": "m", "lastTransitionTime": "x", "state": "Redy"}
    raw["status"] = {"admissionChecks": [check]}
    (said,) = complaints(raw)
    assert "Redy" in said
    raw["status"] = {"admissionChecks": [{**check, "state": "Ready", "podSetUpdate": []}]}
    (said,) = complaints(raw)
    assert "podSetUpdate" in said


def test_rules_are_found_wherever_they_stand():
    schema: Any = {
        "x-kubernetes-validations": [{"rule": "a"}],
        "properties": {"list": {"items": {"x-kubernetes-validations": [{"rule": "b"}]}}},
    }
    found = [(path, rule["rule"]) for path, rule, _, _ in rules(schema, {"list": [1, 2]}, None)]
    assert found == [("$", "a"), ("$.list[0]", "b"), ("$.list[1]", "b")]
