"""Matching a party: what is found, how sure that is, and why."""

from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.screening_lists import entity, matcher, search, words_of

from comptrol.adapters.matching import ListMatcher
from comptrol.adapters.matching.addresses import premises
from comptrol.adapters.matching.arabic import Consonants, is_heard
from comptrol.adapters.matching.folding import folded, romanised
from comptrol.adapters.matching.han import readings, simplified
from comptrol.adapters.matching.pinyin import translations as from_pinyin
from comptrol.adapters.matching.russian import translations as from_russian
from comptrol.adapters.matching.second_opinion import with_second_opinion
from comptrol.domains.screening import (
    Entity,
    Match,
    Subject,
    Verdict,
    fingerprint,
    verdict_on,
)
from comptrol.kernel.errors import UnavailableError

ACME = entity("Acme Widgets Co., Ltd.")


def best(name: str, *listed: Entity, **more: object) -> Match:
    return search(matcher(*listed), name, **more)[0]


@pytest.mark.parametrize(
    "asked",
    [
        "Acme Widgets Co., Ltd.",
        "  ACME WIDGETS CO., LTD. ",
        "Acme Widgets Company Limited",
        "acme-widgets co ltd",
        "Ácme Wid\u200bgets Co.,Ltd",
        "Ａｃｍｅ Widgets Co Ltd",  # noqa: RUF001
        "Widgets Acme Co Ltd",
        "Acme Wid gets Co Ltd",
        "AcmeWidgets Co., Ltd.",
        "\u0410cme W\u0456dgets Co., Ltd.",
    ],
)
def test_another_spelling_of_a_name_is_a_match(asked: str) -> None:
    found = best(asked, ACME)
    assert found.verdict is Verdict.MATCH, found.why


@pytest.mark.parametrize(
    ("asked", "doubt"),
    [
        ("Acme Widgets", "One of the names has a legal form"),
        ("Acme Widgets GmbH", "The legal forms differ"),
        ("Acme Wigdets Co., Ltd.", "spelled otherwise: wigdets for widgets"),
    ],
)
def test_less_than_that_is_for_a_person_to_judge(asked: str, doubt: str) -> None:
    found = best(asked, ACME)
    assert found.verdict is Verdict.REVIEW
    assert doubt in found.why


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rostec JSC", "Rostec Joint Stock Company"),
        ("Rostec ZAO", "Closed Joint Stock Company Rostec"),
        ("Rostec PAO", "Rostec PJSC"),
        ("OOO Vektor", "Vektor LLC"),
        ("OOO Vektor", "Obshchestvo s Ogranichennoy Otvetstvennostyu Vektor"),
        ("\u041e\u041e\u041e Вектор", "OOO Vektor"),
        ("Foo S.A. de C.V.", "FOO SA DE CV"),
        ("Foo Anonim Şirketi", "FOO ANONIM STI"),
        ("Xi'an Aero", "Xian Aero"),
        ("Smith & Sons", "Smith and Sons"),
        ("First International Bank", "1st Intl Bank"),
        ("Brigade Forty-Four", "Brigade 44"),
        ("Institute No. 55", "55th Institute"),
    ],
)
def test_two_spellings_have_the_same_words(one: str, other: str) -> None:
    mine, theirs = words_of(one), words_of(other)
    assert sorted(set(mine.core) - {"no"}) == sorted(set(theirs.core) - {"no"})
    assert mine.forms == theirs.forms


def test_numbers_must_agree() -> None:
    index = matcher(entity("CETC 55 Research Institute"))
    found = search(index, "CETC 54 Research Institute")
    assert verdict_on(found) is not Verdict.MATCH
    assert all("numbers" in match.why for match in found)


def test_a_match_shows_its_words_their_weight_and_what_the_list_does() -> None:
    found = best("Acme Wigdets Company Limited", ACME)
    assert [(it.asked, it.listed) for it in found.words] == [
        ("acme", "acme"),
        ("wigdets", "widgets"),
    ]
    assert found.words[0].alike == 1 > found.words[1].alike
    assert 0 < found.words[0].weight <= 1
    assert (found.effect, found.citation, found.jurisdiction) == (
        "licence",
        "15 CFR 744.16",
        "US",
    )
    assert found.entry == fingerprint(ACME)


