"""What a file on a customer has, what it lacks, and who is behind a customer."""

from datetime import date
from typing import Any

import msgspec
import msgspec.inspect as shapes
import pytest
from tests.architecture.test_shape import parts_of
from tests.identifying import NAME, identity, read
from tests.rules.stage import PRESENT

from comptrol.adapters.reference_files import countries
from comptrol.domains.identification import (
    REQUIREMENTS,
    Field,
    Identification,
    Identified,
    complete,
    faults,
    missing,
    outline,
)
from comptrol.domains.identification.formulas import IDENTIFYING
from comptrol.kernel.identifiers import Digest

TODAY = PRESENT.date()
SEALED = Digest("7" * 64)
NEVER_HELD = {
    *("code", "weight", "data", "prompt", "output", "parameter", "packet", "memory", "keystroke"),
    *("key", "secret", "password", "credential", "card", "account", "iban", "image", "scan"),
    *("passport", "document", "photo", "health", "religion", "politics", "ethnicity", "union"),
    *("nationality", "birth", "score", "note", "comment", "remark", "attachment", "upload"),
}
"""What no field is for (``methods`` §7, first column), and where one could put it anyway."""


# What a file has.


def test_there_is_no_field_for_what_may_never_be_held():
    names = {
        word
        for said in (Identification, Identified)
        for shape in parts_of(shapes.type_info(said))
        if isinstance(shape, shapes.StructType)
        for field in shape.fields
        for word in field.name.split("_")
    }
    assert names & (NEVER_HELD | {f"{word}s" for word in NEVER_HELD}) == set()


@pytest.mark.parametrize("said", [Identification, Identified])
def test_every_text_and_list_is_bounded(said: type[msgspec.Struct]):
    for shape in parts_of(shapes.type_info(said)):
        if isinstance(shape, shapes.StrType):
            assert shape.pattern is not None or (shape.max_length or 1_000) <= 200
        assert not isinstance(shape, shapes.BytesType | shapes.DictType | shapes.ListType)
        if isinstance(shape, shapes.VarTupleType):
            assert shape.max_length is not None
            assert shape.max_length <= 100


def test_openly_there_is_no_text_but_names_of_parties_a_commitment_and_words():
    texts = [
        shape.pattern
        for shape in parts_of(shapes.type_info(Identified))
        if isinstance(shape, shapes.StrType)
    ]
    assert None not in texts
    assert len(set(texts)) == 2


def test_retention_and_legal_basis_are_mandatory():
    required = {field.name for field in msgspec.structs.fields(Identification) if field.required}
    assert required == {"party", "customer", "retention_until", "legal_basis"}


def test_every_field_is_asked_for_by_a_text_that_is_not_law_in_force():
    assert [it.field for it in REQUIREMENTS] == list(Field)
    assert {it.status for it in REQUIREMENTS} == {"proposed", "guidance"}
    assert all(it.citation for it in REQUIREMENTS)


def test_a_whole_file_lacks_nothing():
    assert complete(read()) == tuple(Field)
    assert missing(complete(read())) == ()
    assert list(faults(read(), countries(), TODAY)) == []


LACKING: dict[str, tuple[dict[str, Any], list[Field]]] = {
    "everything": (
        {"customer": {}, "beneficial_owners": None, "resale": None, "headquarters": None}
        | {"ultimate_parent": None, "end_use": None},
        list(Field),
    ),
    "a telephone": (
        {"customer": identity(telephone=None, verified=[])},
        [Field.TELEPHONE, Field.VERIFICATION],
    ),
    "an owner's address": (
        {"beneficial_owners": [identity(), identity(address=None)]},
        [Field.BENEFICIAL_OWNERS],
    ),
    "nobody asked for owners": ({"beneficial_owners": None}, [Field.BENEFICIAL_OWNERS]),
    "there is no owner": ({"beneficial_owners": []}, []),
    "no address was seen": (
        {"customer": identity(ip_addresses=[])},
        [Field.IP_ADDRESSES],
    ),
    "one field is not verified": (
        {"customer": identity(verified=identity()["verified"][1:])},
        [Field.VERIFICATION],
    ),
}


@pytest.mark.parametrize(("other", "lacks"), LACKING.values(), ids=LACKING)
def test_what_is_not_there_in_full_is_missing(other: dict[str, Any], lacks: list[Field]):
    assert list(missing(complete(read(**other)))) == lacks


def test_a_file_is_as_old_as_its_oldest_verification():
    days = [{"field": it.value, "method": "reply", "on": "2026-10-20"} for it in IDENTIFYING]
    renewed = [{**days[0], "on": "2024-01-01"}, *days[1:], {**days[0], "on": "2026-10-21"}]
    assert outline(read(), SEALED).verified_on == date(2026, 10, 20)
    assert outline(read(customer=identity(verified=renewed)), SEALED).verified_on == date(
        2026, 10, 20
    )
    older = identity(verified=[{**days[1], "on": "2025-05-05"}])
    assert outline(read(beneficial_owners=[older]), SEALED).verified_on == date(2025, 5, 5)
    mute = read(customer=identity(verified=[]), beneficial_owners=[])
    assert outline(mute, SEALED).verified_on is None


def test_what_is_wrong_is_told_in_the_order_of_the_fields_without_a_value():
    unknown = identity(country="XX", verified=[{"field": "end-use", "method": "reply"}])
    unknown["verified"][0]["on"] = "2026-11-02"
    said = read(
        beneficial_owners=[unknown],
        resale={"resellers": ["holder", "holder"], "end_users": ["customer", "holder"]},
        retention_until="2026-10-31",
    )
    found = list(faults(said, countries(), TODAY))
    assert [it.field for it in found] == [
        "beneficial_owners[0].country",
        "beneficial_owners[0].verified[0].field",
        "beneficial_owners[0].verified[0].on",
        "resale.resellers",
        "resale.end_users",
        "resale.end_users",
        "retention_until",
    ]
    assert NAME not in str(found)


def test_a_moment_is_held_against_the_day_wherever_it_was():
    early = {"address": "::1", "use": "access", "first_at": "0001-01-01T00:00:00+14:00"}
    there = [{**early, "last_at": "2026-11-02T13:59:00+14:00"}]
    there += [{**early, "last_at": "2026-11-01T23:59:00-01:00"}]
    there += [{**early, "first_at": "2026-10-02T00:00:00Z", "last_at": "2026-10-01T00:00:00Z"}]
    found = list(faults(read(customer=identity(ip_addresses=there)), countries(), TODAY))
    assert [it.field for it in found] == [
        "customer.ip_addresses[1].last_at",
        "customer.ip_addresses[2].last_at",
    ]
