"""Against what is a modification held, and what derives from published weights?"""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from comptrol.domains.law import LawAsOf
from comptrol.domains.training.formulas import (
    OF_WEIGHTS,
    ZERO,
    Method,
    Node,
    Range,
    Sums,
    Verdict,
    figures,
    lineage,
    verdict,
)
from comptrol.domains.training.statements import RunId


class Asked(NamedTuple):
    """A run, all that stands behind it, the method, and the law of the day."""

    nodes: Mapping[RunId, Node]
    run: RunId
    method: Method
    law: LawAsOf


def derived_verdict(asked: Asked, sums: Sums, said: Verdict) -> tuple[Verdict, str]:
    """Return the verdict on weights that derive from published ones: what was added must do."""
    derived = asked.method.derived
    assert derived is not None, "only 4E091 asks what was added"
    behind = [
        it.run
        for it in asked.nodes[asked.run].sources
        if it.by in OF_WEIGHTS and it.run in asked.nodes and asked.nodes[it.run].published
    ]
    if not behind:
        return said, ""
    least = Fraction(asked.law.number(derived.operations_parameter))
    share = Fraction(asked.law.number(derived.share_parameter))
    limit = Range(*(max(least, share * it) for it in sums.cumulative))
    added = verdict(sums.direct, limit, complete=asked.run not in sums.unknown)
    told = f"; it derives from published weights ({', '.join(behind)}): {figures(sums.direct.mid)}"
    told += f" were added, which must be more than {figures(limit.mid)}: {added.value}"
    return min(said, added, key=[Verdict.BELOW, Verdict.WITHIN_BAND, Verdict.ABOVE].index), told


def original_limit(asked: Asked, parents: list[RunId], share: Fraction) -> tuple[Range, str]:
    """Return a share of what the original came to, and what that is; or of a threshold."""
    rule, law = asked.method.modification, asked.law
    assert rule is not None, "asked only where there is one"
    total, known = ZERO, True
    seen = set[RunId]()
    for parent in parents:
        members = lineage(asked.nodes, parent, asked.method, None).members
        for it in (m for m in members if m.run not in seen):
            seen.add(it.run)
            counted = asked.nodes[it.run].counted if it.run in asked.nodes else None
            known = known and counted is not None
            total = Range.summed((total, counted.range)) if counted is not None else total
    if known and seen:
        return total.times(share), f"the original's {figures(total.mid)}"
    systemic = [asked.nodes[it].systemic if it in asked.nodes else None for it in parents]
    high = Fraction(law.number(rule.systemic_parameter))
    low = Fraction(law.number(rule.ordinary_parameter))
    if any(systemic):
        return Range.exactly(high * share), f"{figures(high)}, as the original's is not known"
    if all(it is False for it in systemic):
        return Range.exactly(low * share), f"{figures(low)}, as the original's is not known"
    told = f"{figures(low)} or {figures(high)}, as of the original nothing is known"
    return Range(low * share, low * share, high * share), told
