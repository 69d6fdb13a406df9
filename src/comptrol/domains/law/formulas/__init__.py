"""Pure functions of the law, one per rule, dated where their structure changed."""

from comptrol.domains.law.formulas.answer import (
    Classification,
    Decision,
    OpenQuestion,
    RuleFinding,
)
from comptrol.domains.law.formulas.as_of import LawAsOf
from comptrol.domains.law.formulas.bearing import Bearing, Embargo, EndUse, ListEffect
from comptrol.domains.law.formulas.classification import classify
from comptrol.domains.law.formulas.decision import decide
from comptrol.domains.law.formulas.facts import Stance
from comptrol.domains.law.formulas.request import AccessRequest, Inquiry, Item, Recipient, Specs
from comptrol.domains.law.formulas.review import number_test_2026
from comptrol.domains.law.formulas.rule import Question, Rule
from comptrol.domains.law.formulas.rulebook import (
    DestinationSet,
    Membership,
    Rulebook,
    TreatedAs,
    digest_of,
)
from comptrol.domains.law.formulas.words import Door, Effect, ItemClass, Outcome

__all__ = [
    "AccessRequest",
    "Bearing",
    "Classification",
    "Decision",
    "DestinationSet",
    "Door",
    "Effect",
    "Embargo",
    "EndUse",
    "Inquiry",
    "Item",
    "ItemClass",
    "LawAsOf",
    "ListEffect",
    "Membership",
    "OpenQuestion",
    "Outcome",
    "Question",
    "Recipient",
    "Rule",
    "RuleFinding",
    "Rulebook",
    "Specs",
    "Stance",
    "TreatedAs",
    "classify",
    "decide",
    "digest_of",
    "number_test_2026",
]
