"""What statements about single chips add up to."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import msgspec

from comptrol.domains.registry.formulas import Span, parts_of, spans_of
from comptrol.domains.registry.statements import (
    Broken,
    ConditionStatement,
    Destroyed,
    Found,
    Lost,
    Reinstated,
    Repaired,
    Replaced,
    Retired,
    Witnessed,
)
from comptrol.domains.registry.view.carving import Piece, carve, pieces
from comptrol.domains.registry.view.lots import COUNTED
from comptrol.domains.registry.view.rows import (
    Condition,
    Declaration,
    Lot,
    Replacement,
    Run,
)
from comptrol.domains.registry.view.steps import known, stepped
from comptrol.domains.registry.view.tables import RegistryView
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change

_WORKING, _BROKEN, _LOST = Condition.WORKING, Condition.BROKEN, Condition.LOST
_RETIRED, _DECLARED = Condition.RETIRED, Condition.DECLARED


class Becoming(NamedTuple):
    """From which conditions a statement takes a chip, and into which."""

    since: frozenset[Condition]
    into: Condition


BECOMING: Final[Mapping[type[ConditionStatement], Becoming]] = MappingProxyType(
    {
        Broken: Becoming(frozenset({_WORKING}), _BROKEN),
        Repaired: Becoming(frozenset({_BROKEN}), _WORKING),
        Replaced: Becoming(frozenset({_WORKING, _BROKEN}), _RETIRED),
        Lost: Becoming(frozenset({_WORKING, _BROKEN, _RETIRED, _DECLARED}), _LOST),
        Found: Becoming(frozenset({_LOST}), _WORKING),
        Retired: Becoming(frozenset({_WORKING, _BROKEN}), _RETIRED),
        Reinstated: Becoming(frozenset({_RETIRED, _DECLARED}), _WORKING),
        Destroyed: Becoming(frozenset({_WORKING, _BROKEN, _RETIRED}), _DECLARED),
        Witnessed: Becoming(frozenset({_DECLARED}), Condition.DESTROYED),
    }
)
"""What each statement does to a chip. A destroyed chip stays destroyed."""


def becomes(said: ConditionStatement, run: Run) -> bool:
    """Tell whether a statement can be true of a run: a witness certifies what was declared so."""
    if isinstance(said, Witnessed) and run.certificate != said.certificate:
        return False
    return run.condition in BECOMING[type(said)].since


def named(said: ConditionStatement) -> Sequence[Span] | None:
    """Return the chips that a statement means, as spans; nothing where it is the whole lot."""
    if isinstance(said, Replaced):
        return (parts_of(said.chip)[1],)
    return None if said.chips is None else spans_of(said.chips)


def apply_condition(view: RegistryView, entry: Entry[ConditionStatement]) -> Iterator[Change]:
    """Fold one statement about chips of a lot."""
    said, lot = entry.statement, known(view, entry.statement.lot)
    into = BECOMING[type(said)].into
    found = [it for it in pieces(view, lot, named(said)) if becomes(said, it.run)]
    certificate = said.certificate if isinstance(said, Destroyed | Witnessed) else None

    def changed(run: Run) -> Run:
        return msgspec.structs.replace(
            run, condition=into, since=entry.position, certificate=certificate
        )

    yield from tuple(carve(view, found, changed))
    yield from stepped(view, recounted(lot, found, into), entry, said.on)
    if isinstance(said, Replaced):
        yield view.replacements.put(
            Replacement(
                chip=said.chip, by=said.by, rma=said.rma, on=said.on, position=entry.position
            )
        )
    elif isinstance(said, Destroyed):
        yield view.declarations.put(
            Declaration(
                lot=said.lot,
                certificate=said.certificate,
                witness=said.witness,
                method=said.method,
                on=said.on,
                position=entry.position,
            )
        )


def recounted(lot: Lot, found: Sequence[Piece], into: Condition) -> Lot:
    """Return a lot as it counts its chips once these are in another condition."""
    counts: dict[str, Any] = {field: getattr(lot, field) for field in COUNTED.values()}
    for piece in found:
        for condition, sign in ((piece.run.condition, -1), (into, 1)):
            if field := COUNTED.get(condition):
                counts[field] += sign * piece.chips
    return msgspec.structs.replace(lot, **counts)
