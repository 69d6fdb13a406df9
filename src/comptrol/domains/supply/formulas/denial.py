"""If some countries sold nothing of this to another, what would it be left with?

This asks who else supplies, from tables of world supply. It does not know stocks, prices, or what
the other can make by itself that no table names; a share elsewhere is where supply could come
from, and not that it would.
"""

from collections.abc import Collection, Iterable
from decimal import Decimal

import msgspec

from comptrol.domains.supply.formulas.concentration import Bounds, between, percent
from comptrol.domains.supply.formulas.graph import Graph
from comptrol.domains.supply.formulas.losing import (
    OVER,
    Lost,
    Reach,
    Removed,
    countries,
    lost,
    members,
)
from comptrol.domains.supply.formulas.reaching import State, Step, reach
from comptrol.domains.supply.formulas.removal import Removal, own_state, removal
from comptrol.domains.supply.formulas.spread import WHOLE, Range, Spread
from comptrol.domains.supply.statements import InputId, InputKind
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import CountryCode

OTHERS_SHOWN = 5


class Other(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody else who supplies."""

    supplier: str
    title: str
    percent: Bounds | None
    """Nothing: how much is not known."""


class Denied(msgspec.Struct, frozen=True, kw_only=True):
    """What one supply comes to for whom it is denied."""

    input: InputId
    title: str
    by: str
    year: int
    state: str
    """``cut``: nobody else supplies; ``open``: it is not known; ``stands``: others do."""
    controlled_percent: Bounds
    """What is made by those who sell nothing."""
    own_percent: Bounds
    """What is made by the one that is denied it."""
    elsewhere_percent: Bounds
    """What others make: where a control leaks, or supply is replaced."""
    others: tuple[Other, ...]
    coverage_percent: Decimal


class Denial(msgspec.Struct, frozen=True, kw_only=True):
    """What a control would come to, and what the other side could do in turn."""

    by: tuple[CountryCode, ...]
    against: CountryCode
    inputs: tuple[Denied, ...]
    """The supplies of which those countries make anything, most first."""
    cut_off: tuple[tuple[Step, ...], ...]
    """Paths to what it could no longer make, for certain."""
    may_be_cut_off: tuple[tuple[Step, ...], ...]
    in_turn: Removal
    """What those countries would lose if the other sold nothing to anybody."""
    uncovered: tuple[InputId, ...]


def denial(
    graph: Graph,
    by: Collection[CountryCode],
    against: CountryCode,
    *,
    of: Collection[InputId] = (),
    over: int = OVER,
    reach_of: Reach = Reach.EITHER,
) -> Denial:
    """Return what is left to a country when others deny it some inputs, or all of them.

    Raises:
        NotFoundError: no supplier is in a country that denies, or an input is not described.
    """
    _check_asked(graph, by, against, of)
    gone = Removed(frozenset(by), frozenset(), reach_of)
    asked = sorted(of or graph.inputs)
    found = {node: it for node in asked if (it := lost(graph, node, gone)) is not None}
    worst = sorted(found, key=lambda it: (-found[it].range.low, it))
    own = {
        node: own_state(found[node])
        for node in worst
        if graph.inputs[node].is_a is not InputKind.STAGE
    }
    reached = reach(graph, own)
    paths = {
        state: tuple(
            reached.path(graph, node) for node in sorted(own.keys() | reached.came_from.keys())
            if reached.states[node] is state
        )
        for state in (State.CUT, State.OPEN)
    }  # fmt: skip
    hit = sorted(
        (it for it in found.items() if it[1].gone), key=lambda it: (-it[1].range.low, it[0])
    )
    target = Removed(frozenset({against}), frozenset(), reach_of)
    return Denial(
        by=tuple(sorted(by)),
        against=against,
        inputs=tuple(_denied(graph, it, target) for _, it in hit),
        cut_off=paths[State.CUT],
        may_be_cut_off=paths[State.OPEN],
        in_turn=removal(graph, target, over=over),
        uncovered=tuple(it for it in asked if it not in found),
    )


def _check_asked(
    graph: Graph, by: Collection[CountryCode], against: CountryCode, of: Collection[InputId]
) -> None:
    if against in by:
        raise UnreadableError(f"{against}: a country denies nothing to itself")
    strangers = sorted(set(by) - set(countries(graph)))
    if strangers:
        raise NotFoundError(f"{strangers[0]!r}: no supplier is in that country")
    unknown = [it for it in of if it not in graph.inputs]
    if unknown:
        raise NotFoundError(f"{unknown[0]!r}: no input is called so")


def _denied(graph: Graph, found: Lost, target: Removed) -> Denied:
    table = found.found
    mine = (table.named & members(graph, target)) - found.gone
    rest = table.named - mine - found.gone
    own = table.together(mine) if mine else Range(0, 0)
    most = min(WHOLE - found.range.low, table.together(rest).high + table.open)
    least = max(0, WHOLE - found.range.high - own.high)
    return Denied(
        input=table.input,
        title=graph.title(table.input),
        by=table.by.value,
        year=table.year,
        state=own_state(found).word,
        controlled_percent=between(found.range),
        own_percent=between(own),
        elsewhere_percent=between(Range(min(least, most), most)),
        others=tuple(_others(graph, table, rest)),
        coverage_percent=percent(table.coverage),
    )


def _others(graph: Graph, table: Spread, rest: Iterable[str]) -> Iterable[Other]:
    ranked = sorted(rest, key=lambda it: (-table.of(it).low, it))
    for it in ranked[:OTHERS_SHOWN]:
        share = table.of(it) if it in table.known else None
        if share is None or share.high > 0:
            told = None if share is None else between(share)
            yield Other(supplier=it, title=graph.title(it), percent=told)
