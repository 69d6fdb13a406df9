"""Adopting a list, and what the platform says of parties because of it."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from comptrol.adapters.matching import ListMatcher
from comptrol.adapters.store_memory.rows import MemoryRows
from comptrol.domains import parties, screening
from comptrol.domains.parties import Enrolled
from comptrol.domains.screening import (
    Adopted,
    Authority,
    Cleared,
    Confirmed,
    Edition,
    EditionId,
    Entity,
    Lists,
    Rescreened,
    Screened,
    ScreeningView,
    Verdict,
    current,
    standing,
    standing_on,
)
from comptrol.flow.world import References, RowsWorld
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import CountryCode, Digest, PartyId
from comptrol.kernel.statement import Entry, Statement
from comptrol.kernel.view import Change

SAID = Adopted | Cleared | Confirmed | Screened | Rescreened
ACME = PartyId("acme")
party_standing, current_list, coverage = screening.DOMAIN.queries
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
MATCHER = ListMatcher(EDITION, [LISTED])
ADOPTED = Adopted(
    edition=EDITION.edition,
    title=EDITION.title,
    published=EDITION.published,
    digest=EDITION.digest,
    entities=1,
    names=1,
    source=EDITION.source,
)


LATER = msgspec.structs.replace(EDITION, edition=EditionId("csl-2"), digest=Digest("3" * 64))
LATER_MATCHER = ListMatcher(
    LATER, [LISTED, Entity(entity_id="el-2", name="Beta Systems Oy", list="EL")]
)
LISTS = Lists(lambda: MATCHER, {LATER.digest: LATER_MATCHER}.get)


class Log:
    """Parties and screening over rows in memory, without signatures."""

    def __init__(self) -> None:
        self.rows, self.position = MemoryRows(), 0
        self.world = RowsWorld(self.rows, References({Lists: lambda: LISTS}))
        self.view = self.world[ScreeningView]

    def carry(self, lists: Lists) -> None:
        self.world = RowsWorld(self.rows, References({Lists: lambda: lists}))
        self.view = self.world[ScreeningView]

    def entry(self, said: Statement) -> Entry[Any]:
        return Entry(
            position=self.position,
            logged_at=datetime(2026, 8, 1, tzinfo=UTC),
            signer=PartyId("authority"),
            statement=said,
        )

    def say(self, said: Statement) -> list[Any]:
        entry = self.entry(said)
        domain: Any = screening.DOMAIN if isinstance(said, SAID) else parties.DOMAIN
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
    assert (screened.because, screened.verdict) == (2, Verdict.MATCH)
    found = standing(log.view, ACME)
    assert found is not None
    assert (found.digest, found.matches, found.position) == (EDITION.digest, screened.matches, 3)
    assert party_standing(log.world, party=ACME, on=date(2026, 7, 31)).standing == found


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
        party_standing(log.world, party=ACME, on=date(2026, 7, 31))
    with pytest.raises(NotFoundError):
        current_list(log.world)


def test_an_adopted_list_screens_every_party_known() -> None:
    log = Log()
    log.say(enrolled("Acme Widgets Co., Ltd."))
    screened, rescreened = log.say(ADOPTED)
    assert (rescreened.parties, rescreened.recorded, rescreened.since) == (1, 1, None)
    assert coverage(log.world).parties == 1
    assert (screened.party, screened.verdict, screened.because) == (ACME, Verdict.MATCH, 1)


def test_a_person_without_a_name_is_never_screened() -> None:
    log = Log()
    log.say(enrolled("", person=True))
    (rescreened,) = log.say(ADOPTED)
    assert (rescreened.parties, rescreened.recorded) == (0, 0)


def test_a_list_in_force_that_is_not_loaded_screens_nobody() -> None:
    log = Log()
    log.say(ADOPTED)
    log.carry(Lists(lambda: LATER_MATCHER))
    assert log.say(enrolled("Acme Widgets Co., Ltd.")) == []


def test_what_the_platform_says_is_on_record_and_not_derived_again() -> None:
    log = Log()
    log.say(ADOPTED)
    (screened,) = log.say(enrolled("Acme Widgets"))
    assert screened.RECORDED
    assert log.refusals(screened) == []
    assert log.say(screened) == []


def later(**more: object) -> Adopted:
    said = {field: getattr(ADOPTED, field) for field in ADOPTED.__struct_fields__}
    return Adopted(**said | {"edition": LATER.edition, "digest": LATER.digest} | more)


def test_after_a_change_only_those_whom_it_touches_are_recorded_anew() -> None:
    log = Log()
    log.say(ADOPTED)
    log.say(enrolled("Acme Widgets Co., Ltd."))
    log.say(msgspec.structs.replace(enrolled("Beta Systems Oy"), party=PartyId("beta")))
    screened, rescreened = log.say(later(entities=2, names=2))
    assert (screened.party, screened.verdict, screened.digest) == (
        "beta",
        Verdict.MATCH,
        LATER.digest,
    )
    assert (rescreened.since, rescreened.parties, rescreened.recorded) == (EDITION.digest, 2, 1)
    held = standing(log.view, ACME)
    assert held is not None
    assert held.digest == EDITION.digest


def test_whoever_matched_an_entry_that_is_gone_is_looked_at_again() -> None:
    log = Log()
    log.say(later(entities=2, names=2))
    log.say(msgspec.structs.replace(enrolled("Beta Systems Oy"), party=PartyId("beta")))
    log.say(enrolled("Acme Widgets Co., Ltd."))
    screened, rescreened = log.say(ADOPTED)
    assert (screened.party, screened.verdict) == ("beta", Verdict.CLEAR)
    assert (rescreened.since, rescreened.recorded) == (LATER.digest, 1)


def decided(kind: type[Cleared | Confirmed], found: Screened, **more: object) -> Any:
    said = {
        "party": ACME,
        "entity_id": "el-1",
        "record": found.record,
        "entry": found.matches[0].entry,
        "reason": "looked",
        "until": date(2027, 1, 1),
    }
    return kind(**said | more)


def test_a_cleared_match_is_left_out_until_its_day() -> None:
    log = Log()
    log.say(ADOPTED)
    (found,) = log.say(enrolled("Acme Widgets"))
    log.say(decided(Cleared, found))
    before = standing_on(log.view, ACME, date(2026, 12, 31))
    after = standing_on(log.view, ACME, date(2027, 1, 1))
    assert before is not None
    assert after is not None
    assert (before.verdict, before.matches) == (Verdict.CLEAR, ())
    assert after.verdict is Verdict.REVIEW
    position = party_standing(log.world, party=ACME, on=date(2026, 12, 31))
    assert (position.verdict, position.open, len(position.decisions)) == (Verdict.CLEAR, (), 1)


def test_a_confirmed_match_is_beyond_doubt() -> None:
    log = Log()
    log.say(ADOPTED)
    (found,) = log.say(enrolled("Acme Widgets"))
    log.say(decided(Confirmed, found))
    held = standing_on(log.view, ACME, date(2026, 12, 31))
    assert held is not None
    assert held.verdict is Verdict.MATCH


@pytest.mark.parametrize("side", ["record", "entry"])
def test_a_decision_comes_up_again_when_either_side_changes(side: str) -> None:
    log = Log()
    log.say(ADOPTED)
    (found,) = log.say(enrolled("Acme Widgets"))
    log.say(decided(Cleared, found, **{side: Digest("9" * 64)}))
    held = standing_on(log.view, ACME, date(2026, 12, 31))
    assert held is not None
    assert held.verdict is Verdict.REVIEW
    position = party_standing(log.world, party=ACME, on=date(2026, 12, 31))
    assert len(position.open) == 1


def test_a_decision_about_one_entity_says_nothing_of_another() -> None:
    log = Log()
    log.say(ADOPTED)
    (found,) = log.say(enrolled("Acme Widgets"))
    log.say(decided(Cleared, found, entity_id="el-9"))
    held = standing_on(log.view, ACME, date(2026, 12, 31))
    assert held is not None
    assert held.verdict is Verdict.REVIEW


def test_decisions_about_some_of_the_matches_clear_nobody() -> None:
    log = Log()
    log.say(ADOPTED)
    (found,) = log.say(enrolled("Acme Widgets"))
    log.say(decided(Cleared, found))
    log.say(msgspec.structs.replace(found, more=True))
    held = standing_on(log.view, ACME, date(2026, 12, 31))
    assert held is not None
    assert (held.verdict, held.matches) == (Verdict.REVIEW, ())


def test_a_decision_holds_from_the_day_on_which_it_was_made() -> None:
    log = Log()
    log.say(ADOPTED)
    (found,) = log.say(enrolled("Acme Widgets"))
    log.say(decided(Cleared, found))
    held = standing_on(log.view, ACME, date(2026, 7, 31))
    assert held is not None
    assert held.verdict is Verdict.REVIEW
    assert party_standing(log.world, party=ACME, on=date(2026, 7, 31)).verdict is Verdict.REVIEW


def test_a_name_with_nothing_in_it_leaves_no_standing() -> None:
    log = Log()
    log.say(ADOPTED)
    assert log.say(enrolled("---")) == []
    assert standing(log.view, ACME) is None
