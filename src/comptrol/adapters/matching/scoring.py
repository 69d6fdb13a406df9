"""How sure is it that two names are one? A score from 0 to 1, and the words that make it.

Words are aligned one to one: the same, joined or parted, alike, and last whatever is left on both
sides written together. A word weighs by how rare it is on the list. Three things speak against a
match, from mild to grave: words that agree but for their spelling; words that one name has beside
all of the other, the milder the more agrees; and words that each has and the other has not.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA, Indel

from comptrol.adapters.matching.likeness import likeness
from comptrol.adapters.matching.scale import Scale
from comptrol.adapters.matching.spellings import JOINT_STOCK
from comptrol.adapters.matching.words import Words, is_patronymic, is_small

ALIKE_MIN: Final = 0.4
"""Below it two words are not taken for each other."""
REST_LETTERS_MIN: Final = 4
WORDS_KEPT: Final = 65_536
"""So many weights are kept ready."""
JOINED_MAX: Final = 4
"""So many parts one word may be written in."""
WHOLE_LETTERS_MIN: Final = 6
ALONE_ALIKE_MIN: Final = 0.89
"""One slip in a word of seven letters or more."""
ASIDE_FROM: Final = 0.2
CONFLICT_SCALE: Final = 0.6
CONFLICT_MAX: Final = 1.6

Weigh = Callable[[str], float]


class Pair(NamedTuple):
    """Words of the two names that were taken for each other, and how alike they are."""

    asked: str
    listed: str
    alike: float


class Aligned(NamedTuple):
    """Which words of two names go together, and which are left."""

    pairs: list[Pair]
    asked_only: list[str]
    listed_only: list[str]


class Balance(NamedTuple):
    """What agrees and what does not, in weights of words."""

    agree: float
    lost: float
    evidence: float
    asked_only: float
    listed_only: float


def score(asked: Words, listed: Words, weigh: Weigh, scale: Scale) -> float:
    """Return how sure it is that a name asked for is a listed one, from 0 to 1."""
    aligned = align(asked.core, listed.core, scale)
    balance = _balance(aligned, weigh, scale)
    conflict = min(balance.asked_only, balance.listed_only)
    if not conflict and _begins(asked.core, listed.core):
        balance = balance._replace(
            asked_only=balance.asked_only * scale.leading,
            listed_only=balance.listed_only * scale.leading,
        )
    worth = _agreement(aligned, balance, conflict, scale)
    letters = min(len(asked.joined), len(listed.joined))
    if letters >= WHOLE_LETTERS_MIN and (
        conflict <= scale.whole_conflict_max or _is_slip(asked.joined, listed.joined, scale)
    ):
        whole = Indel.normalized_similarity(asked.joined, listed.joined)
        worth = max(worth, whole - scale.whole_loss)
    if asked.numbers != listed.numbers:
        both = asked.numbers and listed.numbers
        worth -= scale.numbers_differ if both else scale.numbers_missing
    if asked.forms != listed.forms and not _are_joint_stock(asked.forms, listed.forms):
        differ = asked.forms and listed.forms and not asked.forms & listed.forms
        worth -= scale.forms_differ if differ else scale.forms_missing
    return max(0.0, worth)


def _are_joint_stock(asked: frozenset[str], listed: frozenset[str]) -> bool:
    return not (JOINT_STOCK.isdisjoint(asked) or JOINT_STOCK.isdisjoint(listed))


def alone(asked: Words, listed: Words, scale: Scale) -> float:
    """Return how sure a match with a name of one word is, which says little: letter for letter.

    A person may be somebody whose name is long and has a slip in it: who has one name, too.
    """
    if asked.core == listed.core:
        return 1.0
    if not scale.slip_letters or len(asked.core) > 1 or asked.forms:
        return 0.0
    alike = likeness(asked.core[0], listed.core[0], scale)
    return scale.review_min if alike >= ALONE_ALIKE_MIN else 0.0


def _is_slip(asked: str, listed: str, scale: Scale) -> bool:
    """Tell whether two names differ by their spaces alone, or long ones by a letter."""
    if asked == listed:
        return True
    long = 0 < scale.slip_letters <= min(len(asked), len(listed))
    return long and OSA.distance(asked, listed, score_cutoff=1) == 1


def _begins(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether one name begins with all words of the other, and they are more than one."""
    shorter = min(len(one), len(other))
    return shorter > 1 and one[:shorter] == other[:shorter]


