"""The chart, rendered by Helm itself, is valid, confined, and sets only settings that there are.

No cluster was asked. Helm's own library renders and lints; kubernetes-validate holds what comes
out against the schemas of every version of Kubernetes that it has. A ServiceMonitor is no kind of
Kubernetes: its form is looked at here.
"""

import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from tests.scenario.harness import PATIENCE_S
from tests.scenario.referees import referee

from comptrol.settings import Settings

ROOT = Path(__file__).parents[2]
CHART = ROOT / "deploy/helm/comptrol"
VERSIONS = [f"1.{minor}" for minor in range(25, 38)]
FULL = {
    "image": {"digest": "sha256:" + "0" * 64, "pullSecrets": ["registry"]},
    "settings": {
        "quota_requests_per_s": 1_000_000,
        "metrics_networks": ["10.0.0.0/8", "fd00::/8"],
        "database": "postgresql://comptrol@db.example/comptrol",
        "drain_s": 90,
    },
    "init": {"name": 'The "Authority"', "country": "SG", "by": "A & B", "reason": "We $(begin)."},
    "secrets": {
        "tls": "server-tls",
        "clientAuthorities": "clients",
        "postgresPasswords": "passwords",
        "oidcClient": "oidc",
    },
    "storage": {"className": "fast"},
    "network": {"to": [{"ports": [{"port": 5432, "protocol": "TCP"}]}]},
    "serviceMonitor": {"enabled": True, "labels": {"release": "prometheus"}},
    "nodeSelector": {"disk": "nvme"},
    "tolerations": [{"key": "comptrol", "operator": "Exists"}],
}
BARE = {
    "backup": {"enabled": False},
    "storage": {"existingClaim": "restored"},
    "network": {"from": []},
}
Object = dict[str, Any]


def ran(script: str, asked: object) -> Object:
    """Run a script by the referees' Python."""
    run = subprocess.run(  # noqa: S603  (a pinned program, and words of ours)
        [referee("python"), str(Path(__file__).parent / script)],
        input=msgspec.json.encode(asked), capture_output=True, timeout=PATIENCE_S * 3, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr.decode()[-2000:]
    told: Object = msgspec.json.decode(run.stdout)
    return told


def helm(*values: Object) -> Object:
    """Let Helm lint the chart and render it under each of these values."""
    return ran("helm_chart.py", {"chart": str(CHART), "name": "demo", "values": values})


@pytest.fixture(scope="module")
def told() -> Object:
    return helm({}, FULL, BARE)


@pytest.fixture(scope="module", params=[0, 1, 2], ids=["default", "full", "bare"])
def objects(told: Object, request: pytest.FixtureRequest) -> list[Object]:
    return objects_in(told["rendered"][request.param])


def objects_in(rendered: Object) -> list[Object]:
    files = rendered["files"]
    texts = [text for name, text in sorted(files.items()) if name.endswith(".yaml")]
    return [raw for text in texts for raw in yaml.safe_load_all(text) if raw]


def named(objects: list[Object], kind: str) -> Object:
    (found,) = [raw for raw in objects if raw["kind"] == kind]
    return found


def pods(objects: list[Object]) -> Iterator[Object]:
    for raw in objects:
        if raw["kind"] == "StatefulSet":
            yield raw["spec"]["template"]["spec"]
        elif raw["kind"] == "CronJob":
            yield raw["spec"]["jobTemplate"]["spec"]["template"]["spec"]


def containers(objects: list[Object]) -> Iterator[Object]:
    for pod in pods(objects):
        yield from [*pod.get("initContainers", []), *pod["containers"]]


def test_helm_finds_nothing_wrong_with_the_chart(told: Object):
    assert told["version"].startswith("v4.")
    assert told["lint"]["errors"] == []
    assert [it for it in told["lint"]["messages"] if it["severity"] > 1] == []


def test_every_object_is_valid_in_every_version(told: Object):
    all_of_them = [raw for one in told["rendered"] for raw in objects_in(one)]
    built_in = [raw for raw in all_of_them if raw["kind"] != "ServiceMonitor"]
    found = ran("every_version.py", built_in)
    assert found["wrong"] == []
    assert found["versions"] == VERSIONS
    assert {raw["kind"] for raw in built_in} == {
        "ConfigMap",
        "CronJob",
        "NetworkPolicy",
        "PersistentVolumeClaim",
        "PodDisruptionBudget",
        "Service",
        "ServiceAccount",
        "StatefulSet",
    }


def test_a_mistake_is_seen(told: Object):
    wrong = named(objects_in(told["rendered"][0]), "StatefulSet")
    wrong = {**wrong, "spec": {**wrong["spec"], "replica": 1}}
    complaints = ran("every_version.py", [wrong])["wrong"]
    assert [version for version, *_ in complaints] == VERSIONS


def test_prometheus_is_told_where_to_ask(told: Object):
    found = named(objects_in(told["rendered"][1]), "ServiceMonitor")
    service = named(objects_in(told["rendered"][1]), "Service")
    (endpoint,) = found["spec"]["endpoints"]
    assert (endpoint["path"], endpoint["scheme"]) == ("/metrics", "https")
    assert endpoint["port"] in {port["name"] for port in service["spec"]["ports"]}
    asked = found["spec"]["selector"]["matchLabels"]
    assert asked.items() <= service["metadata"]["labels"].items()


def test_one_process_writes_and_is_given_time_to_end(objects: list[Object]):
    spec = named(objects, "StatefulSet")["spec"]
    drain_s = settings(objects).drain_s
    assert spec["replicas"] == 1
    assert spec["template"]["spec"]["terminationGracePeriodSeconds"] >= drain_s + 30


def test_pods_are_confined(objects: list[Object]):
    """By the restricted profile of the Pod Security Standards, and with nothing to write to."""
    for pod in pods(objects):
        assert pod["automountServiceAccountToken"] is False
        confined = pod["securityContext"]
        assert confined["runAsNonRoot"] is True
        assert confined["runAsUser"] > 0
        assert confined["seccompProfile"] == {"type": "RuntimeDefault"}
        assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod)
        kinds = {kind for volume in pod["volumes"] for kind in volume if kind != "name"}
        assert kinds <= {"persistentVolumeClaim", "configMap", "secret", "emptyDir"}
    for container in containers(objects):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"]["limits"]["memory"]
    assert named(objects, "ServiceAccount")["automountServiceAccountToken"] is False


