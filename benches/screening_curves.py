"""Draws what each threshold finds and costs: recall, false alarms, precision.

    python -m benches.screening_curves

Writes docs/screening-curves.svg from the half that thresholds were not set on.
"""

import sys
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from benches import screening as bench
from benches import screening_scorers as scorers
from benches import screening_sets as data
from benches.screening_sets import for_tuning

OUT = Path(__file__).parents[1] / "docs" / "screening-curves.svg"
SIDE, GAP, TOP, LEFT = 360, 90, 50, 60
COLOURS = ("#0b5394", "#b45f06", "#38761d")
DASHES = ("", "7 4", "2 3")
Curve = list[tuple[float, float]]


def curves() -> dict[str, tuple[Curve, Curve]]:
    """Return for each scorer its two curves: (false alarms, recall) and (recall, precision)."""
    shown = {
        "comptrol": scorers.ours,
        "nomenklatura logic-v2": scorers.by_peer(scorers.nomenklatura("logic-v2")),
        "rapidfuzz WRatio, folded": scorers.by_peer(scorers.wratio),
    }
    queries = [query for query in data.perturbed() if not for_tuning(query.name)]
    found = {}
    for name, scores in shown.items():
        good = []
        for query in queries:
            scored = scores(query.name)
            good.append(max((scored.get(it, 0.0) for it in query.targets), default=0.0))
        bad = [max(scores(it).values(), default=0.0) for it in bench.unrelated()]
        found[name] = _curves(good, bad)
    return found


def _curves(good: Sequence[float], bad: Sequence[float]) -> tuple[Curve, Curve]:
    """Return both curves; precision as if every second name asked for were a listed one."""
    first, second = [], []
    for step in range(1200, 499, -2):
        at = step / 1000
        recall = sum(it >= at for it in good) / len(good)
        alarms = sum(it >= at for it in bad) / len(bad)
        first.append((alarms, recall))
        if recall:
            second.append((recall, recall / (recall + alarms)))
    return first, second


def drawn(found: dict[str, tuple[Curve, Curve]]) -> str:
    """Return the picture as SVG, with its figures in words for those who do not see it."""
    parts = [
        *_frame(0, "false alarms on unrelated companies", "recall", (0, 0.05), (0.5, 1)),
        *_frame(1, "recall", "precision, half of all names listed", (0.5, 1), (0.5, 1)),
    ]
    for number, (name, pair) in enumerate(found.items()):
        style = f'stroke="{COLOURS[number]}" stroke-dasharray="{DASHES[number]}"'
        for place, (curve, spans) in enumerate(
            zip(pair, (((0, 0.05), (0.5, 1)), ((0.5, 1), (0.5, 1))), strict=True)
        ):
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in _placed(curve, place, *spans))
            parts.append(f'<polyline fill="none" stroke-width="2" {style} points="{points}"/>')
        y = TOP + SIDE + 58 + 18 * number
        parts.append(f'<line x1="{LEFT}" x2="{LEFT + 40}" y1="{y}" y2="{y}" {style}/>')
        parts.append(f'<text x="{LEFT + 48}" y="{y + 4}">{escape(_told(name, pair[0]))}</text>')
    width, height = 2 * SIDE + GAP + 2 * LEFT, TOP + SIDE + 130
    title = "Recall against false alarms, and precision against recall, of three name matchers"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{title}</title>'
        f"<desc>{escape('; '.join(_told(name, pair[0]) for name, pair in found.items()))}</desc>"
        f'<rect width="100%" height="100%" fill="white"/>{"".join(parts)}</svg>\n'
    )


def _told(name: str, curve: Curve) -> str:
    best = max(recall for alarms, recall in curve if alarms <= bench.FALSE_ALARMS_MAX)
    return f"{name}: recall {best:.3f} at 1 % false alarms"


def _placed(
    curve: Curve, place: int, across: tuple[float, float], up: tuple[float, float]
) -> Iterable[tuple[float, float]]:
    left = LEFT + place * (SIDE + GAP)
    for x, y in curve:
        if across[0] <= x <= across[1] and y >= up[0]:
            yield (
                left + (x - across[0]) / (across[1] - across[0]) * SIDE,
                TOP + (up[1] - y) / (up[1] - up[0]) * SIDE,
            )


def _frame(
    place: int, across: str, up: str, span: tuple[float, float], rise: tuple[float, float]
) -> Iterable[str]:
    left = LEFT + place * (SIDE + GAP)
    yield (
        f'<rect x="{left}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>'
        f'<text x="{left + SIDE / 2}" y="{TOP + SIDE + 34}" text-anchor="middle">{across}</text>'
        f'<text x="{left}" y="{TOP - 14}">{up}</text>'
    )
    for step in range(6):
        x, y = left + step * SIDE / 5, TOP + SIDE - step * SIDE / 5
        value = span[0] + (span[1] - span[0]) * step / 5
        height = rise[0] + (rise[1] - rise[0]) * step / 5
        yield (
            f'<text x="{x}" y="{TOP + SIDE + 16}" text-anchor="middle">{value:.2f}</text>'
            f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{height:.1f}</text>'
            f'<line x1="{left}" x2="{left + SIDE}" y1="{y}" y2="{y}" stroke="#e6e6e6"/>'
        )


if __name__ == "__main__":
    OUT.write_text(drawn(curves()), encoding="utf-8")
    print(f"wrote {OUT}", file=sys.stderr)
