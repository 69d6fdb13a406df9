"""How a name is compared with the names on a list."""

from comptrol.domains.screening.formulas.listing import Authority, Edition, Entity
from comptrol.domains.screening.formulas.matcher import VERSION, Matcher
from comptrol.domains.screening.formulas.names import normalised

__all__ = ["VERSION", "Authority", "Edition", "Entity", "Matcher", "normalised"]
