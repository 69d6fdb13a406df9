"""Why a match is one: the words side by side, what they weigh, and what speaks against it."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from comptrol.adapters.matching.likeness import is_of_place
from comptrol.adapters.matching.parting import parts
from comptrol.adapters.matching.scoring import Aligned, Weigh
from comptrol.adapters.matching.words import Words, is_small
from comptrol.domains.screening import NAME_LETTERS_MAX, Compared, Entity, Subject

SHORT_LETTERS_MAX: Final = 4
"""Names of so few letters are shared: 181 of 1,461 on the list of 2026-07-31 have two bearers."""
WORDS_MAX: Final = 12
"""So many words of a name are shown; no listed name that matters has more."""
ANOTHERS: Final = "It is named as another's, through whom or for whom"
PART_SHOWN_MAX: Final = 80
_NEVER_A_PARTY: Final = {"Vessel": "a vessel", "Aircraft": "an aircraft"}
_NO_ORGANISATION: Final = frozenset({*_NEVER_A_PARTY, "Individual"})
_STEP: Final = Decimal("0.001")


def rounded(number: float) -> Decimal:
    """Return a share as it is shown and recorded: three decimals."""
    return Decimal(number).quantize(_STEP)


def compared(aligned: Aligned, weigh: Weigh) -> tuple[Compared, ...]:
    """Return the words of two names side by side, the heaviest first."""
    rows = [
        *((pair.asked, pair.listed, pair.alike, pair.listed) for pair in aligned.pairs),
        *((word, "", 0.0, word) for word in aligned.asked_only),
        *(("", word, 0.0, word) for word in aligned.listed_only),
    ]
    found = [
        Compared(
            asked=asked,
            listed=listed,
            alike=rounded(alike),
            weight=rounded(weigh(word)),
        )
        for asked, listed, alike, word in rows
    ]
    return tuple(sorted(found, key=_heaviest)[:WORDS_MAX])


def in_words(label: str, role: str, words: Sequence[Compared]) -> str:
    """Say in a sentence which words agree and which do not."""
    same = [word.asked for word in words if word.asked == word.listed]
    alike = [
        f"{w.asked} for {w.listed}" for w in words if w.asked and w.listed not in {"", w.asked}
    ]
    asked = [word.asked for word in words if not word.listed]
    listed = [word.listed for word in words if not word.asked]
    parts = [
        f"{label} has of the listed {role}: {', '.join(same)}" if same else f"{label} is alike",
        f"spelled otherwise: {', '.join(alike)}" if alike else "",
        f"beside it: {', '.join(asked)}" if asked else "",
        f"without: {', '.join(listed)}" if listed else "",
    ]
    return "; ".join(part for part in parts if part)


def aside(aligned: Aligned) -> Iterator[str]:
    """Yield a doubt where one of the names has words that the other has not, or not as such."""
    if not all(map(is_small, (*aligned.asked_only, *aligned.listed_only))):
        yield "One of the names has more words"
    if any(is_of_place(pair.asked, pair.listed) for pair in aligned.pairs):
        yield "One name has a place, the other the adjective of it"


def doubts(
    subject: Subject, asked: Words, listed: Words, role: str, entity: Entity
) -> Iterator[str]:
    """Yield what calls for a person, whatever the score. A doubt never clears anybody."""
    one_word = len(listed.core) == 1
    other_kind = entity.type in _NO_ORGANISATION and not subject.person
    if len(asked.joined) <= SHORT_LETTERS_MAX or (one_word and (role != "name" or other_kind)):
        yield "So short a name may be another's"
    if role == "weak alias":
        yield "The list itself calls this alias weak"
    if entity.type == "Individual" and not subject.person:
        yield "The list means a person"
    if entity.type in _NEVER_A_PARTY:
        yield f"The list means {_NEVER_A_PARTY[entity.type]}"
    if asked.numbers != listed.numbers:
        yield "The numbers in the names are not the same"
    forms = listed.forms if entity.type != "Individual" else asked.forms & listed.forms
    if asked.forms != forms and not asked.forms & forms:  # a person's "Sad" is no legal form
        both = asked.forms and forms
        yield "The legal forms differ" if both else "One of the names has a legal form, one none"
    yield from _of_record(subject, entity)


def _of_record(subject: Subject, entity: Entity) -> Iterator[str]:
    """Yield what the records of the two contradict each other in, beside the names."""
    known = entity.countries if not entity.places else ()
    if subject.country is not None and known and subject.country not in known:
        yield f"The list places it in {', '.join(known)}, not in {subject.country}"
    if subject.births and entity.births and not _overlap(subject.births, entity.births):
        yield f"The list gives the birth as {', '.join(entity.births)}"


def _overlap(one: Iterable[str], other: Iterable[str]) -> bool:
    """Tell whether two days may be one, as far as each is known: a year is each of its days."""
    others = tuple(other)
    return any(a.startswith(b) or b.startswith(a) for a in one for b in others)


def _heaviest(word: Compared) -> tuple[bool, Decimal, str, str]:
    return not (word.asked and word.listed), -word.weight, word.asked, word.listed


def labelled(names: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield every name, and every name that one contains: what to call it, it, and a doubt."""
    for number, name in enumerate(names, start=1):
        label = "name" if len(names) == 1 else f"name {number} of {len(names)}"
        yield f"The {label}" if len(names) == 1 else label.capitalize(), name, ""
        for part in parts(name[:NAME_LETTERS_MAX]):
            doubt = ANOTHERS if part.elsewhere else ""
            of_several = label if len(names) > 1 else "the name"
            yield f'The part "{part.text[:PART_SHOWN_MAX]}" of {of_several}', part.text, doubt
