"""An edition of the lists where what searches it is not installed: known, and clears nobody."""

from collections.abc import Sequence
from typing import Final, NoReturn

from comptrol.domains.screening import Edition, Entity, Matcher, Subject
from comptrol.kernel.errors import UnavailableError

NEEDED: Final = "lists are searched with the extra: pip install 'comptrol[screening]'"


class UnsearchedList:
    """Says which edition it is and what is on it; whoever wants to search is told what to install.

    Nobody is screened by it, and so nobody enrols: that nothing was found would be false.
    """

    def __init__(self, edition: Edition, entities: Sequence[Entity]) -> None:
        self.edition, self.entities = edition, tuple(entities)

    @property
    def version(self) -> str:
        """Raise UnavailableError: nothing is matched by any rules."""
        raise UnavailableError(NEEDED)

    def search(self, subject: Subject, *, limit: int = 10) -> NoReturn:
        """Raise UnavailableError."""
        del subject, limit
        raise UnavailableError(NEEDED)

    def reads(self, name: str) -> NoReturn:
        """Raise UnavailableError."""
        del name
        raise UnavailableError(NEEDED)

    def since(self, earlier: Matcher) -> NoReturn:
        """Raise UnavailableError."""
        del earlier
        raise UnavailableError(NEEDED)
