"""Pure functions of the law, one per rule, dated where their structure changed."""

from comptrol.domains.law.formulas.again import DECIDED
from comptrol.domains.law.formulas.almanac import Doubt, InForce, doubts, in_force
from comptrol.domains.law.formulas.answer import (
    Asked,
    Classification,
    Condition,
    Decision,
    OpenQuestion,
    Part,
    RuleFinding,
)
from comptrol.domains.law.formulas.as_of import HOME, LawAsOf
from comptrol.domains.law.formulas.asking import LAW, PENDING, POLICY, Asking
from comptrol.domains.law.formulas.bearing import Bearing, Embargo, EndUse, ListEffect
from comptrol.domains.law.formulas.classification import classify
from comptrol.domains.law.formulas.clusters import covers
from comptrol.domains.law.formulas.conduct import restricted_side
from comptrol.domains.law.formulas.decision import decide, outcome, with_findings
from comptrol.domains.law.formulas.duties import DutyState, duties, duty_binds, duty_named
from comptrol.domains.law.formulas.facts import Facts, Stance, facts_of
from comptrol.domains.law.formulas.item import Fabrication, Item, Specs, Weights
from comptrol.domains.law.formulas.letter import Letter
from comptrol.domains.law.formulas.needed import NEEDED_PARAMETERS, NEEDED_RULES
from comptrol.domains.law.formulas.reporting import Duty, Topic
from comptrol.domains.law.formulas.request import AccessRequest, Cluster, Inquiry, Recipient
from comptrol.domains.law.formulas.review import number_test_2026
from comptrol.domains.law.formulas.rule import (
    Applies,
    NamedChip,
    Question,
    RedFlag,
    Rule,
    State,
    words_of,
)
from comptrol.domains.law.formulas.rulebook import (
    DestinationSet,
    Membership,
    Rulebook,
    TreatedAs,
    canonical,
    digest_of,
)
from comptrol.domains.law.formulas.shelf import Rulebooks
from comptrol.domains.law.formulas.timeline import DatedChange, changes
from comptrol.domains.law.formulas.words import (
    SEVERITY,
    ClusterKind,
    Door,
    Effect,
    ItemClass,
    Outcome,
)

__all__ = [
    "DECIDED",
    "HOME",
    "LAW",
    "NEEDED_PARAMETERS",
    "NEEDED_RULES",
    "PENDING",
    "POLICY",
    "SEVERITY",
    "AccessRequest",
    "Applies",
    "Asked",
    "Asking",
    "Bearing",
    "Classification",
    "Cluster",
    "ClusterKind",
    "Condition",
    "DatedChange",
    "Decision",
    "DestinationSet",
    "Door",
    "Doubt",
    "Duty",
    "DutyState",
    "Effect",
    "Embargo",
    "EndUse",
    "Fabrication",
    "Facts",
    "InForce",
    "Inquiry",
    "Item",
    "ItemClass",
    "LawAsOf",
    "Letter",
    "ListEffect",
    "Membership",
    "NamedChip",
    "OpenQuestion",
    "Outcome",
    "Part",
    "Question",
    "Recipient",
    "RedFlag",
    "Rule",
    "RuleFinding",
    "Rulebook",
    "Rulebooks",
    "Specs",
    "Stance",
    "State",
    "Topic",
    "TreatedAs",
    "Weights",
    "canonical",
    "changes",
    "classify",
    "covers",
    "decide",
    "digest_of",
    "doubts",
    "duties",
    "duty_binds",
    "duty_named",
    "facts_of",
    "in_force",
    "number_test_2026",
    "outcome",
    "restricted_side",
    "with_findings",
    "words_of",
]
