"""A year of one reporter, folded without signatures, and who is named by what on which day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from comptrol.adapters.store_memory.rows import MemoryRows
from comptrol.domains import disclosure, forensics
from comptrol.domains.forensics import PolicySet, Verdict
from comptrol.domains.forensics.queries import answers, calendar_of, see
from comptrol.entrypoints.demo.filings.calendar import PERIODS, ends, policy, rules
from comptrol.entrypoints.demo.filings.reporters import Habits, Reporter, Said, told
from comptrol.flow.world import References, RowsWorld
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry

AUTHORITY = PartyId("authority")
SUBJECT = PartyId("reporter")
WEEKLY = 1_200_000_000
LOOK_DAYS = 28


class Year:
    """The views after some days of a year, without a log: what is folded was said as it is."""

    def __init__(self, rules_in_force: PolicySet) -> None:
        self._rows, self._position = MemoryRows(), 0
        self.world, self.policy = RowsWorld(self._rows, References({})), rules_in_force
        first = ends(0) - timedelta(28)
        for said in rules():
            self.fold(Said(first, AUTHORITY, said))

    def fold(self, said: Said) -> None:
        """Fold one statement."""
        self._position += 1
        entry = Entry(
            position=self._position,
            logged_at=datetime.combine(said.on, time(9), UTC),
            signer=said.party,
            statement=said.statement,
        )
        owner = disclosure if type(said.statement) in disclosure.DOMAIN.statements else forensics
        view = self.world[owner.DOMAIN.view]
        for change in tuple(owner.DOMAIN.apply(view, entry)):  # type: ignore[arg-type]
            self._rows.put(change)

    def named(self, party: PartyId, on: date) -> Iterator[str]:
        """Yield the detectors that name a party on a day."""
        seen = see(self.world, party, on, self.policy, calendar_of(self.world))
        for it in answers(seen, self.world):
            if it.verdict is Verdict.ALARM:
                yield it.detector


def first_named(
    habits: Habits,
    seed: str,
    rules_in_force: PolicySet | None = None,
    *,
    years_end: int = PERIODS + 3,
) -> dict[str, date]:
    """Return on which day a reporter of these habits is first named, by detector.

    Somebody looks every four weeks, as long as words of the year still come in.
    """
    year = Year(rules_in_force or policy())
    reporter = Reporter(party=SUBJECT, weekly_chip_seconds=WEEKLY, habits=habits)
    coming = sorted(told(reporter, seed), key=lambda it: (it.on, it.party != AUTHORITY))
    found: dict[str, date] = {}
    for number in range(years_end):
        until = ends(number)
        due = [it for it in coming if it.on <= until]
        coming = coming[len(due) :]
        for said in due:
            year.fold(said)
        for detector in year.named(SUBJECT, until):
            found.setdefault(detector, until)
    return found
