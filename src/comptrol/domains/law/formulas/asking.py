"""Which rules are asked at which door, and in which order?

Order of asking (law sheet, 3 and 9): embargo, listed party, ownership, item with destination and
headquarters, letters, end use, red flags, and what rules of data say; then operator policy; then
the other posture, and rules that do not bind yet.
"""

from collections.abc import Callable, Mapping
from typing import Final

from comptrol.domains.law.formulas.answer import Parts
from comptrol.domains.law.formulas.conduct import (
    end_use,
    red_flags,
    rental_red_flags,
    supply_to_a_cloud,
    training,
)
from comptrol.domains.law.formulas.facts import Facts
from comptrol.domains.law.formulas.letters import letter_if_received, letters
from comptrol.domains.law.formulas.origin import prc_design
from comptrol.domains.law.formulas.parties import (
    affiliates,
    blocked_owners,
    embargo,
    listings,
    seats_under_embargo,
    special_place,
)
from comptrol.domains.law.formulas.rental import (
    other_posture_of_rental,
    parity,
    service,
    whose_service,
)
from comptrol.domains.law.formulas.sale import item_requirement, other_posture
from comptrol.domains.law.formulas.stated import stated_rules, waiting_rules
from comptrol.domains.law.formulas.tariff import tariff
from comptrol.domains.law.formulas.tiers import known

Asking = Callable[[Facts], Parts]
Rules = tuple[Asking, ...]

LAW: Final[Mapping[str, Rules]] = {
    "sale": (
        embargo,
        special_place,
        listings,
        blocked_owners,
        affiliates,
        item_requirement,
        prc_design,
        letters,
        end_use,
        supply_to_a_cloud,
        red_flags,
        stated_rules,
        tariff,
    ),
    "rental": (
        embargo,
        special_place,
        seats_under_embargo,
        listings,
        blocked_owners,
        affiliates,
        service,
        whose_service,
        prc_design,
        end_use,
        rental_red_flags,
        red_flags,
        training,
        stated_rules,
    ),
}
POLICY: Final[Mapping[str, Rules]] = {"sale": (), "rental": (parity, known)}
PENDING: Final[Mapping[str, Rules]] = {
    "sale": (other_posture, letter_if_received, waiting_rules),
    "rental": (other_posture_of_rental, waiting_rules),
}
