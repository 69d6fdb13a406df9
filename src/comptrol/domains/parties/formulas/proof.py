"""Why is a party blocked, so that a reader can work it out again by hand?

A proof is a row of steps, the party first. Each names the holdings that first reached the line,
with source and days; each owner in it is listed, or has a step of its own further down.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import TypeAlias

import msgspec

from comptrol.domains.parties.formulas.cascade import Cascade, Threshold, reached
from comptrol.domains.parties.formulas.holdings import Holding


class Step(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why one party is caught: the lower bounds of these holdings add to what is needed."""

    id: str
    needed_bp: int
    total_bp: int
    holdings: tuple[Holding, ...]
    control: bool = False
    """By an asserted control, whatever the shares are."""


Proof: TypeAlias = tuple[Step, ...]


class Proofs:
    """The proofs of one cascade; a step that several of them share is worked out once."""

    def __init__(self, cascade: Cascade) -> None:
        self._cascade = cascade
        self._runs: dict[int, Mapping[int, int]] = {}
        self._steps: dict[tuple[int | None, int], Step] = {}

    def of(self, party: str, *, steps_max: int | None = None) -> Proof:
        """Return why a party is blocked; nothing where it is not, or is listed itself.

        Cut at so many steps, a proof leaves to the parties it still names the steps of their own.
        """
        numbers = self._cascade.holdings.numbers
        number = numbers.get(party)
        if number is None or not self._cascade.lower.rounds.get(number):
            return ()
        root = self._cascade.lower.roots.get(number)
        rounds = self._rounds(root)
        found: dict[int, Step] = {}
        waiting = [number]
        for one in waiting:
            if one in found or not rounds[one]:
                continue
            if len(found) == steps_max:
                break
            found[one] = self._step(root, one, rounds)
            waiting += [numbers[it.owner] for it in found[one].holdings]
        return tuple(found.values())

    def _rounds(self, root: int | None) -> Mapping[int, int]:
        """Return in which rounds parties were caught; by one listed party, if that was alone."""
        if root is None:
            return self._cascade.lower.rounds
        if root not in self._runs:
            graph, rule, day = self._cascade.holdings, self._cascade.rule, self._cascade.day
            self._runs[root] = reached(graph, [graph.names[root]], rule, day, graph.low).rounds
        return self._runs[root]

    def _step(self, root: int | None, party: int, rounds: Mapping[int, int]) -> Step:
        if (root, party) not in self._steps:
            graph, needed = self._cascade.holdings, self._cascade.rule.needed_bp
            held = _deciding(self._cascade, party, rounds)
            total = sum(graph.low[it] for it in held)
            self._steps[root, party] = Step(
                id=graph.names[party],
                needed_bp=needed,
                total_bp=total,
                holdings=tuple(map(graph.holding, held)),
                control=total < needed,
            )
        return self._steps[root, party]


def _deciding(cascade: Cascade, party: int, rounds: Mapping[int, int]) -> list[int]:
    """Return the fewest holdings, largest first, that reach the line; or one that controls."""
    graph, needed, before = cascade.holdings, cascade.rule.needed_bp, rounds[party]
    into = graph.of_asset(party, cascade.day)
    held = [it for it in into if rounds.get(graph.owner[it], before) < before]
    held.sort(key=graph.order)
    chosen, total = list[int](), 0
    for it in held:
        if total >= needed:
            break
        total += graph.low[it]
        chosen.append(it)
    if total >= needed:
        return chosen
    return next([it] for it in held if it in graph.controls.get(graph.owner[it], ()))


def proof(cascade: Cascade, party: str) -> Proof:
    """Return why one party is blocked, down to the listed."""
    return Proofs(cascade).of(party)


def check_proof(
    steps: Proof,
    *,
    register: Iterable[Holding],
    listed: Collection[str],
    rule: Threshold,
    day: date,
) -> tuple[str, ...]:
    """Return what is wrong with a proof, held against a register; nothing if it holds.

    It shares no code with what makes proofs: it counts holdings, adds, and looks for a circle.
    """
    entered = Counter(register)
    faults = [fault for step in steps for fault in _faults(step, entered, rule, day)]
    known = {step.id: step for step in steps}
    ends = {it.owner for step in steps for it in step.holdings} - known.keys()
    if not steps:
        faults.append("there is no step")
    if len(known) != len(steps):
        faults.append("a party has two steps")
    faults += [f"{it} is neither listed nor has a step" for it in sorted(ends - set(listed))]
    if not rule.aggregate and len(ends) > 1:
        faults.append(f"one listed party alone is needed, there are {len(ends)}")
    return (*faults, *_circle(known))


def _faults(step: Step, entered: Counter[Holding], rule: Threshold, day: date) -> Iterator[str]:
    for holding, times in Counter(step.holdings).items():
        if times > entered[holding]:
            yield f"{step.id}: the register has no such holding of {holding.owner}"
        if holding.asset != step.id:
            yield f"{step.id}: a holding in {holding.asset} proves nothing of it"
        before = holding.start is not None and day < holding.start
        if before or (holding.until is not None and day >= holding.until):
            yield f"{step.id}: the holding of {holding.owner} is not in force on {day}"
    total = sum(it.bp_min for it in step.holdings)
    if (total, rule.needed_bp) != (step.total_bp, step.needed_bp):
        yield f"{step.id}: {total} of {rule.needed_bp} needed, not as stated"
    controlled = rule.control_counts and any(it.control for it in step.holdings)
    if total < rule.needed_bp and not (step.control and controlled):
        yield f"{step.id}: {total} is less than the {rule.needed_bp} needed"


def _circle(known: dict[str, Step]) -> tuple[str, ...]:
    """Take away, again and again, the steps whose owners have none left."""
    left = {name: {it.owner for it in step.holdings} for name, step in known.items()}
    while ended := {name for name, owners in left.items() if owners.isdisjoint(left)}:
        left = {name: owners for name, owners in left.items() if name not in ended}
    return tuple(f"{name}: stands on itself, in a circle" for name in sorted(left))