def test_a_short_alias_is_for_a_person_to_judge() -> None:
    listed = entity("Acme Widgets Corporation", "Acme")
    assert best("ACME", listed).verdict is Verdict.REVIEW
    assert best("Rosoboronexport", entity("Rosoboronexport")).verdict is Verdict.MATCH


def test_a_one_word_vessel_is_found_by_that_word_alone() -> None:
    vessel = entity("NOVA", type="Vessel")
    assert best("Nova", vessel).verdict is Verdict.REVIEW
    assert search(matcher(vessel), "Nova Systems Inc") == ()
    assert search(matcher(vessel), "Novae") == ()


def test_a_vessel_is_no_company() -> None:
    found = best("Golden Star", entity("GOLDEN STAR", type="Vessel"))
    assert found.verdict is Verdict.REVIEW
    assert "The list means a vessel" in found.why


def test_a_weak_alias_is_for_a_person_to_judge() -> None:
    listed = entity("Acme Widgets Ltd", weak_aliases=["Golden Bridge Trading"])
    assert "calls this alias weak" in best("Golden Bridge Trading", listed).why


def test_another_country_lowers_a_match_and_never_clears_it() -> None:
    index = matcher(entity("Acme Widgets", countries=["CN", "HK"]))
    assert verdict_on(search(index, "Acme Widgets", country="CN")) is Verdict.MATCH
    (found,) = search(index, "Acme Widgets", country="US")
    assert "The list places it in CN, HK, not in US" in found.why
    assert found.verdict is Verdict.REVIEW


def test_a_listing_of_unknown_place_contradicts_no_country() -> None:
    assert best("Acme Widgets", entity("Acme Widgets"), country="US").verdict is Verdict.MATCH
    region = entity("Acme Widgets", countries=["SY"], places=["REGION: WEST BANK"])
    assert best("Acme Widgets", region, country="US").verdict is Verdict.MATCH


@pytest.mark.parametrize(
    ("birth", "verdict"),
    [("1960", Verdict.MATCH), ("1960-06-29", Verdict.MATCH), ("1961", Verdict.REVIEW)],
)
def test_a_birth_that_differs_calls_for_a_person(birth: str, verdict: Verdict) -> None:
    listed = entity("Tharwat Salah Shihata", type="Individual", births=["1960-06-29"])
    found = best("Tharwat Salah Shihata", listed, births=[birth], person=True)
    assert found.verdict is verdict


def test_an_identifier_is_a_match_and_a_mistyped_one_warns() -> None:
    listed = entity("Acme Widgets", identifiers=["LEI:5493001KJTIIGC8Y1R12"])
    found = best("Other Name", listed, identifiers=["lei:5493001kjtiigc8y1r12".upper()])
    assert (found.score, found.verdict) == (1, Verdict.MATCH)
    wrong = entity("Acme Widgets", identifiers=["LEI:5493001KJTIIGC8Y1R13"])
    found = best("Other Name", wrong, identifiers=["LEI:5493001KJTIIGC8Y1R13"])
    assert found.verdict is Verdict.REVIEW
    assert "check digits do not fit" in found.why


def test_an_entity_is_returned_once_by_the_name_that_fits_best() -> None:
    (found,) = search(
        matcher(entity("Acme Widgets Ltd", "Acme Widgets")), "Nobody", "Acme Widgets"
    )
    assert (found.name, found.score) == ("Acme Widgets", Decimal(1))
    assert found.why == "Name 2 of 2 is the listed alias, letter for letter."


def test_the_best_come_first_and_no_more_than_asked() -> None:
    index = matcher(
        entity("Acme Widgets Ltd"), entity("Acme Widgets"), entity("Acme Widgets Trading")
    )
    found = search(index, "acme widgets")
    assert found[0].name == "Acme Widgets"
    assert [match.score for match in found] == sorted((m.score for m in found), reverse=True)
    assert len(index.search(Subject(names=("acme widgets",)), limit=1)) == 1


