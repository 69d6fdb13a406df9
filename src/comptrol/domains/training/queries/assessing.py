"""What does a method say of a run: how many operations, against which threshold, and why?"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

import msgspec

from comptrol.domains.law import LawAsOf, Rulebook, RulebookName, Rulebooks, rulebook_named
from comptrol.domains.training.formulas import (
    OF_WEIGHTS,
    Lineage,
    Method,
    Node,
    Range,
    Regime,
    Scope,
    Sums,
    Threshold,
    Verdict,
    compared,
    figures,
    gravest,
    in_scope,
    lineage,
    summed,
    verdict,
)
from comptrol.domains.training.queries.limits import Asked, derived_verdict, original_limit
from comptrol.domains.training.statements import RunId
from comptrol.kernel.errors import OutOfRangeError
from comptrol.kernel.quantity import Flop, FlopCount, plain
from comptrol.kernel.view import World

REPORTED_FIGURES: Final = 2
"""Two significant figures are reported (Commission guidelines C(2025) 5045, Annex A)."""


class Tested(msgspec.Struct, frozen=True, kw_only=True):
    """One threshold, what was held against it, and where that stands."""

    name: str
    scope: Scope
    flop: Flop
    """With the margin of the method."""
    threshold: Flop
    """One number, or a range where what it is a share of is one."""
    inclusive: bool
    verdict: Verdict
    decides: bool
    rule: str
    status: str
    """Of the rule on the day: enforced, guidance, proposed and so on."""
    means: str
    citation: str


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """A run of the lineage and why it counts, or does not."""

    run: RunId
    why: str


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """What one method says of one run on one day, with every step of the arithmetic."""

    run: RunId
    regime: Regime
    method: str
    on: date
    flop: Flop
    """What the threshold is held against, with the margin of the method."""
    counted: Flop
    """All that counts, without that margin."""
    direct: Flop
    """Of it, what the run itself came to."""
    reported: str
    """The estimate in two significant figures."""
    threshold: FlopCount
    verdict: Verdict
    tests: tuple[Tested, ...]
    counts: tuple[Counts, ...]
    left_out: tuple[Counts, ...]
    steps: tuple[str, ...]
    doubts: tuple[str, ...]
    """What was assumed, and what a person must confirm."""
    needs: tuple[RunId, ...]
    """Runs that count and of which nobody says what they came to."""
    rulebook_digest: str
    citation: str


def assess(
    world: World, nodes: Mapping[RunId, Node], run: RunId, method: Method, on: date
) -> Assessment:
    """Return what a method says of a run."""
    asked = Asked(nodes, run, method, law_of(world, method, on))
    behind = lineage(nodes, run, method, _share_above(asked))
    sums = summed(nodes, run, behind, method)
    tests = (*_thresholds(asked, sums), *_modification(asked, sums))
    deciding = [it for it in tests if it.decides]
    said = gravest(it.verdict for it in deciding)
    chosen = next(it for it in deciding if it.verdict is said)
    return Assessment(
        run=run,
        regime=method.regime,
        method=method.method,
        on=on,
        flop=chosen.flop,
        counted=sums.cumulative.flop,
        direct=sums.direct.flop,
        reported=figures(sums.cumulative.mid, REPORTED_FIGURES),
        threshold=chosen.threshold.mid,
        verdict=said,
        tests=tests,
        counts=tuple(Counts(run=it.run, why=it.why) for it in behind.members),
        left_out=tuple(Counts(run=it.run, why=it.why) for it in behind.left),
        steps=(*sums.steps, *(_sentence(it, method.margin) for it in tests)),
        doubts=(*sums.doubts, *_doubts(asked, behind)),
        needs=sums.unknown,
        rulebook_digest=asked.law.rulebook.digest,
        citation=method.source.citation,
    )


def law_of(world: World, method: Method, on: date) -> LawAsOf:
    """Return the law of a day by the rulebook that has the thresholds of a method."""
    name = None if method.rulebook is None else RulebookName(method.rulebook)
    book: Rulebook = rulebook_named(world, name)
    if any(it.parameter not in book.parameters for it in method.thresholds):
        book = world.reference(Rulebooks).default  # what is adopted leaves this part out
    return LawAsOf(rulebook=book, day=on, known_at=on)


def _share_above(asked: Asked) -> Decimal | None:
    derived = asked.method.derived
    return None if derived is None else asked.law.number(derived.generated_parameter)


def _thresholds(asked: Asked, sums: Sums) -> Iterator[Tested]:
    """Yield every threshold of the method that was law on the day, or was proposed."""
    for threshold in asked.method.thresholds:
        held = in_scope(sums, threshold, asked.run)
        if held is None:
            continue
        limit = asked.law.number_or_none(threshold.parameter)
        if limit is None:
            if threshold.decides:
                told = f"{threshold.parameter} has no value on {asked.law.day}"
                raise OutOfRangeError(f"{told}: ask for a day on which it has one")
            continue
        yield _tested(asked, threshold, held, Range.exactly(limit), sums)


def _tested(
    asked: Asked, threshold: Threshold, held: tuple[Range, bool], limit: Range, sums: Sums
) -> Tested:
    found, complete = held
    wide = found.widened(asked.method.margin)
    said = verdict(wide, limit, inclusive=threshold.inclusive, complete=complete)
    means = threshold.means
    if threshold.decides and asked.method.derived is not None:
        said, more = derived_verdict(asked, sums, said)
        means += more
    return Tested(
        name=threshold.name,
        scope=threshold.scope,
        flop=wide.flop,
        threshold=limit.flop,
        inclusive=threshold.inclusive,
        verdict=said,
        decides=threshold.decides,
        rule=threshold.rule,
        status=asked.law.status(threshold.rule),
        means=means,
        citation=asked.law.rule(threshold.rule).source.citation,
    )


def _modification(asked: Asked, sums: Sums) -> Iterator[Tested]:
    """Yield whether a modification makes a provider of its own: more than a share of the original.

    Where nobody knows the original's compute, the share is of the threshold that it is above.
    """
    rule = asked.method.modification
    parents = [it.run for it in asked.nodes[asked.run].sources if it.by in OF_WEIGHTS]
    if rule is None or not parents:
        return
    share = Fraction(rule.numerator, rule.denominator)
    limit, told = original_limit(asked, parents, share)
    wide = sums.direct.widened(asked.method.margin)
    yield Tested(
        name="modification",
        scope=Scope.DIRECT,
        flop=wide.flop,
        threshold=limit.flop,
        inclusive=False,
        verdict=verdict(wide, limit, complete=asked.run not in sums.unknown),
        decides=False,
        rule=rule.rule,
        status=asked.law.status(rule.rule),
        means=f"above a {_ordinal(share)} of {told} whoever modifies it is a provider of its own",
        citation=rule.source.citation,
    )


def _ordinal(share: Fraction) -> str:
    return "third" if share == Fraction(1, 3) else f"share of {share}"


def _sentence(it: Tested, margin: Decimal) -> str:
    found, limit = Range.said(it.flop), Range.said(it.threshold)
    either = f" (with {plain(margin * 100)} % either way)" if margin else ""
    told = compared(f"{it.name}, {it.scope.value}{either}", found, limit, it.verdict)
    return f"{told}; {it.means}"


def _doubts(asked: Asked, behind: Lineage) -> Iterator[str]:
    """Yield what a person must confirm of the method, and what it does not say."""
    own = asked.nodes[asked.run]
    if asked.method.derived is not None and own.published:
        yield "published weights are not 4E091, whatever they took"
    if asked.method.source.confirm:
        yield f"to be confirmed by a person: {asked.method.source.citation}"
    if any("a person must say" in it.why for it in behind.left):
        yield "the lineage has ways of which the text says nothing"
