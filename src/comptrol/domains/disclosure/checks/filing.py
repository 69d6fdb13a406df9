"""May this be filed, or be restated?"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from comptrol.domains.disclosure.checks.scope import reports
from comptrol.domains.disclosure.refusals import DisclosureRefusal
from comptrol.domains.disclosure.statements import Filed, LargeCustomers, Line, Restated
from comptrol.domains.disclosure.view import DisclosureView, FiledLine, Period
from comptrol.domains.privacy import PrivacyView, SealedEntry, hiding_under
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.statement import Entry, Statement, kind
from comptrol.kernel.view import World


def check_filed(said: Filed, entry: Entry[Statement], world: World) -> Iterator[Finding]:
    """Refuse what is filed of no period, by whoever does not report, or of days filed already."""
    view = world[DisclosureView]
    known, period = view.filings.get(said.filing), view.periods.get(said.period)
    if known is not None:
        yield Finding.of(DisclosureRefusal.FILING_EXISTS, f"at position {known.position}")
    if period is None:
        yield Finding.of(DisclosureRefusal.UNKNOWN_PERIOD, said.period)
    else:
        yield from _check_lines(said.lines, period, entry, view)
    if _plain(said.prepared_by) == _plain(said.reviewed_by):
        yield Finding.of(DisclosureRefusal.NOT_REVIEWED, said.reviewed_by)
    if said.customers is not None:
        if period is not None and period.large_customer_chip_seconds is None:
            yield Finding.of(DisclosureRefusal.NOT_ASKED, period.period)
        yield from _check_sealed(said.customers, entry.signer, world)


def check_restated(said: Restated, signer: PartyId, view: DisclosureView) -> Iterator[Finding]:
    """Refuse to restate what was not filed, what is another's, and what stays as it was."""
    known, filing = view.restatements.get(said.restatement), view.filings.get(said.filing)
    if known is not None:
        yield Finding.of(DisclosureRefusal.RESTATEMENT_EXISTS, f"at position {known.position}")
    if filing is None:
        yield Finding.of(DisclosureRefusal.UNKNOWN_FILING, said.filing)
        return
    if filing.provider != signer:
        yield Finding.of(DisclosureRefusal.NOT_FILER, f"{filing.provider} filed it")
    found = [
        (it, view.lines.get((filing.provider, it.figure, it.since, said.filing)))
        for it in said.lines
    ]
    for line, before in found:
        if before is not None and before.definition != line.definition:
            detail = f"{_named(line)} is under {before.definition}"
            yield Finding.of(DisclosureRefusal.WRONG_DEFINITION, detail)
    yield from _check_once(said.lines)
    for line, before in found:
        if before is None or before.until != line.until:
            yield Finding.of(DisclosureRefusal.NOTHING_RESTATED, _named(line))
        elif before.value == line.value:
            yield Finding.of(DisclosureRefusal.NOTHING_CHANGED, _named(line))


def _check_lines(
    lines: Sequence[Line], period: Period, entry: Entry[Statement], view: DisclosureView
) -> Iterator[Finding]:
    if not reports(view, entry.signer, period.since, period.until):
        yield Finding.of(DisclosureRefusal.NOT_IN_SCOPE, f"{entry.signer} in {period.period}")
    for line in lines:
        yield from _check_days(line, period, entry.logged_at.date())
    figures = _figures(period, view)
    for line in lines:
        if figures.get(line.figure) != line.definition:
            meant = figures.get(line.figure, "no definition of it")
            detail = f"{_named(line)}: {period.period} has {meant}"
            yield Finding.of(DisclosureRefusal.WRONG_DEFINITION, detail)
    yield from _check_once(lines)
    for line in lines:
        for other in view.lines.where(provider=entry.signer, figure=line.figure):
            if _meet(line, other):
                detail = f"{_named(line)}: in {other.filing}, at position {other.position}"
                yield Finding.of(DisclosureRefusal.ALREADY_FILED, detail)
                return


def _check_days(line: Line, period: Period, today: date) -> Iterator[Finding]:
    if not line.since < line.until:
        yield Finding.of(DisclosureRefusal.BACKWARDS, _named(line))
    if line.until > today:
        yield Finding.of(DisclosureRefusal.NOT_OVER, f"{_named(line)} is after {today}")
    if not (period.since <= line.since and line.until <= period.until):
        detail = f"{_named(line)}: {period.period} has {period.since} to {period.until}"
        yield Finding.of(DisclosureRefusal.OUTSIDE_PERIOD, detail)


def _check_once(lines: Sequence[Line]) -> Iterator[Finding]:
    ordered = sorted(lines, key=lambda it: (it.figure, it.since, it.until))
    for line, after in pairwise(ordered):
        if line.figure == after.figure and _meet(line, after):
            yield Finding.of(DisclosureRefusal.LINE_TWICE, _named(after))
            return


def _check_sealed(commitment: Digest, signer: PartyId, world: World) -> Iterator[Finding]:
    sealed, of_kind = hiding_under(world[PrivacyView], commitment), kind(LargeCustomers)
    if not isinstance(sealed, SealedEntry) or (sealed.kind, sealed.by) != (of_kind, signer):
        detail = f"{signer} has sealed no {of_kind} under {commitment}"
        yield Finding.of(DisclosureRefusal.NOT_SEALED, detail)
    elif sealed.erased_at is not None:
        yield Finding.of(DisclosureRefusal.ERASED, f"at position {sealed.erased_at}")
    for known in world[DisclosureView].filings.where(customers=commitment):
        yield Finding.of(DisclosureRefusal.COMMITMENT_TAKEN, f"at position {known.position}")


def _figures(period: Period, view: DisclosureView) -> dict[str, str]:
    found = (view.definitions.get(name) for name in period.definitions)
    return {it.figure: it.definition for it in found if it is not None}


def _meet(line: Line, other: Line | FiledLine) -> bool:
    return line.since < other.until and other.since < line.until


def _named(line: Line) -> str:
    return f"{line.figure} of {line.since} to {line.until}"


def _plain(title: str) -> str:
    """Return a title as it is compared: neither capitals nor spaces make it another one."""
    return "".join(title.split()).casefold()
