"""Released tables as a page to read: plain HTML, no script, the same for the same tables.

What is withheld is said in words, for a reader who sees and for one who listens.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Final

from comptrol.domains.releases import OTHER, TOTAL, Release, ReleaseId, TableName

TITLES: Final = {
    TableName.CHIP_HOURS: "Chip-hours used, by country of the site and class of the accelerator",
    TableName.SALES: "Orders to buy, by destination and outcome of the ruling",
    TableName.RENTALS: "Orders to rent, by country of the site and outcome of the ruling",
    TableName.INSTALLED_CHIPS: "Chips installed, by country of the site and vendor",
    TableName.INSTALLED_H100E: "H100 equivalents installed, by country of the site and vendor",
    TableName.ALARMS: "Alarms raised, by detector and strength. None of them is a verdict",
    TableName.FILED: "Figures that providers filed, summed over providers",
}
STYLE: Final = (
    ":root{color-scheme:light dark}"
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:72rem;margin:0 auto;padding:1rem}"
    "section{margin:2.5rem 0}.scroll{overflow-x:auto}"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums}"
    "caption{text-align:left;font-weight:bold;padding:.5rem 0}"
    "th,td{padding:.35rem .8rem;border-bottom:1px solid #8886;text-align:right}"
    "th[scope=row],thead th:first-child{text-align:left}"
    "tr.total>*{border-top:2px solid;font-weight:bold}"
    "td.withheld{font-style:italic;opacity:.85}"
    ".proof{font-size:.9rem;overflow-wrap:anywhere}"
    ".gone{border-left:.4rem solid #b00;padding-left:.8rem}"
    "code{font-size:.9em;white-space:nowrap}.proof code{white-space:normal}"
)
_EXPLAINED: Final = (
    "A number is withheld where too few stand behind it, where one of them is most of it, or "
    "where it would give such a number away. What is withheld may be nothing at all. "
    "Countries, vendors and classes with too few behind their own total are told together as "
    "<em>other</em>. Natural persons are in no table."
)
_CHECKED: Final = (
    "Every table is a signed entry of a public log and can be checked: download the file named "
    "under it and run <code>comptrol release check FILE --policy POLICY</code>. "
    'All of them, for programs: <a href="feed.json">feed.json</a>.'
)


def releases_page(
    rows: Sequence[Release], leaves: Mapping[str, str], after: ReleaseId | None
) -> str:
    """Return the page, the newest release first."""
    ordered = sorted(rows, key=lambda it: -it.position)
    lines = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>Public releases</title><style>{STYLE}</style></head><body><main>",
        "<h1>Public releases</h1>",
        f"<p>{_EXPLAINED}</p><p>{_CHECKED}</p>",
        *(_contents(ordered) if ordered else ("<p>Nothing has been released yet.</p>",)),
        *(part for it in ordered for part in _section(it, leaves.get(it.release, ""))),
        f'<p><a href="?after={_text(after)}">More</a></p>' if after is not None else "",
        "</main></body></html>",
    )
    return "\n".join(line for line in lines if line) + "\n"


def _contents(rows: Sequence[Release]) -> Iterator[str]:
    yield '<nav aria-label="Tables"><ul>'
    for row in rows:
        gone = " (withdrawn)" if row.withdrawn_at is not None else ""
        name, quarter = _text(row.release), _text(row.quarter)
        yield f'<li><a href="#{name}">{_text(TITLES[row.table])}, {quarter}</a>{gone}</li>'
    yield "</ul></nav>"


def _section(row: Release, leaf: str) -> Iterator[str]:
    name = _text(row.release)
    yield f'<section id="{name}" aria-labelledby="{name}-title">'
    yield f'<h2 id="{name}-title">{_text(TITLES[row.table])}, {_text(row.quarter)}</h2>'
    if row.withdrawn_at is not None:
        why = f"at position {row.withdrawn_at}: {_text(row.withdrawn_because or '')}"
        yield f'<p class="gone"><strong>Withdrawn</strong> {why}</p>'
    yield f'<div class="scroll" role="region" tabindex="0" aria-labelledby="{name}-title"><table>'
    yield f"<caption>In {_text(row.unit)}</caption><thead><tr>"
    yield '<th scope="col">by</th>'
    yield "".join(f'<th scope="col"{_kind(it)}>{_text(_called(it))}</th>' for it in row.columns)
    yield "</tr></thead><tbody>"
    for label, values in zip(row.rows, row.values, strict=True):
        yield f'<tr{_kind(label)}><th scope="row">{_text(_called(label))}</th>'
        yield "".join(map(_cell, values)) + "</tr>"
    yield "</tbody></table></div>"
    yield (
        f'<p class="proof">Policy {_text(row.policy)}, entry {row.position} of the log, '
        f"{row.released_at:%Y-%m-%d %H:%M} UTC, leaf <code>{_text(leaf)}</code>. "
        f'<a href="proven/{name}">The file with its proof</a></p></section>'
    )


def _called(label: str) -> str:
    return "all others together" if label == OTHER else label


def _kind(label: str) -> str:
    return ' class="total"' if label == TOTAL else ""


def _cell(value: str | None) -> str:
    if value is None:
        return '<td class="withheld">withheld</td>'
    return f"<td>{_text(_grouped(value))}</td>"


def _grouped(value: str) -> str:
    """Return a number with its digits in threes, apart by a narrow gap that does not break."""
    return f"{int(value):,}".replace(",", "\u202f")


def _text(value: str) -> str:
    return escape(value, quote=True)
