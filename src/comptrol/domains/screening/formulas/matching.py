"""What a matcher is asked, what it answers, and what its answers come to.

The matcher itself is an instrument, outside: what it says is recorded with its version and the
digest of the list, and is never derived again.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Final, Protocol

import msgspec

from comptrol.domains.screening.formulas.listing import Edition, Entity
from comptrol.domains.screening.statements import Match, Verdict
from comptrol.kernel.identifiers import CountryCode, Digest

MATCH_SCORE_MIN: Final = Decimal("0.95")
"""From it on a match that nothing speaks against is a match."""


NAME_LETTERS_MAX: Final = 400
"""A longer name is refused where names are asked for: what was cut off would be cleared unseen."""


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to hold against a list: all that is known of one party."""

    names: tuple[str, ...] = ()
    country: CountryCode | None = None
    addresses: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    """Scheme, colon, value: ``LEI:…``, ``IMO:9187629``."""
    births: tuple[str, ...] = ()
    """Days, months or years of birth, of a person."""
    person: bool = False


class Matcher(Protocol):
    """An edition of the lists that can be searched. It never changes."""

    @property
    def edition(self) -> Edition:
        """Return which edition this is."""
        ...

    @property
    def version(self) -> str:
        """Return by which rules it matches."""
        ...

    @property
    def entities(self) -> tuple[Entity, ...]:
        """Return every entity of the edition."""
        ...

    def search(self, subject: Subject, *, limit: int = 10) -> tuple[Match, ...]:
        """Return the listed entities that a subject may be, best first, each of them once."""
        ...

    def reads(self, name: str) -> bool:
        """Tell whether a name has anything in it that can be compared."""
        ...

    def since(self, earlier: "Matcher") -> "tuple[Matcher | None, frozenset[str]]":
        """Return what differs from an earlier edition.

        A matcher over the entities that were added or changed alone (none where nothing was), and
        the names of those that were changed or removed.
        """
        ...


def fingerprint(of: Subject | Entity) -> Digest:
    """Return a digest of all that matching reads of one side: it changes when that changes."""
    return Digest(sha256(msgspec.json.encode(of, order="deterministic")).hexdigest())


def verdict_on(matches: Iterable[Match]) -> Verdict:
    """Say what the matches of one party come to: one that is beyond doubt is enough."""
    verdicts = {_verdict(match) for match in matches}
    if Verdict.MATCH in verdicts:
        return Verdict.MATCH
    return Verdict.REVIEW if verdicts else Verdict.CLEAR


def _verdict(match: Match) -> Verdict:
    """Return what a match comes to; before 2026-11-28 that was not said, and the score told."""
    if match.verdict is not None:
        return match.verdict
    return Verdict.MATCH if match.score >= MATCH_SCORE_MIN else Verdict.REVIEW


def best_of_each(matches: Iterable[Match]) -> Sequence[Match]:
    """Return the best match of each entity, the best first; equals stay in their order."""
    best: dict[str, Match] = {}
    for match in matches:
        known = best.get(match.entity_id)
        if known is None or _order(match) < _order(known):
            best[match.entity_id] = match
    return sorted(best.values(), key=_order)


def _order(match: Match) -> tuple[bool, Decimal]:
    return _verdict(match) is not Verdict.MATCH, -match.score
