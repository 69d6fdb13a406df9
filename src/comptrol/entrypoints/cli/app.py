"""The command line: which commands there are, and how an error ends one.

Exit codes: 0 done or yes; 1 the answer is no; 2 bad input; 3 something needed is unavailable.
Commands are imported when they are called, so that help is quick.
"""

import io
import os
import sys
from pathlib import Path
from typing import Any, Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup
from comptrol.entrypoints.cli.options import named
from comptrol.entrypoints.cli.printable import printable
from comptrol.entrypoints.journal import LOG, for_programs
from comptrol.kernel.errors import ComptrolError, NotProvenError, UnavailableError
from comptrol.kernel.plain_errors import plainly
from comptrol.settings import Given

NO: Final = 1
BAD_INPUT: Final = 2
UNAVAILABLE: Final = 3

COMMANDS: Final = {
    "demo": "Load the bundled world, tell the story, and check the ledger.",
    "serve": "Serve the API.",
    "console": "Look after the pages for people: their accounts, and who looked.",
    "settings": "Show every setting, check them, or write an example of a settings file.",
    "doctor": "Examine an installation, and say what to do about what is wrong.",
    "init": "Open a new log: an authority, the shipped facts, a rulebook.",
    "say": "Say one thing: sign a statement and send it down the path.",
    "sign": "Sign a statement without sending it.",
    "seal": "Say one thing under seal: a commitment in the log, the words in the vault.",
    "unseal": "Show the words of a sealed statement.",
    "disclose": "Say claims that can be shown one by one, show some, or check what is shown.",
    "erase": "Destroy what the vault keeps of an entry or a person, and say so.",
    "kyc": "Keep files on who a customer is, and show what they lack.",
    "enrol": "Make a key for a party and enrol it.",
    "kinds": "List what can be said, or the fields of one kind.",
    "ask": "Ask a question of what is known.",
    "law": "Classify chips, judge requests, and read the law of any day.",
    "lab": "Judge what was asked by other law, and see whom it would change.",
    "flop": "Count the operations of a training run, and say where that stands to the law.",
    "lists": "Read, compare and adopt the lists that parties are held against.",
    "screen": "Hold names against the lists of restricted parties.",
    "ownership": "Say whom listed parties own half of, why, and what is missing.",
    "registry": "Load, show, balance and review chips, lots and sites.",
    "attest": "Ask whether a chip is the one that it says it is, and works now.",
    "locate": "Say whether a device can be where it is claimed to be.",
    "landmark": "Measure where a device can be: answer challenges, or send them.",
    "inspect": "Plan inspections, draw what is looked at, and say what that covers.",
    "gate": "Show orders and rulings, what waits, what must stop, and licences.",
    "allocate": "Share compute out among proposals: plans with a bound, checked, with reasons.",
    "caps": "Show caps on compute, and what is held and used of them.",
    "awards": "Look after awards: use against plan, what waits, what schedulers are told.",
    "meter": "Read meters, tell what orders used, and show what each meter saw.",
    "structuring": "Look for one thing that is split into many; replay traces; show groups.",
    "watch": "Have every detector look at what is new, and show what was raised.",
    "forensics": "Ask whether filed reports stay honest over time, and how totals came about.",
    "disclosure": "Report what was used: a calendar, drafts, filings and restatements.",
    "release": "Publish sums in which nobody can be singled out, with proofs; check one.",
    "supply": "Show what hangs on few suppliers, and what a loss or a control would cut off.",
    "accounts": "Build and explain national accounts of compute, each with its sensitivity.",
    "cases": "Open, hear, decide and show cases, with notice, answer and appeal.",
    "usage": "Join usage across providers under pseudonyms; name somebody only past a threshold.",
    "lake": "File usage in bulk and add it up, with DuckDB or on a Spark cluster.",
    "oversight": "Show who looked at hidden words, how people decide, and what is to be reviewed.",
    "agent": "Stand inside a provider's own systems, and ask the gate there.",
    "federation": "Let lots cross between registries, each with the proof of the other side.",
    "backup": "Make, verify and restore backups of a log and of what belongs to it.",
    "store": "Take log and views from one database to another.",
    "ledger": "Verify, prove, publish and witness the log; rebuild what it adds up to.",
    "completion": "Print what makes a shell complete these commands.",
}
"""Every command and what it does. Each is a module of its name in ``commands``."""
ABOUT_SETTINGS: Final = {"settings", "doctor"}
"""Commands that read the settings themselves, because they say what is wrong with them."""


@click.group(
    cls=LazyGroup,
    table=COMMANDS,
    package="comptrol.entrypoints.cli.commands",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="comptrol")
@click.option(
    "--data",
    metavar="DIR",
    callback=named,
    help="The data folder. [default: ./comptrol-data, or COMPTROL_DATA]",
)
@click.option(
    "--settings",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A file of settings, in TOML. [default: none, or COMPTROL_SETTINGS]",
)
@click.pass_context
def comptrol(ctx: click.Context, data: str | None, file: Path | None) -> None:
    """Govern access to AI compute: register chips, judge sales and rentals, show why.

    Every command takes --json for programs. Start with: comptrol demo
    """
    given = Given(os.environ, file, data)  # noqa: TID251  (settings are read here, once)
    ctx.obj = given if ctx.invoked_subcommand in ABOUT_SETTINGS else given.told().settings


def _exit_code(error: ComptrolError) -> int:
    if isinstance(error, NotProvenError):
        return NO
    return UNAVAILABLE if isinstance(error, UnavailableError) else BAD_INPUT


def _complain(text: str) -> None:
    """Say what was wrong: no terminal may take what that repeats for a command."""
    if for_programs():
        LOG.error("%s", text, extra={"event": "ended"})
    else:
        click.echo(printable(text), err=True)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit."""
    try:
        code: Any = comptrol.main(arguments, standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        _complain(shown.getvalue().rstrip("\n"))
        sys.exit(error.exit_code)
    except ComptrolError as error:
        _complain(f"comptrol: {plainly(str(error))}")
        sys.exit(_exit_code(error))
    except UnicodeError:
        _complain("comptrol: what was given cannot be written as UTF-8")
        sys.exit(BAD_INPUT)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        _complain(f"comptrol: {error}")
        sys.exit(UNAVAILABLE)
    sys.exit(code if isinstance(code, int) else 0)
