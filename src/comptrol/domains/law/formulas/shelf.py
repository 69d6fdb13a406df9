"""Which rulebooks can be judged by? Those shipped, by name, and those kept, by digest.

A rulebook is known by its digest for ever: whoever adopted one years ago is judged by it again.
"""

from collections.abc import Callable, Mapping
from threading import Lock

from comptrol.domains.law.formulas.rulebook import Rulebook
from comptrol.kernel.identifiers import Digest


class Rulebooks:
    """Every rulebook at hand, each read when it is first asked for."""

    def __init__(
        self,
        shipped: Mapping[str, Callable[[], Rulebook]],
        *,
        default: str,
        kept: Callable[[Digest], Rulebook | None] = lambda _: None,
    ) -> None:
        assert default in shipped, "the default is one of those shipped"
        self._shipped, self._default, self._kept = dict(shipped), default, kept
        self._read: dict[str, Rulebook] = {}
        self._by_digest: dict[Digest, Rulebook] = {}
        self._reading = Lock()

    @property
    def default(self) -> Rulebook:
        """Return the one that a new log adopts where nobody names another."""
        return self._of_name(self._default)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of those shipped."""
        return tuple(sorted(self._shipped))

    def named(self, name: str) -> Rulebook | None:
        """Return the shipped one of a name, or nothing."""
        return self._of_name(name) if name in self._shipped else None

    def of(self, digest: Digest) -> Rulebook | None:
        """Return the one of a digest: one that is kept, or else one that is shipped."""
        known = self._by_digest.get(digest)
        if known is not None:
            return known
        kept = self._kept(digest)
        if kept is not None:
            self._by_digest[digest] = kept
            return kept
        for name in (self._default, *self._shipped):
            self._of_name(name)
        return self._by_digest.get(digest)

    def _of_name(self, name: str) -> Rulebook:
        with self._reading:
            if name not in self._read:
                found = self._read[name] = self._shipped[name]()
                self._by_digest[found.digest] = found
        return self._read[name]
