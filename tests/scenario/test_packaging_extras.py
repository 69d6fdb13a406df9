"""What is installed without extras works, and what needs one says which and ends with 3.

The wheel's files are taken by themselves, and what the extras bring cannot be imported. What pip
itself makes of the wheel is not tried here: docs/packaging.md says what was.
"""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.scenario.packaging_harness import PROJECT, ROOT, packaged, run


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what the wheel installs, and nothing of the repository."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(packaged(ROOT, folder / "dist").wheel) as wheel:
        wheel.extractall(folder / "alone")
    return folder / "alone"


BLOCKING = """
import sys
sys.modules.update(dict.fromkeys({names!r}))
{code}
"""
"""A name that stands for None is not found by whoever imports or looks for it."""


def blocked(folder: Path, names: tuple[str, ...], code: str) -> subprocess.CompletedProcess[str]:
    """Run code where some packages cannot be imported."""
    script = BLOCKING.format(names=list(names), code=code)
    return run(sys.executable, "-c", script, cwd=folder.parent, PYTHONPATH=str(folder))


MODULES = {
    "pynacl": ("nacl",),
    "argon2-cffi": ("argon2",),
    "jsonschema-rs": ("jsonschema_rs",),
    "ibis-framework": ("ibis",),
    "opentelemetry-exporter-otlp-proto-http": ("opentelemetry.exporter",),
    "opentelemetry-sdk": ("opentelemetry.sdk",),
    "pyspark-client": ("pyspark",),
    "python-multipart": ("python_multipart", "multipart"),
    "vl-convert-python": ("vl_convert",),
    "psycopg": ("psycopg", "psycopg_pool"),
}
"""What is imported of a package, where that is not its name."""


def modules_of(extra: str) -> tuple[str, ...]:
    """Return what an extra, and no other dependency, brings to be imported."""
    asked = [re.match(r"[\w.-]+", it)[0] for it in PROJECT["optional-dependencies"][extra]]  # type: ignore[index]
    return tuple(name for it in asked for name in MODULES.get(it, (it,)))


EXTRAS = tuple(name for name in PROJECT["optional-dependencies"] if name != "dev")
ALL = tuple(sorted({name for extra in EXTRAS for name in modules_of(extra)}))


def test_the_client_and_the_commands_need_no_extra(alone: Path) -> None:
    code = (
        "import comptrol.client\n"
        "from comptrol.client import AsyncClient, Client\n"
        f"assert comptrol.client.__file__.startswith({str(alone)!r})\n"
        "from comptrol.entrypoints.cli.app import main\n"
        "main(sys.argv[1:] or {words!r})\n"
    )
    for words in (["--help"], ["kinds"], ["law", "ahead"], ["settings", "example"],
                  ["ledger", "--help"], ["agent", "--help"]):  # fmt: skip
        ran = blocked(alone, ALL, code.format(words=words))
        assert ran.returncode == 0, (words, ran.stderr[-2000:])


COMMAND = "from comptrol.entrypoints.cli.app import main; main({words!r})"
ACT = """
from comptrol.entrypoints.cli import app
from {module} import {name}
@app.comptrol.command("act")
def act(): {name}{arguments}
app.comptrol.get_command = lambda *_: act
app.main(["act"])
"""
"""Where a command would need a log or a filing first: the act itself, ended as a command is."""
LOOKED_UP = ["screen", "names.csv", "--second-opinion"]
NAMING = "comptrol.entrypoints.cli.commands.console.account.naming"
FEATURES = {
    "a plan": ("solver", "comptrol.adapters.linear_highs", "HighsSolver", ()),
    "a password": ("console", NAMING, "new_password", ("a", None)),
    "an issuer": ("console", "comptrol.bootstrap.visiting", "vouching", ("i", "c", None)),
    "GS1's schema": ("exchange", "comptrol.adapters.epcis.schema", "PublishedSchema", ("s",)),
    "a pseudonym": ("fast", "comptrol.adapters.oprf.group", "sodium", ()),
    "requests": ("lab", "comptrol.bootstrap.lab", "compare_file", (None, None, None, None)),
    "Parquet": ("lab", "comptrol.bootstrap.comparing", "write_parquet", (None, [], [])),
    "the lake": ("lake", "comptrol.bootstrap.lake", "require_lake", ()),
    "a cluster": ("spark", "comptrol.bootstrap.lake", "require_spark", ()),
    "PostgreSQL": ("postgres", "comptrol.bootstrap.records", "ServerRecords", (None, "", None, 5)),
    "a PDF": ("report", "comptrol.bootstrap.printing", "pdf_of", (None,)),
    "traces": ("telemetry", "comptrol.entrypoints.api.tracing", "Traces", ("http://127.0.0.1:9",)),
}
LATER = {"opinion", "screening"}
"""Asked for below."""


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_without_its_extra_says_what_to_install(alone: Path, feature: str) -> None:
    extra, module, name, arguments = FEATURES[feature]
    act = ACT.format(module=module, name=name, arguments=repr(arguments))
    ran = blocked(alone, modules_of(extra), act)
    assert (ran.returncode, ran.stdout) == (3, ""), ran.stderr[-2000:]
    assert f"pip install 'comptrol[{extra}]'" in ran.stderr


def test_a_command_without_its_extra_says_what_to_install(alone: Path) -> None:
    (alone.parent / "names.csv").write_text("id,name\n1,Inspur Group\n")
    ran = blocked(alone, modules_of("opinion"), COMMAND.format(words=LOOKED_UP))
    assert ran.returncode == 3, ran.stderr[-2000:]
    assert "pip install 'comptrol[opinion]'" in ran.stderr


def test_every_extra_has_a_feature_that_names_it() -> None:
    assert {extra for extra, *_ in FEATURES.values()} == set(EXTRAS) - LATER


def test_no_log_is_opened_where_nobody_can_be_screened(alone: Path, tmp_path: Path) -> None:
    words = ["init", "--name", "A", "--country", "SG", "--by", "A", "--reason", "We begin."]
    words += ["--data", str(tmp_path / "log")]
    ran = blocked(alone, modules_of("screening"), COMMAND.format(words=words))
    assert ran.returncode == 3, ran.stderr[-2000:]
    assert "pip install 'comptrol[screening]'" in ran.stderr
    assert not (tmp_path / "log").exists(), "nothing is left of it"
