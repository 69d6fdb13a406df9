"""How a trial is told: figures and what was broken when, as a page and as JSON."""

import ssl
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from benches.measurement import Measurement, keep, machine
from benches.trial.latencies import Times
from benches.trial.sampling import FLAT_MB_PER_HOUR
from benches.trial.trial import Outcome
from comptrol.adapters.clock_system import SystemClock
from comptrol.adapters.store_sqlite.engine import sqlite


def command(outcome: Outcome) -> str:
    """Return the command that runs the same trial again."""
    words = f"--minutes {outcome.minutes:g} --share {outcome.share:g} --store {outcome.store}"
    return f"python -m benches.trial {words} --seed {outcome.seed}"


def write(outcome: Outcome, out: Path, today: datetime) -> Path:
    """Write the report as Markdown and JSON; return where the page is."""
    out.mkdir(parents=True, exist_ok=True)
    page = out / f"{today.date().isoformat()}-{outcome.store}.md"
    page.write_text("\n".join(_page(outcome, today)) + "\n")
    told: dict[str, Any] = msgspec.to_builtins(outcome)
    growth = outcome.growth
    told["growth"] = growth._asdict() if growth is not None else None
    about = {"command": command(outcome), "machine": machine(), "versions": versions()}
    raw = msgspec.json.encode({"at": today, **about, **told})
    page.with_suffix(".json").write_bytes(msgspec.json.format(raw, indent=1) + b"\n")
    return page


def figures(outcomes: list[Outcome]) -> None:
    """Keep what was lost and overshot among the figures of all benches."""
    lost = sum(it.found.lost + it.found.twice for it in outcomes)
    words = {"unit": "statements", "target": "<= 0"}
    overshot = sum(it.found.overshot for it in outcomes)
    keep(
        [
            Measurement(name="trial.lost", value=lost, **words),
            Measurement(name="trial.overshoot", value=overshot, unit="caps", target="<= 0"),
        ],
        "; ".join(command(it) for it in outcomes),
    )


def versions() -> dict[str, str]:
    """Return the versions of what matters here."""
    named = {it: version(it) for it in ("comptrol", "uvicorn", "starlette", "msgspec")}
    return {**named, "sqlite": sqlite().sqlite_version, "openssl": ssl.OPENSSL_VERSION}


def _page(outcome: Outcome, today: datetime) -> Iterator[str]:
    found, growth = outcome.found, outcome.growth
    yield f"# Trial of {today.date().isoformat()}, {outcome.store}\n"
    yield f"`{command(outcome)}`, begun {today.isoformat(timespec='minutes')}; {machine()}; "
    yield ", ".join(f"{name} {it}" for name, it in versions().items()) + ".\n"
    yield f"**{'Everything held.' if not outcome.wrong else 'NOT EVERYTHING HELD.'}**\n"
    yield from (f"- {it}" for it in outcome.wrong)
    yield "\n| what must be 0 | found |\n|---|---|"
    yield f"| acknowledged and lost | {found.lost} |"
    yield f"| logged twice, or acknowledged at two positions | {found.twice} |"
    yield f"| caps above their ceiling | {found.overshot} |"
    yield f"| requests never answered | {outcome.unanswered} |"
    yield "\n| figure | value |\n|---|---|"
    yield f"| capacity, closed loop | {outcome.capacity_per_s:.0f} operations/s |"
    offered = f"{outcome.offered_per_s:.0f} operations/s for {outcome.load_s:.0f} s"
    yield f"| offered, open loop | {offered} |"
    yield f"| entries in the log | {found.entries} |"
    yield f"| acknowledgements kept | {found.acknowledged}, {found.answered_twice} of them again |"
    yield f"| jobs that the gate let through | {found.let} |"
    yield f"| receipts handed out and verified | {outcome.receipts} |"
    yield f"| looks of the monitor | {outcome.looks} |"
    yield f"| operations not offered, since too many were under way | {outcome.shed} |"
    yield f"| restarts by the supervisor | {len(outcome.restarts)} |"
    yield f"| mistakes of ours in the server's log | {len(outcome.tracebacks)} |"
    if growth is None:
        yield "| memory | no stretch without a restart was long enough |"
    else:
        slope = f"{growth.mb_per_hour:+.1f} ± {growth.plus_minus:.1f} MB/hour"
        told = f"{slope} at {growth.rss_mb:.0f} MB"
        judged = "" if growth.judged else "; too short to be judged"
        yield f"| memory, last half of {growth.seconds:.0f} s without a restart | {told}{judged} |"
        yield f"| open files, middle and end | {growth.files_before}, {growth.files_after} |"
    flat = f"the lower end of the 95 % interval is below {FLAT_MB_PER_HOUR:.0f} MB/hour"
    yield f"\nFlat means: {flat}.\n"
    yield from _faults(outcome)
    yield from _times(outcome)
    yield "\n## What the programs said\n"
    yield from (f"- `comptrol {it.command}`: {it.code}. {it.said}" for it in outcome.programs)
    yield "\n## What was said\n"
    yield f"Rulings: {_counts(found.rulings)}. Refused at the door: {_counts(outcome.refused)}.\n"
    yield f"What the gate said instead of yes: {_counts(outcome.gate_said)}.\n"
    yield f"Kinds: {_counts(found.kinds)}."
    yield from (f"\nMistake of ours: {it}" for it in outcome.tracebacks)


def _faults(outcome: Outcome) -> Iterator[str]:
    yield "## Faults\n"
    yield "Seconds since the cause was gone, until statements were taken, and all was final.\n"
    yield "| at | fault | lasted | taking | final | |\n|---|---|---|---|---|---|"
    for it in outcome.broken:
        lasted, taking = it.mended - it.begun, it.taking - it.mended
        yield (
            f"| {it.begun:.0f} s | {it.kind} | {lasted:.1f} | {taking:.2f} "
            f"| {it.final - it.mended:.2f} | {it.note} |"
        )
    yield from (f"\nThe supervisor began again at {at:.0f} s: {it}" for at, it in outcome.restarts)


def _times(outcome: Outcome) -> Iterator[str]:
    yield "\n## Latency and availability\n"
    yield "Milliseconds since a request was due. Answered: at once, with 2xx, 3xx or 4xx.\n"
    yield "| | requests | answered | p50 | p99 | p99.9 | longest |\n|---|---|---|---|---|---|---|"
    for part, kinds in outcome.times.items():
        for kind, it in kinds.items():
            yield f"| {part}: {kind} | {it.requests} | {it.available:.3%} {_row(it)}"


def _row(it: Times) -> str:
    return f"| {it.p50_ms:.1f} | {it.p99_ms:.0f} | {it.p999_ms:.0f} | {it.longest_ms:.0f} |"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"


def now() -> datetime:
    """Return the time."""
    return SystemClock().now()
