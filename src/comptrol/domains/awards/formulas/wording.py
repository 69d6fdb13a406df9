"""How much of their wording do two texts share?

Shingles of words (Broder, On the resemblance and containment of documents, 1997): the part of
all runs of five words in either text that stand in both (Jaccard). It finds what was copied and
changed a little; it says nothing about who copied, and a form that all fill in makes all alike: so
what many texts of a call have is left out.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Final
from unicodedata import normalize

WORDS: Final = 5
"""Words of a shingle."""
OF_A_FORM_PPM: Final = 300_000
"""What stands in more of the texts than that is taken for the form that all filled in."""
TEXTS_FOR_A_FORM: Final = 5
"""Of fewer texts, nothing is."""
METHOD: Final = "shingles of 5 words, Jaccard; what stands in over 30 % of texts left out"
_WORD: Final = re.compile(r"\w+")


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Return every run of five words, in small letters and without marks; of fewer, the one.

    >>> sorted(shingles("A storm, seen from a buoy."))[0]
    ('a', 'storm', 'seen', 'from', 'a')
    """
    words = _WORD.findall(normalize("NFKC", text).casefold())
    if len(words) < WORDS:
        return frozenset({tuple(words)} if words else ())
    return frozenset(tuple(words[it : it + WORDS]) for it in range(len(words) - WORDS + 1))


def shared_ppm(first: frozenset[tuple[str, ...]], second: frozenset[tuple[str, ...]]) -> int:
    """Return how much of both stands in both, in millionths, rounded down.

    >>> shared_ppm(shingles("one two three four five six"), shingles("one two three four five"))
    500000
    """
    both = len(first | second)
    return len(first & second) * 1_000_000 // both if both else 0


def compared(texts: Mapping[str, str]) -> Iterator[tuple[str, str, int]]:
    """Yield every two texts by name that share anything, and how much of it."""
    runs = {name: shingles(text) for name, text in sorted(texts.items())}
    often = Counter(run for it in runs.values() for run in it)
    most = len(runs) * OF_A_FORM_PPM // 1_000_000
    if len(runs) >= TEXTS_FOR_A_FORM:
        form = frozenset(run for run, times in often.items() if times > max(1, most))
        runs = {name: it - form for name, it in runs.items()}
    for first, second in combinations(runs, 2):
        shared = shared_ppm(runs[first], runs[second])
        if shared:
            yield first, second, shared
