"""What the law answers: findings, open questions and conditions, each with its rule."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import msgspec

from comptrol.domains.law.formulas.as_of import LawAsOf
from comptrol.domains.law.formulas.rule import Allowed
from comptrol.domains.law.formulas.words import Effect, ItemClass, Outcome
from comptrol.domains.law.statements import Policy, Posture
from comptrol.kernel.dated import Source
from comptrol.kernel.identifiers import Digest


class Classification(msgspec.Struct, frozen=True, kw_only=True):
    """Which paragraph an item falls under, and the arithmetic that says so."""

    chip: str
    tpp: Decimal | None
    performance_density: Decimal | None
    item_class: ItemClass
    limbs: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    """The questions that stand between the item and a class, by their names in the rulebook."""
    steps: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    entry: str = ""
    """The entry of the control list that the item stands under: the chip's own, 4A090 or a .z."""
    note2: bool = False
    """Not for datacenters, and strong enough to stay in paragraph .a all the same."""


class RuleFinding(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule says of a request, under which status, and where it stands."""

    rule: str
    effect: Effect
    status: str
    citation: str
    detail: str
    confirm: bool = False
    """A named person must confirm the source before anyone relies on it."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A rule asks a question of a person. One that blocks must be answered first."""

    question: str
    why: str
    blocking: bool = True


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """What the answer rests on, or what must be done with it."""

    text: str


Part = RuleFinding | Asked | Condition
Parts = Iterator[Part]


class OpenQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question that is still open, with the answers it may have."""

    id: str
    text: str
    why: str
    blocking: bool
    answered_by: str
    evidence: str
    answers: tuple[Allowed, ...]
    citation: str


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What the law in force, the adopted policy and the rules to come say of one request."""

    outcome: Outcome
    law: tuple[RuleFinding, ...]
    policy: tuple[RuleFinding, ...]
    pending: tuple[RuleFinding, ...]
    conditions: tuple[str, ...]
    questions: tuple[OpenQuestion, ...]
    steps: tuple[str, ...]
    classification: Classification
    rulebook_digest: Digest
    as_of: date
    known_at: date
    posture: Posture
    posture_chosen: str = ""
    """Who chose the posture, and when; nothing where nobody has."""
    policy_name: Policy


def finding(
    law: LawAsOf,
    rule: str,
    effect: Effect,
    detail: str,
    *,
    section: str = "",
    source: Source | None = None,
) -> RuleFinding:
    """Return what a rule says, cited from its record, one limb of it or another source."""
    cited = source or law.section(rule, section)
    return RuleFinding(
        rule=rule,
        effect=effect,
        status=law.status(rule),
        citation=cited.citation,
        detail=detail,
        confirm=cited.confirm,
    )
