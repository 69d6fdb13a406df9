"""Names that contain several, and names written without spaces, twice, or with digits in words."""

import pytest
from tests.screening_lists import entity, matcher, search

from comptrol.adapters.matching import ListMatcher
from comptrol.adapters.matching.parting import parts
from comptrol.domains.screening import NAME_LETTERS_MAX, Entity, Subject, Verdict, verdict_on

ACME = entity("Acme Widgets Technologies Co., Ltd.")
OTHERS = tuple(
    entity(name)
    for name in (
        "Blue Sky Bank",
        "Micro Optics",
        "Soft Landing Ltd",
        "Zagros",
        "Institute of Widgets",
        "JOHNSON ANDRE",
        "Tehran Bank United",
    )
)


def listed(*more: Entity) -> ListMatcher:
    return matcher(ACME, *OTHERS, *more)


BESIDE = [
    ("Harbour Ltd t/a Acme Widgets Technologies Co., Ltd.", Verdict.MATCH),
    ("Harbour Ltd T/A Acme Widgets Technologies Co Ltd", Verdict.MATCH),
    ("Harbour Ltd trading as Acme Widgets Technologies Co., Ltd.", Verdict.MATCH),
    ("Harbour Ltd, d/b/a Acme Widgets Technologies Co Ltd", Verdict.MATCH),
    ("Harbour Ltd d.b.a. Acme Widgets Technologies Co Ltd", Verdict.MATCH),
    ("Harbour Ltd dba Acme Widgets Technologies Co Ltd", Verdict.MATCH),
    ("Harbour Ltd doing business as Acme Widgets Technologies Co Ltd", Verdict.MATCH),
    ("Harbour Ltd (formerly Acme Widgets Technologies Co., Ltd.)", Verdict.MATCH),
    ("Harbour Ltd, formerly known as: Acme Widgets Technologies Co Ltd", Verdict.MATCH),
    ("Harbour Ltd f/k/a Acme Widgets Technologies Co Ltd", Verdict.MATCH),
    ("Harbour Ltd fka Acme Widgets Technologies Co Ltd", Verdict.MATCH),
    ("Harbour Ltd aka Acme Widgets Technologies Co Ltd", Verdict.MATCH),
    ("Harbour Ltd a.k.a. Acme Widgets Technologies Co Ltd", Verdict.MATCH),
    ("Harbour Ltd also known as Acme Widgets Technologies Co Ltd", Verdict.MATCH),
    ("Acme Widgets Technologies Co Ltd now known as Harbour Ltd", Verdict.MATCH),
    ("Harbour Ltd dba Pier Ltd dba Acme Widgets Technologies Co Ltd", Verdict.MATCH),
    ("Harbour Ltd c/o Acme Widgets Technologies Co., Ltd.", Verdict.REVIEW),
    ("Harbour Ltd C / O Acme Widgets Technologies Co., Ltd.", Verdict.REVIEW),
    ("Harbour Ltd c\uff0fo Acme Widgets Technologies Co., Ltd.", Verdict.REVIEW),
    ("Harbour Ltd, care of Acme Widgets Technologies Co., Ltd.", Verdict.REVIEW),
    ("Harbour Ltd on behalf of Acme Widgets Technologies Co., Ltd.", Verdict.REVIEW),
    ("Harbour Ltd for and on behalf of Acme Widgets Technologies Co Ltd", Verdict.REVIEW),
    ("Harbour Ltd as agent for Acme Widgets Technologies Co Ltd", Verdict.REVIEW),
]


@pytest.mark.parametrize(("asked", "verdict"), BESIDE)
def test_a_name_beside_another_is_found_and_the_reason_says_which(
    asked: str, verdict: Verdict
) -> None:
    found = search(listed(), asked)
    assert verdict_on(found) is verdict
    assert found[0].why.startswith('The part "Acme Widgets Technologies Co')
    assert ("It is named as another's" in found[0].why) == (verdict is Verdict.REVIEW)


def test_of_several_names_the_reason_says_whose_part_it_was() -> None:
    (found,) = search(listed(), "Harbour Ltd", "Pier Ltd aka Acme Widgets Technologies Co Ltd")
    assert found.why.startswith('The part "Acme Widgets Technologies Co Ltd" of name 2 of 2 has')


