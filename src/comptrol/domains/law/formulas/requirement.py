"""Does an item need a licence for these places and this recipient?

15 CFR 742.6 and 744.23. Two structures: China (and from 2023-01-17 Macau) by name from 2022-10-21;
dated country groups, places by name, and the headquarters limb since 2023-11-17. The posture says
whether the worldwide text of January 2025 binds, which stands in the code and is not enforced.
"""

from collections.abc import Iterator

import msgspec

from comptrol.domains.law.formulas.as_of import HOME
from comptrol.domains.law.formulas.facts import Facts
from comptrol.domains.law.formulas.origin import subject_to_ear
from comptrol.domains.law.formulas.words import ItemClass
from comptrol.domains.law.statements import Posture
from comptrol.kernel.identifiers import CountryCode

UAE = CountryCode("AE")


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """One reason why a licence is required."""

    rule: str
    section: str
    why: str


class Requirement(msgspec.Struct, frozen=True, kw_only=True):
    """Every basis that is met, and the questions that could add one."""

    bases: tuple[Basis, ...] = ()
    questions: tuple[str, ...] = ()


def requirement(facts: Facts, item: ItemClass, posture: Posture) -> Requirement:
    """Return why an item of this class needs a licence, under a posture."""
    if facts.domestic or item in {"none", "indeterminate"} or not subject_to_ear(facts):
        return Requirement()
    if not facts.law.enforced("US-2"):
        return Requirement(bases=tuple(_bases_2022(facts)))
    if item == "4E091":
        return Requirement(bases=tuple(_weights_bases(facts, posture)))
    if item == "3A090.c":
        return Requirement(bases=tuple(_memory_bases(facts, posture)))
    bases = (*_worldwide(facts, item, posture), *_destination(facts, item), *_seat(facts, item))
    open_limb = facts.headquarters_limb is None
    return Requirement(bases=bases, questions=facts.unknown_seats if open_limb else ())


def _bases_2022(facts: Facts) -> Iterator[Basis]:
    law = facts.law
    for place in facts.places:
        if law.is_china(place):
            yield Basis(rule="US-1", section="destination", why="China, Hong Kong included")
        if law.is_macau(place) and law.enforced("US-1a"):
            yield Basis(rule="US-1a", section="destination", why="Macau, since 2023-01-17")


def _memory_bases(facts: Facts, posture: Posture) -> Iterator[Basis]:
    """Apply the limb for memory: Macau or D:5. The text seen has no headquarters limb.

    As codified it holds from the day of the text, though compliance was due later.
    """
    codified = posture is Posture.CODIFIED and facts.law.codified("US-4")
    if not codified and not facts.law.enforced("US-4"):
        return
    for place in facts.places:
        if facts.law.is_restricted(place):
            yield Basis(rule="US-4", section="destination", why=f"{place} is Macau or in D:5")


def _weights_bases(facts: Facts, posture: Posture) -> Iterator[Basis]:
    """Apply the worldwide text for the weights of closed models, where it binds."""
    if facts.binds_worldwide(posture):
        yield Basis(rule="4E091", section="destination", why="the text is worldwide")


def _worldwide(facts: Facts, item: ItemClass, posture: Posture) -> Iterator[Basis]:
    """Apply the worldwide text for paragraph .a, where it binds under the posture."""
    if item == "3A090.a" and facts.binds_worldwide(posture):
        ally = any(facts.law.named("aia", place) for place in facts.places)
        where = "an AIA destination" if ally else "a destination outside the United States"
        yield Basis(rule="US-5", section="destination", why=f"{where}; the text is worldwide")


def _destination(facts: Facts, item: ItemClass) -> Iterator[Basis]:
    law = facts.law
    for place in facts.places:
        if place == HOME:
            continue
        if law.in_scope(place):
            why = f"{place} is in D:1, D:4 or D:5 and not in A:5 or A:6"
            yield Basis(rule="US-2", section="destination", why=why)
        elif law.is_macau(place):
            yield Basis(rule="US-2", section="destination", why="Macau, named beside D:5")
        elif place == UAE and law.enforced("US-14") and not _exempt_uae(facts):
            section = "destination-a" if item == "3A090.a" else "destination-b"
            yield Basis(rule="US-14", section=section, why="the United Arab Emirates by name")


def _exempt_uae(facts: Facts) -> bool:
    """Tell whether a person found the recipient to be the UAE government or in Supplement 8."""
    return facts.answer("uae.supplement-8") == "yes"


def _seat(facts: Facts, item: ItemClass) -> Iterator[Basis]:
    """Apply the headquarters limb: worldwide outside the United States since 2023-11-17.

    For .a the text of January 2025 moved it to another section.
    """
    moved = item == "3A090.a" and facts.law.codified("US-5")
    section = "headquarters-a" if moved else "headquarters"
    if facts.headquarters_limb:
        why = "the recipient or its ultimate parent has its headquarters in D:5 or Macau"
        if facts.law.enforcement("US-13"):
            why += " (BIS guidance of 2026-05-31: the test continues to apply)"
        yield Basis(rule="US-2", section=section, why=why)
