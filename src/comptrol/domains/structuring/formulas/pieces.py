"""What is added up: one account has so many chips from one second to another."""

from collections.abc import Iterable
from typing import NamedTuple


class Piece(NamedTuple):
    """Chips of one account in a half-open interval of seconds, and where that stands."""

    account: str
    chips: int
    start_s: int
    end_s: int
    model: str = ""
    site: str = ""
    order: str = ""
    position: int = 0

    @property
    def chip_seconds(self) -> int:
        """Return the chip time of it."""
        return self.chips * (self.end_s - self.start_s)


def by_account(pieces: Iterable[Piece]) -> dict[str, list[Piece]]:
    """Return the pieces of each account, accounts in the order of their names."""
    found: dict[str, list[Piece]] = {}
    for piece in pieces:
        found.setdefault(piece.account, []).append(piece)
    return {account: found[account] for account in sorted(found)}
