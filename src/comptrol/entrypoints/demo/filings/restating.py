"""What a provider files again that counted operations by the definition of before."""

from itertools import groupby

from comptrol.domains.disclosure import (
    Cause,
    DisclosureView,
    FiledLine,
    Line,
    Restated,
    RestatementId,
    amount,
)
from comptrol.entrypoints.demo.filings.calendar import FLOP, SWITCH, WEEKS_EACH, week_of
from comptrol.entrypoints.demo.stage import Stage
from comptrol.kernel.identifiers import PartyId


def restatements(stage: Stage, party: PartyId, reason: str) -> list[Restated]:
    """Return the operations of a party since the switch, under the definition in force."""
    since = week_of(SWITCH * WEEKS_EACH)[0]
    with stage.platform.world() as world:
        rows = world[DisclosureView].lines.where(provider=party, figure=FLOP)
        lines = sorted((it for it in rows if it.since >= since), key=lambda it: it.filing)
    return [
        Restated(
            restatement=RestatementId(f"{filing}-heard"),
            filing=filing,
            lines=tuple(_twice(it) for it in own),
            reason=reason,
            cause=Cause.DEFINITION,
        )
        for filing, own in groupby(lines, key=lambda it: it.filing)
    ]


def _twice(it: FiledLine) -> Line:
    """Return a line at the FP8 peak, which is twice that at FP16."""
    return Line(
        figure=it.figure,
        since=it.since,
        until=it.until,
        value=amount(2 * int(it.value)),
        definition=it.definition,
    )
