"""A statement is something a party said and signed."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Final, Generic, Self, TypeVar

import msgspec

from comptrol.kernel.envelope import PAYLOAD_BYTES_MAX
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import Role

_encode: Final = msgspec.json.Encoder().encode


class Statement(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"
):
    """What a party says. The tag names the kind and its version, and is never reused.

    ``ABOUT`` names the field that says what the statement is about; it becomes the envelope's
    ``sub``, so that the history of one chip or one order can be found without reading bodies.
    ``CONCERNS`` names what else it is about, as words and fields, for the subject map; a field
    that is a list names every one of its values.
    What is ``UNLISTED`` stands in no history: the seals, which close them.
    What is ``ONLY_SEALED`` is about a person: said openly it is refused, and never kept.
    ``FORESEES`` names tables with a field that names their rows: what it is checked against, so
    that a step with many reads them at once.
    ``SAID_BY`` names the roles that may say it: a kind that names none can be said by nobody.
    """

    ABOUT: ClassVar[str] = ""
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = ()
    UNLISTED: ClassVar[bool] = False
    ONLY_SEALED: ClassVar[bool] = False
    FORESEES: ClassVar[tuple[tuple[str, str], ...]] = ()
    SAID_BY: ClassVar[frozenset[Role]] = frozenset()

    @property
    def subject(self) -> str:
        """Return what the statement is about, such as ``lot:h100-0001``."""
        return f"{self.ABOUT}:{getattr(self, self.ABOUT)}"

    def subjects_named(self) -> tuple[str, ...]:
        """Return every subject under which the history lists it, what it is about first."""
        if not self.CONCERNS:
            return () if self.UNLISTED else (self.subject,)
        others = [
            f"{word}:{value}"
            for word, field in self.CONCERNS
            for value in _values(getattr(self, field))
        ]
        return tuple(dict.fromkeys((self.subject, *others)))


def _values(named: object) -> tuple[object, ...]:
    """Return what a field names: nothing, one value, or every value of a list."""
    if named is None:
        return ()
    return named if isinstance(named, tuple) else (named,)


class Consequence(Statement, frozen=True, kw_only=True):
    """What the platform itself says because of an entry. Nobody can send one in.

    ``because`` is the position of the entry that caused it. A kind that is ``RECORDED`` reads an
    instrument (a matcher, a solver): a replay takes it as it was said. All others are derived
    again at every replay, and must come out the same. What is ``FROM_THE_PATH`` the path itself
    says, not a domain: a seal, an equivocation. What is ``FOR_OTHERS`` the reactions of later
    domains say too: an alarm, a sighting.
    """

    RECORDED: ClassVar[bool] = False
    FOR_OTHERS: ClassVar[bool] = False
    FROM_THE_PATH: ClassVar[bool] = False

    because: int

    def shorter(self) -> Iterator[Self]:
        """Yield it in fewer and fewer words, for where it is too long for one entry."""
        return iter(())


C = TypeVar("C", bound=Consequence)


def fitted(said: C) -> tuple[C, bytes]:
    """Return a consequence as it fits into an entry, or the last that was tried; and its JSON."""
    payload, shorter = _encode(said), said.shorter()
    while len(payload) > PAYLOAD_BYTES_MAX and (less := next(shorter, None)) is not None:
        said, payload = less, _encode(less)
    return said, payload


S_co = TypeVar("S_co", bound=Statement, covariant=True)


class Entry(msgspec.Struct, Generic[S_co], frozen=True, kw_only=True):
    """A statement at the place the log gives it; while it is checked, the place it would take.

    ``logged_at`` is the time of the log: aware, UTC, the same for a whole batch, never going back.
    """

    position: int
    logged_at: datetime
    signer: PartyId
    statement: S_co


def kind(statement: type[Statement]) -> str:
    """Return the public name of a kind, such as ``registry.made/1``."""
    tag = statement.__struct_config__.tag
    assert isinstance(tag, str), f"{statement.__name__} has no tag"
    return tag
