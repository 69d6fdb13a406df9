"""Whatever the text: folding is settled in one go, and spelling does not hide a name."""

from functools import cache

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.screening_lists import words_of

from comptrol.adapters.list_shelf import shipped_matcher
from comptrol.adapters.matching import ListMatcher
from comptrol.adapters.matching.addresses import premises
from comptrol.adapters.matching.folding import folded, romanised
from comptrol.adapters.matching.han import readings
from comptrol.adapters.matching.scale import ORGANISATION, PERSON, Scale
from comptrol.adapters.matching.scoring import align, score
from comptrol.adapters.matching.words import apart
from comptrol.domains.screening import Subject, Verdict, fingerprint, verdict_on

LISTED = (
    "Huawei Technologies Co., Ltd.",
    "Semiconductor Manufacturing International Corporation",
    "HANGZHOU HIKVISION DIGITAL TECHNOLOGY CO., LTD.",
    "MADURO MOROS, Nicolas",
)
GAPS = st.sampled_from((" ", "  ", ", ", " - ", "/", "\t", " (", ") ", "\u00a0", '" ', "; "))
NAMES = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            ("acme", "co", "ltd", "joint", "stock", "55", "vi", "s", "a", "gmbh", "oil", "华为")
        ),
        max_size=8,
    ).map(" ".join),
)


@cache
def matcher() -> ListMatcher:
    return shipped_matcher()


@settings(deadline=None)  # the first example loads lists and tables
@given(st.text())
@example("A\u0345")
def test_folding_again_changes_nothing(name: str) -> None:
    assert folded(folded(name)) == folded(name)


@settings(deadline=None)  # the first example loads lists and tables
@example("&\U0001da00")  # a mark that nobody reads
@given(st.text())
def test_every_reading_is_of_plain_words(name: str) -> None:
    for text in readings(romanised(folded(name))):
        assert text == " ".join(text.split())
        words = apart(text)
        assert words.joined == "".join(words.core)
        assert words.numbers <= set(words.core)


@settings(deadline=None)  # the first example loads lists and tables
@given(NAMES, NAMES, st.sampled_from((ORGANISATION, PERSON)))
def test_a_score_is_a_share_and_a_name_is_itself(one: str, other: str, scale: Scale) -> None:
    mine, theirs = words_of(one), words_of(other)
    if not mine.core or not theirs.core:
        return
    assert 0 <= score(mine, theirs, lambda _: 0.5, scale) <= 1
    assert score(mine, mine, lambda _: 0.5, scale) == 1


@settings(deadline=None)  # the first example loads lists and tables
@given(NAMES, NAMES, st.sampled_from((ORGANISATION, PERSON)))
def test_no_word_is_lost_in_an_alignment(one: str, other: str, scale: Scale) -> None:
    mine, theirs = words_of(one).core, words_of(other).core
    aligned = align(mine, theirs, scale)
    asked = [word for pair in aligned.pairs for word in pair.asked.split()]
    listed = [word for pair in aligned.pairs for word in pair.listed.split()]
    assert sorted("".join((*asked, *aligned.asked_only))) == sorted("".join(mine))
    assert sorted("".join((*listed, *aligned.listed_only))) == sorted("".join(theirs))


@settings(deadline=None)  # the first example loads lists and tables
@given(st.sampled_from(LISTED), st.data())
def test_case_punctuation_and_space_do_not_hide_a_listed_name(
    listed: str, data: st.DataObject
) -> None:
    words = listed.replace(",", " ").replace(".", " ").split()
    spelled = words[0]
    for word in words[1:]:
        spelled += data.draw(GAPS) + data.draw(st.sampled_from((word, word.upper(), word.lower())))
    text = data.draw(GAPS) + spelled + data.draw(GAPS)
    asked = Subject(names=(text,), person=listed.startswith("MADURO"))
    found = matcher().search(asked)
    assert listed.casefold() in {match.name.casefold() for match in found}
    assert verdict_on(found) is Verdict.MATCH


@settings(deadline=None)  # the first example loads lists and tables
@given(st.lists(st.text(), max_size=4), st.lists(st.text(max_size=80), max_size=2))
def test_a_search_never_fails_and_says_the_same_again(
    names: list[str], addresses: list[str]
) -> None:
    asked = Subject(names=tuple(names), addresses=tuple(addresses))
    found = matcher().search(asked)
    assert len(found) <= 10
    assert found == matcher().search(asked)
    assert len({match.entity_id for match in found}) == len(found)


@settings(deadline=None)  # the first example loads lists and tables
@given(st.text(max_size=200))
def test_an_address_is_always_taken_apart(address: str) -> None:
    found = premises(address)
    assert set(found.words) <= found.pairs


@settings(deadline=None)  # the first example loads lists and tables
@given(st.lists(st.text(max_size=20), max_size=3), st.lists(st.text(max_size=20), max_size=3))
def test_two_records_have_one_fingerprint_only_if_they_are_equal(
    one: list[str], other: list[str]
) -> None:
    mine, theirs = Subject(names=tuple(one)), Subject(names=tuple(other))
    assert (fingerprint(mine) == fingerprint(theirs)) == (mine == theirs)
