"""How often detectors were right, as people decided it, and how long people took."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from comptrol.domains.alarms import AlarmsView
from comptrol.domains.cases.formulas import is_small, middle, pooled, share
from comptrol.domains.cases.statements import Outcome
from comptrol.domains.cases.view import Case, CasesView
from comptrol.domains.gate import GateView
from comptrol.domains.parties import PartiesView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

NO_ALARM: Final = "no alarm"
UNKNOWN: Final = "unknown"
DAY_S: Final = 86_400


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How the cases of one group came out. Nothing in place of a number: too small to be shown."""

    group: str
    cases: int
    open: int | None
    upheld: int | None
    """As it stands: what an appeal undid is dismissed."""
    dismissed: int | None
    undetermined: int | None
    undone: int | None
    """Dismissed because an appeal was granted; counted there too."""
    precision: str | None
    """Upheld of upheld and dismissed, to three decimals."""
    false_alarms: str | None
    """Dismissed of upheld and dismissed."""
    notice_days: int | None
    """From the opening to the notice: the middle case."""
    decision_days: int | None
    """From the opening to the decision: the middle case."""


class CaseStatistics(msgspec.Struct, frozen=True, kw_only=True):
    """Cases by detector, and by country, size and sector of their first subject."""

    cases: int
    detectors: tuple[Tally, ...]
    countries: tuple[Tally, ...]
    sizes: tuple[Tally, ...]
    sectors: tuple[Tally, ...]
    public: bool
    note: str


_PUBLIC: Final = (
    "Groups of fewer than 5 cases are one group, or left out; where a number of a group is below "
    "5 the group shows its total alone. A case with alarms of two detectors counts for both."
)
_FULL: Final = "Not for publication: small numbers single somebody out."


def statistics(world: World) -> CaseStatistics:
    """Say how often detectors were right, and whether subjects fare alike; nothing small."""
    return counted(world, public=True)


def counted(world: World, *, public: bool) -> CaseStatistics:
    """Count all cases; for the public without anything that singles somebody out."""
    every = tuple(world[CasesView].cases.where())
    groups: dict[str, dict[str, list[Case]]] = {
        it: defaultdict(list) for it in ("detectors", "countries", "sizes", "sectors")
    }
    for case in every:
        subject = case.parties[0]
        for detector in _detectors(world, case):
            groups["detectors"][detector].append(case)
        groups["countries"][_country(world, subject)].append(case)
        groups["sizes"][_size(world, subject)].append(case)
        groups["sectors"][_sector(world, subject)].append(case)
    return CaseStatistics(
        cases=0 if public and is_small(len(every)) else len(every),
        **{name: _tallies(found, public=public) for name, found in groups.items()},
        public=public,
        note=_PUBLIC if public else _FULL,
    )


def _detectors(world: World, case: Case) -> Iterable[str]:
    raised = world[AlarmsView].alarms
    found = [it.detector for name in case.alarms if (it := raised.get(name)) is not None]
    return dict.fromkeys(found) or (NO_ALARM,)


def _country(world: World, party: PartyId) -> str:
    found = world[PartiesView].parties.get(party)
    return UNKNOWN if found is None else str(found.headquarters or found.country)


def _sector(world: World, party: PartyId) -> str:
    found = world[PartiesView].parties.get(party)
    roles = sorted(it.value for it in found.roles) if found is not None else []
    return " ".join(roles) or UNKNOWN


def _size(world: World, party: PartyId) -> str:
    """Return how many chips a party rents at once now, by their number of digits."""
    load = world[GateView].loads.get(party)
    if load is None or load.chips <= 0:
        return "rents no chips now"
    digits = len(str(load.chips))
    return f"{10 ** (digits - 1)} to {10**digits - 1} chips"


def _tallies(groups: Mapping[str, list[Case]], *, public: bool) -> tuple[Tally, ...]:
    shown = pooled(groups) if public else {name: groups[name] for name in sorted(groups)}
    return tuple(_tally(name, cases, public=public) for name, cases in shown.items())


def _tally(group: str, cases: list[Case], *, public: bool) -> Tally:
    outcomes = [_outcome(it) for it in cases]
    numbers = {
        "open": outcomes.count(None),
        "upheld": outcomes.count(Outcome.UPHELD),
        "dismissed": outcomes.count(Outcome.DISMISSED),
        "undetermined": outcomes.count(Outcome.UNDETERMINED),
        "undone": sum(1 for it in cases if it.granted),
    }
    hidden = public and any(map(is_small, numbers.values()))
    settled = numbers["upheld"] + numbers["dismissed"]
    noticed = [(it.noticed_at, it) for it in cases]
    decided = [(it.decided_at, it) for it in cases]
    times = [
        [int((at - it.opened_at).total_seconds()) // DAY_S for at, it in pairs if at is not None]
        for pairs in (noticed, decided)
    ]
    few = [public and is_small(len(it)) for it in times]
    shown: dict[str, int | None] = {
        name: None if hidden else many for name, many in numbers.items()
    }
    return Tally(
        group=group,
        cases=len(cases),
        **shown,
        precision=None if hidden else share(numbers["upheld"], settled),
        false_alarms=None if hidden else share(numbers["dismissed"], settled),
        notice_days=None if few[0] else middle(times[0]),
        decision_days=None if few[1] else middle(times[1]),
    )


def _outcome(case: Case) -> Outcome | None:
    """Return what came of a case in the end; nothing while nobody has decided it."""
    return Outcome.DISMISSED if case.granted else case.outcome
