"""What the commands of federation share: papers in files, days, and how an answer is told."""

from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import click
import msgspec

from comptrol.bootstrap import Platform, publisher
from comptrol.domains.federation import FederationView, Origin, TransferId, known_registry
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.options import DAY, Command
from comptrol.entrypoints.cli.output import NO, YES, emit, note
from comptrol.entrypoints.cli.statements import read_json
from comptrol.flow.answers import in_words
from comptrol.flow.federating import (
    Papers,
    origin_of,
    release_papers,
    settlement_papers,
    statement_in,
)
from comptrol.kernel.errors import ComptrolError, UnreadableError
from comptrol.kernel.finding import Answer, Receipt
from comptrol.kernel.ledger.policy import Policy
from comptrol.kernel.ledger.policy_text import read_policy
from comptrol.kernel.statement import Statement

S = TypeVar("S", bound=Statement)


def papers_argument(command: Command) -> Command:
    """Give a command the papers that another registry has written."""
    return click.argument("papers", type=click.Path(path_type=Path))(command)


def on_option(command: Command) -> Command:
    """Let a command be about another day than this one."""
    return click.option("--on", type=DAY, help="The day. [default: today]")(command)


def out_option(command: Command) -> Command:
    """Let a command write the papers for the other registry at once."""
    told_ = "Where to write the papers for the other registry."
    return click.option("--out", type=click.Path(path_type=Path), help=told_)(command)


def day_of(platform: Platform, on: datetime | None) -> date:
    """Return the day that was named, or this one."""
    return platform.today() if on is None else on.date()


def read_papers(path: Path, wanted: type[S]) -> tuple[Papers, Origin, S]:
    """Return papers, the log they say they are from, and what they are to show; all unchecked."""
    papers = read_json(path, Papers)
    try:
        return papers, origin_of(papers), statement_in(papers, wanted)
    except ComptrolError as error:
        raise UnreadableError(f"{path}: {error}") from error


def policy_for(platform: Platform, registry: Origin) -> Policy:
    """Return the policy by which another registry is believed now."""
    with platform.world() as world:
        return read_policy(known_registry(world[FederationView], registry).policy.encode())


def papers_of(
    platform: Platform, folder: Path, transfer: TransferId, origin: Origin | None
) -> Papers:
    """Return the papers of a release from here; with an origin, of what came from there.

    The log is published where no head has the entry yet.
    """
    with publisher(platform, folder) as made:
        if origin is None:
            return release_papers(made, transfer)
        return settlement_papers(made, origin, transfer)


def write_papers(papers: Papers, out: Path) -> None:
    """Write papers into a file."""
    out.write_bytes(msgspec.json.encode(papers))
    note(f"papers of {papers.transfer} in {out}")


def told(answer: Answer, *, as_json: bool) -> int:
    """Tell what became of a statement, and return the exit code."""
    if as_json:
        emit(in_words(answer))
    else:
        tell(answer)
    return YES if isinstance(answer, Receipt) else NO
