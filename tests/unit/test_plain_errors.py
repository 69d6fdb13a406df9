"""Errors of reading are told in words: no pattern, no type's name, no folder of ours."""

import datetime as dt
from typing import Annotated, Any

import msgspec
import pytest
from msgspec import Meta

from comptrol.kernel.days import day_in
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.identifiers import CountryCode, Digest, PartyId
from comptrol.kernel.plain_errors import plainly, without_folders


@pytest.mark.parametrize(
    ("wanted", "given", "told"),
    [
        (PartyId, "ACME Ltd", "a name of lower-case letters, digits, dots"),
        (CountryCode, "Norway", "two capital letters, such as US"),
        (Digest, "12", "64 digits of 0 to 9 and a to f"),
        (Annotated[str, Meta(pattern=r"\S")], " ", "some words"),
        (Annotated[str, Meta(pattern="^[0-9]{4}-Q[1-4]$")], "x", "it written as ^[0-9]{4}-Q[1-4]"),
        (Annotated[str, Meta(min_length=1)], "", "at least 1 character"),
        (Annotated[str, Meta(max_length=3)], "four", "at most 3 characters"),
        (Annotated[int, Meta(ge=1)], 0, "at least 1"),
        (Annotated[int, Meta(lt=5)], 9, "at most 4"),
        (int, "many", "a whole number"),
        (bool, "perhaps", "yes or no"),
        (list[int], {}, "a list"),
        (dict[str, int], [], "named values"),
        (dt.date, "soon", "a day, such as 2026-11-02"),
        (dt.datetime, "soon", "a day and a time"),
    ],
)
def test_what_was_expected_is_told_in_words(wanted: Any, given: object, told: str) -> None:
    with pytest.raises(msgspec.ValidationError) as error:
        msgspec.convert({"field": given}, dict[str, wanted], strict=False)
    said = plainly(str(error.value))
    assert told in said
    assert "regex" not in said
    assert "`str`" not in said


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "d6/comptrol.db cannot be written: disk full",
            "comptrol.db cannot be written: disk full",
        ),
        ("../a/console.db fails", "console.db fails"),
        ("the accounts in /srv/x/console.db fail", "the accounts in console.db fail"),
        ("cases/cases: it is busy", "cases/cases: it is busy"),
        ("ask https://log.example/a/b.db again", "ask https://log.example/a/b.db again"),
    ],
)
def test_folders_of_ours_are_nobodys_business(said: str, told: str) -> None:
    assert without_folders(str(UnavailableError(said))) == told


@pytest.mark.parametrize(
    "text", ["2026-W01-1", "20260131", "2026W011", "2026-01-31T00", "٢٠٢٦-01-31"]
)
def test_a_day_is_written_in_one_way(text: str) -> None:
    with pytest.raises(ValueError, match=r"not written as|Invalid"):
        day_in(text)