def test_nothing_found_is_clear() -> None:
    assert verdict_on(search(matcher(ACME), "Benign Research Institute")) is Verdict.CLEAR
    assert search(matcher(), "Anybody") == ()


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("杭州宇树科技有限公司", "Hangzhou Yushu Technology Co., Ltd."),
        ("中国电子科技集团公司第五十四研究所",
         "China Electronics Technology Group Corporation 54th Research Institute"),
        ("上海天海複合気瓶有限公司", "Shanghai Tianhai Composite Cylinder Co., Ltd."),
        ("南京玻璃纤维研究设计院", "Nanjing Fiberglass Research Design Institute"),
    ],
)  # fmt: skip
def test_a_chinese_name_finds_the_english_entry(asked: str, listed: str) -> None:
    others = (entity("Beijing Other Technology"), entity("Shanghai Other Co., Ltd."))
    assert best(asked, entity(listed), *others).name == listed


def test_a_name_in_another_form_of_characters_is_the_same_name() -> None:
    listed = entity("National University of Defense Technology (国防科学技術大学)")
    found = best("国防科學技術大學", listed)
    assert (found.score, found.verdict) == (1, Verdict.MATCH)


def test_a_chinese_number_is_a_number() -> None:
    assert readings("第二十三研究所")[0] == "23 research institute"
    assert simplified("電気通信大學") == "电气通信大学"


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("AO Tulskiy Mashinostroitelniy Zavod", "Joint Stock Company Tula Machine-Building Plant"),
        ("Акционерное общество «Казанский оптико-механический завод»",
         "Kazan Optical-Mechanical Plant Joint Stock Company"),
        ("NAUCHNO ISSLEDOVATELSKII INSTITUT TOCHNOGO MASHINOSTROENIIA",
         "Scientific Research Institute of Precision Mechanical Engineering"),
        ("Nauchno-issledovatelskij institut tochnogo mashinostroeniya",
         "Scientific Research Institute of Precision Machine Building"),
        ("Institut Okeanologii imeni P.P. Shirshova Rossiiskoi Akademii Nauk",
         "P.P. Shirshov Institute of Oceanology of the Russian Academy of Sciences"),
        ("Zavod tochnogo mashinostroeniya", "Precision Machine Building Factory"),
        ("Institut okeanologii im. Shirshova", "Institute of Oceanology named after Shirshov"),
        ("Konstruktorskoe Byuro Almaz", "Almaz Design Bureau"),
        ("Mashinostroitelnyy zavod Soyuz", "Soyuz Machine Building Plant"),
        ("OOO Opytno Konstruktorskoe Byuro Tekhnika",
         "Limited Liability Company Experimental Design Bureau Tekhnika"),
    ],
)  # fmt: skip
def test_a_russian_name_finds_the_english_entry_and_a_person_looks(
    asked: str, listed: str
) -> None:
    others = (entity("Moscow Machine-Building Plant"), entity("Institute of Applied Physics"))
    found = best(asked, entity(listed), *others)
    assert (found.name, found.verdict) == (listed, Verdict.REVIEW)
    assert "Its Russian words were translated" in found.why


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("Sichuan Wusheng Xinxi Jishu Youxian Gongsi",
         "Sichuan Wusheng Information Technology Company, Limited"),
        ("Shang hai wei dian zi zhuang bei (ji tuan) gu fen you xian gong si",
         "Shanghai Micro Electronics Equipment (Group) Co., Ltd."),
        ("Zhongguo Dianzi Keji Jituan Gongsi Di Wushisi Yanjiusuo",
         "China Electronics Technology Group Corporation 54th Research Institute"),
        ("Hunan Guofang Keji Daxue", "Hunan National Defense Technology University"),
    ],
)  # fmt: skip
def test_a_name_in_pinyin_finds_the_english_entry_and_a_person_looks(
    asked: str, listed: str
) -> None:
    others = (
        entity("Sichuan Other Information Co., Ltd."),
        entity("China Electronics Technology Group Corporation 55th Research Institute"),
    )
    found = best(asked, entity(listed), *others)
    assert (found.name, found.verdict) == (listed, Verdict.REVIEW)
    assert "Its Chinese words, in pinyin, were translated" in found.why


