"""Where the law turns on a single unit, a single day or a single missing number."""

from datetime import date, timedelta

import msgspec
import pytest
from tests.unit.test_law_adoption import adoption, world
from tests.unit.test_law_decide import COUNTRIES, DAY, L2, RULEBOOK, judged, listed, request

from comptrol.domains.law import DOMAIN, LawView, LetterId, Outcome, decide
from comptrol.domains.law.formulas.almanac import doubts, in_force, is_codified
from comptrol.domains.law.formulas.duties import duties
from comptrol.domains.law.formulas.item import BITS_MAX
from comptrol.domains.law.formulas.timeline import changes
from comptrol.domains.law.queries import letters, timeline
from comptrol.domains.law.statements import LetterReach, LetterRecorded
from comptrol.domains.screening import Verdict
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId


def test_a_multiply_takes_so_many_bits_and_no_more() -> None:
    assert request(item={"dense_Tops": 1, "bits": BITS_MAX}).chips.rates[0].bits == BITS_MAX
    with pytest.raises(msgspec.ValidationError, match="at most 128 bits"):
        request(item={"dense_Tops": 1, "bits": BITS_MAX + 1})


@pytest.mark.parametrize(("later", "told"), [(0, False), (1, True)])
def test_on_the_day_of_its_check_the_rulebook_is_fresh(later: int, *, told: bool) -> None:
    day = RULEBOOK.checked_on + timedelta(days=later)
    found = decide(request(), RULEBOOK, COUNTRIES, as_of=day, known_at=day)
    assert any("last checked" in sentence for sentence in found.conditions) is told


def test_a_memory_of_which_one_number_is_missing_has_no_exception() -> None:
    for specs in ({"hbm_GBps": 329}, {"hbm_mm2": 100}):
        asked = request(country="CN", item=specs, answers={"item.class": "3A090.c"})
        found = judged(asked, date(2025, 2, 1))
        assert "HBM" not in {it.rule for it in found.law}, specs


def test_a_name_that_could_not_be_held_against_the_lists_is_a_question() -> None:
    asked = msgspec.structs.replace(request(item=L2), screened=False)
    found = judged(asked)
    assert found.outcome is Outcome.HOLD
    (asked_for,) = [it for it in found.questions if it.blocking]
    assert asked_for.id == "listing.unscreened"
    assert asked_for.why == "No name could be held against the lists."


@pytest.mark.parametrize(("code", "words"), [("EL", ", unless its entry says so."), ("DPL", ".")])
def test_a_listed_party_has_no_exception_but_by_its_own_entry(code: str, words: str) -> None:
    item = {"chip": "L40", "dense_Tops": 362, "bits": 8, "die_mm2": 608.44, "market": "dc"}
    asked = listed(code, Verdict.MATCH, country="VN")
    found = judged(msgspec.structs.replace(asked, item=request(item=item).item))
    assert f"No licence exception for a party on {code}{words}" in found.conditions


def test_what_is_in_force_says_which_days_were_asked_for() -> None:
    day, known_at = date(2025, 6, 1), date(2026, 1, 1)
    found = in_force(RULEBOOK, day, known_at)
    assert (found.on, found.known_at, found.rulebook) == (day, known_at, RULEBOOK.name)
    assert found.digest == RULEBOOK.digest


def test_every_change_and_every_duty_names_its_rule_and_its_source() -> None:
    assert all(it.source.citation and it.title and it.what for it in changes(RULEBOOK))
    deadlines = {(it.on, it.after): it for it in changes(RULEBOOK) if "deadline" in it.what}
    for rule in RULEBOOK.rules.values():
        for it in rule.deadlines:
            assert deadlines[it.on, it.text].source == it.source
    for duty in duties(RULEBOOK, DAY, DAY):
        assert duty.duty in RULEBOOK.rules[duty.rule].reports
        assert duty.codified is is_codified(RULEBOOK.rules[duty.rule], DAY, DAY)
        assert duty.title == RULEBOOK.rules[duty.rule].title


def test_every_doubt_says_of_what_by_which_source_and_how_it_is_known() -> None:
    found = doubts(RULEBOOK)
    assert all(it.what and it.citation and it.quality for it in found)
    (copied,) = [it for it in found if "copied back" in it.what]
    assert str(RULEBOOK.groups_seen_on) in copied.what
    assert (copied.quality, copied.confirm) == ("reconstructed", False)
    by_source = {(it.quality, it.citation, it.confirm) for it in found}
    sources = [rule.source for rule in RULEBOOK.rules.values() if rule.source.confirm]
    assert {(it.quality, it.citation, True) for it in sources} <= by_source


LETTER = {"instrument": "a letter", "on": DAY, "models": ("H20",), "reach": LetterReach.CHINA}


def test_the_letters_to_a_company_are_its_own() -> None:
    rows, known = world()
    view = known[LawView]
    for name, party in (("one", "maker"), ("two", "maker"), ("three", "rival")):
        said = LetterRecorded(letter=LetterId(name), party=PartyId(party), **LETTER)
        for change in DOMAIN.apply(view, msgspec.structs.replace(adoption(), statement=said)):
            rows.put(change)
    assert {it.letter for it in letters(known, party=PartyId("maker"))} == {"one", "two"}
    assert letters(known, party=PartyId("nobody")) == ()


@pytest.mark.parametrize("hours", ["0", "-1", "1e-13"])
def test_chip_hours_that_cannot_be_are_refused_with_what_they_may_be(hours: str) -> None:
    message = "chip_hours is above zero, with at most 12 decimals"
    with pytest.raises(msgspec.ValidationError, match=f"^{message}"):
        request("rental", chip_hours=hours)


def test_a_set_of_destinations_that_ends_is_in_the_calendar_on_that_day() -> None:
    until = date(2027, 1, 1)
    name, named = next(iter(RULEBOOK.destinations.items()))
    ended = {**RULEBOOK.destinations, name: msgspec.structs.replace(named, until=until)}
    (found,) = [
        it
        for it in changes(msgspec.structs.replace(RULEBOOK, destinations=ended))
        if it.what == f"destinations {name}" and it.on == until
    ]
    assert (found.before, found.after, found.source) == ("named", "nothing", named.source)


def test_who_is_named_is_in_the_calendar_from_the_day_on_which_that_begins() -> None:
    found = {(it.what, it.on): it for it in changes(RULEBOOK)}
    for name, named in RULEBOOK.destinations.items():
        begun = found[f"destinations {name}", named.start]
        assert (begun.before, begun.after, begun.source) == ("nothing", "named", named.source)


def test_the_calendar_of_another_rulebook_is_that_of_the_one_that_was_named() -> None:
    _, known = world()
    assert timeline(known, rulebook=RULEBOOK.name) == changes(RULEBOOK)
    with pytest.raises(NotFoundError, match="no rulebook 'another' is shipped; there are: "):
        timeline(known, rulebook="another")
