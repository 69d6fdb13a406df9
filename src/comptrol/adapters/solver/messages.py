"""What is asked of the solver's process, and what it says: one line of JSON each."""

from typing import Literal

import msgspec

from comptrol.domains.allocation import Call
from comptrol.flow.allocating.solver import Effort, Progress, Relaxed, Solved


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A call to be planned, or, without an effort, to be relaxed."""

    call: Call
    effort: Effort | None = None


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far it is, or the answer, or why there is none: one of these."""

    progress: Progress | None = None
    solved: Solved | None = None
    relaxed: Relaxed | None = None
    failed: str = ""
    how: Literal["unreadable", "unavailable"] = "unreadable"
