"""What is known of the purpose, and what gives cause to look closer?"""

import re
from functools import lru_cache

from comptrol.domains.law.formulas.answer import Asked, Condition, Parts, finding
from comptrol.domains.law.formulas.bearing import EndUse
from comptrol.domains.law.formulas.facts import Facts
from comptrol.domains.law.formulas.rulebook import Rulebook
from comptrol.domains.law.formulas.words import Effect
from comptrol.kernel.errors import UnreadableError

CONTROLLED = frozenset({"3A090", "3A090.a", "3A090.b", "3A090.c", "indeterminate"})

_TRAINING = frozenset({"training", "train", "pretraining", "pre-training", "fine-tuning"})

_WORD = re.compile(r"[^\W_]+")
"""Letters and digits of any script, as ``str.isalnum`` has them."""

_SOME_USE = "-"
"""An end use that is stated, without a word in it."""

_UNSTATED = "end-user-unstated"
"""The flag of C-3 that the end user or its headquarters is not stated."""

LETTERS_QUOTED_MAX = 80
"""Enough to see what was meant, and too little to fill a ruling with."""


def end_use(facts: Facts) -> Parts:
    """Stop an end use that the law stops; ask where the stated one hints at it.

    A customer's statement stands unless there is cause to doubt it (15 CFR 732 Supp. 3).
    """
    stated = facts.request.end_use.casefold().strip()
    words = _words(stated)
    uses = facts.law.rulebook.end_uses
    if stated in {use.code for use in uses}:
        words = set()
    for use in uses:
        if stated != use.code and not words.intersection(use.words):
            continue
        reached = _reaches(use, facts)
        if reached and stated == use.code:
            detail = f"The stated end use is {use.title}."
            yield finding(facts.law, "US-22", Effect.LICENCE_REQUIRED, detail, source=use.source)
        elif reached is not False:
            why = f"The stated end use, “{stated[:LETTERS_QUOTED_MAX]}”, may be {use.title}."
            yield Asked(question="end-use.prohibited", why=why)


def as_judged(end_use: str, rulebook: Rulebook) -> str:
    """Return an end use in the words that are judged: all that hint at the same are one.

    One that a rule may stop is quoted as it is stated; else it counts whether it is stated at all,
    and whether it is training.
    """
    stated = end_use.casefold().strip()
    if not _named(rulebook).isdisjoint((stated, *_words(stated))):
        return end_use
    return min(_TRAINING.intersection(stated.split()), default=_SOME_USE if stated else "")


@lru_cache(maxsize=16)
def _named(rulebook: Rulebook) -> frozenset[str]:
    """Return every word that a rule on an end use asks about: a rulebook is told by itself."""
    return frozenset(name for use in rulebook.end_uses for name in (use.code, *use.words))


def _words(stated: str) -> set[str]:
    return set(_WORD.findall(stated))


def _reaches(use: EndUse, facts: Facts) -> bool | None:
    """Tell whether a rule on an end use reaches this request; nothing: a seat is unknown."""
    if not use.countries and not use.restricted_side:
        return True
    party, law = facts.request.recipient, facts.law
    seats = (party.country, party.hq_country, party.ultimate_parent_hq)
    known = {*facts.places, *(law.place(seat) for seat in seats if seat is not None)}
    if known.intersection(use.countries) or (use.restricted_side and restricted_side(facts)):
        return True
    return None if facts.unknown_seats else False


def restricted_side(facts: Facts) -> bool:
    """Tell whether a place, the recipient or what stands above it is in D:5 or Macau."""
    party = facts.law.place(facts.request.recipient.country)
    return bool(facts.headquarters_limb) or any(
        map(facts.law.is_restricted, (*facts.places, party))
    )


def red_flags(facts: Facts) -> Parts:
    """Report every sign of diversion that was seen; only a named person resolves them."""
    law, seen = facts.law, []
    known = law.rulebook.red_flags
    for name in dict.fromkeys((*facts.request.red_flags, *_shown(facts))):
        flag = known.get(name)
        if flag is None:
            few = ", ".join(sorted(known))
            raise UnreadableError(f"red_flags: {name!r} is no red flag; there are: {few}")
        seen.append(flag.text)
        if flag.start is None or flag.start <= min(law.day, law.known_at):
            yield finding(law, flag.rule, Effect.RED_FLAG, flag.text, source=flag.source)
        else:
            yield Condition(text=f"Seen before its source named it, on {flag.start}: {flag.text}")
    if seen:
        yield Asked(question="red-flag.resolved", why=" ".join(seen))


def _shown(facts: Facts) -> tuple[str, ...]:
    """Return the flags that a sale itself shows: it is for others, and nobody says for whom.

    Of a rental that is asked apart, as a question about the service (C-1).
    """
    request, known = facts.request, facts.law.rulebook.red_flags
    unstated = request.door == "sale" and request.passes_on and not request.end_user_named
    return (_UNSTATED,) if unstated and _UNSTATED in known else ()


def supply_to_a_cloud(facts: Facts) -> Parts:
    """Ask what a buyer that rents out compute will let be trained, where that may matter (C-2)."""
    if not facts.request.recipient.rents_out or not facts.law.enforced("C-2"):
        return
    if facts.item.item_class in CONTROLLED and not facts.domestic:
        why = "The buyer rents out compute; what it trains for whom is what C-2 asks."
        yield Asked(question="end-use.prohibited", why=why, blocking=False)
        yield Condition(text=facts.law.rule("C-2").effect)


def training(facts: Facts) -> Parts:
    """Ask how many operations a training takes, and whether all of them were counted."""
    stated = set(facts.request.end_use.casefold().split())
    if facts.request.training_operations is not None:
        why = "Thresholds count all training of a model, wherever it ran."
        yield Asked(question="training.accounting", why=why, blocking=False)
    elif stated & _TRAINING and facts.item.item_class in CONTROLLED:
        why = "The end use is training; duties begin at so many operations."
        yield Asked(question="training.operations", why=why, blocking=False)


def rental_red_flags(facts: Facts) -> Parts:
    """Raise the flags of the 2025-05-13 guidance that a request itself shows."""
    law = facts.law
    if law.status("C-3") != "guidance" or facts.item.item_class not in CONTROLLED:
        return
    if "party.headquarters" in facts.unknown_seats:
        detail = "The customer's headquarters is not stated."
        yield finding(law, "C-3", Effect.RED_FLAG, detail)
        yield Asked(question="party.headquarters", why=detail)
    if restricted_side(facts):
        yield from _training(facts)


def _training(facts: Facts) -> Parts:
    """Ask what the compute is for where the customer answers to D:5 or Macau (C-2)."""
    stated = bool(facts.request.end_use.strip())
    why = "The customer is on the D:5 or Macau side"
    if not stated:
        yield finding(facts.law, "C-3", Effect.RED_FLAG, f"{why} and states no end use.")
    yield Asked(
        question="end-use.prohibited",
        why=why + ("." if stated else " and states no end use."),
        blocking=not stated,
    )
    yield Condition(text="Knowledge of a military, intelligence or WMD end use stops it (C-2).")
