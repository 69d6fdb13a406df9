"""Does a letter of the government to one company bind this seller?"""

from comptrol.domains.law.formulas.answer import Asked, Parts, finding
from comptrol.domains.law.formulas.conduct import restricted_side
from comptrol.domains.law.formulas.facts import Facts
from comptrol.domains.law.formulas.letter import Letter
from comptrol.domains.law.formulas.words import Effect
from comptrol.domains.law.statements import LetterReach
from comptrol.kernel.dated import Source


def letters(facts: Facts) -> Parts:
    """Require a licence where an entered letter binds; ask for one that the numbers hint at.

    The hint is US-7: the H20, and chips that reach its memory or interconnect bandwidth.
    """
    law, request = facts.law, facts.request
    bound = [it for it in request.letters if _bears(it, facts)]
    for letter in bound:
        source = Source(instrument=letter.instrument, section="", quality="secondary")
        detail = f"The letter {letter.letter} binds {letter.party} for these chips."
        yield finding(law, "LETTER", Effect.LICENCE_REQUIRED, detail, source=source)
    if not bound and _hinted(facts):
        yield Asked(question="letter.received", why=law.rule("US-7").effect)


def letter_if_received(facts: Facts) -> Parts:
    """Say what such a letter says to the company that has it."""
    if not any(_bears(it, facts) for it in facts.request.letters) and _hinted(facts):
        detail = "For a company that received the letter a licence is required."
        yield finding(facts.law, "US-7", Effect.LICENCE_REQUIRED, detail)


def _bears(letter: Letter, facts: Facts) -> bool:
    """Tell whether a letter binds on the day, for these chips and these places."""
    law = facts.law
    name = facts.request.item.chip or ""
    if not letter.binds(law.day) or not letter.speaks_of(facts.chips, name) or facts.domestic:
        return False
    if letter.reach is LetterReach.EVERYWHERE:
        return True
    if letter.reach is LetterReach.RESTRICTED:
        return restricted_side(facts)
    return any(law.is_china(it) or law.is_macau(it) for it in facts.places)


def _hinted(facts: Facts) -> bool:
    law, chips = facts.law, facts.chips
    if law.status("US-7") != "party_specific" or facts.item.item_class != "none":
        return False
    dram, io = chips.dram_gb_per_s, chips.io_bidirectional_gb_per_s
    reaches = (dram is not None and dram >= law.number("letter-2025.dram-gb-per-s")) or (
        io is not None and io >= law.number("letter-2025.io-gb-per-s")
    )
    return reaches and not facts.domestic and restricted_side(facts)
