"""What was filed, and what was said of it later: both stand."""

from collections.abc import Iterator

import msgspec

from comptrol.domains.disclosure.statements import DefinitionAnnounced, Filed, Line, Restated
from comptrol.domains.disclosure.view.rows import (
    Announcement,
    Changed,
    FiledLine,
    Filing,
    Restatement,
)
from comptrol.domains.disclosure.view.tables import DisclosureView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry, Statement
from comptrol.kernel.view import Change


def filed(view: DisclosureView, said: Filed, entry: Entry[Statement]) -> Iterator[Change]:
    """Fold a filing and each of its lines."""
    period = view.periods.get(said.period)
    assert period is not None, "an admitted filing is of a known period"
    yield view.filings.put(
        Filing(
            filing=said.filing,
            provider=entry.signer,
            period=said.period,
            due=period.due,
            filed_at=entry.logged_at,
            lines=len(said.lines),
            coverage_ppm=said.coverage_ppm,
            unattributed_ppm=said.unattributed_ppm,
            customers=said.customers,
            prepared_by=said.prepared_by,
            reviewed_by=said.reviewed_by,
            sources=said.sources,
            restatements=0,
            position=entry.position,
        )
    )
    for line in said.lines:
        yield view.lines.put(
            FiledLine(
                provider=entry.signer,
                figure=line.figure,
                since=line.since,
                until=line.until,
                filing=said.filing,
                period=said.period,
                first=line.value,
                value=line.value,
                definition=line.definition,
                filed_at=entry.logged_at,
                position=entry.position,
            )
        )


def restated(view: DisclosureView, said: Restated, entry: Entry[Statement]) -> Iterator[Change]:
    """Fold a restatement: what was filed first stays beside what stands now."""
    filing = view.filings.get(said.filing)
    assert filing is not None, "an admitted restatement is of a known filing"
    before = [_known(view, entry.signer, said, line) for line in said.lines]
    changes = tuple(
        Changed(
            figure=line.figure,
            since=line.since,
            until=line.until,
            before=it.value,
            after=line.value,
        )
        for line, it in zip(said.lines, before, strict=True)
    )
    for line, it in zip(said.lines, before, strict=True):
        yield view.lines.put(
            msgspec.structs.replace(
                it,
                value=line.value,
                restated_at=entry.logged_at,
                restatements=it.restatements + 1,
            )
        )
    yield view.restatements.put(
        Restatement(
            restatement=said.restatement,
            filing=said.filing,
            provider=entry.signer,
            period=filing.period,
            changes=changes,
            reason=said.reason,
            cause=said.cause,
            restated_at=entry.logged_at,
            position=entry.position,
        )
    )
    yield view.filings.put(msgspec.structs.replace(filing, restatements=filing.restatements + 1))


def announced(view: DisclosureView, said: DefinitionAnnounced, entry: Entry[Statement]) -> Change:
    """Fold that a provider will count a figure otherwise."""
    fields = {name: getattr(said, name) for name in DefinitionAnnounced.__struct_fields__}
    return view.announcements.put(
        Announcement(
            provider=entry.signer,
            announced_at=entry.logged_at,
            position=entry.position,
            **fields,
        )
    )


def _known(view: DisclosureView, provider: PartyId, said: Restated, line: Line) -> FiledLine:
    found = view.lines.get((provider, line.figure, line.since, said.filing))
    assert found is not None, "an admitted restatement is of a filed line"
    return found
