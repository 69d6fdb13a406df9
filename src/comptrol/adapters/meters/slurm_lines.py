"""Which columns does a text of sacct have, and what stands in them on each line?

A column with words of users is refused: such words can hold a separator, a line, and so a row.
"""

from pathlib import Path
from typing import Final, NamedTuple

from comptrol.adapters.meters.arriving import Line
from comptrol.kernel.errors import UnreadableError

SEPARATORS: Final = ("\x1f", "|")
NEEDED: Final = ("jobid", "start", "end", "state", "alloctres")
READ: Final = (
    *NEEDED,
    *("jobidraw", "submit", "elapsedraw", "account", "admincomment", "cluster"),
)
HARMLESS: Final = frozenset(
    {
        *("uid", "user", "gid", "group", "partition", "qos", "nnodes", "nodelist", "ntasks"),
        *("ncpus", "alloccpus", "allocnodes", "reqtres", "reqcpus", "reqnodes", "reqmem"),
        *("exitcode", "derivedexitcode", "elapsed", "cputime", "cputimeraw", "timelimit"),
        *("timelimitraw", "eligible", "priority", "suspended", "flags", "reserved", "planned"),
    }
)
"""Columns that are not read and that users do not word (sacct(1))."""
ASKED: Final = (
    "SLURM_TIME_FORMAT=%s sacct -a -D -X -P --noconvert "
    "-o JobID,JobIDRaw,Submit,Start,End,ElapsedRaw,State,AllocTRES,Account,Cluster,AdminComment"
)


class Header(NamedTuple):
    """How fields are parted, and what they are called."""

    separator: str
    columns: tuple[str, ...]


def header_of(path: Path, line: Line) -> Header:
    """Return the header; a text without one, or with other columns, is no text of ours."""
    separator = next((it for it in SEPARATORS if it in line.text), "|")
    columns = tuple(it.strip() for it in line.text.rstrip(separator).split(separator))
    names = [it.lower() for it in columns]
    missing = [it for it in NEEDED if it not in names]
    if missing or line.fault is not None:
        raise UnreadableError(
            f"{path}, {line.place}: no header of sacct -P with {', '.join(missing or NEEDED)}; "
            f"write it with: {ASKED}"
        )
    twice = sorted({it for it in names if names.count(it) > 1})
    if twice:
        raise UnreadableError(f"{path}, {line.place}: column stands twice: {', '.join(twice)}")
    for name, column in zip(names, columns, strict=True):
        if name not in READ and name not in HARMLESS:
            raise UnreadableError(
                f"{path}, {line.place}: column {column[:40]} may have words of users, who could "
                "write rows with them: leave it out"
            )
    return Header(separator, columns)


def cells_of(line: Line, header: Header) -> dict[str, str]:
    """Return the fields of a line by the names of their columns, in small letters."""
    if line.fault is not None:
        raise UnreadableError(line.fault)
    told = line.text.split(header.separator)
    if len(told) == len(header.columns) + 1 and not told[-1]:
        told.pop()  # sacct -p
    if len(told) != len(header.columns):
        raise UnreadableError(
            f"{len(told)} fields where the header has {len(header.columns)}: half a line, or a "
            "separator in a comment; with sacct --delimiter=$'\\x1f' there is none"
        )
    return {name.lower(): it for name, it in zip(header.columns, told, strict=True)}