def align(asked: Sequence[str], listed: Sequence[str], scale: Scale) -> Aligned:
    """Say which word of one name goes with which of the other, each at most once."""
    if asked != listed:
        asked = _joined(asked, listed)
        listed = _joined(listed, asked)
    pairs, left, right = [], [], list(listed)
    for word in asked:
        if word in right:
            right.remove(word)
            pairs.append(Pair(word, word, 1.0))
        else:
            left.append(word)
    if left and right:
        pairs += _alike(left, right, scale)
    if left and right:
        pairs += _rest(left, right, scale)
    return Aligned(pairs, left, right)


def word_weights(rarity: Callable[[str], float], scale: Scale) -> Weigh:
    """Return what words weigh: 1 where the list does not know one, less the commoner it is."""

    @lru_cache(maxsize=WORDS_KEPT)
    def weigh(word: str) -> float:
        if is_small(word):
            return scale.title
        if is_patronymic(word):
            return scale.patronymic * rarity(word)
        return max(scale.weight_min, rarity(word))

    return weigh


def _balance(aligned: Aligned, weigh: Weigh, scale: Scale) -> Balance:
    agree = lost = evidence = 0.0
    for asked, listed, alike in aligned.pairs:
        weight = weigh(listed if len(listed) > 1 else asked)
        agree += weight
        lost += weight * (1.0 - alike)
        evidence += weight if asked == listed else weight * alike * scale.spelled
    asked_only = sum(map(weigh, aligned.asked_only))
    listed_only = sum(map(weigh, aligned.listed_only))
    return Balance(agree, lost, evidence, asked_only, listed_only)


def _agreement(aligned: Aligned, balance: Balance, conflict: float, scale: Scale) -> float:
    total = balance.agree + max(balance.asked_only, balance.listed_only)
    if not balance.agree or not total:
        return 0.0
    aside = max(balance.asked_only, balance.listed_only) - conflict
    more = max(0.0, balance.evidence - scale.evidence_from) / scale.evidence_span
    milder = max(scale.aside_min, 1.0 - more * (1.0 - scale.aside_min))
    asked_more = balance.asked_only > balance.listed_only
    price = scale.aside_asked if asked_more else scale.aside_listed
    worth = (balance.agree - balance.lost) / balance.agree
    worth *= 1.0 - price * milder * aside / total
    if aside > ASIDE_FROM and len(aligned.pairs) == 1:
        worth -= scale.single
    worth -= scale.conflict * min(CONFLICT_MAX, conflict / CONFLICT_SCALE)
    return worth - scale.conflict_share * conflict / total


def _joined(words: Sequence[str], wanted: Sequence[str]) -> Sequence[str]:
    """Write neighbours as one word where the other name has that word."""
    text = "".join(words)
    long = {it for it in wanted if len(it) >= REST_LETTERS_MIN and it in text and it not in words}
    if not long:
        return words
    out, at = [], 0
    while at < len(words):
        for count in range(min(JOINED_MAX, len(words) - at), 1, -1):
            word = "".join(words[at : at + count])
            if word in long:
                out.append(word)
                at += count
                break
        else:
            out.append(words[at])
            at += 1
    return out


def _alike(left: list[str], right: list[str], scale: Scale) -> list[Pair]:
    """Take the words that are most alike for each other; what is taken leaves its list."""
    found = [
        (alike, one, other)
        for one, asked in enumerate(left)
        for other, listed in enumerate(right)
        if (alike := likeness(asked, listed, scale)) > ALIKE_MIN
    ]
    pairs, ones, others = [], set[int](), set[int]()
    for alike, one, other in sorted(found, reverse=True):
        if one not in ones and other not in others:
            ones.add(one)
            others.add(other)
            pairs.append(Pair(left[one], right[other], alike))
    left[:] = [word for at, word in enumerate(left) if at not in ones]
    right[:] = [word for at, word in enumerate(right) if at not in others]
    return pairs


def _rest(left: list[str], right: list[str], scale: Scale) -> list[Pair]:
    """Take what is left on both sides for one word each, if it is alike when written together."""
    one, other = "".join(left), "".join(right)
    if min(len(one), len(other)) < REST_LETTERS_MIN:
        return []
    alike = Indel.normalized_similarity(one, other)
    if alike < scale.rest_min:
        return []
    pair = Pair(" ".join(left), " ".join(right), 1.0 - (1.0 - alike) * scale.rest_loss)
    left.clear()
    right.clear()
    return [pair]
