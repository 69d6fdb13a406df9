"""What the platform says about training: one run that is presented as several, untold."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from comptrol.domains.alarms import Raised, Strength, unraised
from comptrol.domains.law import LawAsOf, adopted_rulebook
from comptrol.domains.parties import PartiesView, group
from comptrol.domains.training.queries import ancestors, known_run
from comptrol.domains.training.statements import Ended, LineageCorrected, RunDeclared, RunId
from comptrol.domains.training.view import End, Run, TrainingView
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World

SAME_WEIGHTS: Final = "training.same-weights"
VERSION: Final = 1
BENIGN: Final = (
    "both begin from weights that everybody can have, and nobody has named them",
    "a digest of an empty or a wrong file was given",
    "what the run comes from is still to be corrected",
)
_NAMED_MAX: Final = 50

SLICES: Final = "training.slices"
SLICES_BENIGN: Final = (
    "models trained one after another, each from scratch, and sized to stay below a limit",
    "a budget for each run that happens to end just below it",
)
GAP_DAYS: Final = 14
NEAR: Final = (1, 2)
"""Another run begins so soon, and what stopped came to this part of a limit at least: ours."""
STEPS_MIN: Final = 2
"""So many runs in a row: a single one says nothing."""
_STEPS_MAX: Final = 20
_HOUSE_MAX: Final = 20
_RUNS_MAX: Final = 200
_PERIODS_MAX: Final = 1000


HEARS: Final = (RunDeclared, LineageCorrected, Ended)


def react(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Raise an alarm where a run begins with the weights that another one ended with, untold.

    That is how a run is cut into slices that are each below a limit (EU guidelines, Annex A.1:
    compute of weights used for initialisation counts). A digest that differs shows nothing.
    """
    match entry.statement:
        case RunDeclared(run=run) | LineageCorrected(run=run) | Ended(run=run):
            yield from unraised(world, _undeclared(run, entry.position, world))
            if isinstance(entry.statement, RunDeclared):
                yield from unraised(world, _sliced(run, entry, world))
        case _:
            return


def _undeclared(run: RunId, because: int, world: World) -> Iterator[Raised]:
    row = known_run(world, run)
    if row.first_weights is not None:
        for earlier in _with(row.first_weights, End.LAST, world):
            yield from _pair(earlier, run, because, world)
    if row.last_weights is not None:
        for later in _with(row.last_weights, End.FIRST, world):
            yield from _pair(run, later, because, world)


def _with(digest: Digest, end: End, world: World) -> list[RunId]:
    """Return the runs that such weights stand at one end of, a sensible number of them."""
    found = world[TrainingView].weights.where(digest=digest, end=end, limit=_NAMED_MAX)
    return [it.run for it in found]


def _pair(earlier: RunId, later: RunId, because: int, world: World) -> Iterator[Raised]:
    if earlier == later or earlier in ancestors(world, later):
        return
    before, after = known_run(world, earlier), known_run(world, later)
    yield Raised(
        because=because,
        alarm=f"{SAME_WEIGHTS}/run:{earlier}/run:{later}",
        detector=SAME_WEIGHTS,
        version=VERSION,
        strength=Strength.FACT,
        explanation=(
            f"Run {later} begins with weights of the digest with which run {earlier} ended, and "
            f"is not declared to come from it: what {earlier} took would count to it."
        ),
        benign=BENIGN,
        evidence=tuple(sorted({before.declared_at, after.declared_at, after.lineage_at})),
        parties=tuple(dict.fromkeys((before.developer, after.developer))),
    )


def _sliced(run: RunId, entry: Entry[Any], world: World) -> Iterator[Raised]:
    """Yield where run after run of a house stops below a limit, and the next begins at once.

    None is declared to come from another. Digests may be kept back or made to differ: this looks
    at days and amounts alone, as they were stated, so it is weak.
    """
    row = known_run(world, run)
    before = _run_before(row, world)
    if not before or row.sources:
        return
    for name, limit in _limits(row.began_on, world):
        slices = _below(before, limit, world)
        if len(slices) >= STEPS_MIN:
            yield _slices(row, slices, name, limit, entry.position)


def _limits(on: date, world: World) -> Iterator[tuple[str, int]]:
    """Yield every number of operations that the adopted law names on a day."""
    book = adopted_rulebook(world)
    if book is None:
        return
    law = LawAsOf(rulebook=book, day=on, known_at=on)
    for name in sorted(book.parameters):
        number = law.number_or_none(name) if book.parameters[name].unit == "operations" else None
        if number is not None:
            yield name, int(number)


def _run_before(row: Run, world: World) -> list[Run]:
    """Return the runs of one house that stopped just before another began, the last first."""
    house = group(world[PartiesView], row.developer)[:_HOUSE_MAX]
    view, known = world[TrainingView], list[Run]()
    for party in house:
        known += view.runs.where(developer=party, limit=_RUNS_MAX)
    found, at = list[Run](), row
    while len(found) < _STEPS_MAX:
        ended = [
            it
            for it in known
            if it.ended_on is not None
            and not it.sources
            and it.purpose is row.purpose
            and 0 <= (at.began_on - it.ended_on).days <= GAP_DAYS
            and it.began_on < at.began_on
        ]
        if not ended:
            break
        at = max(ended, key=lambda it: (it.ended_on or date.min, it.run))
        found.append(at)
    return found


def _below(before: list[Run], limit: int, world: World) -> list[tuple[Run, int]]:
    """Return the runs in a row, back from the last, that each stopped below a limit, and near."""
    found = list[tuple[Run, int]]()
    for row in before:
        periods = world[TrainingView].periods.where(run=row.run, limit=_PERIODS_MAX)
        stated = [it.use.stated for it in periods if it.use is not None]
        if not stated or None in stated:
            break
        total = sum(it.whole[1] for it in stated if it is not None)
        if not limit * NEAR[0] <= total * NEAR[1] <= limit * NEAR[1]:
            break
        found.append((row, total))
    return found


def _slices(
    row: Run, slices: list[tuple[Run, int]], name: str, limit: int, because: int
) -> Raised:
    rows = [it for it, _ in reversed(slices)]
    told = ", ".join(f"{it.run} {total:.2e}" for it, total in reversed(slices))
    whole = sum(total for _, total in slices)
    return Raised(
        because=because,
        alarm=f"{SLICES}/{name}/run:{rows[0].run}",
        detector=SLICES,
        version=VERSION,
        strength=Strength.WEAK,
        explanation=(
            f"{len(rows)} runs in a row stopped below {limit:.2e} operations ({name}) and none by "
            f"more than half: {told}; {whole:.2e} together. Within {GAP_DAYS} days of each "
            f"another began, {row.run} at last, and none is declared to come from any other."
        )[:1000],
        benign=SLICES_BENIGN,
        evidence=tuple(sorted({because, *(it.declared_at for it in rows)})),
        parties=tuple(dict.fromkeys(it.developer for it in (*rows, row))),
    )
