"""Which words does a name have, and which of them only say a legal form or a number?"""

from collections.abc import Iterator
from functools import lru_cache
from sys import intern
from typing import NamedTuple

from comptrol.adapters.matching.spellings import (
    FORMS,
    LITTLE,
    MEANT,
    OF_FORMS,
    ONE_SPELLING,
    ORDINAL,
    PATRONYMIC,
    PATRONYMIC_LETTERS_MIN,
    SAME_FORM,
    SPELLED,
    TENS,
    TITLES,
)
from comptrol.adapters.matching.tables_of_rigour import legal_forms, with_forms_spelled


class Words(NamedTuple):
    """A name, taken apart."""

    core: tuple[str, ...]
    """Its words in their order, spelled one way, without its legal forms."""
    forms: frozenset[str]
    """Its legal forms, each spelled one way."""
    numbers: frozenset[str]
    """The words of the core that are numbers."""
    joined: str
    """The core without spaces."""

    @classmethod
    def of(cls, core: tuple[str, ...], forms: frozenset[str]) -> "Words":
        """Return a name of these words and forms."""
        numbers = frozenset([word for word in core if word[0].isdigit() and word.isdigit()])
        return cls(core, forms, numbers, "".join(core))


def apart(text: str) -> Words:
    """Take folded text in Latin letters apart.

    >>> found = apart("huawei technologies company limited")
    >>> found.core, sorted(found.forms), found.joined
    (('huawei', 'technology'), ['co', 'ltd'], 'huaweitechnology')
    >>> apart("the 55th research institute").core, apart("s a foo").forms
    (('the', '55', 'research', 'institute'), frozenset({'sa'}))
    >>> apart("sky point obschestvo s ogranichennoi otvetstvennostyu").core
    ('sky', 'point')
    """
    core, forms = _cut(text)
    return Words.of(tuple(map(intern, _spelled(core))), _same(frozenset(forms)))


def whole(text: str) -> Words:
    """Take a person's folded name apart: nobody is called by a legal form, though some sound so.

    >>> whole("yu jin").core, apart("yu jin").core
    (('yu', 'jin'), ('jin',))
    """
    words = text.split()
    if 1 in map(len, words):
        words = _initials_joined(words)
    return Words.of(tuple(map(intern, _spelled(words))), _same(frozenset()))


def _cut(text: str) -> tuple[list[str], set[str]]:
    """Return the words of folded text without its legal forms, and those."""
    words = text.split()
    if not MEANT.keys().isdisjoint(words):
        text = " ".join(MEANT.get(word, word) for word in words)
    legal = legal_forms(text)
    plain = with_forms_spelled(text).replace("coltd", "co ltd").split()
    if 1 in map(len, plain):
        plain = _initials_joined(plain)
    core: list[str] = []
    forms: set[str] = set()
    for word in plain:
        spelled = ONE_SPELLING.get(word, word)
        if spelled in legal or spelled in FORMS or spelled in OF_FORMS:
            forms.add(SAME_FORM.get(spelled, spelled))
        else:
            core.append(spelled)
    if not core:
        core = [ONE_SPELLING.get(word, word) for word in plain]
    return core, forms


@lru_cache(maxsize=4096)
def _same(forms: frozenset[str]) -> frozenset[str]:
    """Return one and the same set for all names of the same forms: there are few of them."""
    return forms


def is_small(word: str) -> bool:
    """Tell whether a word is a title or a little word, which says nothing of who is meant."""
    return word in TITLES or word in LITTLE


def is_patronymic(word: str) -> bool:
    """Tell whether a word is a Russian patronymic, which names often leave out."""
    return len(word) >= PATRONYMIC_LETTERS_MIN and word.endswith(PATRONYMIC)


def _spelled(words: list[str]) -> Iterator[str]:
    """Yield words with abbreviations written out, and numbers in digits."""
    tens = 0
    for word in words:
        plain = SPELLED.get(word, word)
        if word[0].isdigit():
            ordinal = ORDINAL.fullmatch(word)
            plain = ordinal[1] if ordinal else word
        if tens:
            if len(plain) == 1 and plain.isdigit():
                plain, tens = str(tens + int(plain)), 0
            else:
                yield str(tens)
                tens = 0
        if word in TENS:
            tens = TENS[word]
        else:
            yield plain
    if tens:
        yield str(tens)


def _initials_joined(words: list[str]) -> list[str]:
    """Join single letters that follow each other: initials, or a form written with spaces."""
    joined: list[str] = []
    growing = False
    for word in words:
        single = len(word) == 1 and word.isalpha()
        if single and growing:
            joined[-1] += word
        else:
            joined.append(word)
        growing = single
    return joined
