"""A filing as a page that a regulator can read: every figure, what was restated, where it stands.

All days are shown as whole days: the last one is the last that a line tells of.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from comptrol.domains.disclosure import Definition, Shown
from comptrol.entrypoints.cli.commands.disclosure.proven import Proven
from comptrol.entrypoints.cli.counting import counted
from comptrol.flow.pages import Page, Section

TABLE: Final = ("figure", "first day", "last day", "filed first", "stands now", "restated")
_DAY: Final = timedelta(days=1)


def page_of(found: Proven) -> Page:
    """Return the page of a filing."""
    it, period = found.shown.filing, found.shown.period
    filed = next(part for part in found.stands if part.position == it.position)
    return Page(
        title="Report on the use of AI compute",
        subtitle=f"Filing {it.filing} of {_provider(found)} for the period {period.period}",
        facts=tuple(_facts(found)),
        sections=(
            _definitions(found.shown),
            _figures(found.shown),
            _restatements(found.shown),
            Section(heading="Sources", sentences=it.sources),
            _stands(found),
        ),
        foot=f"{it.filing}: position {filed.position} of the log, leaf {filed.leaf}",
    )


def lines_of(shown: Shown) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the table of figures, by figure and day."""
    ordered = sorted(shown.lines, key=lambda it: (it.figure, it.since))
    return tuple(
        (
            it.figure,
            str(it.since),
            str(it.until - _DAY),
            it.first,
            it.value,
            f"{it.restated_at:%Y-%m-%d}" if it.restated_at is not None else "",
        )
        for it in ordered
    )


def percent(ppm: int) -> str:
    """Return parts per million as percent, exactly.

    >>> percent(999_999), percent(1_000_000), percent(1)
    ('99.9999 %', '100.0000 %', '0.0001 %')
    """
    return f"{ppm // 10_000}.{ppm % 10_000:04d} %"


def _provider(found: Proven) -> str:
    name = found.shown.filing.provider
    return f"{found.provider_name} ({name})" if found.provider_name else name


def _facts(found: Proven) -> Iterator[tuple[str, str]]:
    it, period = found.shown.filing, found.shown.period
    late = f"{counted(it.days_late, 'day')} after it was due" if it.days_late else "in time"
    yield "Provider", _provider(found)
    yield "Period", f"{period.period}: {_days(period.since, period.until)}"
    yield "Basis", f"{period.duty}; {period.source}"
    yield "Opened by", period.by
    yield "Due", str(it.due)
    yield "Filed", f"{it.filed_at:%Y-%m-%d %H:%M} UTC, {late}"
    yield "Prepared by", it.prepared_by
    yield "Reviewed by", it.reviewed_by
    yield "Coverage", f"{percent(it.coverage_ppm)} of the period, as the provider says"
    yield "Unattributed", f"{percent(it.unattributed_ppm)} of the chip time is of no known order"
    yield "Large customers", _customers(found)


def _customers(found: Proven) -> str:
    commitment = found.shown.filing.customers
    threshold = found.shown.period.large_customer_chip_seconds
    if commitment is not None:
        return f"more than {threshold} chip-seconds; named under seal, commitment {commitment}"
    if threshold is not None:
        return f"more than {threshold} chip-seconds; not named in this filing"
    return "the period does not ask for them"


def _definitions(shown: Shown) -> Section:
    rows = tuple(
        (it.definition, it.figure, it.unit, it.text, it.source, _compared(it))
        for it in shown.definitions
    )
    return Section(
        heading="Definitions, frozen for the period",
        headings=("definition", "figure", "unit", "text", "source", "to the one before"),
        rows=rows,
        widths=(14, 14, 12, 30, 16, 14),
    )


def _compared(it: Definition) -> str:
    if it.replaces is None:
        return "the first"
    if it.factor_num is None or it.factor_den is None:
        return f"takes the place of {it.replaces}; how they compare is not known"
    return f"{it.replaces} times {it.factor_num}/{it.factor_den}"


def _figures(shown: Shown) -> Section:
    return Section(
        heading="Figures",
        sentences=("Days are whole days in UTC. What was filed first stays beside what stands.",),
        headings=TABLE,
        rows=lines_of(shown),
        widths=(18, 12, 12, 24, 24, 10),
    )


def _restatements(shown: Shown) -> Section:
    rows = tuple(
        (
            f"{it.restatement}, {it.restated_at:%Y-%m-%d}",
            f"{one.figure}, {_days(one.since, one.until)}",
            one.before,
            one.after,
            f"{it.cause.value}: {it.reason}",
        )
        for it in shown.restatements
        for one in it.changes
    )
    if not rows:
        return Section(heading="Restatements", sentences=("Nothing was restated.",))
    return Section(
        heading="Restatements",
        headings=("restatement", "line", "before", "after", "why"),
        rows=rows,
        widths=(18, 22, 17, 17, 26),
    )


def _stands(found: Proven) -> Section:
    return Section(
        heading="Where it stands in the log",
        sentences=(
            "Leaf hashes are SHA-256 (RFC 6962). comptrol ledger prove POSITION gives a proof.",
        ),
        headings=("position", "what", "leaf hash"),
        rows=tuple((str(it.position), it.what, it.leaf) for it in found.stands),
        widths=(10, 30, 60),
    )


def _days(since: date, until: date) -> str:
    return f"{since} to {until - _DAY}"
