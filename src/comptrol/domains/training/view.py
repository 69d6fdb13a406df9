"""What is known of training runs: each run, what it comes from, and what it used."""

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import assert_never

import msgspec

from comptrol.domains.training.statements import (
    Ended,
    LineageCorrected,
    Outcome,
    PeriodCorrected,
    PeriodDeclared,
    PeriodId,
    Purpose,
    RunDeclared,
    RunId,
    Source,
    TrainingStatement,
    Use,
)
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Key, Table, View


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One run of training, and the runs that it comes from directly."""

    run: RunId
    developer: PartyId
    purpose: Purpose
    began_on: date
    sources: tuple[Source, ...]
    first_weights: Digest | None
    published: bool | None
    declared_at: int
    lineage_at: int
    """Where what it comes from was said last."""
    ended_on: date | None = None
    outcome: Outcome | None = None
    last_weights: Digest | None = None


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """What a run used in one period, as it was said last."""

    run: RunId
    period: PeriodId
    use: Use | None
    """Nothing: it was taken back."""
    version: int
    said_at: int


class End(Enum):
    """Which end of a run some weights stand at."""

    FIRST = "first"
    LAST = "last"


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """A digest of weights at one end of a run: what ends one run may begin another."""

    digest: Digest
    end: End
    run: RunId
    position: int


class TrainingView(View):
    """Runs, their periods, and the digests of their weights."""

    runs: Table[RunId, Run] = Table.of("training_runs", Run, key="run", indexes=("developer",))
    periods: Table[Key, Period] = Table.of("training_periods", Period, key="run period")
    weights: Table[Key, Weights] = Table.of("training_weights", Weights, key="digest end run")


def apply(view: TrainingView, entry: Entry[TrainingStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case RunDeclared() as said:
            yield from _declared(view, said, entry.position)
        case PeriodDeclared(run=run, period=period, use=use):
            row = Period(run=run, period=period, use=use, version=1, said_at=entry.position)
            yield view.periods.put(row)
        case PeriodCorrected(run=run, period=period, use=use):
            before = view.periods.get((run, period))
            assert before is not None, "an admitted correction is of a known period"
            version = before.version + 1
            row = Period(run=run, period=period, use=use, version=version, said_at=entry.position)
            yield view.periods.put(row)
        case LineageCorrected(run=run, sources=sources):
            changed = msgspec.structs.replace(
                _known(view, run), sources=sources, lineage_at=entry.position
            )
            yield view.runs.put(changed)
        case Ended() as said:
            yield from _ended(view, said, entry.position)
        case never:
            assert_never(never)


def _known(view: TrainingView, run: RunId) -> Run:
    found = view.runs.get(run)
    assert found is not None, "an admitted statement is of a known run"
    return found


def _declared(view: TrainingView, said: RunDeclared, position: int) -> Iterator[Change]:
    first = said.first_weights.digest if said.first_weights is not None else None
    yield view.runs.put(
        Run(
            run=said.run,
            developer=said.developer,
            purpose=said.purpose,
            began_on=said.began_on,
            sources=said.sources,
            first_weights=first,
            published=said.published,
            declared_at=position,
            lineage_at=position,
        )
    )
    if first is not None:
        row = Weights(digest=first, end=End.FIRST, run=said.run, position=position)
        yield view.weights.put(row)


def _ended(view: TrainingView, said: Ended, position: int) -> Iterator[Change]:
    known = _known(view, said.run)
    last = said.last_weights.digest if said.last_weights is not None else None
    yield view.runs.put(
        msgspec.structs.replace(
            known,
            ended_on=said.on,
            outcome=said.outcome,
            last_weights=last,
            published=known.published if said.published is None else said.published,
        )
    )
    if last is not None:
        yield view.weights.put(Weights(digest=last, end=End.LAST, run=said.run, position=position))
