"""What the platform says about training: weights that end one run and begin another, untold."""

from collections.abc import Iterator
from typing import Any, Final

from comptrol.domains.alarms import Raised, Strength, unraised
from comptrol.domains.training.queries import ancestors, known_run
from comptrol.domains.training.statements import Ended, LineageCorrected, RunDeclared, RunId
from comptrol.domains.training.view import End, TrainingView
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


def react(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Raise an alarm where a run begins with the weights that another one ended with, untold.

    That is how a run is cut into slices that are each below a limit (EU guidelines, Annex A.1:
    compute of weights used for initialisation counts). A digest that differs shows nothing.
    """
    match entry.statement:
        case RunDeclared(run=run) | LineageCorrected(run=run) | Ended(run=run):
            yield from unraised(world, _undeclared(run, entry.position, world))
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
