"""The list that is shipped: every name on it is found, and nothing strange upsets the search."""

from functools import cache
from importlib.resources import files
from time import perf_counter

import msgspec
import pytest

from comptrol.adapters.screening_list_file import SNAPSHOT, listing
from comptrol.domains.screening import Entity, Matcher, Verdict
from comptrol.domains.screening.formulas.footnotes import footnotes
from comptrol.kernel.envelope import PAYLOAD_BYTES_MAX
from comptrol.kernel.identifiers import CountryCode

US = CountryCode("US")
A_MILLISECOND = 0.001


@cache
def shipped() -> tuple[Matcher, tuple[Entity, ...]]:
    edition, entities = listing(files("comptrol.reference") / SNAPSHOT)
    return Matcher(edition, entities), entities


def test_every_listed_name_and_alias_is_found() -> None:
    """Letter for letter, or by the primary name where a short alias says less than that."""
    index, entities = shipped()
    found = lost = 0
    for listed in entities:
        for name in listed.names:
            hits = [hit for hit in index.search([name]) if hit.entity_id == listed.entity_id]
            good = any("letter for letter" in hit.why or hit.name == listed.name for hit in hits)
            found, lost = found + good, lost + (not good)
    assert (found, lost) == (57_174, 0)


def test_no_listed_name_is_ever_clear() -> None:
    index, entities = shipped()
    for listed in entities[::7]:
        for name in listed.names:
            assert index.verdict(index.search([name], country=US)) is not Verdict.CLEAR


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
        "شركة النفط",
        "חברה בע״מ",
        "e" + "\u0301" * 10_000,
        "\ud800",
    ],
)
def test_a_hostile_name_is_taken_for_what_it_is(hostile: str) -> None:
    index, _ = shipped()
    assert index.search([hostile]) == ()
    assert index.search([]) == ()


def test_what_is_recorded_fits_an_envelope() -> None:
    index, entities = shipped()
    longest = sorted((max(listed.names, key=len) for listed in entities), key=len)[-200:]
    sizes = [
        len(msgspec.json.encode(match))
        for name in longest
        for match in index.search(["x", name], country=US)
    ]
    assert 8 * max(sizes) < PAYLOAD_BYTES_MAX - 1024


def test_a_name_is_screened_in_far_less_than_a_millisecond() -> None:
    index, entities = shipped()
    names = [listed.name for listed in entities[::25]]
    started = perf_counter()
    for name in names:
        index.search([name])
    assert (perf_counter() - started) / len(names) < A_MILLISECOND


@pytest.mark.parametrize(("footnote", "entries"), [(3, 771), (1, 156), (4, 71), (5, 16)])
def test_the_entity_list_has_as_many_entries_of_each_footnote(footnote: int, entries: int) -> None:
    """The counts of the law sheet, 8, for the edition of 2026-07-31."""
    found = [footnotes(it.licence_requirement or "") for it in shipped()[1] if it.list == "EL"]
    assert sum(footnote in them for them in found) == entries


def test_an_entry_that_quotes_no_paragraph_leaves_its_footnote_open() -> None:
    """26 by what is quoted; the sheet counts 32 and does not say how."""
    found = [footnotes(it.licence_requirement or "") for it in shipped()[1] if it.list == "EL"]
    assert sum(0 in them for them in found) == 26
