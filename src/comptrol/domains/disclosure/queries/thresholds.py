"""Which runs and clusters of a provider are above a threshold of a duty to report?

All thresholds are strict: what equals one is not above it. What is known as a range is above
where its least is, and perhaps above where only its most is.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

import msgspec

from comptrol.domains.law import DutyState, LawView, Topic, adopted, duties, rulebook_named, stance
from comptrol.domains.registry import (
    Cluster,
    ClusterShelf,
    RegistryView,
    SiteId,
    cluster_of,
)
from comptrol.domains.training import (
    CountingMethods,
    Range,
    Regime,
    RunId,
    Scope,
    Verdict,
    cumulative,
    runs,
    verdict,
)
from comptrol.kernel.errors import OutOfRangeError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Flop
from comptrol.kernel.view import World

RUNS_MAX: Final = 1_000
OPERATIONS: Final = "operations"
PEAK: Final = "tera-operations per second"


class RunAbove(msgspec.Struct, frozen=True, kw_only=True):
    """A declared training run that is, or may be, above the threshold of a duty."""

    run: RunId
    duty: str
    state: str
    binds: bool
    flop: Flop
    method: str
    """By which its operations are counted, before any margin."""
    threshold: Decimal
    verdict: Verdict


class ClusterAbove(msgspec.Struct, frozen=True, kw_only=True):
    """Sites of a provider that hang together and are, or may be, above a threshold."""

    sites: tuple[SiteId, ...]
    chips: int
    peak_tflops: Decimal
    """Dense, at 16 bits, of the chips whose peak is known."""
    definition: str
    """The definition of a cluster by which the sites hang together."""
    coverage: str
    """What the verdict by that definition is."""
    duties: tuple[str, ...]
    """Those whose threshold the peak is above, strictly."""
    needs: tuple[str, ...]


def runs_above(world: World, provider: PartyId, on: date) -> tuple[RunAbove, ...]:
    """Return the runs of a developer that are not certainly below a threshold, on a day."""
    asked = [it for it in _duties(world, on) if it.unit == OPERATIONS]
    found = runs(world, developer=provider, limit=RUNS_MAX)
    begun = [it.run for it in found if it.began_on <= on]
    return tuple(above for run in begun for it in asked for above in _run(world, run, it, on))


def clusters_above(world: World, provider: PartyId, on: date) -> tuple[ClusterAbove, ...]:
    """Return the clusters of an operator that are covered or above a threshold, on a day."""
    asked = [it for it in _duties(world, on) if it.unit == PEAK and it.duty.topic is Topic.CLUSTER]
    shelf = world.reference(ClusterShelf).definitions
    own = [it.site for it in world[RegistryView].sites.where() if it.operator == provider]
    found, seen = list[ClusterAbove](), set[SiteId]()
    for name in list(shelf)[-1:]:
        for site in own:
            if site in seen:
                continue
            it = cluster_of(world, site=site, on=on, definition=name)
            seen.update(it.sites)
            found.extend(_cluster(it, asked))
    return tuple(found)


def _duties(world: World, on: date) -> tuple[DutyState, ...]:
    posture = stance(adopted(world[LawView])).posture
    return duties(rulebook_named(world, None), on, on, posture)


def _run(world: World, run: RunId, law: DutyState, on: date) -> Iterator[RunAbove]:
    if law.threshold is None:
        return
    regime, scope = _counted_for(world, law.duty.threshold, on)
    if regime is None:
        return
    sums = cumulative(world, run=run, on=on, regime=regime)
    flop = sums.direct if scope is Scope.DIRECT else sums.flop
    limit = Range.exactly(Fraction(law.threshold))
    said = verdict(Range.said(flop), limit, complete=not sums.needs)
    if said is Verdict.BELOW:
        return
    yield RunAbove(
        run=run,
        duty=law.duty.duty,
        state=law.state,
        binds=law.binds,
        flop=flop,
        method=sums.method,
        threshold=law.threshold,
        verdict=said,
    )


def _counted_for(world: World, parameter: str, on: date) -> tuple[Regime | None, Scope]:
    """Return whose method counts for a threshold; one that no method has, by the EU's method."""
    methods, fallback = world.reference(CountingMethods), None
    for regime in Regime:
        try:
            method = methods.on(regime, on)
        except OutOfRangeError:
            continue
        fallback = fallback or regime
        for it in method.thresholds:
            if it.parameter == parameter:
                return regime, it.scope
    return fallback, Scope.CUMULATIVE


def _cluster(it: Cluster, asked: list[DutyState]) -> Iterator[ClusterAbove]:
    peak = it.verdict.peak_tflops
    above = [d.duty.duty for d in asked if d.threshold is not None and peak > d.threshold]
    if above or it.verdict.coverage.value != "not covered":
        yield ClusterAbove(
            sites=it.sites,
            chips=it.verdict.chips,
            peak_tflops=peak,
            definition=it.verdict.definition,
            coverage=it.verdict.coverage.value,
            duties=tuple(above),
            needs=it.verdict.needs,
        )