@pytest.mark.parametrize(
    "name", ["Sichuan Information Technology", "Dian Fossey Fund", "Gong Sun Li"]
)
def test_a_name_without_a_word_of_pinyin_is_not_translated(name: str) -> None:
    assert from_pinyin(folded(name)) == ()


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("بشار الأسد", "AL-ASSAD, Bashar"),
        ("معمر القذافي", "Moammar Gaddafi"),
        ("أسامة بن لادن", "BIN LADIN, Usama"),
        ("عبد الرحمن ياسين", "ABDUL RAHMAN YASIN"),
        ("عبدالله حماد", "Abdallah Hamad"),
        ("جلال الدين حقانى", "JALALUDDIN HAQQANI"),
        ("حزب الله", "Hizballah"),
        ("ﺻﺍﻠﺡ ﻤﺣﻤﺩ ﻛﺍﻛﺭ", "SALEH MOHAMMAD KAKAR"),
        ("بانک ملی ایران", "BANK MELLI IRAN"),
        ("حَمَاس", "Hamas"),
    ],
)
def test_a_name_in_arabic_letters_finds_who_has_its_consonants(asked: str, listed: str) -> None:
    others = (entity("Bank Mellat"), entity("AHMAD, Omar", type="Individual"))
    found = best(asked, entity(listed, type="Individual"), *others)
    assert (found.name, found.verdict) == (listed, Verdict.REVIEW)
    assert "in Arabic letters, has the consonants of the name" in found.why


@pytest.mark.parametrize(
    ("asked", "listed"), [("محمد", "Ahmad"), ("القاعدة", "Gedo"), ("شركة", "Sharki Trade")]
)
def test_other_or_too_few_consonants_find_nobody(asked: str, listed: str) -> None:
    assert search(matcher(entity(listed, type="Individual")), asked) == ()


def test_two_arabic_names_with_one_checksum_are_told_apart() -> None:
    found = Consonants([("saleh", "kakar"), ("hamas",)])
    assert list(found.places("صالح كاكر")) == [0]
    assert is_heard("صالح كاكر", ("kakar", "salih"))
    assert not is_heard("صالح كاكر", ("hamas",))


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("Huawei Technologies (Norway) AS", "Huawei Technologies Co., Ltd."),
        ("Huawei Technologies (Hong Kong) Pte. Ltd.", "Huawei Technologies Co., Ltd."),
        ("Hikvision Deutschland GmbH", "Hikvision"),
    ],
)
def test_a_branch_in_another_country_is_for_a_person_to_look_at(asked: str, listed: str) -> None:
    found = best(asked, entity(listed), entity("Other Technologies Ltd."))
    assert (found.name, found.verdict) == (listed, Verdict.REVIEW)
    assert "read without its country" in found.why


@pytest.mark.parametrize("name", ["Nova Singapore Pte. Ltd.", "Bank of China", "Norway"])
def test_a_country_is_left_out_of_names_of_firms_alone(name: str) -> None:
    listed = (entity("NOVA", type="Vessel"), entity("Bank"), entity("Singapore Bank"))
    assert search(matcher(*listed), name) == ()


def test_a_persons_name_that_sounds_like_a_legal_form_is_none() -> None:
    found = best("Bin Laden", entity("BIN LADEN, Sad", "Bin Laden Sad", type="Individual"))
    assert "legal form" not in found.why


@pytest.mark.parametrize("name", ["Keji", "Zavod"])
def test_a_trade_by_itself_is_nobodys_name_in_english(name: str) -> None:
    assert search(matcher(entity("Technology"), entity("Plant")), name) == ()


@pytest.mark.parametrize(
    "name", ["Nova Bank", "Port Fond", "Institute of Physics", "Nova Motor Instrument", "Sberbank"]
)
def test_a_name_without_a_long_russian_word_is_not_translated(name: str) -> None:
    assert from_russian(folded(name)) == ()


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("ABDUL AHQ", "ABDUL HAQ"),
        ("OK, Il Hwan", "KO, Il Hwan"),
        ("KIM, KyongI l", "KIM, Kyong Il"),
        ("PAEK E BONG", "PAEK SE BONG"),
        ("RY UJIN", "RYU, Jin"),
        ("WLAIJAN", "WALIJAN"),
        ("PAO, Yu Linag", "PAO, Yu Liang"),
    ],
)
def test_a_slip_in_a_persons_name_of_short_words_is_found(asked: str, listed: str) -> None:
    others = (entity(f"KIM, Number {at}", type="Individual") for at in range(20))
    assert best(asked, entity(listed, type="Individual"), *others, person=True).name == listed


