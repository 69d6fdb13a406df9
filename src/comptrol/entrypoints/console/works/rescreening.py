"""Every party is held against the list in force, as ``comptrol lists rescreen`` does it."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from comptrol.bootstrap import Platform
from comptrol.domains.parties import PartiesView, Party
from comptrol.domains.screening import (
    Matcher,
    ScreeningView,
    matcher_in_force,
    standing_on,
    would_stand,
)
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.progress import Doing, Outcome, Progress
from comptrol.entrypoints.console.starting import Start
from comptrol.entrypoints.console.visitor import Audience
from comptrol.entrypoints.pictures.spreadsheets import harmless
from comptrol.flow.world import RowsWorld
from comptrol.kernel.identifiers import PartyId

PARTIES_PER_STEP: Final = 100
SHOWN_MAX: Final = 200
HEADINGS: Final = ("party", "before", "now", "score", "list", "listed name")


def prepare(asking: Asking, form: Mapping[str, str], folder: Path) -> Doing:  # noqa: ARG001
    """Return the screening of everybody, without saying anything to the log."""
    platform = asking.platform
    return lambda progress: rescreen(platform, progress)


def rescreen(platform: Platform, progress: Progress) -> Outcome:
    """Hold every party against the list in force; show whose verdict would change."""
    with platform.world() as world:
        index = matcher_in_force(world)
    path, held, changed, first = progress.folder / "changed.csv", 0, 0, list[tuple[str, ...]]()
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(HEADINGS)
        for row in _held(platform, index, progress):
            held += 1
            if row[1] != row[2]:
                changed += 1
                lines.writerow([harmless(it) for it in row])
                first += [row] if len(first) < SHOWN_MAX else []
    told = f"{held:,} parties were held against {index.edition.edition}; "
    if not changed:
        return Outcome(told + "no verdict would change. Nothing was said to the log.")
    told += f"the verdict on {changed:,} would change. Nothing was said to the log."
    return Outcome(told, "", HEADINGS, tuple(first), path, good=False)


def _held(platform: Platform, index: Matcher, progress: Progress) -> Iterator[tuple[str, ...]]:
    """Yield every party that has a name, with its verdict before and now, a step at a time."""
    today, done, after = platform.today(), 0, None
    while True:
        progress.tell(done, words=f"{done:,} parties held against {index.edition.edition}")
        with platform.world() as world:
            step = tuple(_step(world, after))
            for party in step:
                progress.check()
                yield from _line(world, party, index, today)
        done += len(step)
        if len(step) < PARTIES_PER_STEP:
            return
        after = step[-1].party


def _step(world: RowsWorld, after: PartyId | None) -> Iterator[Party]:
    start = None if after is None else (after,)
    return world[PartiesView].parties.where(after=start, limit=PARTIES_PER_STEP)


def _line(
    world: RowsWorld, party: Party, index: Matcher, today: date
) -> Iterator[tuple[str, ...]]:
    view = world[ScreeningView]
    now = would_stand(party, index, view, today)
    if now is None:
        return
    known, found = standing_on(view, party.party, today), now.matches
    best = (str(found[0].score), found[0].list, found[0].name) if found else ("", "", "")
    before = known.verdict.value if known else ""
    yield party.party, before, now.verdict.value, *map(str, best)


START: Final = Start(
    name="rescreen",
    title="Every party is held against the list in force",
    audience=frozenset({Audience.AUTHORITY, Audience.REVIEWER}),
    prepare=prepare,
)
