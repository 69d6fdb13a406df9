"""A whole stretch of rulings is judged by other law, as ``comptrol lab`` does it."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from comptrol.bootstrap import Platform
from comptrol.bootstrap.accounting import FACTORS
from comptrol.domains.chips import FactorSetId
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.progress import Doing, Outcome, Progress
from comptrol.entrypoints.console.starting import Start
from comptrol.entrypoints.console.trying import RESULTS, Tried, sides_of, stretch_of, tried
from comptrol.entrypoints.console.visitor import Audience
from comptrol.entrypoints.pictures.spreadsheets import harmless
from comptrol.flow.lab import Side, rulings_of
from comptrol.kernel.quantity import plain

TOLD_EVERY: Final = 50
SHOWN_MAX: Final = 200
COLUMNS: Final = ("by", "name", "from", "to", "requests", "chips", "chip-hours")


def prepare(asking: Asking, form: Mapping[str, str], folder: Path) -> Doing:
    """Return the run that a form asks for; what is wrong with the form is told now."""
    sides = sides_of(asking.world, form, asking.today)
    stretch = stretch_of(form)
    factors = FactorSetId(form.get("factors", "").strip() or FACTORS)
    platform, owner = asking.platform, asking.visitor.name
    name = folder.name

    def doing(progress: Progress) -> Outcome:
        found = _judged(platform, stretch, sides, factors, progress)
        RESULTS.keep(platform, (owner, name), found)
        return _outcome(found, progress.folder, f"/lab/{name}")

    return doing


def _judged(
    platform: Platform,
    stretch: tuple[int, int | None],
    sides: tuple[Side, Side],
    factors: FactorSetId,
    progress: Progress,
) -> Tried:
    def tell(done: int) -> None:
        if done % TOLD_EVERY == 0:
            progress.tell(done, words=f"{done:,} rulings judged")

    progress.tell(0, words="the rulings of the stretch are read")
    with platform.world() as world:
        posed = rulings_of(world, start=stretch[0], end=stretch[1])
        return tried(world, posed, sides, factors, whole=True, tell=tell)


def _outcome(found: Tried, folder: Path, href: str) -> Outcome:
    compared = found.compared
    rows = tuple(
        (
            *(it.by, it.name, it.before.value, it.after.value, str(it.requests), str(it.chips)),
            str(plain(it.chip_hours)),
        )
        for it in compared.totals
    )
    path = folder / "flips.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow(COLUMNS)
        written.writerows([harmless(it) for it in row] for row in rows)
    told = (
        f"{compared.requests:,} rulings were judged by both sides, {compared.flips:,} flip. "
        "Nothing was logged."
    )
    return Outcome(told, href, COLUMNS, rows[:SHOWN_MAX], path)


START: Final = Start(
    name="lab",
    title="Other law is tried on what was asked",
    audience=frozenset({Audience.ANALYST}),
    prepare=prepare,
)