def test_a_word_of_letters_that_look_latin_is_read_so_beside_latin_ones() -> None:
    listed = entity("CHOE, Pu Il", type="Individual")
    found = best("\u0421\u041d\u041e\u0415, Pu Il", listed, person=True)
    assert (found.name, found.verdict) == (listed.name, Verdict.REVIEW)
    assert "Words whose letters only look Latin were read as Latin" in found.why


@pytest.mark.parametrize(
    "name",
    [
        "YU, Jin",
        "INC, Dong",
        "Jose Limited",
        "KIM Company",
        "Ali Group",
        "SPA, Mario",
        "O, In Chun",
    ],
)
def test_a_person_whose_name_has_a_form_in_it_is_found_by_it(name: str) -> None:
    listed = entity(name, type="Individual")
    others = (entity(f"KIM, Number {at}", type="Individual") for at in range(20))
    for asked in (name, name.upper().replace(",", "")):
        assert best(asked, listed, *others, person=True).name == name


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("SR Electronics Co., Ltd.", "JR Electronics Co., Ltd."),
        ("Petrovsky Steel Works", "Petrov Steel Works"),
        ("Leninskii Design Bureau", "Lenin Design Bureau"),
        ("Vektor Plus OJSC", "Vektor Plus CJSC"),
        ("ZAO Vektor Plus", "Vektor Plus PJSC"),
        ("Vektor Plus OJSC", "OOO Vektor Plus"),
        ("MA Trading House Ltd", "AM Trading House Ltd"),
    ],
)
def test_what_may_be_another_is_no_match_beyond_doubt(asked: str, listed: str) -> None:
    assert verdict_on(search(matcher(entity(listed)), asked)) is not Verdict.MATCH


@pytest.mark.parametrize("asked", ["Max Planck Institut", "Institut of Physics of Metals"])
def test_a_translation_takes_no_match_away(asked: str) -> None:
    listed = entity(asked.replace("Institut", "Institute"))
    assert best(asked, listed).verdict is Verdict.MATCH


def test_a_company_is_not_taken_for_a_person_of_one_name() -> None:
    index = matcher(entity("WALIJAN", type="Individual"))
    assert search(index, "Wlaijan Ltd") == ()
    assert search(index, "Walijan Trading House") == ()


def test_the_closest_name_is_looked_at_however_many_have_all_its_words() -> None:
    plain = entity("Tactical Missiles Corporation JSC")
    parts = (entity(f"Tactical Missile Corporation, Plant {at} of Works") for at in range(60))
    assert best("Tactical Missile Corporation JSC", plain, *parts).name == plain.name


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("Муромский завод", "muromsky zavod"),
        ("Χαρδαλιάς", "chardalias"),
        ("أسامة بن لادن", "smh bn ldn"),
        ("GÖKTÜRK", "gokturk"),
        ("Łódź Æther", "lodz aether"),
    ],
)
def test_every_script_is_read_in_latin_letters(name: str, latin: str) -> None:
    assert romanised(folded(name)) == latin


def test_a_word_of_one_script_stays_in_it() -> None:
    assert folded("гаваи") == "гаваи"


def test_since_an_earlier_edition_what_changed_is_searched_alone() -> None:
    before = matcher(entity("Acme"), entity("Beta Systems"), digest="1")
    after = matcher(entity("Acme"), entity("Beta Systems", "Beta"), entity("Gamma"), digest="2")
    fresh, gone = after.since(before)
    assert fresh is not None
    assert {it.entity_id for it in fresh.entities} == {"Beta Systems", "Gamma"}
    assert gone == {"Beta Systems"}
    assert after.since(after) == (None, frozenset())


