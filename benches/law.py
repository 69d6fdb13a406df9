"""What an answer of the law costs: one ruling, a million requests, and peers that classify."""

import csv
import json
import random  # noqa: TID251  (seeded: the same requests in every run)
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Self

import polars as pl

from benches.measurement import Measurement
from comptrol.adapters.lab_columns import Judged, RequestTable, judge_columns, read_table
from comptrol.bootstrap import found, in_memory
from comptrol.domains.chips import ChipsView, Specification, model_named, specification
from comptrol.domains.law import (
    Outcome,
    Policy,
    Rulebook,
    Rulebooks,
    Stance,
    classify,
    decide,
)
from comptrol.kernel.countries import Countries
from comptrol.kernel.identifiers import CountryCode

ROWS, CLASSED, COMPARED = 1_000_000, 200_000, 3_000
RULINGS = 4_000
SALES, NEAR, SEATED, OWN, LISTED = 0.5, 0.6, 0.8, 0.7, 0.02
"""Shares of the requests: sales, places that the law treats apart, headquarters and ultimate
parents in the recipient's country, recipients on a list."""
FIRST, LAST = date(2022, 10, 21), date(2026, 11, 20)
STANCE = Stance(policy=Policy.RENTAL_PARITY, small_use_chip_hours=5_000)
REFEREES = Path(__file__).parent.parent / ".venv-referees" / "bin" / "python"
PEER = Path(__file__).parent / "peer_law.py"
HOT = ("US", "CN", "HK", "MO", "AE", "SA", "TW", "SG", "MY", "FR", "GB", "IL", "RU", "IN", "BR")


class Shipped:
    """The shipped chips and law."""

    def __enter__(self) -> Self:
        """Open the shipped facts."""
        self.platform = in_memory()
        found(self.platform, name="Bench", country=CountryCode("US"))
        self._open = self.platform.world()
        world = self._open.__enter__()
        self.book: Rulebook = world.reference(Rulebooks).default
        self.countries: Countries = world.reference(Countries)
        view = world[ChipsView]
        self.names = [model.name for model in view.models.where()]
        self._known = {
            name: specification(view, model)
            for name in self.names
            for model in [model_named(view, name)]
            if model is not None
        }
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of them."""
        self._open.__exit__(None, None, None)
        with closing(self.platform):
            pass

    def chips(self, name: str) -> Specification:
        """Return what a chip can do."""
        return self._known[name]


def rulings() -> Iterator[Measurement]:
    """Measure one ruling in process, over sales and rentals of the catalogue's chips."""
    with Shipped() as world:
        table = _table(world, RULINGS)
        book, countries = world.book, world.countries
        asked = [(table.request(row), table.day(row)) for row in range(table.rows)]
        times = []
        for request, day in asked:
            start = perf_counter()
            decide(request, book, countries, as_of=day, known_at=day, stance=STANCE)
            times.append(perf_counter() - start)
    yield Measurement(
        name="law.ruling_p50_ms", value=median(times) * 1e3, unit="ms", target="<= 0.3"
    )


def laboratory() -> Iterator[Measurement]:
    """Measure a file of a million requests: read, judged, and held against single rulings."""
    with Shipped() as world, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "requests.csv"
        _requests(world, ROWS).write_csv(path)
        start = perf_counter()
        table = read_table(path, world.countries, world.chips)
        read_s = perf_counter() - start
        start = perf_counter()
        judged = judge_columns(table, world.book, STANCE)
        judged_s = perf_counter() - start
        single = _single(table, judged, world)
    yield Measurement(
        name="law.lab_per_s",
        value=table.rows / judged_s,
        unit="requests/s, judged",
        target=">= 200000",
        peer="the engine, one by one",
        peer_value=single,
    )
    yield Measurement(
        name="law.lab_file_per_s",
        value=table.rows / (read_s + judged_s),
        unit="requests/s, read from CSV and judged",
        peer="the engine, one by one, already read",
        peer_value=single,
    )


def classing() -> Iterator[Measurement]:
    """Measure the class of chips by their numbers, beside OpenFisca-Core and Cedar."""
    rng = random.Random(4)  # noqa: S311  (the same cases in every run)
    with Shipped() as world, tempfile.TemporaryDirectory() as folder:
        cases = [_case(rng, number) for number in range(CLASSED)]
        start = perf_counter()
        ours = [classify(chip, day, world.book).item_class for chip, day, _ in cases]
        each = CLASSED / (perf_counter() - start)
        peers, theirs = _peers(Path(folder), [row for *_, row in cases])
    differ = sum(mine != their for mine, their in zip(ours, theirs, strict=True))
    if differ:
        raise ValueError(f"{differ} classes differ from OpenFisca's")
    for name, by in (("OpenFisca-Core", "openfisca"), ("cedarpy", "cedarpy")):
        peer = peers[by]
        yield Measurement(
            name=f"law.classify_per_s.{by}",
            value=each,
            unit="chips/s, one by one, with arithmetic and sources",
            peer=f"{name} {peer['version']}, the same classes and nothing more",
            peer_value=peer["per_s"],
        )


