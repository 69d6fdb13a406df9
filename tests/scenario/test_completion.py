"""A shell completes our commands and options, in a real Bash that is typed into."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from tests.scenario.harness import PATIENCE_S, comptrol

from comptrol.entrypoints.cli.app import COMMANDS
from comptrol.entrypoints.cli.app import comptrol as commands

PROGRAM = f"""#!{sys.executable}
from comptrol.entrypoints.cli.app import main
main()
"""
ASK = """
eval "$(comptrol completion bash)"
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_comptrol_completion comptrol
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return an environment in which the program is found by its name."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "comptrol").write_text(PROGRAM)
    (folder / "comptrol").chmod(0o755)
    source = Path(__file__).parents[2] / "src"
    return {
        "PATH": f"{folder}:/usr/bin:/bin",
        "PYTHONPATH": str(source),
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
    }


def bash() -> str:
    found = shutil.which("bash")
    if found is None:
        pytest.fail("Bash is missing")
    return found


def asked(environment: dict[str, str], shell: str, *words: str) -> str:
    """Ask the program as the script of a shell does."""
    told = {
        **environment,
        "_COMPTROL_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": " ".join(words),
        "COMP_CWORD": words[-1] if shell == "fish" else str(len(words) - 1),
    }
    return subprocess.run(  # noqa: S603  (the program under test, and words of ours)
        [Path(environment["HOME"]) / "comptrol"],
        env=told, capture_output=True, text=True, timeout=PATIENCE_S, check=True,
    ).stdout  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("comptrol", "led"), ("ledger",)),
        (("comptrol", "ledger", "ver"), ("verify",)),
        (("comptrol", "--da"), ("--data",)),
        (("comptrol", "ask", "--js"), ("--json",)),
        (("comptrol", "ledger", "verify", "--js"), ("--json",)),
        (("comptrol", "completion", ""), ("bash", "fish", "zsh")),
        (("comptrol", "--data", "x", "complet"), ("completion",)),
        (("comptrol", "nothing-begins-so"), ()),
    ],
    ids=" ".join,
)
def test_bash_completes_what_was_begun(environment, typed, expected):
    ran = subprocess.run(  # noqa: S603
        [bash(), "--norc", "-c", ASK, "bash", *typed],
        env=environment, capture_output=True, text=True, timeout=PATIENCE_S, check=True,
    )  # fmt: skip
    assert ran.stderr == ""
    assert tuple(sorted(ran.stdout.split())) == expected


def test_every_command_is_offered(environment):
    offered = asked(environment, "bash", "comptrol", "").split()
    assert offered == [f"plain,{name}" for name in COMMANDS]


@contextmanager
def terminal(environment: dict[str, str]) -> Iterator[int]:
    """Lend the other end of a terminal in which an interactive Bash runs."""
    ours, theirs = pty.openpty()
    words = [bash(), "--norc", "--noprofile", "-i"]
    with subprocess.Popen(  # noqa: S603
        words, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as shell:
        os.close(theirs)
        try:
            yield ours
        finally:
            shell.kill()
            os.close(ours)


def shown_until(screen: int, text: str) -> str:
    """Read what a terminal shows until a text stands in it."""
    shown, end = "", time.monotonic() + PATIENCE_S
    while text not in shown:
        assert time.monotonic() < end, shown
        if select.select([screen], [], [], 1)[0]:
            shown += os.read(screen, 4096).decode(errors="replace")
    return shown


def test_a_key_completes_in_a_terminal(environment):
    with terminal(environment) as screen:
        os.write(screen, b'eval "$(comptrol completion bash)"; echo rea""dy\n')
        shown_until(screen, "ready\r\n")
        os.write(screen, b"comptrol led\tver\t--js\t")
        assert "comptrol ledger verify --json" in shown_until(screen, "--json")


@pytest.mark.parametrize(
    ("shell", "offer"),
    [("zsh", "plain\nverify\n"), ("fish", "plain,verify\t")],
)
def test_the_other_shells_are_answered_in_their_own_way(environment, shell, offer):
    assert offer in asked(environment, shell, "comptrol", "ledger", "ver")
    assert f"_COMPTROL_COMPLETE={shell}_complete" in comptrol("completion", shell).out


def test_a_shell_that_there_is_not_is_bad_input():
    assert comptrol("completion", "csh").code == 2


def test_commands_are_offered_without_importing_any(environment):
    """What a command needs may be slow, or missing; the table says what there is."""
    script = (
        "import sys\n"
        "from click.shell_completion import ShellComplete\n"
        "from comptrol.entrypoints.cli.app import comptrol\n"
        "found = ShellComplete(comptrol, {}, 'comptrol', 'X').get_completions(['ledger'], '')\n"
        "inside = 'comptrol.entrypoints.cli.commands.'\n"
        "print(len(found), *(it for it in sys.modules if it.startswith(inside)))\n"
    )
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script],
        env=environment, capture_output=True, text=True, timeout=PATIENCE_S, check=True,
    )  # fmt: skip
    count, *imported = ran.stdout.split()
    ledger = commands.get_command(click.Context(commands), "ledger")
    assert isinstance(ledger, click.Group)
    assert int(count) == len(ledger.list_commands(click.Context(ledger)))
    assert imported == ["comptrol.entrypoints.cli.commands.ledger"]
