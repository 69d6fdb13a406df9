"""Which listed names may a name be? A few dozen candidates out of all of them, in a millisecond.

A name of the same words is always among them. Three more ways in, so that no spelling mistake
closes all of them: words, and groups of three letters (``tantivy``, BM25); and for short names,
in which one mistake may spoil every group, a scan over all names of about as many letters.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import tantivy
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from comptrol.adapters.matching.words import Words

CANDIDATES_MAX: Final = 40
"""Of each of the two ways into the index."""
LOOKED_AT_MAX: Final = 24
"""Those of all candidates that are scored word by word, beside names of the same words."""
CLOSEST_MAX: Final = 4
"""So many of those that are closest as a whole are among them, however many have all its words."""
SCAN_MIN: Final = 0.7
SCAN_MAX: Final = 5
SCAN_LETTERS_MAX: Final = 10
WRITER_BYTES_MIN: Final = 60_000_000
BYTES_EACH: Final = 1_000
"""What the writer may hold, a name: three times what it needs to keep them in one segment."""
GRAM: Final = 3


class NameIndex:
    """An index over names that are taken apart already. A name is known by its place in them."""

    def __init__(self, names: Sequence[Words]) -> None:
        builder = tantivy.SchemaBuilder()
        for field, tokenizer in (("words", "whitespace"), ("grams", "grams")):
            builder.add_text_field(
                field, stored=False, tokenizer_name=tokenizer, index_option="basic"
            )
        self._schema = builder.build()
        index = tantivy.Index(self._schema)
        grams = tantivy.TextAnalyzerBuilder(
            tantivy.Tokenizer.ngram(min_gram=GRAM, max_gram=GRAM, prefix_only=False)
        ).build()
        index.register_tokenizer("grams", grams)
        writer = index.writer(
            heap_size=max(WRITER_BYTES_MIN, BYTES_EACH * len(names)), num_threads=1
        )
        for name in names:
            writer.add_document(
                tantivy.Document(words=" ".join(name.core), grams=f"^{name.joined}$")
            )
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()
        assert self._searcher.num_segments <= 1, "places in one segment are places in the list"
        self._texts = [" ".join(name.core) for name in names]
        self._joined = [name.joined for name in names]
        self._same: dict[str, list[int]] = {}
        for place, name in enumerate(names):
            self._same.setdefault(name.joined, []).append(place)
        self._short: dict[int, tuple[list[str], list[int]]] = {}
        for place, name in enumerate(names):
            if len(name.joined) <= SCAN_LETTERS_MAX + 1:
                texts, places = self._short.setdefault(len(name.joined), ([], []))
                texts.append(name.joined)
                places.append(place)

    def candidates(self, name: Words) -> dict[int, None]:
        """Return the places of names that may be meant, in no order that means anything."""
        same = dict.fromkeys(self._same.get(name.joined, ()))
        found: dict[int, None] = {}
        for field, terms in (("words", set(name.core)), ("grams", _grams(name.joined))):
            for _, address in self._searcher.search(
                self._any_of(field, terms), CANDIDATES_MAX, count=False
            ).hits:
                found[address.doc] = None
        if len(name.joined) <= SCAN_LETTERS_MAX:
            found.update(dict.fromkeys(self._scanned(name.joined)))
        return same | dict.fromkeys(self._most_alike(name, list(found)))

    def _most_alike(self, name: Words, places: list[int]) -> list[int]:
        """Return the most alike of some names, by measures that cost a microsecond each."""
        if len(places) <= LOOKED_AT_MAX:
            return places
        text, joined = " ".join(name.core), name.joined
        whole = [(fuzz.ratio(joined, self._joined[place]), -place) for place in places]
        graded = [
            (max(fuzz.token_set_ratio(text, self._texts[-place]), alike), place)
            for alike, place in whole
        ]
        best = heapq.nlargest(CLOSEST_MAX, whole) + heapq.nlargest(LOOKED_AT_MAX, graded)
        return list(dict.fromkeys(-place for _, place in best))[:LOOKED_AT_MAX]

    def _scanned(self, joined: str) -> Iterator[int]:
        for letters in range(len(joined) - 1, len(joined) + 2):
            texts, places = self._short.get(letters, ([], []))
            for _, _, at in process.extract(
                joined,
                texts,
                scorer=OSA.normalized_similarity,
                score_cutoff=SCAN_MIN,
                limit=SCAN_MAX,
            ):
                yield places[at]

    def _any_of(self, field: str, terms: Iterable[str]) -> tantivy.Query:
        return tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, field, term))
                for term in sorted(terms)
            ]
        )


def _grams(joined: str) -> set[str]:
    """Return every three letters of a name that follow each other, its ends marked."""
    text = f"^{joined}$"
    return {text[at : at + GRAM] for at in range(max(1, len(text) - GRAM + 1))}
