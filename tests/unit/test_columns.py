"""Columns that nobody reads: a slip is refused, any other name is told."""

import pytest

from comptrol.kernel.columns import unread_columns
from comptrol.kernel.errors import UnreadableError

KNOWN = ("id", "name", "country", "address", "identifier", "birth", "person")


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("adress", "address"),
        ("contry", "country"),
        ("Country", "country"),
        (" birth", "birth"),
        ("identifiers", "identifier"),
        ("persons", "person"),
    ],
)
def test_a_slip_is_refused_by_the_column_that_was_meant(slip: str, meant: str) -> None:
    with pytest.raises(UnreadableError, match=f"^here: column .* expected '{meant}'$"):
        unread_columns(["id", "name", slip], KNOWN, "here")


@pytest.mark.parametrize("other", ["colour", "birth_date", "reason", "", "company"])
def test_any_other_column_is_noted(other: str) -> None:
    (note,) = unread_columns(["id", "name", other, other], KNOWN, "line 1")
    assert note.startswith(f"line 1: column {other!r} is not read")
    assert ("'birth'" in note) == (other == "birth_date")


def test_a_column_that_stands_in_the_table_was_not_meant_by_another() -> None:
    header = ["id", "name", "country", "countries"]
    assert unread_columns(header, KNOWN, "line 1") == [
        "line 1: column 'countries' is not read; the nearest that is: 'country'"
    ]
    assert unread_columns(KNOWN, KNOWN, "line 1") == []
    (note,) = unread_columns([*KNOWN, "x" * 100_000], KNOWN, "line 1")
    assert len(note) < 120
