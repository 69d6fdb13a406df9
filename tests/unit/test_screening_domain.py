"""Adopting a list, and what the platform says of parties because of it."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from comptrol.adapters.store_memory.rows import MemoryRows
from comptrol.domains import parties, screening
from comptrol.domains.parties import Enrolled
from comptrol.domains.screening import (
    Adopted,
    Authority,
    Edition,
    EditionId,
    Entity,
    Matcher,
    Screened,
    ScreeningView,
    Verdict,
    current,
    standing,
)
from comptrol.flow.world import References, RowsWorld
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import CountryCode, Digest, PartyId
from comptrol.kernel.statement import Entry, Statement
from comptrol.kernel.view import Change

ACME = PartyId("acme")
party_standing, current_list = screening.DOMAIN.queries
EDITION = Edition(
    edition=EditionId("csl-1"),
    title="A list",
    published=date(2026, 7, 31),
    source="https://list.example",
    digest=Digest("1" * 64),
    entities=1,
    names=1,
    lists=(
        Authority(
            code="EL", title="Entity List", citation="744.16", effect="licence", url="", entities=1
        ),
    ),
)
LISTED = Entity(entity_id="el-1", name="Acme Widgets Co., Ltd.", list="EL")
MATCHER = Matcher(EDITION, [LISTED])
ADOPTED = Adopted(
    edition=EDITION.edition,
    title=EDITION.title,
    published=EDITION.published,
    digest=EDITION.digest,
    entities=1,
    names=1,
    source=EDITION.source,
)


class Log:
    """Parties and screening over rows in memory, without signatures."""

    def __init__(self) -> None:
        self.rows, self.position = MemoryRows(), 0
        self.world = RowsWorld(self.rows, References({Matcher: lambda: MATCHER}))
        self.view = self.world[ScreeningView]

    def entry(self, said: Statement) -> Entry[Any]:
        return Entry(
            position=self.position,
            logged_at=datetime(2026, 8, 1, tzinfo=UTC),
            signer=PartyId("authority"),
            statement=said,
        )

    def say(self, said: Statement) -> list[Screened]:
        entry = self.entry(said)
        domain: Any = screening.DOMAIN if isinstance(said, Adopted | Screened) else parties.DOMAIN
        for change in domain.apply(self.world[domain.view], entry):
            self._store(change)
        heard: Any = list(screening.DOMAIN.observe(entry, self.world))
        for consequence in heard:
            self.position += 1
            for change in screening.DOMAIN.apply(self.view, self.entry(consequence)):
                self._store(change)
        self.position += 1
        return list(heard)

    def refusals(self, said: Statement) -> list[str]:
        return [f.code for f in screening.DOMAIN.check(self.entry(said), self.world)]

    def _store(self, change: Change) -> None:
        self.rows.put(change)


def enrolled(
    name: str, *, country: str = "CN", person: bool = False, aliases: Any = ()
) -> Enrolled:
    return Enrolled(
        party=ACME,
        name=name,
        country=CountryCode(country),
        roles=(),
        person=person,
        aliases=aliases,
    )


def test_the_edition_that_is_loaded_can_be_adopted() -> None:
    log = Log()
    assert log.refusals(ADOPTED) == []
    log.say(ADOPTED)
    adopted = current(log.view)
    assert adopted is not None
    assert adopted == current_list(log.world)
    assert (adopted.edition, adopted.position) == ("csl-1", 0)
    assert log.refusals(ADOPTED) == []


def test_an_edition_of_another_digest_is_refused() -> None:
    log = Log()
    other = msgspec.structs.replace(ADOPTED, digest=Digest("2" * 64))
    assert log.refusals(other) == ["screening.list-not-here"]
    log.say(ADOPTED)
    assert log.refusals(other) == ["screening.list-not-here", "screening.edition-taken"]


@pytest.mark.parametrize("wrong", [{"entities": 2}, {"names": 2}, {"edition": "csl-2"}])
def test_an_edition_must_be_described_as_it_is(wrong: dict[str, Any]) -> None:
    assert Log().refusals(msgspec.structs.replace(ADOPTED, **wrong)) == ["screening.misdescribed"]


def test_a_party_is_screened_as_it_enrols() -> None:
    log = Log()
    log.say(ADOPTED)
    (screened,) = log.say(enrolled("ACME WIDGETS CO., LTD."))
    assert (screened.because, screened.verdict) == (1, Verdict.MATCH)
    found = standing(log.view, ACME)
    assert found is not None
    assert (found.digest, found.matches, found.position) == (EDITION.digest, screened.matches, 2)
    assert party_standing(log.world, party=ACME) == found


def test_an_alias_without_its_legal_form_is_for_review() -> None:
    log = Log()
    log.say(ADOPTED)
    (screened,) = log.say(enrolled("Nobody", aliases=("Acme Widgets",)))
    assert screened.verdict is Verdict.REVIEW


def test_a_party_that_nothing_matches_is_clear_and_on_record() -> None:
    log = Log()
    log.say(ADOPTED)
    (screened,) = log.say(enrolled("Benign Research Institute"))
    assert (screened.verdict, screened.matches) == (Verdict.CLEAR, ())


def test_before_any_list_is_adopted_nothing_is_screened() -> None:
    log = Log()
    assert log.say(enrolled("Acme Widgets Co., Ltd.")) == []
    assert standing(log.view, ACME) is None
    with pytest.raises(NotFoundError):
        party_standing(log.world, party=ACME)
    with pytest.raises(NotFoundError):
        current_list(log.world)


def test_an_adopted_list_screens_every_party_known() -> None:
    log = Log()
    log.say(enrolled("Acme Widgets Co., Ltd."))
    (screened,) = log.say(ADOPTED)
    assert (screened.party, screened.verdict, screened.because) == (ACME, Verdict.MATCH, 1)


def test_a_person_without_a_name_is_never_screened() -> None:
    log = Log()
    log.say(enrolled("", person=True))
    assert log.say(ADOPTED) == []


def test_a_list_in_force_that_is_not_loaded_screens_nobody() -> None:
    log = Log()
    log.say(msgspec.structs.replace(ADOPTED, digest=Digest("2" * 64)))
    assert log.say(enrolled("Acme Widgets Co., Ltd.")) == []


def test_what_the_platform_says_is_on_record_and_not_derived_again() -> None:
    log = Log()
    log.say(ADOPTED)
    (screened,) = log.say(enrolled("Acme Widgets"))
    assert screened.RECORDED
    assert log.refusals(screened) == []
    assert log.say(screened) == []
