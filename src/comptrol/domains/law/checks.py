"""What may be said about the law, given what is known."""

from collections.abc import Iterator
from typing import assert_never

from comptrol.domains.law.formulas import Rulebooks, words_of
from comptrol.domains.law.refusals import LawRefusal
from comptrol.domains.law.statements import Adopted, LawStatement, LetterEnded, LetterRecorded
from comptrol.domains.law.view import LawView
from comptrol.domains.parties import PartiesView, may
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import is_measure
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

_AUTHORITY = frozenset({Role.AUTHORITY})


def check(entry: Entry[LawStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    match entry.statement:
        case Adopted() as said:
            yield from _check_adopted(said, world)
            if said.on > entry.logged_at.date():
                detail = f"{said.on} is after {entry.logged_at.date()}"
                yield Finding.of(LawRefusal.NOT_YET, detail)
        case LetterRecorded() as said:
            yield from _check_letter(said, world)
            yield from _not_its(said.party, entry.signer, world)
        case LetterEnded() as said:
            yield from _check_ended(said, entry.signer, world)
        case never:
            assert_never(never)


def _check_adopted(said: Adopted, world: World) -> Iterator[Finding]:
    """Refuse a rulebook that is not at hand: nobody could be judged by it."""
    rulebooks = world.reference(Rulebooks)
    found, named = rulebooks.of(said.digest), rulebooks.named(said.rulebook)
    of_this_name = found is not None and found.name == said.rulebook
    if named is None and not of_this_name:
        known = ", ".join(rulebooks.names)
        yield Finding.of(LawRefusal.UNKNOWN_RULEBOOK, f"{said.rulebook}; shipped: {known}")
    elif not of_this_name:
        here = f"; that of {named.name} here is {named.digest}" if named is not None else ""
        yield Finding.of(LawRefusal.DIGEST_DIFFERS, f"{said.digest}{here}")
    book = (found if of_this_name else named) or rulebooks.default
    if said.on < book.first_day:
        detail = f"{said.on}; it begins on {book.first_day}"
        yield Finding.of(LawRefusal.BEFORE_THE_RULEBOOK, detail)


def _check_letter(said: LetterRecorded, world: World) -> Iterator[Finding]:
    if world[LawView].letters.get(said.letter) is not None:
        yield Finding.of(LawRefusal.LETTER_EXISTS, said.letter)
    if world[PartiesView].parties.get(said.party) is None:
        yield Finding.of(LawRefusal.UNKNOWN_PARTY, said.party)
    bounds = (said.tpp_from, said.dram_gb_per_s_from, said.io_gb_per_s_from)
    given = [bound for bound in bounds if bound is not None]
    named = [words_of(model).strip() for model in said.models]
    if not all(named) or (not named and not given):
        yield Finding.of(LawRefusal.LETTER_SAYS_NOTHING, said.letter)
    if not all(map(is_measure, given)):
        yield Finding.of(LawRefusal.IMPOSSIBLE_NUMBER, said.letter)
    if said.until is not None and said.until <= said.on:
        yield Finding.of(LawRefusal.ENDS_BEFORE_IT_BEGINS, f"{said.until}, from {said.on}")


def _check_ended(said: LetterEnded, signer: PartyId, world: World) -> Iterator[Finding]:
    letter = world[LawView].letters.get(said.letter)
    if letter is None:
        yield Finding.of(LawRefusal.UNKNOWN_LETTER, said.letter)
        return
    yield from _not_its(letter.party, signer, world)
    if said.on <= letter.on:
        yield Finding.of(LawRefusal.ENDS_BEFORE_IT_BEGINS, f"{said.on}, from {letter.on}")


def _not_its(party: PartyId, signer: PartyId, world: World) -> Iterator[Finding]:
    """Let the authority speak for anyone, and everyone else for itself."""
    if signer != party and not may(world[PartiesView], signer, _AUTHORITY):
        yield Finding.of(LawRefusal.ANOTHERS_LETTER, f"{signer} speaks of a letter to {party}")
