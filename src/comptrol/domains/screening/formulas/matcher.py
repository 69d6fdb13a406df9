"""Which listed entities may a name be? And how sure is that, and why.

The index has one key to a name, the loosest; what it finds is then graded by the strictest step
at which the two names agree. Every step is a function of the one before, so nothing that a
stricter step would find is missed. Misspellings, translations and other scripts are not found:
a *clear* of this matcher says that no listed name is spelled like the one given, and no more.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Final, NamedTuple

from comptrol.domains.screening.formulas.footnotes import footnotes
from comptrol.domains.screening.formulas.listing import Edition, Entity
from comptrol.domains.screening.formulas.names import bare, loosest, normalised, unordered
from comptrol.domains.screening.statements import Match, Verdict
from comptrol.kernel.identifiers import CountryCode, Digest

VERSION: Final = "normalised/1"
MATCH_SCORE_MIN: Final = Decimal("0.95")
"""Below it a person decides: a name without its legal form, or in doubt, may be another's."""
DOUBT: Final = Decimal("0.10")
"""What each doubt takes off, so that one is enough to leave the answer to a person."""
SHORT_LETTERS_MAX: Final = 4
"""Names of so few letters are shared: 181 of 1,461 on the list of 2026-07-31 have two bearers."""
_NEVER_A_PARTY: Final = frozenset({"Vessel", "Aircraft"})
_NO_ORGANISATION: Final = frozenset({"Vessel", "Aircraft", "Individual"})


class Step(NamedTuple):
    """How far two spellings agree, and what that is worth."""

    score: Decimal
    why: str


EXACT = Step(Decimal("1.00"), "is the listed {role}, letter for letter")
NORMALISED = Step(
    Decimal("0.95"),
    "is the listed {role} but for accents, punctuation or the spelling of its legal form",
)
BARE = Step(Decimal("0.90"), "is the listed {role} but for its legal form")
REORDERED = Step(Decimal("0.85"), "has the words of the listed {role} in another order")


class Spelling:
    """A name asked for, in every step's form."""

    def __init__(self, label: str, name: str) -> None:
        self.label = label
        self.exact = name.strip().casefold()
        self.normalised = normalised(name)
        self.bare = bare(self.normalised)
        self.key = unordered(self.bare)

    def step(self, listed: str) -> Step:
        """Return the strictest step at which this is a listed name that has the same key."""
        if listed.strip().casefold() == self.exact:
            return EXACT
        plain = normalised(listed)
        if plain == self.normalised:
            return NORMALISED
        return BARE if bare(plain) == self.bare else REORDERED


class Matcher:
    """An edition of the lists, indexed by name. It never changes."""

    def __init__(self, edition: Edition, entities: Iterable[Entity]) -> None:
        self.edition = edition
        self.digest: Digest = edition.digest
        self.version = VERSION
        self._authorities = {authority.code: authority for authority in edition.lists}
        self._listed: dict[str, list[tuple[Entity, int]]] = {}
        for entity in entities:
            for place, name in enumerate(entity.names):
                self._listed.setdefault(loosest(name), []).append((entity, place))

    def search(
        self, names: Sequence[str], *, country: CountryCode | None = None, limit: int = 10
    ) -> tuple[Match, ...]:
        """Return the listed entities that a party of these names may be, best first.

        An entity is returned once, by the name that fits best; equals stay in the list's order.
        """
        assert limit >= 1, "a search that may find nothing would clear everyone"
        best: dict[str, Match] = {}
        for match in self._found(names, country):
            known = best.get(match.entity_id)
            if known is None or match.score > known.score:
                best[match.entity_id] = match
        ranked = sorted(((-match.score, match) for match in best.values()), key=itemgetter(0))
        return tuple(match for _, match in ranked[:limit])

    def verdict(self, matches: Sequence[Match]) -> Verdict:
        """Say what the matches of one party come to: one that is beyond doubt is enough."""
        if any(match.score >= MATCH_SCORE_MIN for match in matches):
            return Verdict.MATCH
        return Verdict.REVIEW if matches else Verdict.CLEAR

    def _found(self, names: Sequence[str], country: CountryCode | None) -> Iterator[Match]:
        for number, name in enumerate(names, start=1):
            label = "The name" if len(names) == 1 else f"Name {number} of {len(names)}"
            asked = Spelling(label, name)
            for entity, place in self._listed.get(asked.key, ()):
                yield self._match(asked, entity, place, country)

    def _match(
        self, asked: Spelling, entity: Entity, place: int, country: CountryCode | None
    ) -> Match:
        """Grade one hit: what the spelling is worth, less what speaks against it."""
        listed = entity.names[place]
        step = asked.step(listed)
        role = "alias" if place else "name"
        doubts = tuple(_doubts(asked, entity, place, country))
        authority = self._authorities[entity.list]
        return Match(
            entity_id=entity.entity_id,
            name=listed,
            list=entity.list,
            score=step.score - DOUBT * len(doubts),
            why=". ".join((f"{asked.label} {step.why.format(role=role)}", *doubts)) + ".",
            effect=authority.effect,
            citation=authority.citation,
            footnotes=footnotes(entity.licence_requirement or ""),
        )


def _doubts(
    asked: Spelling, entity: Entity, place: int, country: CountryCode | None
) -> Iterator[str]:
    """Yield what speaks against a hit. A doubt calls for a person; it never clears.

    1. One word as an alias, or as the name of what is no organisation, or a very short name.
    2. A ship or an aircraft: neither deals in chips, but many a company is called like one.
    3. Another country than all of those that the list gives.
    """
    short = len(asked.key.replace(" ", "")) <= SHORT_LETTERS_MAX
    one_word = " " not in asked.key and (place > 0 or entity.type in _NO_ORGANISATION)
    if short or one_word:
        yield "So short a name may be another's"
    if entity.type in _NEVER_A_PARTY:
        yield f"The list means {'a vessel' if entity.type == 'Vessel' else 'an aircraft'}"
    known = entity.countries if not entity.places else ()
    if country is not None and known and country not in known:
        yield f"The list places it in {', '.join(known)}, not in {country}"
