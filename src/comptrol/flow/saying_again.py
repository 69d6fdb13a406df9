"""When do two statements say the same? And was this one said of its lot before?

The serials of a lot may be written in ranges or one by one: they are the same where their root is.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from comptrol.domains.registry import (
    Corrected,
    LotId,
    Made,
    Split,
    runs_of,
    serials_root,
    spans_said,
)
from comptrol.flow.happenings import Said
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Statement

Sameness = tuple[object, ...]
"""What two statements have in common that say the same."""


def lot_of(statement: Statement) -> LotId:
    """Return the lot that a statement is about."""
    lot: LotId = getattr(statement, "lot")  # noqa: B009  (every one that is read has it)
    return lot


def same(party: PartyId, statement: Statement) -> Sameness:
    """Return what a statement of a party comes to, however its serials are written."""
    if not isinstance(statement, Made | Split):
        return (party, statement)
    plain: dict[str, Any] = {"serials": (), "listed": ()}
    if isinstance(statement, Made):
        plain["root"] = None
    root = serials_root(runs_of(spans_said(statement.serials, statement.listed)))
    return (party, root, msgspec.structs.replace(statement, **plain))


def same_taken_back(party: PartyId, wrong: Statement, reason: str) -> Sameness:
    """Return what it comes to that a party takes a statement back for a reason."""
    return (Corrected, reason, *same(party, wrong))


def samenesses(entries: Sequence[Said]) -> Iterator[Sameness]:
    """Yield what each entry of a lot's history comes to, and what a correction takes back."""
    by_position = {entry.position: entry for entry in entries}
    for entry in entries:
        said = entry.statement
        if isinstance(said, Corrected):
            wrong = by_position[said.wrong].statement
            yield same_taken_back(entry.signer, wrong, said.reason)
        else:
            yield same(entry.signer, said)


def taking_back(
    entries: Sequence[Said], party: PartyId, wrong: Statement, reason: str
) -> Corrected:
    """Return how the last entry of a lot's history that says this is taken back."""
    wanted = same(party, wrong)
    for entry in reversed(entries):
        if entry.signer == party and same(party, entry.statement) == wanted:
            return Corrected(lot=lot_of(wrong), wrong=entry.position, reason=reason)
    raise UnreadableError("what it takes back is not in the log")
