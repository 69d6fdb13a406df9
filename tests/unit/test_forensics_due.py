"""At whom a watch looks again: whoever something was said of, and whoever became overdue."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from benches.forensics_year import SUBJECT, WEEKLY, Year

from comptrol.domains.forensics import DOMAIN
from comptrol.domains.parties import Enrolled
from comptrol.entrypoints.demo.filings.calendar import DUE_DAYS, ends, policy
from comptrol.entrypoints.demo.filings.reporters import Reporter, Said, told
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Entry, Statement
from comptrol.kernel.watch import Since

GRACE_OVER = ends(0) + timedelta(DUE_DAYS + 14)
(WATCH,) = DOMAIN.watches


@pytest.fixture
def year() -> Year:
    found = Year(policy())
    found.fold(words()[0])
    return found


def words() -> list[Said]:
    """Return all that is said of the reporter: that it enters, and then the rest, by day."""
    first, *rest = told(Reporter(party=SUBJECT, weekly_chip_seconds=WEEKLY), "due")
    return [first, *sorted(rest, key=lambda it: it.on)]


def entry(statement: Statement, signer: PartyId = SUBJECT) -> Entry[Any]:
    at = datetime(2025, 3, 1, tzinfo=UTC)
    return Entry(position=9, logged_at=at, signer=signer, statement=statement)


def looked(
    year: Year, today: date, last: date | None, entries: tuple[Entry[Any], ...] | None
) -> list[tuple[PartyId, ...]]:
    since = Since(today=today, size=100, last=last, entries=entries)
    return [it.providers for it in WATCH.looks(year.world, since)]  # type: ignore[attr-defined]


def test_who_was_never_watched_is_looked_at(year: Year) -> None:
    assert looked(year, ends(0), None, None) == [(SUBJECT,)]


def test_nothing_new_on_the_same_day_is_nothing_to_look_at(year: Year) -> None:
    assert looked(year, ends(0), ends(0), ()) == []


def test_whoever_files_or_is_estimated_is_looked_at_once(year: Year) -> None:
    said = [entry(it.statement) for it in words()[:30]]
    assert looked(year, ends(0), ends(0), tuple(said)) == [(SUBJECT,)]


def test_what_others_say_leads_to_no_look(year: Year) -> None:
    enrolled = Enrolled(
        party=PartyId("somebody"),
        name="Somebody",
        country=CountryCode("NL"),
        roles=(Role.CUSTOMER,),
        key=PublicKey("ab" * 32),
    )
    assert looked(year, ends(0), ends(0), (entry(enrolled),)) == []


def test_on_the_day_that_grace_is_over_whoever_filed_nothing_is_looked_at(year: Year) -> None:
    day = timedelta(1)
    assert looked(year, GRACE_OVER, GRACE_OVER - day, ()) == []
    assert looked(year, GRACE_OVER + day, GRACE_OVER, ()) == [(SUBJECT,)]
    assert looked(year, GRACE_OVER + 2 * day, GRACE_OVER + day, ()) == []


def test_a_watch_that_stood_still_for_days_misses_nobody(year: Year) -> None:
    assert looked(year, GRACE_OVER + timedelta(40), ends(0), ()) == [(SUBJECT,)]


def test_looks_have_a_name_of_their_own_at_every_size_of_the_log(year: Year) -> None:
    names = {
        it.look  # type: ignore[attr-defined]
        for size in (100, 101)
        for it in WATCH.looks(year.world, Since(today=ends(0), size=size, last=None, entries=None))
    }
    assert len(names) == 2
