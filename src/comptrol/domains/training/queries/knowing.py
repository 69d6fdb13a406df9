"""What does the log know of a run and of all that stands behind it?"""

from collections.abc import Iterator
from datetime import UTC, date
from fractions import Fraction

from comptrol.domains.chips import ChipsView
from comptrol.domains.training.formulas import (
    Counted,
    Group,
    Method,
    Node,
    Worked,
    ancestry,
    counted,
    joined,
    rate_at,
)
from comptrol.domains.training.statements import Outcome, RunId, Source, Use
from comptrol.domains.training.view import Period, Run, TrainingView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.view import World


def known_run(world: World, run: RunId) -> Run:
    """Return a run that is declared, or say that it is not."""
    found = world[TrainingView].runs.get(run)
    if found is None:
        raise NotFoundError(f"no training run {run!r} has been declared")
    return found


def behind(world: World, run: RunId, sources: tuple[Source, ...]) -> dict[RunId, Run]:
    """Return every declared run that some sources lead to, by whatever bond, with the run itself.

    Each is read once, so that it ends whatever the lineage is like.
    """
    view, found = world[TrainingView], dict[RunId, Run]()
    waiting = [it.run for it in sources]
    own = view.runs.get(run)
    if own is not None:
        found[run] = own
    while waiting:
        name = waiting.pop()
        row = None if name in found else view.runs.get(name)
        if row is not None:
            found[name] = row
            waiting += [it.run for it in row.sources]
    return found


def ancestors(world: World, run: RunId) -> tuple[RunId, ...]:
    """Return every run whose weights went into a run, the nearest first, each once, not itself.

    By initialisation, merging or fine-tuning, at whatever remove. Nothing for an unknown run.
    """
    known = world[TrainingView].runs.get(run)
    if known is None:
        return ()
    rows = behind(world, run, known.sources)
    return ancestry({name: row.sources for name, row in rows.items()}, run)


def worked_of(world: World, called: str, use: Use) -> Worked:
    """Return a period with the rates of its chips, as their models are described now.

    A precision that a model is no longer known for is taken for not stated: the range is wider.
    """
    groups = list[Group]()
    for it in use.chips:
        model = world[ChipsView].models.get(it.model)
        assert model is not None, "an admitted period names known models"
        groups.append(Group(model.name, it.chips, model.rates))
    precision = use.precision
    if precision is not None and any(rate_at(it.rates, precision) is None for it in groups):
        precision = None
    whole = (use.until - use.since).total_seconds()
    seconds = use.seconds if use.seconds is not None else int(whole)
    return Worked(
        called=called,
        groups=groups,
        seconds=Fraction(seconds),
        utilisation=use.utilisation,
        precision=precision,
        architecture=use.architecture,
        stated=use.stated,
    )


def periods_of(world: World, run: RunId, on: date) -> Iterator[tuple[Period, Use]]:
    """Yield the periods of a run that had ended on a day, by name, without those taken back."""
    for row in world[TrainingView].periods.where(run=run):
        if row.use is not None and row.use.until.astimezone(UTC).date() <= on:
            yield row, row.use


def counted_of(world: World, run: Run, method: Method, on: date) -> Counted | None:
    """Return what a method counts of a run until a day; nothing where no period is declared."""
    found = [
        counted(worked_of(world, f"period {row.period}", use), run.purpose, method)
        for row, use in periods_of(world, run.run, on)
    ]
    return joined(found) if found else None


def nodes_of(world: World, run: Run, method: Method, on: date) -> dict[RunId, Node]:
    """Return a run and all that stands behind it, as a method counts them until a day.

    The run itself has come to nothing before its first period; an ancestor of which no period was
    ever declared is unknown, which is never the same as nothing.
    """
    nodes = dict[RunId, Node]()
    for name, row in behind(world, run.run, run.sources).items():
        found = counted_of(world, row, method, on)
        if found is None and name == run.run:
            found = joined(())
        nodes[name] = Node(
            run=name,
            purpose=row.purpose,
            sources=row.sources,
            counted=found,
            failed=row.outcome is Outcome.FAILED,
            published=row.published,
        )
    return nodes
