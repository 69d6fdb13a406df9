"""Prints what was seen: a line for each scenario and strength."""

from collections import Counter
from collections.abc import Iterable, Sequence

from benches.adversary.judging import Verdict, World
from comptrol.domains.oversight import rate_range

SHOWN = 3
PPM = 1_000_000
HEAD = (
    *("scenario", "strength", "attacks seen", "95 %", "twins flagged", "days, median"),
    *("evidence of the deed", "seen by", "twins flagged by"),
)  # fmt: skip


def printed(worlds: Sequence[World], unbuilt: Sequence[tuple[str, str]]) -> None:
    """Print one table, what no file is for, and what was raised on the background."""
    verdicts = [it for each in worlds for it in each.verdicts]
    keys = dict.fromkeys((it.scenario, it.strength) for it in verdicts)
    rows = [HEAD, *(_row(*key, verdicts) for key in keys), _row(None, None, verdicts)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
    for name, systems in unbuilt:
        print(f"{name}: no system yet (system {systems})")
    for each in worlds:
        named = Counter(it.detector for it in each.background)
        told = ", ".join(f"{detector} {number}" for detector, number in named.most_common())
        print(
            f"background: {each.parties} parties, {each.days} days, {each.entries} entries; "
            f"alarms on it: {told or 'none'}"
        )


def _row(
    scenario: str | None, strength: str | None, verdicts: Sequence[Verdict]
) -> tuple[str, ...]:
    own = [it for it in verdicts if scenario in {None, it.scenario}]
    own = [it for it in own if strength in {None, it.strength}]
    attacks, twins = [it for it in own if it.attack], [it for it in own if not it.attack]
    seen, flagged = [it for it in attacks if it.flagged], [it for it in twins if it.flagged]
    between = rate_range(len(seen), len(attacks)) if attacks else None
    days = sorted(it.days for it in seen if it.days is not None)
    return (
        scenario or "all",
        strength or "",
        f"{len(seen)} of {len(attacks)}",
        f"{between.low_ppm / PPM:.2f} to {between.high_ppm / PPM:.2f}" if between else "",
        f"{len(flagged)} of {len(twins)}",
        str(days[len(days) // 2]) if days else "",
        _of_deed(seen),
        _most(it.by for it in seen),
        _most((*it.by, *it.others) for it in flagged),
    )


def _of_deed(seen: Sequence[Verdict]) -> str:
    logged = [it.of_deed for it in seen if it.of_deed is not None]
    return f"{sum(logged)} of {len(logged)}" if logged else "nothing is logged" if seen else ""


def _most(named: Iterable[Iterable[str]]) -> str:
    counted = Counter(it for each in named for it in each)
    return ", ".join(f"{name} {number}" for name, number in counted.most_common(SHOWN))
