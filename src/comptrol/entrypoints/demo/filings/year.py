"""The story of a year: one provider reports honestly, two do not; who is named, and when?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.alarms import Raised
from comptrol.domains.forensics import (
    Balance,
    LevelAdvised,
    Looked,
    LookId,
    Verdict,
    panel,
    standing,
)
from comptrol.domains.parties import Enrolled
from comptrol.entrypoints.demo.clock import StoryClock
from comptrol.entrypoints.demo.filings.calendar import (
    CHIP_SECONDS,
    DUE_DAYS,
    PERIODS,
    START,
    SWITCH,
    WEEKS_EACH,
    ends,
    period_name,
    rules,
    week_of,
)
from comptrol.entrypoints.demo.filings.reporters import CHANNELS, Habits, Reporter, Said, told
from comptrol.entrypoints.demo.scene import Scene
from comptrol.entrypoints.demo.stage import Stage, codes
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import Role

SEED: Final = "a year of filings, 1"
HARBOUR: Final = PartyId("harbour-compute")
LOWLAND: Final = PartyId("lowland-hosting")
DELTA: Final = PartyId("delta-cloud")

LATE_FROM: Final = 5
WITHHOLDS_FROM: Final = 2
HALVES_FROM: Final = SWITCH

REPORTERS: Final = (
    Reporter(
        party=HARBOUR,
        weekly_chip_seconds=1_500_000_000,
        habits=Habits(outage=(18, 19), announces=True),
    ),
    Reporter(
        party=LOWLAND,
        weekly_chip_seconds=900_000_000,
        habits=Habits(shade_ppm=50_000),
    ),
    Reporter(
        party=DELTA,
        weekly_chip_seconds=2_200_000_000,
        habits=Habits(
            announces=False,
            late_from=LATE_FROM,
            late_days=6,
            withhold_ppm=60_000,
            withhold_from=WITHHOLDS_FROM,
            half_from=HALVES_FROM,
        ),
    ),
)
COUNTRIES: Final = {HARBOUR: "NL", LOWLAND: "DE", DELTA: "SG"}
NAMES: Final = {
    HARBOUR: "Harbour Compute BV (invented)",
    LOWLAND: "Lowland Hosting GmbH (invented)",
    DELTA: "Delta Cloud Pte Ltd (invented)",
}

EXPECTED: Final = {
    HARBOUR: frozenset[str](),
    LOWLAND: frozenset({"forensics.drift", "forensics.audited-weeks"}),
    DELTA: frozenset({"forensics.lag", "forensics.restatements", "forensics.definition"}),
}
"""Which detectors must name whom, at least; who is honest must be named by none."""

BEGAN: Final = {
    (LOWLAND, "forensics.drift"): START,
    (LOWLAND, "forensics.audited-weeks"): START,
    (DELTA, "forensics.restatements"): week_of(WITHHOLDS_FROM * WEEKS_EACH)[0],
    (DELTA, "forensics.lag"): week_of(LATE_FROM * WEEKS_EACH)[0],
    (DELTA, "forensics.panel"): week_of(LATE_FROM * WEEKS_EACH)[0],
    (DELTA, "forensics.definition"): week_of(HALVES_FROM * WEEKS_EACH)[0],
    (DELTA, "forensics.drift"): week_of(HALVES_FROM * WEEKS_EACH)[0],
}
"""The first day that was reported in the way that a detector sees."""


def _balance(it: Balance) -> str:
    return (
        f"{it.period}: {it.filed} of {it.members} filed; the total changed by {it.changed}: "
        f"{it.changed_by_members} by what those report who filed both, and {it.changed_by_panel} "
        "by who is in the panel"
    )


@dataclass
class Year:
    """What has happened so far: statements still to come, and the alarms that were raised."""

    clock: StoryClock
    coming: list[Said] = field(default_factory=list)
    raised: list[tuple[date, Raised]] = field(default_factory=list)
    advised: list[tuple[date, LevelAdvised]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def begin(self, stage: Stage) -> Scene:
        """Enrol three providers, and say what is to be reported, and how reports are looked at."""
        for it in REPORTERS:
            key = PublicKey(stage.platform.keyring.create(it.party).key.hex())
            enrolled = Enrolled(
                party=it.party,
                name=NAMES[it.party],
                country=CountryCode(COUNTRIES[it.party]),
                roles=(Role.PROVIDER,),
                key=key,
            )
            self.refused += codes(stage.says(AUTHORITY, enrolled))
        said = list(rules())
        for answer in stage.platform.speaker(AUTHORITY).say_all(said):
            self.refused += codes(answer)
        self.coming = sorted(
            (said for it in REPORTERS for said in told(it, SEED)),
            key=lambda it: (it.on, it.party != AUTHORITY, it.party),
        )
        channels = "; ".join(
            f"{figure} by {', '.join(f'{c} ({sigma // 10_000} %)' for c, sigma in known)}"
            for figure, known in CHANNELS.items()
        )
        return Scene(
            held=not self.refused,
            lines=(
                f"{len(said)} statements: definitions, {PERIODS} periods of {WEEKS_EACH} weeks",
                f"independent estimates, one sigma of their errors: {channels}",
                f"errors are drawn by the seed {SEED!r}: the same at every run",
                *self.refused,
            ),
        )

    def until(self, number: int) -> Callable[[Stage], Scene]:
        """Return the play of all that happens until a period is due, with a look in each week."""

        def play(stage: Stage) -> Scene:
            last = ends(number) + timedelta(DUE_DAYS)
            before = len(self.raised), len(self.advised)
            start = self.clock.now().date()
            while start < last:
                start = min(start + timedelta(7), last)
                self._live(stage, start)
                self._look(stage, start)
            lines = [f"until {last}", *self._lines(*before), *self.refused]
            named = {party for _, it in self.raised for party in it.parties}
            return Scene(held=not self.refused and HARBOUR not in named, lines=tuple(lines))

        return play

    def reckon(self, stage: Stage) -> Scene:
        """Say who was named by what, after how many days, and what is advised now."""
        lines: list[str] = []
        held = True
        for party, expected in EXPECTED.items():
            first: dict[str, date] = {}
            for day, it in self.raised:
                if party in it.parties:
                    first.setdefault(it.detector, day)
            known = {it for named, it in BEGAN if named == party}
            held = held and expected <= first.keys() <= known
            told = [
                f"{it} after {(day - BEGAN.get((party, it), START)).days} days"
                for it, day in first.items()
            ]
            lines.append(f"{party}: {', '.join(told) or 'nothing was raised'}")
        lines += self._standing(stage)
        return Scene(held=held, lines=tuple(lines))

    def fell(self, stage: Stage) -> Scene:
        """Say how much of a fall of the total is due to who is in the panel."""
        with stage.platform.world() as world:
            periods = panel(world, figure=CHIP_SECONDS, on=self.clock.now().date())
        last = next(it for it in periods if it.period == period_name(9))
        whole = last.filed < last.members and last.changed_by_panel is not None
        held = whole and (last.changed_by_panel or 0) < 0
        return Scene(held=held, lines=(_balance(last),))

    def explain(self, stage: Stage) -> Scene:
        """Say what the detectors answer about the honest provider, and why totals changed."""
        on = self.clock.now().date()
        with stage.platform.world() as world:
            found = standing(world, provider=HARBOUR, on=on)
            periods = panel(world, figure=CHIP_SECONDS, on=on)
        answers = [it for it in found.answers if it.verdict is Verdict.NOTHING]
        shown = {it.detector: it.told for it in answers}
        whole = [it for it in periods if it.filed == len(REPORTERS)]
        last = next(it for it in whole if it.period == period_name(1))
        lines = (
            *(f"{HARBOUR}, {detector}: {text}" for detector, text in shown.items()),
            _balance(last),
        )
        alarms = any(it.verdict is Verdict.ALARM for it in found.answers)
        return Scene(held=not alarms and last.changed_by_panel == 0, lines=lines)

    def _live(self, stage: Stage, until: date) -> None:
        """Let everybody say what is to be said until a day, day by day."""
        due = [it for it in self.coming if it.on <= until]
        self.coming = self.coming[len(due) :]
        for (day, party), said in groupby(due, key=lambda it: (it.on, it.party)):
            self.clock.on(day)
            answers = stage.platform.speaker(party).say_all([it.statement for it in said])
            self.refused += [f"{party}: {it}" for answer in answers for it in codes(answer)]
        self.clock.on(until)

    def _look(self, stage: Stage, on: date) -> None:
        """Let the authority look at everybody's reports."""
        answer = stage.says(AUTHORITY, Looked(look=LookId(f"look-{on}"), on=on))
        self.refused += codes(answer)
        for it in answer.consequences if isinstance(answer, Receipt) else ():
            if isinstance(it.statement, Raised):
                self.raised.append((on, it.statement))
            elif isinstance(it.statement, LevelAdvised):
                self.advised.append((on, it.statement))

    def _lines(self, raised: int, advised: int) -> Iterator[str]:
        for day, it in self.raised[raised:]:
            yield f"{day} {it.detector} ({it.strength.value}): {it.explanation}"
            yield f"   not excluded: {'; '.join(it.benign)}"
        for day, advice in self.advised[advised:]:
            yield f"{day} advised to {advice.level.value} {advice.provider}: {advice.reason}"

    def _standing(self, stage: Stage) -> Iterator[str]:
        with stage.platform.world() as world:
            for party in EXPECTED:
                known = standing(world, provider=party, on=self.clock.now().date()).advice
                level = known.level.value if known is not None else "none"
                yield f"{party}: level {level}"
