"""Which editions of the lists can be screened against? The shipped one, and those kept."""

from collections.abc import Callable
from threading import Lock

from comptrol.domains.screening.formulas.matching import Matcher
from comptrol.kernel.identifiers import Digest


class Lists:
    """Every edition at hand, each read when it is first asked for."""

    def __init__(
        self,
        shipped: Callable[[], Matcher],
        kept: Callable[[Digest], Matcher | None] = lambda _: None,
    ) -> None:
        self._ship, self._kept = shipped, kept
        self._shipped: Matcher | None = None
        self._by_digest: dict[Digest, Matcher] = {}
        self._reading = Lock()

    @property
    def shipped(self) -> Matcher:
        """Return the edition that is shipped with the product."""
        with self._reading:
            if self._shipped is None:
                self._shipped = self._ship()
                self._by_digest[self._shipped.edition.digest] = self._shipped
            return self._shipped

    def of(self, digest: Digest) -> Matcher | None:
        """Return the edition of a digest: one that is kept, or else the shipped one."""
        if digest not in self._by_digest:
            kept = self._kept(digest)
            if kept is None:
                return self.shipped if self.shipped.edition.digest == digest else None
            self._by_digest[digest] = kept
        return self._by_digest[digest]
