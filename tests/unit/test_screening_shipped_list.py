"""The list that is shipped: every name on it is found, and nothing strange upsets the search."""

from decimal import Decimal
from functools import cache

import msgspec
import pytest

from comptrol.adapters.list_shelf import shipped_matcher
from comptrol.adapters.matching import ListMatcher
from comptrol.domains.screening import (
    Entity,
    Subject,
    Verdict,
    footnotes,
    requirement,
    verdict_on,
)
from comptrol.domains.screening.reactions import RECORDED_BYTES_MAX, RECORDED_MAX, _recorded
from comptrol.kernel.envelope import PAYLOAD_BYTES_MAX
from comptrol.kernel.identifiers import CountryCode

US = CountryCode("US")
SAMPLE = 29
"""Every so many-th entity: all names of all lists are asked for in the bench."""


@cache
def shipped() -> ListMatcher:
    return shipped_matcher()


def test_every_listed_name_and_alias_is_found() -> None:
    """All who bear it are; two names of one entity that differ in a comma are one."""
    lost = []
    for listed in shipped().entities[::SAMPLE]:
        for name in listed.names:
            asked = Subject(names=(name,), person=listed.type == "Individual")
            hits = {hit.entity_id: hit for hit in shipped().search(asked, limit=200)}
            if hits.get(listed.entity_id) is None or hits[listed.entity_id].score < Decimal(
                "0.95"
            ):
                lost.append(name)
    assert lost == []


def test_no_listed_name_is_ever_clear() -> None:
    for listed in shipped().entities[::101]:
        for name in listed.names:
            found = shipped().search(Subject(names=(name,), country=US))
            assert verdict_on(found) is not Verdict.CLEAR


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        " \t\n",
        "!!! ... ''",
        "\u202e\u200b\u00ad",
        "🚀🔥",
        "a" * 10_000,
        "a " * 5_000,
        "&" * 10_000,
        "joint stock " * 1_000,
        "שם שאין כמותו",
        "e" + "\u0301" * 10_000,
        "\ud800",
        "公司" * 2_000,
    ],
)
def test_a_hostile_name_is_taken_for_what_it_is(hostile: str) -> None:
    assert verdict_on(shipped().search(Subject(names=(hostile,)))) is not Verdict.MATCH
    assert shipped().search(Subject()) == ()


def test_what_is_recorded_fits_an_envelope() -> None:
    longest = sorted((max(it.names, key=len) for it in shipped().entities), key=len)[-100:]
    for name in longest:
        found = shipped().search(Subject(names=("x", name), country=US), limit=RECORDED_MAX)
        size = len(msgspec.json.encode(_recorded(found)))
        assert size <= RECORDED_BYTES_MAX < PAYLOAD_BYTES_MAX - 1024


@pytest.mark.parametrize(("footnote", "entries"), [(3, 771), (1, 156), (4, 71), (5, 16)])
def test_the_entity_list_has_as_many_entries_of_each_footnote(footnote: int, entries: int) -> None:
    """The counts of the law sheet, 8, for the edition of 2026-07-31."""
    found = [footnotes(it.licence_requirement or "") for it in _entity_list()]
    assert sum(footnote in them for them in found) == entries


def test_an_entry_that_quotes_no_paragraph_leaves_its_footnote_open() -> None:
    """26 by what is quoted; the sheet counts 32 and does not say how."""
    found = [footnotes(it.licence_requirement or "") for it in _entity_list()]
    assert sum(0 in them for them in found) == 26


def test_every_requirement_of_the_entity_list_has_a_code() -> None:
    texts = {it.licence_requirement for it in _entity_list() if it.licence_requirement}
    assert all(requirement(text).codes for text in texts)


def _entity_list() -> list[Entity]:
    return [it for it in shipped().entities if it.list == "EL"]