@pytest.mark.parametrize(
    "spelled",
    [
        "Flat/RM 2309, 23/F, Ho King Commercial Centre, 2-16 Fa Yuen Street, Mong Kok, Kowloon",
        "Room 2309, 23rd Floor, Ho King Commercial Center, 2-16 Fayuen St., Mongkok, Hong Kong",
        "RM 2309 23/F HO KING COMM CENTRE, 2 FA YUEN STREET, MONG KOK KOWLOON, HONG KONG",
    ],
)
def test_an_address_is_found_however_its_room_is_spelled(spelled: str) -> None:
    printed = (
        "Flat/RM 2309, 23/F, Ho King Commercial Centre, 2-16 Fa Yuen Street, Mong Kok, Kowloon, "
        "Hong Kong."
    )
    listed = entity("Address 05", address_only=True, addresses=[printed])
    found = best("Any Name Ltd", listed, addresses=[spelled])
    assert found.verdict is Verdict.REVIEW
    assert "Its address is that of the listing" in found.why


def test_another_room_is_the_same_building_and_another_number_is_not() -> None:
    listed = entity("Address 05", address_only=True, addresses=["Room 803, 45 Chatham Road South"])
    found = best("Any Name", listed, addresses=["Room 1203, 45 Chatham Road South"])
    assert "in the building of the listing" in found.why
    assert search(matcher(listed), "Any Name", addresses=["Room 803, 47 Chatham Road South"]) == ()
    assert search(matcher(listed), "Address 05") == ()


def test_rooms_floors_and_numbers_are_told_apart() -> None:
    found = premises("Unit D, 16/F One Capital Place, 18 Luard Rd, Wan Chai")
    assert (found.rooms, found.floors, found.numbers) == ({"d"}, {"16"}, {"18"})


def test_a_second_opinion_that_is_not_installed_says_what_to_install() -> None:
    asked = Subject(names=("Acme Wigdets Co., Ltd.",))
    first = matcher(ACME).search(asked)
    assert with_second_opinion(asked, ()) == ()
    if find_spec("nomenklatura") is None:
        with pytest.raises(UnavailableError, match=r"comptrol\[opinion\]"):
            with_second_opinion(asked, first)
        return
    (second,) = with_second_opinion(asked, first)
    assert second.score >= first[0].score
    assert "A second opinion (nomenklatura logic-v2): " in second.why
    assert second.verdict is first[0].verdict


def test_what_an_entry_requires_is_told_in_codes() -> None:
    listed = entity(
        "Acme Widgets",
        licence_requirement="For all items subject to the EAR (See §744.11 of the EAR).",
        licence_policy="A policy that nobody has written yet",
    )
    assert best("Acme Widgets", listed).codes == ("all-items", "new-wording")


@pytest.mark.parametrize("asked", ["Acme Widgets Co., Ltd. 2", "001 Acme Widgets Co., Ltd."])
def test_another_number_is_a_doubt_and_clears_nobody(asked: str) -> None:
    assert best(asked, ACME).verdict is Verdict.REVIEW


def test_more_words_are_for_a_person_to_judge_however_much_agrees() -> None:
    listed = entity("SKY BLUE BIRD AVIATION")
    others = (entity(f"Aviation {number} Trading") for number in range(40))
    found = best("Blue Sky Aviation", listed, *others)
    assert (found.name, found.verdict) == (listed.name, Verdict.REVIEW)


def test_a_listed_person_is_no_company_by_itself() -> None:
    listed = entity("Mohammed Ali Hassan", type="Individual")
    assert best("Mohammed Ali Hassan", listed).verdict is Verdict.REVIEW
    assert best("Mohammed Ali Hassan", listed, person=True).verdict is Verdict.MATCH


def test_a_word_aside_is_a_doubt_however_many_words_agree() -> None:
    words = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda omicron sigma"
    found = best(f"{words} Rotterdam", entity(words))
    assert len(found.words) == 12
    assert "One of the names has more words" in found.why
    assert found.verdict is Verdict.REVIEW


def test_names_taken_apart_are_the_same_from_the_cache(tmp_path: Path) -> None:
    listed = (entity("Acme Widgets Co., Ltd.", "55th Institute"), entity("Национальный завод"))
    edition = matcher(*listed).edition
    made = ListMatcher(edition, listed, tmp_path)
    (file,) = made.names and tmp_path.iterdir()
    again = ListMatcher(edition, listed, tmp_path)
    assert again.names == made.names == matcher(*listed).names
    file.write_bytes(b"spoiled")
    assert ListMatcher(edition, listed, tmp_path).names == made.names