def _requests(world: Shipped, rows: int) -> pl.DataFrame:
    """Return made-up requests: any chip, day, place and seat, both doors."""
    rng = random.Random(1)  # noqa: S311
    codes = [it.alpha2 for it in world.countries.all]
    days = (LAST - FIRST).days

    def place() -> str:
        return str(rng.choice(HOT) if rng.random() < NEAR else rng.choice(codes))

    def one(number: int) -> dict[str, str]:
        sale, seat = rng.random() < SALES, place()
        return {
            "id": str(number),
            "on": str(FIRST + timedelta(days=rng.randint(0, days))),
            "door": "sale" if sale else "rental",
            "chip": rng.choice(world.names),
            "quantity": str(rng.randint(1, 5_000)),
            "from": place() if sale else "",
            "to": place() if sale else "",
            "site_country": "" if sale else place(),
            "recipient": f"Party {rng.randint(0, 5_000)}",
            "country": seat,
            "hq_country": seat if rng.random() < SEATED else rng.choice(["", place()]),
            "ultimate_parent_hq": seat if rng.random() < OWN else rng.choice(["", place()]),
            "end_use": rng.choice(["inference", "model training", "rendering", "military"]),
            "chip_hours": "" if sale else str(rng.randint(1, 10**6)),
            "possession_passes": "" if sale else rng.choice(["", "0", "0", "1"]),
            "training_operations": "" if sale else rng.choice(["", "", "1e25", "2e25", "2e26"]),
            "listing": rng.choice(["SDN", "EL", "UVL"]) if rng.random() < LISTED else "",
        }

    return pl.DataFrame([one(number) for number in range(rows)])


def _table(world: Shipped, rows: int) -> RequestTable:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "requests.csv"
        _requests(world, rows).write_csv(path)
        return read_table(path, world.countries, world.chips)


def _single(table: RequestTable, judged: Judged, world: Shipped) -> float:
    """Judge some rows one by one, hold every one against the lab, and return how many a second."""
    rng, outcomes = random.Random(2), list(Outcome)  # noqa: S311
    chosen = rng.sample(range(table.rows), COMPARED)
    asked = [(row, table.request(row), table.day(row)) for row in chosen]
    start = perf_counter()
    found_ = [
        decide(it, world.book, world.countries, as_of=day, known_at=day, stance=STANCE)
        for _, it, day in asked
    ]
    per_s = COMPARED / (perf_counter() - start)
    for (row, *_), one in zip(asked, found_, strict=True):
        if outcomes[judged.outcomes[row]] is not one.outcome:
            raise ValueError(f"row {row}: the lab and the engine differ")
    return per_s


def _case(rng: random.Random, number: int) -> tuple[Specification, date, dict[str, str]]:
    """Return a chip by its numbers, a day, and both as a row for the peers."""
    day = FIRST + timedelta(days=rng.randint(0, (LAST - FIRST).days))
    row = {
        "id": str(number),
        "on": str(day),
        "tpp": f"{rng.uniform(100, 40_000):.3f}",
        "density": f"{rng.uniform(0.1, 60):.3f}",
        "io": f"{rng.uniform(100, 1_500):.1f}",
        "datacenter": rng.choice("01"),
    }
    chip = Specification(
        tpp_stated=Decimal(row["tpp"]),
        performance_density_stated=Decimal(row["density"]),
        io_bidirectional_gb_per_s=Decimal(row["io"]),
        datacenter=row["datacenter"] == "1",
    )
    return chip, day, row


def _peers(folder: Path, rows: list[dict[str, str]]) -> tuple[dict[str, Any], list[str]]:
    """Let the peers classify the same chips; return their figures, and OpenFisca's classes."""
    cases, classes = folder / "cases.csv", folder / "classes.csv"
    with cases.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    command = [str(REFEREES), str(PEER), str(cases), "--out", str(classes), "--by", "law"]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    with classes.open(newline="") as file:
        theirs = [row["openfisca"] for row in csv.DictReader(file)]
    return json.loads(ran.stdout), theirs


BENCHES: tuple[Callable[[], Iterator[Measurement]], ...] = (rulings, laboratory, classing)
