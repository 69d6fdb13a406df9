"""Whatever the text: normalising is settled in one go, and spelling does not hide a name."""

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from comptrol.adapters.screening_list_file import shipped_matcher
from comptrol.domains.screening import Matcher, normalised

LISTED = (
    "Huawei Technologies Co., Ltd.",
    "Semiconductor Manufacturing International Corporation",
    "HANGZHOU HIKVISION DIGITAL TECHNOLOGY CO., LTD.",
    "MADURO MOROS, Nicolas",
)
FORMS = (
    *("obshchestvo s ogranichennoi otvetstvennostyu", "open", "joint", "stock", "co", "company"),
    *("ltd", "limited", "gmbh", "and", "kg", "sa", "de", "cv", "rl", "a.s.", "anonim sirketi"),
    *("l.l.c", "&", "free", "zone", "gesellschaft mit beschrankter haftung", "liability"),
    *("public", "societe", "anonyme", "a responsabilite limitee", "acme", "s", "r", "l"),
)
GAPS = st.sampled_from((" ", "  ", ", ", " - ", ".", "/", "\t", " (", ") ", "\u00a0", '" ', "; "))


@cache
def matcher() -> Matcher:
    return shipped_matcher()


@given(st.one_of(st.text(), st.lists(st.sampled_from(FORMS), max_size=12).map(" ".join)))
def test_normalising_again_changes_nothing(name: str) -> None:
    once = normalised(name)
    assert normalised(once) == once


@settings(deadline=None)  # the first example loads the list
@given(st.sampled_from(LISTED), st.data())
def test_case_punctuation_and_space_do_not_hide_a_listed_name(
    listed: str, data: st.DataObject
) -> None:
    words = listed.replace(",", " ").replace(".", " ").split()
    spelled = words[0]
    for word in words[1:]:
        spelled += data.draw(GAPS) + data.draw(st.sampled_from((word, word.upper(), word.lower())))
    found = matcher().search([data.draw(GAPS) + spelled + data.draw(GAPS)])
    assert listed.casefold() in {match.name.casefold() for match in found}


@settings(deadline=None)
@given(st.lists(st.text(), max_size=4))
def test_a_search_never_fails(names: list[str]) -> None:
    found = matcher().search(names)
    assert len(found) <= 10
    assert list(found) == sorted(found, key=lambda match: -match.score)
