"""What is written is so: the reference, every link and path, every command of the README."""

import json
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import httpx
import pytest
from tests.following import PATIENCE_S, fences, shell
from tests.scenario.harness import free_port

from comptrol.domains import DOMAINS
from comptrol.entrypoints.cli.app import COMMANDS, comptrol
from comptrol.flow.questions import Questions
from comptrol.flow.refusals import FlowRefusal
from comptrol.kernel.finding import Refusal
from comptrol.kernel.statement import kind
from comptrol.settings import Settings

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs/reference.md"
PAGES = [
    *("README.md", "ARCHITECTURE.md", "STYLE.md", "CONTRIBUTING.md", "CHANGELOG.md"),
    "docs/tie-out.md",
    "docs/ledger.md",
    *("docs/postgres.md", "docs/serving.md", "docs/backup.md"),
    "docs/rulebooks.md",
    *("docs/gate.md", "docs/caps.md", "docs/slurm.md", "docs/kubernetes.md"),
    *("docs/sdk.md", "docs/sidecar.md", "docs/structuring.md"),
    "docs/watch.md",
    "docs/trials/README.md",
    "docs/disclosure.md",
    "docs/adversary.md",
    "docs/releases.md",
    "docs/allocation.md",
    "docs/awards.md",
    "docs/supply.md",
    "docs/programmes.md",
    "docs/cases.md",
    "docs/mutation.md",
    *("docs/flop.md", "docs/pseudonyms.md", "docs/metering.md", "docs/lake.md"),
    "docs/forensics.md",
    "docs/oversight.md",
    "docs/accounts.md",
    "docs/compute-gap.md",
    "docs/console.md",
    "docs/operations.md",
    *("docs/deploying.md", "docs/packaging.md"),
    "docs/threats.md",
    *("docs/index.md", "docs/runbook.md", "docs/limits.md", "docs/decisions.md"),
    *(f"docs/tutorials/{path.name}" for path in (ROOT / "docs/tutorials").glob("*.md")),
    *(f"docs/how-to/{path.name}" for path in (ROOT / "docs/how-to").glob("*.md")),
]
NAMES_OF_OTHERS = "docs/kubernetes.md"
"""Names of API groups, labels and annotations look like paths there."""
PLACE = re.compile(r"^[\w./-]+/[\w.-]*$|^[\w.-]+\.(?:py|md|yaml|json|toml|lock)$")
KIND = re.compile(r"^[a-z]+\.[a-z-]+/(?:\d+|version)$")
URL_IN_README = "http://127.0.0.1:8420"


def text(page: str) -> str:
    return (ROOT / page).read_text()


# -- the reference ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    """Return the script that writes the reference."""
    from scripts import build_docs  # noqa: PLC0415  (imported where it is tested)

    return build_docs


def test_the_reference_is_what_the_code_says(builder: ModuleType) -> None:
    assert builder.reference() == REFERENCE.read_text(), "make docs"


def named_in_the_reference() -> Iterator[str]:
    yield from (f"`{kind(said)}`" for domain in DOMAINS for said in domain.statements)
    enums: list[type[Refusal]] = [FlowRefusal, *(domain.refusals for domain in DOMAINS)]
    yield from (f"`{refusal.reason.code}`" for enum in enums for refusal in enum)
    for question in Questions(DOMAINS).all:
        method = "POST" if question.takes_a_body else "GET"
        yield f"`{method} /{question.domain}/{question.name}`"
        yield from (f"`{name}`" for name in question.parameters.__struct_fields__)
    yield from (f"`{' '.join(['comptrol', *path])}`" for path, _ in commands())
    yield from (f"`COMPTROL_{name.upper()}`" for name in Settings.__struct_fields__)


def test_everything_there_is_stands_in_the_reference() -> None:
    """Asked of the code and not of the script, so that the script cannot leave anything out."""
    reference = REFERENCE.read_text()
    assert [name for name in named_in_the_reference() if name not in reference] == []


# -- commands ---------------------------------------------------------------------------------


def commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Return every command that does something, with its words."""
    yield from inside(comptrol, ())


def inside(
    group: click.Group, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Return every command of a group, which may import each when it is asked for."""
    context = click.Context(group)
    names = group.list_commands(context)
    assert names, path
    for name in names:
        command = group.get_command(context, name)
        assert command is not None, name
        if isinstance(command, click.Group):
            yield from inside(command, (*path, name))
        else:
            yield (*path, name), command


