"""A comparison as a page to read: each picture with its table and the same in sentences.

Plain HTML, no script, the same for the same tables.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from comptrol.domains.accounts import Gap, Series
from comptrol.entrypoints.pictures.frame import text
from comptrol.entrypoints.pictures.gap_parts import parts_svg, told_parts
from comptrol.entrypoints.pictures.gap_words import (
    amount,
    doubts_of,
    estimate,
    grown,
    share,
    table_doubts,
    times,
    title_of,
    told_days,
    verdict,
)
from comptrol.entrypoints.pictures.gaps import gap_svg, index_svg

_STYLE: Final = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:72rem;margin:0 auto;padding:1rem}"
    "section{margin:2.5rem 0}.scroll{overflow-x:auto}figure{margin:1rem 0}svg{max-width:100%}"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums}"
    "caption{text-align:left;font-weight:bold;padding:.5rem 0}"
    "th,td{padding:.3rem .7rem;border-bottom:1px solid #8886;text-align:right}"
    "th[scope=row],thead th:first-child{text-align:left;white-space:nowrap}"
)
_EXPLAINED: Final = (
    "Tables overlap and axes count the same chips: no two of them are added up. An interval is "
    "never narrowed; what is unknown is said to be, and nobody is ahead where bounds overlap. "
    "Estimates are signals, and never verdicts."
)


def pictures_of(found: Series) -> Iterator[tuple[str, str]]:
    """Yield the name and the SVG of each picture of a series."""
    name = f"{found.table}-{found.axis.value}"
    yield f"{name}.svg", gap_svg(found)
    if any(it.index_known.low or it.index.number or it.index.high for it in found.gaps):
        yield f"{name}-index.svg", index_svg(found)
    if found.gaps[-1].parts:
        yield f"{name}-parts.svg", parts_svg(found)


def gap_page(compared: Sequence[Series], attribution: Sequence[str]) -> str:
    """Return a page of all series: pictures, tables, sentences, and whose numbers they are."""
    one, other = (it.side for it in compared[0].gaps[-1].sides)
    lines = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{text(one)} and {text(other)}</title><style>{_STYLE}</style></head><body><main>",
        f"<h1>Compute of {text(one)} and {text(other)}</h1><p>{_EXPLAINED}</p>",
        *(part for it in compared for part in _section(it)),
        "<h2>Sources</h2>",
        *(f"<p>{text(it)}</p>" for it in attribution),
        "</main></body></html>",
    )
    return "\n".join(lines) + "\n"


def _section(found: Series) -> Iterator[str]:
    last = found.gaps[-1]
    yield f"<section><h2>{text(title_of(found))}</h2>"
    doubts = " ".join(table_doubts(found))
    yield f"<p><strong>{text(verdict(last))}</strong> {text(doubts)}</p>"
    for it in found.growth:
        yield f"<p>{text(grown(it))}</p>"
    for name, _ in pictures_of(found):
        told = told_parts(last) if name.endswith("-parts.svg") else told_days(found)
        yield f'<figure><img src="{text(name)}" alt="{text(told)}"></figure>'
    yield from _days(found)
    yield from _parts(last)
    yield "</section>"


def _days(found: Series) -> Iterator[str]:
    one, other = (it.side for it in found.gaps[-1].sides)
    yield from _head(
        "By day, in H100 equivalents",
        *(
            "day",
            one,
            other,
            f"{one} in both",
            "of known intervals",
            "in the world",
            f"times {other}",
            "methods",
        ),
        "doubts",
    )
    for it in found.gaps:
        sides = (estimate(side.h100e) for side in it.sides)
        cells = (
            *sides,
            share(it.index),
            share(it.index_known),
            share(it.index_world),
            times(it.times),
        )
        yield _row(str(it.as_of), *cells, share(it.over_methods), " ".join(doubts_of(it)))
    yield "</tbody></table></div>"


def _parts(gap: Gap) -> Iterator[str]:
    if not gap.parts:
        return
    yield from _head(
        f"What makes the gap on {gap.as_of}",
        *("part", "H100 equivalents", "adds to the difference", "index without it", "counted"),
    )
    for it in gap.parts:
        apart = it.apart
        ends = f"{amount(apart.low)} to {amount(apart.high)}"
        told = ends if apart.number is None else amount(apart.number)
        cells = (estimate(it.h100e), told, share(it.index_without), str(it.counted))
        yield _row(f"{it.side}: {it.kind}", *cells)
    yield "</tbody></table></div>"


def _head(caption: str, *headings: str) -> Iterator[str]:
    yield '<div class="scroll" role="region" tabindex="0"><table>'
    yield f"<caption>{text(caption)}</caption><thead><tr>"
    yield "".join(f'<th scope="col">{text(it)}</th>' for it in headings)
    yield "</tr></thead><tbody>"


def _row(name: str, *cells: str) -> str:
    told = "".join(f"<td>{text(it)}</td>" for it in cells)
    return f'<tr><th scope="row">{text(name)}</th>{told}</tr>'