def test_a_chinese_name_beside_another_is_found() -> None:
    index = listed(entity("National University (国防科技大学)"))
    (found,) = search(index, "Harbour Ltd c/o 国防科技大学")
    assert (found.score, found.verdict) == (1, Verdict.MATCH)


@pytest.mark.parametrize(
    "asked",
    [
        "Acme Widgets TechnologiesLtd",
        "Acme WidgetsCompany Technologies",
        "LLCAcme Widgets Technologies",
        "Acme Widgets Technologies Com pany Lim ited",
        "Acme Widgets Technologies Co., Ld.",
        "Acme Widgets Technologies Co., Ltdd.",
        "Acme Widgets Technologies Lct",
    ],
)
def test_a_legal_form_that_is_joined_parted_or_misspelled_hides_nobody(asked: str) -> None:
    assert verdict_on(search(listed(), asked)) is not Verdict.CLEAR


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Obshchetvo s Ogranichennoi Otvetstvennostyu Alfa Energo", "OOO Alfa Energo"),
        ("ACME METALS.A.", "ACME METAL S.A."),
        ("VABO 2017OOD", "VABO 2017 OOD"),
        ("MARZIYA SHIPPING OPCPVT LTD", "MARZIYA SHIPPING OPC PVT LTD"),
        ("Joint Stock Company810 Aircraft Repair", "Joint Stock Company 810 Aircraft Repair"),
    ],
)
def test_a_form_may_have_a_mistake_or_stand_in_its_neighbour(asked: str, name: str) -> None:
    assert verdict_on(search(listed(entity(name)), asked)) is not Verdict.CLEAR


@pytest.mark.parametrize(
    "name",
    [
        "Nordic Trading AS",
        "Nordic Trading AS (Oslo)",
        "DBA Systems Inc",
        "AKA Foods",
        "Alias Robotics",
        "Coca Cola",
        "Formerly",
        "Santa Fe",
        "Data Centre",
        "",
        " c/o ",
    ],
)
def test_a_name_that_only_looks_as_if_it_had_parts_has_none(name: str) -> None:
    assert parts(name) == []


def test_no_name_that_fits_into_a_name_is_left_out() -> None:
    """As many as there is room for in the letters that are read, and the last of them counts."""
    many = " aka ".join([*(f"Abc{number}" for number in range(30)), ACME.name])
    assert len(many) <= NAME_LETTERS_MAX
    assert len(parts(many)) == 31
    assert verdict_on(search(listed(), many)) is Verdict.MATCH


HIDDEN = [
    *(
        "Harbour Pte aka ({})",
        "Harbour Pte aka. {}",
        "Harbour Pte formerly, {}",
        "{} (fka) Harbour",
    ),
    *("Harbour Pte aka \u201c{}\u201d", "Harbour Pte aka\u200b{}", '{} "formerly" Harbour Pte'),
    *(
        "Harbour Pte aka - {}",
        "Harbour Pte (aka) {}",
        "Harbour Pte [aka] {}",
        "Harbour Pte AKA/{}",
    ),
    *("Harbour Pte aka_{}", "Harbour Pte a. k. a. {}", "Harbour Pte formerly \u2014 {}"),
    *("Harbour Pte formerly \xab{}\xbb", "Harbour Pte / Pier Ltd / {}", "Harbour; Pier; {}"),
    *("Harbour Pte | {} | Pier Ltd", "Harbour Pte\n{}", "Harbour Pte née {}"),
]


@pytest.mark.parametrize("written", HIDDEN)
def test_what_stands_between_two_names_hides_neither(written: str) -> None:
    found = search(listed(), written.format("Acme Widgets Technologies Co., Ltd."))
    assert verdict_on(found) is Verdict.MATCH, found


WITHIN = [
    "Harbour Pier Trade House Shanghai Pudong Holdings Group {}",
    "Harbour Pte, Pier Ltd & {}",
    "{} and Harbour Pier Trade House Holdings Group",
]


@pytest.mark.parametrize("written", WITHIN)
def test_a_listed_name_that_stands_whole_within_another_is_a_reason_to_look(written: str) -> None:
    found = search(listed(), written.format("Acme Widgets Technologies Company Limited"))
    assert verdict_on(found) is Verdict.REVIEW