@pytest.mark.parametrize(
    ("path", "command"), [pytest.param(*one, id=" ".join(one[0])) for one in commands()]
)
@pytest.mark.parametrize("asked", ["--help", "-h"])
def test_every_command_says_what_it_takes(
    path: tuple[str, ...],
    command: click.Command,
    asked: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        comptrol.main([*path, asked])
    assert ended.value.code == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert "\\b" not in told.out
    assert command.help
    assert " ".join(command.help.split())[:40] in " ".join(told.out.split())
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            assert (parameter.metavar or str(parameter.name)).upper() in told.out
        else:
            assert all(option in told.out for option in parameter.opts)


def test_the_help_lists_every_command() -> None:
    told = comptrol.get_help(click.Context(comptrol))
    assert [name for name in COMMANDS if f"\n  {name} " not in told] == []


# -- links and paths --------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", text(page))
    for link in links:
        if not link.startswith(("http://", "https://", "#", "mailto:")):
            assert (ROOT / page).parent.joinpath(link.partition("#")[0]).exists(), link


def known_places() -> set[str]:
    """Return every file and folder of the repository, and every way to begin its path later."""
    git = shutil.which("git")
    assert git is not None
    listed = subprocess.run(  # noqa: S603  (git, and no word from outside)
        [git, "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    files = [Path(line) for line in listed if line and (ROOT / line).exists()]
    whole = {place for file in files for place in (file, *file.parents)}
    return {"/".join(place.parts[start:]) for place in whole for start in range(len(place.parts))}


ROUTES = set(json.loads(text("docs/openapi.json"))["paths"])


@pytest.mark.parametrize("page", [page for page in PAGES if page != NAMES_OF_OTHERS])
def test_every_path_that_is_named_exists(page: str) -> None:
    known = known_places() | ROUTES
    named = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text(page), flags=re.DOTALL))
    places = {name.rstrip("/") for name in named if PLACE.match(name) and not KIND.match(name)}
    assert sorted(place for place in places if place not in known) == []


# -- the README, as a stranger would follow it ------------------------------------------------


def blocks() -> list[str]:
    """Return the shell blocks of the README, without the two that install."""
    found = [block.body for block in fences(text("README.md"))]
    return [block for block in found if not block.startswith("make ")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that looks like the repository after ``make run``, to type commands in."""
    place = tmp_path_factory.mktemp("readme")
    (place / ".venv").symlink_to(sys.prefix)
    shell(place, ".venv/bin/comptrol demo")
    (place / "cases.csv").write_text(
        "chip,market,nonplanar,dense_Tops,bits,die_mm2,io_bidir_GBps,dram_GBps\n"
        "H100 SXM,dc,1,1979,8,814,900,3350\n"
    )
    (place / "names.csv").write_text("id,name\n1,Rio Claro Analytics\n")
    (place / "request.json").write_text(
        '{"door": "rental", "item": {"chip": "H100 SXM", "quantity": 64}, "site_country": "MY",'
        ' "recipient": {"name": "Example Research", "country": "SG"}}'
    )
    return place


@contextmanager
def served(place: Path) -> Iterator[str]:
    """Serve the folder's log, as ``make run`` does after the story, on a port that is free."""
    port = free_port()
    command = [str(place / ".venv/bin/comptrol"), "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=place, stderr=subprocess.PIPE) as server:  # noqa: S603
        try:
            wait_for(f"http://127.0.0.1:{port}/health", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.communicate(timeout=PATIENCE_S)
    assert server.returncode in {0, -15}


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        assert server.poll() is None, "the server ended"
        try:
            if httpx.get(url, trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"nothing is served at {url}")


def objects(out: str) -> list[Any]:
    """Return the JSON objects that commands wrote one after another."""
    found, rest = [], out.strip()
    while rest:
        value, end = json.JSONDecoder().raw_decode(rest)
        found.append(value)
        rest = rest[end:].lstrip()
    return found


def test_the_readme_has_the_blocks_that_are_tested() -> None:
    assert len(blocks()) == 8


@pytest.mark.skipif(shutil.which("curl") is None, reason="the README's requests need curl")
def test_the_api_answers_the_readme_as_it_says(folder: Path) -> None:
    judging, ordering, *_ = blocks()
    with served(folder) as url:
        sale, rental = objects(shell(folder, judging.replace(URL_IN_README, url)))
        assert (sale["outcome"], rental["outcome"]) == ("refuse", "hold")
        assert any(finding["effect"] == "licence_required" for finding in sale["law"])
        assert not any(finding["effect"] == "licence_required" for finding in rental["law"])
        assert rental["questions"]

        ordered, file = objects(shell(folder, ordering.replace(URL_IN_README, url)))
        assert ordered["accepted"] is True, ordered
        (ruled,) = ordered["consequences"]
        assert ruled["statement"]["kind"] == "gate.ruled/1"
        assert ruled["statement"]["decision"]["outcome"] == file["order"]["outcome"] == "hold"
        send = next(line for line in ordering.splitlines() if "--data-binary" in line)
        (again,) = objects(shell(folder, send.replace(URL_IN_README, url)))
        assert again["position"] == ordered["position"]
        assert again["receipt"]["repeated"] is True


def test_the_command_line_answers_the_readme_as_it_says(folder: Path) -> None:
    block = blocks()[2]
    lines = [line for line in block.splitlines() if line.strip()]
    assert len(lines) >= 6
    out = [shell(folder, line) for line in lines]
    told = dict(zip((line.split()[1] for line in lines), out, strict=False))
    assert "Usage: comptrol" in told["--help"]
    assert "3A090.a" in out[1]
    assert "outcome: " in out[2]
    assert "clear" in told["screen"]
    assert json.loads(told["ask"])["site"]["site"] == "dayone-nusajaya"
    assert "Everything agrees." in told["ledger"]


def test_the_books_are_checked_as_the_readme_says(folder: Path) -> None:
    told = shell(folder, blocks()[3])
    assert told.count("The log comptrol.example/demonstration holds.") == 2
    assert "The entry stands at position 500" in told
    assert "are all about lot:h100-0001" in told
    assert "There is no entry about lot:never-made" in told


@pytest.mark.parametrize("line", blocks()[4].splitlines())
def test_a_witness_and_a_monitor_take_the_options_of_the_readme(line: str) -> None:
    words = shlex.split(line)
    assert words[:2] == ["comptrol", "ledger"]
    context = click.Context(comptrol)
    group = comptrol.get_command(context, "ledger")
    assert isinstance(group, click.Group)
    command = group.get_command(context, words[2])
    assert command is not None
    command.make_context(words[2], words[3:])


def test_what_is_private_is_sealed_and_erased_as_the_readme_says(folder: Path) -> None:
    told = shell(folder, blocks()[5])
    assert json.loads(told.splitlines()[0])["accepted"] is True
    assert "nothing any more" in told


def test_a_log_of_ones_own_is_made_as_the_readme_says(folder: Path) -> None:
    told = shell(folder, blocks()[6])
    assert "outcome: allow" in told
    assert len(re.findall(r"screened \S+: clear", told)) == 3
    assert "Everything agrees." in told


def test_what_is_run_in_production_is_run_as_the_readme_says(folder: Path) -> None:
    told = shell(folder, blocks()[7])
    assert "The settings hold." in told
    assert "every signature holds" in told


def test_the_readme_is_ready_to_be_read() -> None:
    assert re.findall(r"@[A-Z]+@", text("README.md")) == []


def test_the_readme_names_no_day_that_will_be_past() -> None:
    """A command with a fixed day works until that day; the gate takes no order for the past."""
    assert [block for block in blocks() if re.search(r'"on": "\d{4}-', block)] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_that_is_named_exists(page: str) -> None:
    targets = set(re.findall(r"^([a-z]+)(?:-%)?:", text("Makefile"), re.MULTILINE))
    named = re.findall(r"(?:^|`)make ([a-z]+)", text(page), re.MULTILINE)
    assert [name for name in named if name not in targets] == []


def test_the_changelog_has_a_section_for_what_is_to_come() -> None:
    assert re.search(r"^## .*unreleased", text("CHANGELOG.md"), re.MULTILINE | re.IGNORECASE)


def test_the_story_has_as_many_steps_as_the_readme_says() -> None:
    from comptrol.entrypoints.demo.story import STORY  # noqa: PLC0415

    numbers = {24: "twenty-four", 25: "twenty-five", 26: "twenty-six"}
    assert f"a story of {numbers[len(STORY) + 1]} steps" in text("README.md")
