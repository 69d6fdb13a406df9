"""What can be begun from a form and takes longer than a page may."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.progress import Doing
from comptrol.entrypoints.console.visitor import Audience

Prepare = Callable[[Asking, Mapping[str, str], Path], Doing]
"""Reads a form, quickly, and returns what is to be done; the folder is the work's own.

Raises UnreadableError for what is wrong with the form. The world of the question is gone when the
work is done: whatever it reads, it reads from the platform, in steps.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A kind of work. Its form is sent to ``/begin/`` and its name, by POST."""

    name: str
    title: str
    """Its name while it goes on and after; it is translated."""
    audience: frozenset[Audience]
    prepare: Prepare
    upload: str = ""
    """The field of the one file that comes with it; it lies in the folder under this name."""
