"""The pages of the law say what the rulebook says: states, numbers, changes and doubts."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from scripts.law_docs import law_pages

KEPT = Path(__file__).parents[2] / "docs" / "law"


@pytest.fixture(scope="module")
def pages() -> Mapping[str, str]:
    return law_pages()


@pytest.mark.parametrize("page", ["in-force", "timeline", "ahead", "uncertain"])
def test_a_page_of_the_law_is_as_it_is_kept(page: str, pages: Mapping[str, str]) -> None:
    assert pages[f"{page}.md"] == (KEPT / f"{page}.md").read_text(), "make docs"


def test_the_transactions_are_answered_as_they_are_kept(pages: Mapping[str, str]) -> None:
    kept = {f"transactions/{it.name}" for it in (KEPT / "transactions").glob("*.md")}
    told = {it for it in pages if it.startswith("transactions/")}
    assert told == kept - {"transactions/README.md"}
    assert {it: pages[it] for it in told} == {it: (KEPT / it).read_text() for it in told}
