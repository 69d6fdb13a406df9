"""Cases: opened, noticed, answered, decided, appealed, closed; shown, counted, and handed out."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "list": "List cases, of one party or at one stage.",
    "show": "Show a case with everything that was said in it, and what its signals weigh.",
    "due": "Show what is due in open cases, and what is overdue.",
    "policy": "Set how long people have to answer, to decide and to appeal.",
    "open": "Open a case.",
    "notice": "Tell the subjects of a case what is held against them.",
    "answer": "Answer for a subject.",
    "evidence": "Add evidence to a case.",
    "decide": "Decide a case.",
    "renew": "Let a measure go on.",
    "lift": "End a measure before its day.",
    "carried": "Say where an inspection or a cap stands that a case led to.",
    "appeal": "Appeal a decision for a subject.",
    "settle": "Decide an appeal, as somebody who had no part so far.",
    "close": "Close a case.",
    "review": "Let what has expired end, and name what is overdue.",
    "ratio": "Work out how much likelier an estimate is if stock was diverted.",
    "statistics": "Count how cases came out, by detector and by country, size and sector.",
    "dossier": "Write a case to a folder that a court can read and anybody can check.",
    "verify": "Check a dossier.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Open, hear, decide and show cases. Nothing here is decided by a program."""
