"""A letter of the government to one company: it binds its addressee, and no code shows it.

Item class and party duty are separate answers: the H20 is in no paragraph of 3A090, and the
company that received the letter of 2025-04-09 needs a licence for it all the same (law sheet,
US-7).
"""

from datetime import date
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from comptrol.domains.chips import Specification, total_processing_performance
from comptrol.domains.law.formulas.rule import words_of
from comptrol.domains.law.statements import LetterId, LetterReach, Sentence
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import is_measure


class Letter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One letter: from when it binds, and of which chips and places it speaks."""

    letter: LetterId
    party: PartyId
    instrument: Sentence
    on: date
    until: date | None = None
    tpp_from: Decimal | None = None
    dram_gb_per_s_from: Decimal | None = None
    io_gb_per_s_from: Decimal | None = None
    """It speaks of chips that reach any of these, or go by one of the names."""
    models: Annotated[tuple[Sentence, ...], Meta(max_length=20)] = ()
    reach: LetterReach
    position: int = 0

    def __post_init__(self) -> None:
        """Refuse a letter that says nothing, or that ends before it begins."""
        bounds = (self.tpp_from, self.dram_gb_per_s_from, self.io_gb_per_s_from)
        if any(bound is not None and not is_measure(bound) for bound in bounds):
            raise ValueError("what a letter asks of a chip is above zero and below 1e12")
        if not self.models and all(bound is None for bound in bounds):
            raise ValueError("a letter names chips, or numbers that they reach")
        if not all(words_of(model).strip() for model in self.models):
            raise ValueError("a letter names chips by letters or digits")
        if self.until is not None and self.until <= self.on:
            raise ValueError(f"until ({self.until}) is not after on ({self.on})")

    def binds(self, day: date) -> bool:
        """Tell whether it binds on a day."""
        return self.on <= day and (self.until is None or day < self.until)

    def speaks_of(self, chip: Specification, name: str) -> bool:
        """Tell whether a chip is one that it speaks of."""
        reached = (
            (total_processing_performance(chip), self.tpp_from),
            (chip.dram_gb_per_s, self.dram_gb_per_s_from),
            (chip.io_bidirectional_gb_per_s, self.io_gb_per_s_from),
        )
        if any(bound is not None and it is not None and it >= bound for it, bound in reached):
            return True
        called = (words_of(name), words_of(chip.name))
        return any(words_of(model) in it for model in self.models for it in called)
