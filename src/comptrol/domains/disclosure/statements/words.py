"""The words in which reporting is spoken of: names, amounts, sentences."""

from typing import Annotated, Final, NewType

from msgspec import Meta

from comptrol.kernel.identifiers import END, NAME

DefinitionId = NewType("DefinitionId", Annotated[str, Meta(pattern=NAME)])
PeriodId = NewType("PeriodId", Annotated[str, Meta(pattern=NAME)])
FilingId = NewType("FilingId", Annotated[str, Meta(pattern=NAME)])
RestatementId = NewType("RestatementId", Annotated[str, Meta(pattern=NAME)])
FigureName = NewType("FigureName", Annotated[str, Meta(pattern=NAME)])
"""What a definition defines and a line tells: ``chip-seconds``, ``flop``, ``power-mwh``."""
DutyId = NewType("DutyId", Annotated[str, Meta(pattern=NAME)])
"""A duty in the calendar of a rulebook, or ``policy``: the operator's own."""

BY_POLICY: Final = DutyId("policy")

AmountText = Annotated[str, Meta(pattern=r"^(0|[1-9][0-9]{0,37})" + END)]
"""A whole number as decimal digits, below 10^38: operations go beyond what a column holds.

One way to write it for every figure, so that no reader rounds one and not another.
"""

Sentence = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]
Title = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
"""The title of a role: no name of a person is needed, and none should be given."""
UnitText = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"\S")]

PPM: Final = 1_000_000
Millionths = Annotated[int, Meta(ge=0, le=PPM)]
"""A share in parts per million."""
Factor = Annotated[int, Meta(ge=1, le=10**15)]


def amount(number: int) -> AmountText:
    """Return a whole number as a line tells it.

    >>> amount(604_800)
    '604800'
    """
    if not 0 <= number < 10**38:
        raise ValueError(f"{number} is no amount: expected 0 to 10^38")
    return str(number)
