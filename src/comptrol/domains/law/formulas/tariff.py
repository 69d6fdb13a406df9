"""Which duty is due where chips come into the United States? A note, never an outcome.

The bands of the proclamation of 2026-01-14 under Section 232 say who pays a quarter of the value:
they are customs, no licence, and no test of who may have a chip.
"""

from decimal import Decimal

from comptrol.domains.chips import total_processing_performance
from comptrol.domains.law.formulas.answer import Condition, Parts
from comptrol.domains.law.formulas.as_of import HOME, LawAsOf
from comptrol.domains.law.formulas.facts import Facts

_BANDS = (1, 2)


def tariff(facts: Facts) -> Parts:
    """Note the duty on chips of a band that come into the United States."""
    law, request = facts.law, facts.request
    if not law.enforced("US-12") or HOME not in facts.places or request.origin in {HOME, None}:
        return
    tpp, dram = total_processing_performance(facts.chips), facts.chips.dram_gb_per_s
    for band in _BANDS:
        if _within(law, band, "tpp", tpp) and _within(law, band, "dram-gb-per-s", dram):
            cited = law.rule("US-12").source.citation
            unless = "; ".join(law.rule("US-12").conditions)
            yield Condition(text=f"Import duty of band {band} ({cited}), unless: {unless}.")


def _within(law: LawAsOf, band: int, what: str, value: Decimal | None) -> bool:
    if value is None:
        return False
    low, high = (law.number(f"tariff.band-{band}.{what}-{end}") for end in ("min", "max"))
    return low <= value <= high
