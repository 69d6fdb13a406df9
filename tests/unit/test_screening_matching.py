"""Matching a name: what is found, how sure that is, and why."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from comptrol.domains.screening import (
    Authority,
    Edition,
    EditionId,
    Entity,
    Match,
    Matcher,
    Verdict,
    normalised,
)
from comptrol.domains.screening.formulas.forms import PHRASES, SPELLINGS
from comptrol.kernel.identifiers import CountryCode, Digest

CN, US = CountryCode("CN"), CountryCode("US")


def matcher(*entities: Entity) -> Matcher:
    authority = Authority(
        code="EL",
        title="Entity List",
        citation="15 CFR 744.16",
        effect="licence",
        url="",
        entities=1,
    )
    edition = Edition(
        edition=EditionId("test-1"),
        title="",
        published=date(2026, 7, 31),
        source="",
        digest=Digest("0" * 64),
        entities=len(entities),
        names=sum(len(entity.names) for entity in entities),
        lists=(authority,),
    )
    return Matcher(edition, entities)


def entity(name: str, *aliases: str, **more: object) -> Entity:
    row = {"entity_id": name, "name": name, "list": "EL", "aliases": aliases} | more
    return msgspec.convert(row, Entity)


def best(name: str, listed: Entity, country: CountryCode | None = None) -> Match:
    (found,) = matcher(listed).search([name], country=country)
    return found


@pytest.mark.parametrize(
    ("asked", "score"),
    [
        ("Acme Widgets Co., Ltd.", "1.00"),
        ("  ACME WIDGETS CO., LTD. ", "1.00"),
        ("Acme Widgets Company Limited", "0.95"),
        ("acme-widgets co ltd", "0.95"),
        ("Ácme Wid\u200bgets Co.,Ltd", "0.95"),
        ("Ａｃｍｅ Widgets Co Ltd", "0.95"),  # noqa: RUF001
        ("Acme Widgets", "0.90"),
        ("Acme Widgets GmbH", "0.90"),
        ("Widgets Acme Limited", "0.85"),
    ],
)
def test_a_spelling_is_worth_what_its_step_is_worth(asked: str, score: str) -> None:
    assert best(asked, entity("Acme Widgets Co., Ltd.")).score == Decimal(score)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rostec JSC", "Rostec Joint Stock Company"),
        ("OOO Vektor", "Obshchestvo s Ogranichennoy Otvetstvennostyu Vektor"),
        ("ООО Вектор", "OOO Вектор"),  # noqa: RUF001
        ("Foo S.A. de C.V.", "FOO SA DE CV"),
        ("Foo G.m.b.H. & Co. KG", "Foo GmbH and Co KG"),
        ("Şirket Anonim Şirketi", "SIRKET A.S."),
        ("Xi'an Aero", "Xian Aero"),
        ("Smith & Sons", "Smith and Sons"),
    ],
)
def test_two_spellings_of_one_name_are_the_same_once_normalised(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


def test_what_a_legal_form_is_folded_into_is_never_folded_again() -> None:
    phrased = {word for phrases in PHRASES.values() for text in phrases for word in text.split()}
    assert phrased.isdisjoint(PHRASES)
    assert phrased.isdisjoint(SPELLINGS)
    assert set(SPELLINGS).isdisjoint((*SPELLINGS.values(), *PHRASES))


def test_numbers_are_never_folded_away() -> None:
    assert not matcher(entity("CETC 55 Research Institute")).search(["CETC 54 Research Institute"])


def test_a_match_says_why_and_what_the_list_does() -> None:
    found = best("Acme Widgets GmbH", entity("Acme Widgets Co., Ltd."))
    assert found.why == "The name is the listed name but for its legal form."
    assert (found.effect, found.citation) == ("licence", "15 CFR 744.16")


def test_a_short_alias_is_for_a_person_to_judge() -> None:
    listed = entity("Acme Widgets Corporation", "Acme")
    assert best("ACME", listed).score == Decimal("0.90")
    assert best("Acme", entity("Acme")).score == Decimal("0.90")
    assert best("Rosoboronexport", entity("Rosoboronexport")).score == 1


def test_a_vessel_is_no_company() -> None:
    found = best("Golden Star", entity("GOLDEN STAR", type="Vessel"))
    assert found.score == Decimal("0.90")
    assert "The list means a vessel" in found.why


def test_another_country_lowers_a_match_and_never_clears_it() -> None:
    index = matcher(entity("Acme Widgets", countries=["CN", "HK"]))
    assert index.verdict(index.search(["Acme Widgets"], country=CN)) is Verdict.MATCH
    (found,) = index.search(["Acme Widgets"], country=US)
    assert "The list places it in CN, HK, not in US" in found.why
    assert index.verdict((found,)) is Verdict.REVIEW


def test_a_listing_of_unknown_place_contradicts_no_country() -> None:
    assert best("Acme Widgets", entity("Acme Widgets"), US).score == 1
    region = entity("Acme Widgets", countries=["SY"], places=["REGION: WEST BANK"])
    assert best("Acme Widgets", region, US).score == 1


def test_an_entity_is_returned_once_by_the_name_that_fits_best() -> None:
    index = matcher(entity("Acme Widgets Ltd", "Acme Widgets"))
    (found,) = index.search(["Nobody", "Acme Widgets"])
    assert (found.name, found.score) == ("Acme Widgets", Decimal(1))
    assert found.why == "Name 2 of 2 is the listed alias, letter for letter."


def test_the_best_come_first_and_no_more_than_asked() -> None:
    rows = (entity("Acme Widgets Ltd"), entity("Acme Widgets"), entity("Widgets Acme"))
    scores = [match.score for match in matcher(*rows).search(["acme widgets"])]
    assert scores == [1, Decimal("0.90"), Decimal("0.85")]
    (found,) = matcher(*rows).search(["acme widgets"], limit=1)
    assert found.score == 1


def test_nothing_found_is_clear() -> None:
    assert matcher().verdict(()) is Verdict.CLEAR
