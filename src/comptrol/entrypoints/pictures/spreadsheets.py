"""What a table may have that somebody opens in a spreadsheet."""

from typing import Final

FORMULAS: Final = (
    *("=", "+", "-", "@", "\t", "\r", "\n"),
    *("\uff1d", "\uff0b", "\uff0d", "\uff20"),  # as full-width keyboards write the first four
)
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
