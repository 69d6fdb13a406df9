"""Which reports can be held against what others measured of the same days, and what comes out?"""

from datetime import date
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from comptrol.domains.disclosure import DefinitionId, FigureName, FiledLine
from comptrol.domains.forensics.formulas import Measured, Residual, residual
from comptrol.domains.forensics.queries.seeing import Seen
from comptrol.domains.forensics.view import Estimate


class Compared(NamedTuple):
    """A report of some days beside what was measured of them."""

    since: date
    until: date
    period: str
    definition: DefinitionId
    residual: Residual
    evidence: tuple[int, ...]

    @property
    def ratio(self) -> Fraction:
        """Return reported by estimated."""
        return self.residual.ratio


Beside: TypeAlias = dict[FigureName, list[Compared]]
"""What can be compared, by figure."""


def beside(seen: Seen) -> Beside:
    """Return what can be compared of every figure of the policy."""
    return {it: compared(seen, it) for it in seen.policy.figures}


def compared(seen: Seen, figure: FigureName) -> list[Compared]:
    """Return what can be compared, in the order of days: reports as they stand now.

    An estimate is of the days of one report, or of several that follow each other and fill it.
    Whatever is under another definition is recomputed, where the factor between them is known;
    where it is not, nothing is compared.
    """
    lines = seen.lines[figure]
    spans: dict[tuple[date, date], list[Estimate]] = {}
    for it in seen.estimates[figure]:
        spans.setdefault((it.since, it.until), []).append(it)
    found = []
    for (since, until), estimates in sorted(spans.items()):
        own = [it for it in lines if since <= it.since and it.until <= until]
        one = _compared(seen, own, estimates) if _fills(own, since, until) else None
        if one is not None:
            found.append(one)
    return found


def _fills(lines: list[FiledLine], since: date, until: date) -> bool:
    at = since
    for it in lines:
        if it.since != at:
            return False
        at = it.until
    return at == until and bool(lines)


def _compared(seen: Seen, lines: list[FiledLine], estimates: list[Estimate]) -> Compared | None:
    calendar, last = seen.calendar, lines[-1]
    reported, measured = Fraction(0), []
    for line in lines:
        factor = calendar.factor(line.definition, last.definition)
        if factor is None:
            return None
        reported += int(line.value) * factor
    for it in estimates:
        factor = calendar.factor(it.definition or last.definition, last.definition)
        if factor is not None:
            measured.append(Measured(it.channel, int(it.value) * factor, it.sigma_ppm))
    found = residual(reported, measured)
    if found is None:
        return None
    places = (*(it.position for it in lines), *(it.position for it in estimates))
    return Compared(lines[0].since, last.until, last.period, last.definition, found, places)
