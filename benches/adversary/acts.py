"""What is said in a scenario, one by one, and what became of it."""

from collections.abc import Generator
from datetime import date
from typing import NamedTuple, TypeAlias, TypeVar

from comptrol.kernel.finding import Answer
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Statement

T = TypeVar("T")


class Said(NamedTuple):
    """What somebody says on a day, and whether it is part of the deed."""

    day: date
    speaker: PartyId
    statement: Statement
    deed: bool = False


Acts: TypeAlias = Generator[Said, Answer, T]
"""Says things one by one, is told what became of each, and comes to something."""