def test_the_reason_says_that_the_whole_name_stands_within() -> None:
    found = search(listed(), WITHIN[0].format("Acme Widgets Technologies Company Limited"))
    assert [it.why for it in found] == ["The name has the whole listed name within it."]


@pytest.mark.parametrize(
    "asked",
    [
        "Northern Micro Optics International Harbour Trade House",  # two words, and no form
        "Acme Harbour Widgets Pier Technologies Trade House Holdings",  # not in a row
    ],
)
def test_two_words_alone_or_words_apart_are_no_whole_name(asked: str) -> None:
    assert not any("whole listed name" in it.why for it in search(listed(), asked))


UNSPACED = [
    "AcmeWidgetsTechnologiesCoLtd",
    "acmewidgetstechnologiescoltd",
    "ACMEWIDGETSTECHNOLOGIES CO LTD",
    "AcmeWidgetsTechnologies Co., Ltd.",
    "acmewidgetstechnology co ltd",
    "Acme Widgets Technologies Co Ltd Acme Widgets Technologies Co Ltd",
    "Acme Acme Widgets Widgets Technologies Technologies Co Ltd",
]


@pytest.mark.parametrize("asked", UNSPACED)
def test_a_name_without_its_spaces_or_written_twice_is_a_match(asked: str) -> None:
    found = search(listed(), asked)
    assert (found[0].name, found[0].verdict) == (ACME.name, Verdict.MATCH), found[0].why


def test_humps_part_words_that_no_list_has_as_they_are() -> None:
    (found, *_) = search(listed(), "AcmeWidgitsTechnologiesCoLtd")
    assert found.name == ACME.name
    assert "spelled otherwise: widgits for widgets" in found.why


@pytest.mark.parametrize(
    "asked", ["4cme Widgets Technologies Co Ltd", "Acme W1dg3ts Technologies"]
)
def test_digits_in_words_are_read_as_letters_and_a_person_looks(asked: str) -> None:
    found = search(listed(), asked)
    assert found[0].name == ACME.name
    assert found[0].verdict is Verdict.REVIEW
    assert "Digits in a word were read as letters" in found[0].why or "4cme" in asked


@pytest.mark.parametrize(
    "brand",
    ["Microsoft Corp", "MicroSoft", "BankUnited Inc", "Johnson & Johnson", "Zagros55 Foods"],
)
def test_a_brand_of_two_words_in_one_is_not_taken_apart(brand: str) -> None:
    assert verdict_on(search(listed(), brand)) is Verdict.CLEAR


def test_nothing_is_found_less_than_by_the_name_as_it_stands() -> None:
    index = listed(
        entity("Harbour a.k.a. Pier"), entity("Bora Bora Shipping"), entity("4Paradigm")
    )
    for name in ("Harbour a.k.a. Pier", "Bora Bora Shipping", "4Paradigm"):
        (found, *_) = index.search(Subject(names=(name,)))
        assert (found.name, found.score) == (name, 1)


def led(count: int, *more: Entity) -> ListMatcher:
    words = ("Chips", "Boats", "Grain", "Glass", "Paper", "Steel", "Cloth", "Wheat", "Salt", "Tin")
    return matcher(*(entity(f"Zorvex {word} Works") for word in words[:count]), *more)


def test_a_word_that_many_listed_names_begin_with_is_a_reason_to_look() -> None:
    found = search(led(10), "Zorvex Ltd")
    assert [(it.verdict, it.name) for it in found[:1]] == [(Verdict.REVIEW, "Zorvex Chips Works")]
    assert len(found) == 3
    assert "The name is what 10 listed names begin with." in found[0].why
    assert verdict_on(search(led(9), "Zorvex Ltd")) is Verdict.CLEAR
    assert verdict_on(search(led(10), "Zorvex Aviation")) is Verdict.CLEAR


def test_a_word_that_persons_are_called_by_says_nothing_alone() -> None:
    persons = [entity(f"ZORVEX, {name}", type="Individual") for name in ("Ann", "Bea", "Cleo")]
    assert verdict_on(search(led(10, *persons), "Zorvex Ltd")) is Verdict.CLEAR
