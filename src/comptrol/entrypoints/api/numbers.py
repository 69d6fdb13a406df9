"""How long may a number in a path be? As long as a position can be; there is nothing at others."""

from typing import Final

from starlette.convertors import IntegerConvertor, register_url_convertor

DIGITS_MAX: Final = 19
"""Of the largest number that a database keeps. Python reads none of more than 4,300 digits."""


class Numbers(IntegerConvertor):
    """Numbers in a path that are no longer than this."""

    regex = f"[0-9]{{1,{DIGITS_MAX}}}"


def bound_numbers() -> None:
    """Let no route of this process read a longer number: to it there is no such path."""
    register_url_convertor("int", Numbers())
