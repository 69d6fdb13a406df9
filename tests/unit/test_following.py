"""What a page shows is held against what was said, and nothing is let through."""

import pytest
from tests.following import differences, steps

FITS = [
    ("a\nb\n", "a\nb\n"),
    ("a … c\n", "a 17 c\n"),
    ("…\nb\n", "x\ny\nb\n"),
    ("a\n…\n", "a\nb\nc\n"),
    ("a\n…\nd\n", "a\nd\n"),
    ("a  \n", "a\n"),
]
DIFFERS = [
    ("a\n", "b\n"),
    ("a\nb\n", "a\nx\nb\n"),
    ("a\n", "a\nb\n"),
    ("a\nb\n", "b\na\n"),
    ("a.c\n", "abc\n"),
    ("…\nb\n", "x\n"),
    ("a\n", ""),
]


@pytest.mark.parametrize(("seen", "told"), FITS)
def test_what_is_elided_may_be_anything(seen: str, told: str) -> None:
    assert differences(seen, told) == []


@pytest.mark.parametrize(("seen", "told"), DIFFERS)
def test_what_is_shown_was_said_there_and_nothing_else(seen: str, told: str) -> None:
    assert differences(seen, told) != []


def test_a_block_shows_what_the_one_right_before_it_says() -> None:
    page = "```sh\none\n```\n```text\n1\n```\n\n```sh\ntwo\n```\nwords\n```text\n2\n```\n"
    assert [(step.typed, step.seen) for step in steps(page)] == [("one\n", "1\n"), ("two\n", None)]
