"""Listed names with one change of one of twelve kinds: how people and machines get names wrong.

The kinds are those of the labelled set that peers were measured on, which has 25 of each, and so
six to nineteen in each half: too few to tell 0.83 from 0.95. Here as many are made as are wanted,
each of another listed organisation or person, the same on every run.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from random import Random  # noqa: TID251  (seeded: every run is the same)
from typing import Final

from benches.screening_sets import Query
from comptrol.adapters.matching.folding import folded
from comptrol.adapters.matching.words import apart
from comptrol.domains.screening import Entity

LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
LETTERS_MIN, WORDS_MIN, LONG_WORD = 8, 2, 6
FORMS: Final = ("Co., Ltd.", "LLC", "Limited", "GmbH", "Inc.", "JSC")
ADDED: Final = (
    *("Holdings", "International Trading", "Cloud Services", "Group", "(Hong Kong)", "Europe"),
    *("Technology", "Branch", "Services", "Trading"),
)
LOOK_ALIKE: Final = dict(
    zip(
        "aceopxyABCEHKMOPTX",
        "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0410\u0412\u0421\u0415\u041d\u041a\u041c\u041e\u0420\u0422\u0425",
        strict=True,
    )
)
"""Latin letters and Cyrillic ones that look the same."""
Change = Callable[[str, Random], str]


def changed(
    entities: Iterable[Entity], each: int, *, for_tuning: bool, persons: bool = False
) -> Iterator[Query]:
    """Yield so many names of each kind, of entities of one half; none that is not changed.

    Of organisations, or of persons: without those of the UN's list, who are a set of their own.
    """
    chosen = _is_person if persons else _is_organisation
    bearers: dict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    for entity in entities:
        for name in entity.names:
            bearers[folded(name)].add(entity.entity_id)
        if chosen(entity) and _half(entity.name) is for_tuning:
            names.setdefault(folded(entity.name), entity.name)
    order = sorted(names.values(), key=lambda name: sha256(b"order" + name.encode()).digest())
    rest = iter(order)
    for kind, change in KINDS.items():
        if persons and kind not in OF_PERSONS:
            continue
        made = 0
        while made < each:
            name = next(rest)
            query = change(name, Random(name))  # noqa: S311  (a bench, not a secret)
            if query and query != name:
                made += 1
                yield Query(query, frozenset(bearers[folded(name)]), kind)


def _half(name: str) -> bool:
    """Tell whether a name is of the tuning half, by another digest than the labelled sets."""
    return sha256(b"changed" + folded(name).encode()).digest()[0] % 2 == 0


def _is_organisation(entity: Entity) -> bool:
    return entity.type in {None, "Entity"} and not entity.address_only and _is_long(entity)


def _is_person(entity: Entity) -> bool:
    return entity.type == "Individual" and entity.list != "UN" and _is_long(entity)


def _is_long(entity: Entity) -> bool:
    words = apart(folded(entity.name)).core
    several = min(len(words), len(entity.name.split())) >= WORDS_MIN
    return several and len("".join(words)) >= LETTERS_MIN


def one_letter(name: str, rng: Random) -> str:
    """Leave a letter out, write one twice or wrongly, or exchange two."""
    places = [at for at in range(1, len(name)) if name[at].isalpha() and name[at - 1].isalpha()]
    at = rng.choice(places)
    letter = rng.choice(LETTERS)
    return rng.choice(
        (
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + letter + name[at + 1 :],
            name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :],
        )
    )


def two_letters(name: str, rng: Random) -> str:
    """Do so twice."""
    return one_letter(one_letter(name, rng), rng)


def without_form(name: str, _: Random) -> str:
    """Leave the legal form out."""
    forms = apart(folded(name)).forms
    kept = [it for it in name.split() if not _says(it, forms)]
    return " ".join(kept).rstrip(" ,") if forms and len(kept) > 1 else ""


def other_form(name: str, rng: Random) -> str:
    """Write another legal form, or one where there is none."""
    bare = without_form(name, rng) or name
    return f"{bare} {rng.choice(FORMS)}"


def reordered(name: str, rng: Random) -> str:
    """Write the words in another order."""
    words = name.split()
    rng.shuffle(words)
    return " ".join(words)


def without_word(name: str, rng: Random) -> str:
    """Leave one word out of three or more."""
    words = name.split()
    if len(apart(folded(name)).core) <= WORDS_MIN:
        return ""
    del words[rng.randrange(len(words))]
    return " ".join(words)


def joined(name: str, rng: Random) -> str:
    """Write two neighbours as one word."""
    words = name.split()
    at = rng.randrange(len(words) - 1)
    return " ".join((*words[:at], words[at] + words[at + 1], *words[at + 2 :]))


def parted(name: str, rng: Random) -> str:
    """Write a long word as two."""
    words = name.split()
    long = [at for at, word in enumerate(words) if len(word) >= LONG_WORD and word.isalpha()]
    if not long:
        return ""
    at = rng.choice(long)
    cut = rng.randrange(2, len(words[at]) - 1)
    return " ".join((*words[:at], words[at][:cut], words[at][cut:], *words[at + 1 :]))


def looking_alike(name: str, rng: Random) -> str:
    """Write some letters in Cyrillic ones that look the same."""
    return "".join(LOOK_ALIKE.get(it, it) if rng.random() < 1 / 2 else it for it in name)


def with_nothing_between(name: str, rng: Random) -> str:
    """Put characters between that show nothing."""
    return "".join(it + "\u200b" * (rng.random() < 1 / 5) for it in name)


def with_a_word(name: str, rng: Random) -> str:
    """Write a word more, at the end."""
    return f"{name} {rng.choice(ADDED)}"


def upper(name: str, _: Random) -> str:
    """Write it in capitals."""
    return name.upper()


def _says(word: str, forms: frozenset[str]) -> bool:
    told = apart(f"begin {folded(word)}")
    return bool(told.forms & forms) and told.core == ("begin",)


KINDS: Final[dict[str, Change]] = {
    "typo1": one_letter,
    "typo2": two_letters,
    "dropform": without_form,
    "swapform": other_form,
    "reorder": reordered,
    "droptok": without_word,
    "join": joined,
    "split": parted,
    "homoglyph": looking_alike,
    "zerowidth": with_nothing_between,
    "addtok": with_a_word,
    "upper": upper,
}
"""Each kind by its name in the labelled set."""
OF_PERSONS: Final = frozenset(
    {"typo1", "typo2", "reorder", "join", "split", "homoglyph", "zerowidth", "upper"}
)
"""Persons have no legal forms, and are somebody else without their surname."""
