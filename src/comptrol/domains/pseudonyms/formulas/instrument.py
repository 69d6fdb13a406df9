"""Where does the platform read what is sealed, when it adds up over providers?"""

from collections.abc import Callable
from typing import Never

from comptrol.domains.pseudonyms.statements import Pseudonym, Usage
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.identifiers import Digest


class SealedUsage:
    """What the authority alone has: the vault, and the keys of the epochs.

    Whatever reads it is said once and recorded: a replay, or whoever has only the log, never asks.
    """

    def __init__(
        self,
        usage: Callable[[Digest], Usage | None],
        digest: Callable[[int, str], Digest],
        pseudonym: Callable[[int, str], Pseudonym],
    ) -> None:
        self.usage = usage
        """The rows under a commitment; nothing where they were erased."""
        self.digest = digest
        """A digest of words under the key of an epoch: nobody else can tell what was digested."""
        self.pseudonym = pseudonym
        """What the key of an epoch makes of a canonical identifier."""

    @classmethod
    def away(cls) -> "SealedUsage":
        """Return an instrument where there is none: whoever reads it is told so."""

        def none(*_: object) -> Never:
            raise UnavailableError("what is sealed is read where the vault is, by the authority")

        return cls(none, none, none)
