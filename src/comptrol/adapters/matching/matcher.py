"""Which listed entities may a party be? By name, in any script; by number; by address."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Final

from comptrol.adapters.matching.addresses import AddressIndex
from comptrol.adapters.matching.arabic import Consonants, is_arabic, is_heard
from comptrol.adapters.matching.asking import asked_readings, branches, every_reading, is_better
from comptrol.adapters.matching.explaining import (
    aside,
    compared,
    doubts,
    in_words,
    labelled,
    rounded,
)
from comptrol.adapters.matching.identifiers import plain, warning
from comptrol.adapters.matching.index import NameIndex
from comptrol.adapters.matching.kept_words import kept
from comptrol.adapters.matching.listed import (
    Listed,
    Rarity,
    han_runs,
    has_han,
    leading_words,
    listed_names,
    native_names,
    stands_within,
    whole_names,
)
from comptrol.adapters.matching.parting import Asked
from comptrol.adapters.matching.scale import ORGANISATION, PERSON, READ_REVIEW_MIN, Scale
from comptrol.adapters.matching.scoring import Weigh, align, alone, score, word_weights
from comptrol.adapters.matching.words import Words
from comptrol.domains.screening import (
    MATCH_SCORE_MIN,
    Compared,
    Edition,
    Entity,
    Match,
    Matcher,
    Subject,
    Verdict,
    best_of_each,
    codes_of,
    fingerprint,
    footnotes,
)

VERSION: Final = "words/7"
ONE: Final = Decimal(1)
LED_SHOWN: Final = 3
"""So many are named of those whose names begin with the word that was asked for."""


class ListMatcher:
    """An edition of the lists, indexed. It never changes; the index is built when first asked."""

    version: Final = VERSION

    def __init__(
        self, edition: Edition, entities: Iterable[Entity], cache: Path | None = None
    ) -> None:
        self.edition, self._cache = edition, cache
        self.entities = tuple(entities)
        self._authorities = {authority.code: authority for authority in edition.lists}

    @cached_property
    def names(self) -> tuple[Listed, ...]:
        """Return every spelling of every listed name."""
        return kept(self._cache, self.edition.digest, lambda: tuple(listed_names(self.entities)))

    def search(self, subject: Subject, *, limit: int = 10) -> tuple[Match, ...]:
        """Return the listed entities that a subject may be, best first, each of them once."""
        assert limit >= 1, "a search that may find nothing would clear everyone"
        found = best_of_each(
            [
                *self._by_identifier(subject),
                *self._by_native_name(subject),
                *self._by_consonants(subject),
                *self._by_name(subject),
                *self._by_first_word(subject),
                *self._by_whole_name(subject),
                *self._by_address(subject),
            ]
        )
        return tuple(found[:limit])

    def reads(self, name: str) -> bool:
        """Tell whether a name has anything in it that can be compared."""
        return bool(asked_readings(name))

    def since(self, earlier: Matcher) -> tuple[Matcher | None, frozenset[str]]:
        """Return a matcher over what an edition adds or changes, and who changed or left."""
        assert isinstance(earlier, ListMatcher), "every matcher here is one of these"
        before = {entity.entity_id: entity for entity in earlier.entities}
        after = {entity.entity_id: entity for entity in self.entities}
        fresh = [entity for name, entity in after.items() if before.get(name) != entity]
        gone = (name for name, entity in before.items() if after.get(name) != entity)
        return ListMatcher(self.edition, fresh) if fresh else None, frozenset(gone)

    def scores(
        self, name: str, *, everything: bool = False
    ) -> Iterator[tuple[float, Asked, Listed]]:
        """Yield the listed names that one name may be, with how sure that is.

        Those that a person should look at; or everything that is a candidate at all.
        """
        best: dict[int, tuple[float, Asked]] = {}
        read = has_han(name)
        for asked in every_reading(name, self._rarity.of_listed):
            for place in self.index.candidates(asked.words):
                listed = self.names[place]
                if asked.of_firm and not self._is_firm(listed):
                    continue
                worth = self._score(asked.words, listed)
                least = READ_REVIEW_MIN if read else self.scale_of(listed).review_min
                least = 0.0 if everything else least
                if worth >= least and (place not in best or is_better(worth, asked, best[place])):
                    best[place] = worth, asked
        for place, (worth, asked) in best.items():
            yield worth, asked, self.names[place]

    def _is_firm(self, listed: Listed) -> bool:
        return self.entities[listed.entity].type in {None, "Entity"}

    def scale_of(self, listed: Listed) -> Scale:
        """Return by which scale a listed name is judged: that of persons, or of all others."""
        return PERSON if self.entities[listed.entity].type == "Individual" else ORGANISATION

    @cached_property
    def index(self) -> NameIndex:
        """Return the index over all names, each known by its place in them."""
        return NameIndex([name.words for name in self.names])

    @cached_property
    def weights(self) -> Mapping[Scale, Weigh]:
        """Return what the words of this edition weigh, to organisations and to persons."""
        return {scale: word_weights(self._rarity, scale) for scale in (ORGANISATION, PERSON)}

    @cached_property
    def _rarity(self) -> Rarity:
        return Rarity(self.names)

    @cached_property
    def _leading(self) -> dict[str, tuple[int, ...]]:
        return leading_words(self.names, self.entities)

    @cached_property
    def _whole(self) -> dict[str, tuple[int, ...]]:
        return whole_names(self.names, self.entities)

    @cached_property
    def _native(self) -> dict[str, list[tuple[int, str]]]:
        return native_names(self.entities)

    @cached_property
    def _consonants(self) -> Consonants:
        return Consonants(name.words.core for name in self.names)

    @cached_property
    def _identifiers(self) -> dict[str, list[int]]:
        keys: dict[str, list[int]] = {}
        for place, entity in enumerate(self.entities):
            for identifier in entity.identifiers:
                keys.setdefault(plain(identifier), []).append(place)
        return keys

    @cached_property
    def _addresses(self) -> AddressIndex:
        return AddressIndex(
            (place, address)
            for place, entity in enumerate(self.entities)
            for address in entity.addresses
        )

    def _score(self, asked: Words, listed: Listed) -> float:
        """Return how sure a match is. Another number is a doubt: alone it clears nobody."""
        scale = self.scale_of(listed)
        if not self._is_firm(listed) and len(listed.words.core) == 1:
            return alone(asked, listed.words, scale)
        worth = score(asked, listed.words, self.weights[scale], scale)
        if asked.numbers == listed.words.numbers:
            return worth
        same = asked._replace(numbers=listed.words.numbers)
        without = score(same, listed.words, self.weights[scale], scale)
        return max(worth, min(without, scale.review_min))

    def _by_name(self, subject: Subject) -> Iterator[Match]:
        for label, name, doubt in labelled(subject.names):
            exact = name.strip().casefold()
            for worth, asked, listed in self.scores(name):
                entity = self.entities[listed.entity]
                same = listed.name.strip().casefold() == exact
                scale = self.scale_of(listed)
                aligned = align(asked.words.core, listed.words.core, scale)
                words = compared(aligned, self.weights[scale])
                read = ("It was read from Chinese characters",) if has_han(name) else ()
                against = (
                    *filter(None, (doubt, asked.doubt)),
                    *aside(aligned),
                    *doubts(subject, asked.words, listed.words, listed.role, entity),
                )
                why = (
                    f"{label} is the listed {listed.role}, letter for letter"
                    if same
                    else in_words(label, listed.role, words)
                )
                sure = ONE if same else min(rounded(worth), Decimal("0.999"))
                yield self._match(entity, listed.name, sure, (why, *read, *against), words)

    def _by_first_word(self, subject: Subject) -> Iterator[Match]:
        """Yield the first of many whose names begin with the one word that a name has."""
        sure = rounded(ORGANISATION.review_min)
        for label, name, doubt in labelled(subject.names):
            found = asked_readings(name)[:1]
            for asked in (*map(Asked, found), *branches(found)):
                word = asked.words.joined if len(asked.words.core) == 1 else ""
                places = self._leading.get(word, ())
                why = (f"{label} is what {len(places)} listed names begin with",)
                for place in places[:LED_SHOWN]:
                    entity = self.entities[place]
                    told = (*why, *filter(None, (doubt, asked.doubt)))
                    yield self._match(entity, entity.name, sure, told, ())

    def _by_whole_name(self, subject: Subject) -> Iterator[Match]:
        """Yield whose names stand whole within a longer one, whatever stands around them."""
        sure = rounded(ORGANISATION.review_min)
        for label, name, doubt in labelled(subject.names):
            told = (f"{label} has the whole listed name within it", *filter(None, (doubt,)))
            for asked in asked_readings(name):
                places = (
                    it for word in dict.fromkeys(asked.core) for it in self._whole.get(word, ())
                )
                for listed in map(self.names.__getitem__, places):
                    if stands_within(listed.words, asked):
                        entity = self.entities[listed.entity]
                        yield self._match(entity, listed.name, sure, told, ())

    def _by_native_name(self, subject: Subject) -> Iterator[Match]:
        for label, name, doubt in labelled(subject.names):
            for run in han_runs(name):
                for place, listed in self._native.get(run, ()):
                    why = f"{label} is a listed name in Chinese characters"
                    told = (why, *filter(None, (doubt,)))
                    yield self._match(self.entities[place], listed, ONE, told, ())

    def _by_consonants(self, subject: Subject) -> Iterator[Match]:
        """Yield whose names a name in Arabic letters may be: it has no vowels to compare."""
        sure = rounded(ORGANISATION.review_min)
        for label, name, doubt in filter(lambda it: is_arabic(it[1]), labelled(subject.names)):
            for listed in map(self.names.__getitem__, self._consonants.places(name)):
                if is_heard(name, listed.words.core):
                    why = f"{label}, in Arabic letters, has the consonants of the {listed.role}"
                    told = (why, *filter(None, (doubt,)))
                    yield self._match(self.entities[listed.entity], listed.name, sure, told, ())

    def _by_identifier(self, subject: Subject) -> Iterator[Match]:
        for identifier in subject.identifiers:
            doubt = warning(identifier)
            for place in self._identifiers.get(plain(identifier), ()):
                entity = self.entities[place]
                why = (f"It has the identifier {identifier} that the list gives", *doubt)
                yield self._match(entity, entity.name, ONE, why, ())

    def _by_address(self, subject: Subject) -> Iterator[Match]:
        for address in subject.addresses:
            for place, sure, why in self._addresses.search(address):
                entity = self.entities[place]
                yield self._match(entity, entity.name, sure, (why, "An address is no name"), ())

    def _match(
        self,
        entity: Entity,
        name: str,
        sure: Decimal,
        why: Sequence[str],
        words: tuple[Compared, ...],
    ) -> Match:
        authority = self._authorities[entity.list]
        beyond_doubt = sure >= MATCH_SCORE_MIN and len(why) == 1
        return Match(
            entity_id=entity.entity_id,
            name=name,
            list=entity.list,
            score=sure,
            why=". ".join(why) + ".",
            effect=authority.effect,
            citation=authority.citation,
            footnotes=footnotes(entity.licence_requirement or ""),
            verdict=Verdict.MATCH if beyond_doubt else Verdict.REVIEW,
            jurisdiction=authority.jurisdiction,
            requirement=entity.licence_requirement or "",
            codes=codes_of(entity),
            words=words,
            entry=fingerprint(entity),
        )
