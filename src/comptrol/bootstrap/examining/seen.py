"""What does a check say? What it looked at, how that is, what it saw, and what to do."""

from enum import StrEnum

import msgspec


class Verdict(StrEnum):
    """How it is."""

    OK = "ok"
    WARNING = "warning"
    BAD = "bad"
    SKIPPED = "skipped"


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What one check saw."""

    name: str
    verdict: Verdict
    seen: str
    do: str = ""
    """What to do about it; nothing where there is nothing to do."""


def ok(name: str, seen: str, do: str = "") -> Seen:
    """Return that all is well."""
    return Seen(name=name, verdict=Verdict.OK, seen=seen, do=do)


def warning(name: str, seen: str, do: str) -> Seen:
    """Return that it works, and somebody should look at it."""
    return Seen(name=name, verdict=Verdict.WARNING, seen=seen, do=do)


def bad(name: str, seen: str, do: str) -> Seen:
    """Return that it does not work, or guards nothing."""
    return Seen(name=name, verdict=Verdict.BAD, seen=seen, do=do)


def skipped(name: str, why: str) -> Seen:
    """Return that it was not looked at, and why."""
    return Seen(name=name, verdict=Verdict.SKIPPED, seen=why)
