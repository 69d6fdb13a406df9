"""How splitting is found: linkage, windows, rates, crowding, continuity, weight of signals."""

from comptrol.domains.structuring.formulas.alike import Asked, Shape, Template, templates
from comptrol.domains.structuring.formulas.bunching import Crowd, crowd, discovered, tail
from comptrol.domains.structuring.formulas.handing_over import longest_chain
from comptrol.domains.structuring.formulas.headroom import NearLimit, near_limit
from comptrol.domains.structuring.formulas.linking import Bond, Group, grouped, pair, weight_of
from comptrol.domains.structuring.formulas.margins import Hinge, hinges
from comptrol.domains.structuring.formulas.pieces import Piece, by_account
from comptrol.domains.structuring.formulas.rates import Level, levels, peak, spells
from comptrol.domains.structuring.formulas.renewing import comes_to, renewed
from comptrol.domains.structuring.formulas.replaying import (
    Accounts,
    Burst,
    Replayed,
    bursts,
    named_bursts,
    replayed,
)
from comptrol.domains.structuring.formulas.splitting import Reached, most, split
from comptrol.domains.structuring.formulas.weighing import (
    Posterior,
    likelihood_ratio,
    odds_of,
    posterior,
)
from comptrol.domains.structuring.formulas.windows import DAY_S, calendar, of_chip_time

__all__ = [
    "DAY_S",
    "Accounts",
    "Asked",
    "Bond",
    "Burst",
    "Crowd",
    "Group",
    "Hinge",
    "Level",
    "NearLimit",
    "Piece",
    "Posterior",
    "Reached",
    "Replayed",
    "Shape",
    "Template",
    "bursts",
    "by_account",
    "calendar",
    "comes_to",
    "crowd",
    "discovered",
    "grouped",
    "hinges",
    "levels",
    "likelihood_ratio",
    "longest_chain",
    "most",
    "named_bursts",
    "near_limit",
    "odds_of",
    "of_chip_time",
    "pair",
    "peak",
    "posterior",
    "renewed",
    "replayed",
    "spells",
    "split",
    "tail",
    "templates",
    "weight_of",
]