def test_what_is_mounted_is_there(objects: list[Object]):
    for pod in pods(objects):
        volumes = {volume["name"] for volume in pod["volumes"]}
        own = [*pod.get("initContainers", []), *pod["containers"]]
        mounted = {mount["name"] for one in own for mount in one["volumeMounts"]}
        assert mounted == volumes


def test_no_secret_is_in_the_chart(objects: list[Object]):
    """Secrets are named. The chart makes none, and hands none on in an environment or a file."""
    assert [raw for raw in objects if raw["kind"] == "Secret"] == []
    given = [one for container in containers(objects) for one in container.get("env", [])]
    assert {one["name"] for one in given} <= {
        "COMPTROL_DATA",
        "COMPTROL_SETTINGS",
        "PGPASSFILE",
    }


def settings(objects: list[Object]) -> Settings:
    """Read the settings file of the chart as the server does."""
    text = named(objects, "ConfigMap")["data"]["comptrol.toml"]
    told = tomllib.loads(text)
    assert set(told) <= set(Settings.__struct_fields__)
    return msgspec.convert(told, Settings, dec_hook=lambda kind, value: kind(value))


def test_the_settings_file_holds(objects: list[Object]):
    read = settings(objects)
    assert (read.host, read.port, read.log_format) == ("0.0.0.0", 8420, "json")  # noqa: S104
    mounts = {m["mountPath"] for one in containers(objects) for m in one["volumeMounts"]}
    for file in (read.tls_key_file, read.tls_client_authorities_file):
        assert file is None or str(file.parent) in mounts


def test_everything_is_refused_that_is_not_named(objects: list[Object]):
    policy = named(objects, "NetworkPolicy")["spec"]
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    for rule in policy.get("ingress", []):
        assert rule["from"]
        assert rule["ports"] == [{"port": "api", "protocol": "TCP"}]
    if settings(objects).database is None:
        assert "egress" not in policy


def test_a_log_is_opened_with_the_words_of_the_values(told: Object):
    text = told["rendered"][1]["files"]["comptrol/templates/statefulset.yaml"]
    (pod,) = pods([yaml.safe_load(text)])
    (init,) = [one for one in pod["initContainers"] if one["name"] == "init"]
    words = init["command"]
    assert words[:2] == ["sh", "-euc"]
    assert words[4:] == [
        '--name=The "Authority"',
        "--country=SG",
        "--by=A & B",
        "--reason=We $(begin).",
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"replicas": 2}, "replicas"),
        ({"settings": {"data": "/elsewhere"}}, "data"),
        ({"settings": {"drain_s": "10"}}, "drain_s"),
        ({"image": {"digest": "latest"}}, "digest"),
        ({"secrets": {"tls": "-----BEGIN PRIVATE KEY-----"}}, "tls"),
        ({"disruption": {"maxUnavailable": 2}}, "maxUnavailable"),
    ],
    ids=lambda it: it if isinstance(it, str) else "",
)
def test_wrong_values_are_refused_by_name(values: Object, expected: str):
    (found,) = helm(values)["rendered"]
    assert expected in found["refused"]


def test_the_chart_is_of_this_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    assert chart["version"] == chart["appVersion"] == project["version"]
