"""What a page is asked: by whom, of what, on which day, over what is known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec

from comptrol.bootstrap import Platform
from comptrol.entrypoints.console.visitor import Visitor
from comptrol.flow.publishing import Publisher
from comptrol.flow.signing_in import PageLook
from comptrol.flow.world import RowsWorld
from comptrol.kernel.countries import Countries
from comptrol.kernel.days import day_in
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import CountryCode

YEARS: Final = (1900, 2999)
"""In which years a day may be that is asked about: the calendar's own ends leave no room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One request for a page, with everything from which it is answered."""

    platform: Platform
    world: RowsWorld
    today: date
    place: Mapping[str, str]
    """What stands in the path, such as the name of an order."""
    words: Mapping[str, str]
    """What stands after the path."""
    visitor: Visitor
    publisher: Publisher | None
    seen: Callable[[int], Sequence[PageLook]] | None = None
    """The last looks at pages about others, the newest first, where this server keeps them."""

    @property
    def keeps_looks(self) -> bool:
        """Tell whether looks at pages are kept here."""
        return self.seen is not None

    def looks(self, limit: int) -> Sequence[PageLook]:
        """Return the last looks at pages about others; nothing where they are not kept."""
        return () if self.seen is None else self.seen(limit)

    def ask(self, domain: str, question: str, /, **given: object) -> Any:  # noqa: ANN401
        """Answer a public question, by the same table and with the same checks as the API.

        What is None was not given. Raises NotFoundError and UnreadableError as the API does.
        """
        asked = self.platform.questions.named(domain, question)
        known = {name: value for name, value in given.items() if value is not None}
        if asked.takes_a_body:
            return asked.answer_to(self.world, msgspec.json.encode(known), today=self.today)
        words = {name: _word(value) for name, value in known.items()}
        return asked.answer_to(self.world, words, today=self.today)

    def word(self, name: str, otherwise: str = "") -> str:
        """Return what was given under a name after the path, without blanks around it."""
        return self.words.get(name, otherwise).strip()

    def day(self, name: str) -> date:
        """Return a day that was given after the path; today where there is none."""
        given = self.word(name)
        return day_of(given, name) if given else self.today

    def country(self, name: str = "country") -> CountryCode | None:
        """Return a country that was given after the path, by its code or its name, in any case.

        What names none is said to: a list of nothing would say that the country has nothing.
        """
        given = self.word(name)
        found = self.world.reference(Countries).named(given) if given else None
        if given and found is None:
            raise UnreadableError(
                f"{name}: no country has the code or the name {given[:60]!r}; write it as MY"
            )
        return found


def day_of(given: str, name: str) -> date:
    """Read a day, from which years can be counted on and back; UnreadableError where it is none.

    >>> day_of("2026-01-31", "on").isoformat()
    '2026-01-31'
    """
    try:
        read = day_in(given)
    except ValueError as error:
        what = f"{name}: {given[:40]!r} is not a day; write it as 2026-01-31"
        raise UnreadableError(what) from error
    if not YEARS[0] <= read.year <= YEARS[1]:
        raise UnreadableError(f"{name}: {read} is before {YEARS[0]} or after {YEARS[1]}")
    return read


def _word(value: object) -> str:
    return str(msgspec.to_builtins(value, str_keys=True))
