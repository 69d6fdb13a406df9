"""Which chips are drawn from: the strata of a plan, as the registry lists them now."""

from collections.abc import Callable, Sequence
from typing import Annotated, NamedTuple

from msgspec import Meta

from comptrol.domains.chips import ChipsView, FactorSetId
from comptrol.domains.inspection.formulas import canonical_runs, frame_of_runs
from comptrol.domains.inspection.statements import FramedRun, Stratum, StratumName
from comptrol.domains.registry import RegistryView, RunOfSerials, SiteId, serials_in
from comptrol.kernel.identifiers import CountryCode, Digest
from comptrol.kernel.view import World

Strata = Annotated[tuple[Stratum, ...], Meta(min_length=1, max_length=40)]


class Frame(NamedTuple):
    """What is drawn from: the runs of every stratum, the longest there are, in order."""

    runs: dict[StratumName, tuple[FramedRun, ...]]
    meeting: tuple[StratumName, StratumName] | None
    """Two strata that have a chip in common, if any have."""

    @property
    def digest(self) -> Digest:
        """Return what commits to it."""
        return frame_of_runs(self.runs)

    @property
    def chips(self) -> int:
        """Return how many chips all strata have."""
        return sum(map(self.population, self.runs))

    def population(self, stratum: StratumName) -> int:
        """Return how many chips a stratum has."""
        return sum(run.chips for run in self.runs[stratum])


def frame_now(world: World, strata: Sequence[Stratum]) -> Frame:
    """Return what strata are drawn from, as the registry lists its chips at this moment."""
    view = world[RegistryView]
    runs: dict[StratumName, list[FramedRun]] = {it.stratum: [] for it in strata}
    meeting = None
    country_of = _countries(view)
    for run in serials_in(view):
        fitting = [it.stratum for it in strata if _fits(it, run, country_of)]
        for name in fitting:
            runs[name].append(_framed(run))
        if len(fitting) > 1 and meeting is None:
            meeting = (fitting[0], fitting[1])
    return Frame({name: canonical_runs(some) for name, some in runs.items()}, meeting)


def unknown_in(world: World, strata: Sequence[Stratum]) -> list[str]:
    """Return what strata name that nobody knows, such as ``site atlantis``."""
    sites, models = world[RegistryView].sites, world[ChipsView].models
    found = [
        *(f"site {it.site}" for it in strata if it.site and sites.get(it.site) is None),
        *(f"model {it.model}" for it in strata if it.model and models.get(it.model) is None),
    ]
    return list(dict.fromkeys(found))


def values_of(
    world: World, strata: Sequence[Stratum], factor_set: FactorSetId | None
) -> tuple[float | None, ...]:
    """Return what a chip of each stratum counts for: 1, or its factor in a factor set.

    Nothing where a stratum is not of one model, or the set has no factor for it.
    """
    if factor_set is None:
        return (1.0,) * len(strata)
    factors = world[ChipsView].factors
    rows = (
        next(factors.where(factor_set=factor_set, model=it.model, limit=1), None)
        if it.model is not None
        else None
        for it in strata
    )
    return tuple(float(row.h100e) if row is not None else None for row in rows)


def _countries(view: RegistryView) -> Callable[[SiteId | None], CountryCode | None]:
    known: dict[SiteId, CountryCode | None] = {}

    def country_of(site: SiteId | None) -> CountryCode | None:
        if site is None:
            return None
        if site not in known:
            found = view.sites.get(site)
            known[site] = found.country if found is not None else None
        return known[site]

    return country_of


def _fits(
    stratum: Stratum,
    run: RunOfSerials,
    country_of: Callable[[SiteId | None], CountryCode | None],
) -> bool:
    return (
        stratum.site in {None, run.site}
        and stratum.holder in {None, run.holder}
        and stratum.model in {None, run.model}
        and stratum.country in {None, country_of(run.site)}
    )


def _framed(run: RunOfSerials) -> FramedRun:
    return FramedRun(
        prefix=f"{run.maker}/{run.prefix}", digits=run.digits, first=run.first, last=run.last
    )
