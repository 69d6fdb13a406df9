"""Knowing whom you deal with: names of parties against the lists of restricted parties."""

from comptrol.domains.screening.checks import check
from comptrol.domains.screening.formulas import Authority, Edition, Entity, Matcher, normalised
from comptrol.domains.screening.queries import current, current_list, party_standing, standing
from comptrol.domains.screening.reactions import observe
from comptrol.domains.screening.refusals import ScreeningRefusal
from comptrol.domains.screening.statements import (
    Adopted,
    EditionId,
    Match,
    Screened,
    ScreeningStatement,
    Verdict,
)
from comptrol.domains.screening.view import Adoption, ScreeningView, Standing, apply
from comptrol.kernel.domain import Domain

__all__ = [
    "DOMAIN",
    "Adopted",
    "Adoption",
    "Authority",
    "Edition",
    "EditionId",
    "Entity",
    "Match",
    "Matcher",
    "Screened",
    "ScreeningView",
    "Standing",
    "Verdict",
    "current",
    "normalised",
    "standing",
]

DOMAIN: Domain[ScreeningStatement, ScreeningView] = Domain(
    name="screening",
    statements=(Adopted, Screened),
    refusals=ScreeningRefusal,
    view=ScreeningView,
    check=check,
    apply=apply,
    observe=observe,
    queries=(party_standing, current_list),
)
