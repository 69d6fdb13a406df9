"""Run slicing: training is stopped below a cap and goes on as a new model, from the checkpoint.

Attack: run after run, each stopped below 10^25 operations, each begun from the weights that the
last one ended with, and none declared to come from it. Weaker forms have an affiliate go on, or
keep the digests back, or write the same weights anew so that the digest differs. Twin: a
laboratory that trains one model after another, each from scratch.

Source: Commission guidelines C(2025) 5045 final, Annex A.1 para 121; Pistillo & Villalobos
arXiv:2502.00003.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from benches.adversary.acts import Acts
from benches.adversary.cast import H100
from benches.adversary.scenario import SeenBy
from benches.adversary.stage import Stage
from comptrol.domains.training import (
    ChipUse,
    Commitment,
    Ended,
    Outcome,
    PeriodDeclared,
    PeriodId,
    Purpose,
    RunDeclared,
    RunId,
    Use,
)
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.quantity import Flop

ID: Final = "run-slicing"
SAME, AFFILIATE, WITHHELD, RESAVED = STRENGTHS = (
    "the digests are the same",
    "an affiliate goes on",
    "digests are kept back",
    "weights are written anew",
)
SEEN_BY: Final = SeenBy(alarms=("training.same-weights", "training.slices"))
CAP: Final = 10**25
SLICES: Final = 3
BASIS: Final = "rules of the laboratory's licence"


def attack(stage: Stage, strength: str) -> Acts[None]:
    """Train one model in slices that are each below the cap."""
    labs = yield from _labs(stage, affiliated=strength == AFFILIATE)
    weights: Digest | None = None
    day = stage.chance.randint(2, 10)
    for number in range(SLICES):
        flop = int(CAP * stage.chance.uniform(0.75, 0.98))
        first, weights = weights, _digest(stage)
        if strength == RESAVED and first is not None:
            first = _digest(stage)
        shown = (None, None) if strength == WITHHELD else (first, weights)
        lab, length = labs[number % len(labs)], stage.chance.randint(15, 25)
        does = stage.says if number == 0 else stage.does  # the first run is what it says it is
        for on, said in _run(stage, number, lab, day, length, flop, shown):
            yield does(on, lab, said)
        day += length + stage.chance.randint(2, 5)


def twin(stage: Stage, strength: str) -> Acts[None]:
    """Train models of many sizes one after the other, each from scratch."""
    labs = yield from _labs(stage, affiliated=strength == AFFILIATE)
    day = stage.chance.randint(2, 10)
    for number in range(SLICES):
        flop = int(CAP * min(0.98, stage.chance.lognormvariate(-2.0, 1.2)))
        digests = (None, None) if strength == WITHHELD else (_digest(stage), _digest(stage))
        lab, length = labs[number % len(labs)], stage.chance.randint(15, 25)
        for on, said in _run(stage, number, lab, day, length, flop, digests):
            yield stage.says(on, lab, said)
        day += length + stage.chance.randint(2, 40)


def _labs(stage: Stage, *, affiliated: bool) -> Acts[list[PartyId]]:
    first = yield from stage.customer(0, "lab", "FR")
    if not affiliated:
        return [first]
    return [first, (yield from stage.customer(0, "other", "FR", parent=first))]


def _digest(stage: Stage) -> Digest:
    return Digest(sha256(stage.chance.randbytes(32)).hexdigest())


def _run(  # noqa: PLR0913, PLR0917  (a run has as many parts)
    stage: Stage,
    number: int,
    lab: PartyId,
    day: int,
    length: int,
    flop: int,
    digests: tuple[Digest | None, Digest | None],
) -> Iterator[tuple[int, RunDeclared | PeriodDeclared | Ended]]:
    """Yield what is said of one run, from its beginning to its end."""
    run, (first, last) = RunId(stage.name(f"run-{number}")), digests
    yield (
        day,
        RunDeclared(
            run=run,
            developer=lab,
            purpose=Purpose.TRAINING,
            began_on=stage.day(day),
            first_weights=_kept(stage, first),
        ),
    )
    use = Use(
        since=stage.at(day),
        until=stage.at(day + length),
        chips=(ChipUse(model=H100, chips=flop // (length * 86_400 * 4 * 10**14)),),
        stated=Flop.exactly(flop),
    )
    yield day + length, PeriodDeclared(run=run, period=PeriodId("all"), use=use)
    on = stage.day(day + length)
    ended = Ended(run=run, on=on, outcome=Outcome.STOPPED, last_weights=_kept(stage, last))
    yield day + length, ended


def _kept(stage: Stage, digest: Digest | None) -> Commitment | None:
    if digest is None:
        return None
    return Commitment(digest=digest, legal_basis=BASIS, kept_until=stage.day(3 * 365))
