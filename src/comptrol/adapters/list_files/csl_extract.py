"""What the shorter extract of the Consolidated Screening List looks like.

Made by ``export-controls-agent-mcp``: what repeats stands once in a table, and rows point at it.
"""

import msgspec

from comptrol.kernel.errors import UnreadableError


class ExtractRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One listing: letters for fields, numbers for places in a table."""

    n: str
    s: int
    a: tuple[str, ...] = ()
    t: str | None = None
    c: tuple[str, ...] = ()
    e: str | None = None
    lr: int | None = None
    lp: int | None = None
    pg: int | None = None
    fr: str | None = None
    u: int | None = None


class Tables(msgspec.Struct, frozen=True, kw_only=True):
    """The texts that rows point at."""

    sources: tuple[str, ...]
    programmes: tuple[str, ...]
    requirements: tuple[str, ...] = msgspec.field(name="licenceRequirements")
    policies: tuple[str, ...] = msgspec.field(name="licencePolicies")


class Extract(msgspec.Struct, frozen=True, kw_only=True):
    """The file: when its source was made, the tables, the listings."""

    tables: Tables
    entries: tuple[msgspec.Raw, ...]
    published: str | None = msgspec.field(name="sourceGeneratedAt", default=None)

    @staticmethod
    def entry(table: tuple[str, ...], index: int | None) -> str | None:
        """Return what a row points at, or say that it points at nothing."""
        if index is None:
            return None
        if not 0 <= index < len(table):
            raise UnreadableError(f"it points at entry {index} of a table of {len(table)}")
        return table[index]
