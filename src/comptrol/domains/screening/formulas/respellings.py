"""Are two rows of two editions one listing that is spelled anew? How alike are their names?

Only rows of one notice are compared, so this is no screening: a name is looked at with its legal
forms, without them, and as letters alone, and the best likeness counts. Numbers must agree.
"""

import re
import unicodedata
from typing import Final, NamedTuple

from rapidfuzz.fuzz import ratio

from comptrol.domains.screening.formulas.listing import Entity

LIKENESS_MIN: Final = 88.0
"""Of 100. Among the 69 re-spelled rows of the Entity List on file it finds those that look right;
names of sister companies in one notice stay below it."""

_CITATION: Final = re.compile(r"(\d+)[\s.]*F\.?\s*R\.?\s+(\d+)")
_NUMBER: Final = re.compile(r"\d+")
_WITHIN: Final = re.compile(r"[.'`´‘’\u0300-\u036f]")  # noqa: RUF001
_BETWEEN: Final = re.compile(r"[\W_]+")
_FORMS: Final = {
    "co": "company",
    "corp": "corporation",
    "inc": "incorporated",
    "ltd": "limited",
    "pte": "private",
    "pvt": "private",
}
_OTHER: Final = "llc llp lp plc gmbh ag sa srl jsc ojsc cjsc pjsc ooo oao zao ao pao fze fzco fzc"
_FORM_WORDS: Final = frozenset(_FORMS.values()) | frozenset(_OTHER.split())
"""Legal forms that come and go between spellings. A matcher knows more; here these suffice."""


class Spelled(NamedTuple):
    """An entity that has not been found again, as it is compared."""

    entity: Entity
    letters: tuple[str, str, str]
    """The name in three ways: letters alone, legal forms written one way, without them."""
    numbers: tuple[str, ...]
    notices: frozenset[str]


def notices(entity: Entity) -> frozenset[str]:
    """Return the Federal Register citations of an entity, as volume and page.

    >>> sorted(notices(Entity(entity_id="x", name="X", list="EL",
    ...     federal_register="73 FR 54508, 9/22/08. 77 F.R. 58006, 9/19/12")))
    ['73 FR 54508', '77 FR 58006']
    """
    found = _CITATION.findall(entity.federal_register or "")
    return frozenset(f"{volume} FR {page}" for volume, page in found)


def folded(name: str) -> str:
    """Return the letters and digits of a name, with legal forms written one way.

    >>> folded("Acme Co., Ltd.") == folded("ACME Company Limited")
    True
    """
    return "".join(_FORMS.get(word, word) for word in _words(name))


def _words(name: str) -> list[str]:
    """Return the words of a name in small letters, without accents and dots."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("\u0131", "i"))
    return _BETWEEN.sub(" ", _WITHIN.sub("", plain)).split()


def spelled_out(entity: Entity) -> Spelled:
    """Return an entity with its name as it is compared."""
    words = [_FORMS.get(word, word) for word in _words(entity.name)]
    core = "".join(word for word in words if word not in _FORM_WORDS) or "".join(words)
    plain = "".join(_words(entity.name))
    numbers = tuple(_NUMBER.findall(plain))
    return Spelled(entity, (plain, "".join(words), core), numbers, notices(entity))


def likeness_of(old: Spelled, new: Spelled) -> float:
    """Return how alike two names are; nothing where numbers or countries contradict."""
    countries = set(old.entity.countries), set(new.entity.countries)
    apart = all(countries) and not countries[0] & countries[1]
    if apart or old.numbers != new.numbers:
        return 0.0
    return max(
        ratio(one, two, score_cutoff=LIKENESS_MIN)
        for one, two in zip(old.letters, new.letters, strict=True)
    )
