"""How fast do two engines of others classify chips under 3A090, and do they answer as we do?

A program of its own, for ``.venv-referees/bin/python``: it imports nothing of ours. The law:
15 CFR 774 Supp. 1, 3A090 (87 FR 62186 from 2022-10-21, 88 FR 73458 from 2023-11-17).

**OpenFisca-Core**: dated parameters, a formula for each structure of the law. A simulation is of
one period, so cases are grouped: ``--by day`` on which they happen (a month takes the law of its
first day), ``--by law`` by stretches of unchanged law. Not timed: reading, grouping, the system.
Numbers are 32-bit floats: 4799.9999 is 4800. Absent is 0 or false. An answer has no source.

**Cedar**: a policy for each paragraph, a request for each case; the class is the ``@id`` of the
policy that permits. A decimal has four places: cases are rounded down to them, which is exact
against thresholds of two. Not timed: the policies, the requests as JSON. Cedar cannot divide
(density comes ready) and has no dated parameters (dates and numbers stand in each policy). It says
yes or no: a policy that lacks a value is skipped with an error, and unknown would read as none.
"""

import csv
import json
from argparse import ArgumentParser
from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal
from functools import partial
from importlib.metadata import version
from itertools import zip_longest
from pathlib import Path
from time import perf_counter

import cedarpy
import numpy as np
from openfisca_core import types
from openfisca_core.entities import build_entity
from openfisca_core.model_api import DAY, ETERNITY, Enum, ParameterNode, Variable, period
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

CEDAR_ROWS, CEDAR_PLACE = 20_000, Decimal("0.0001")
IN_2022, SINCE_2023 = "2022-10-21", "2023-11-17"
THRESHOLDS = {
    "limit_2022": {"tpp": {IN_2022: 4800}, "io": {IN_2022: 600}},
    "note_2": {"tpp_below": {SINCE_2023: 4800}},
    "a_1": {"tpp": {SINCE_2023: 4800}},
    "a_2": {"tpp": {SINCE_2023: 1600}, "density": {SINCE_2023: 5.92}},
    "b": {"tpp_below": {SINCE_2023: 4800}, "density_below": {SINCE_2023: 5.92}},
    "b_1": {"tpp": {SINCE_2023: 2400}, "density": {SINCE_2023: 1.6}},
    "b_2": {"tpp": {SINCE_2023: 1600}, "density": {SINCE_2023: 3.2}},
}
POLICIES = """
@id("3A090") permit (principal, action, resource) when {
  context.on >= datetime("2022-10-21") && context.on < datetime("2023-11-17") &&
  context.tpp.greaterThanOrEqual(decimal("4800.0")) &&
  context.io.greaterThanOrEqual(decimal("600.0"))};
@id("3A090.a") permit (principal, action, resource) when {
  context.on >= datetime("2023-11-17") && (context.tpp.greaterThanOrEqual(decimal("4800.0")) ||
    context.tpp.greaterThanOrEqual(decimal("1600.0")) &&
    context.density.greaterThanOrEqual(decimal("5.92")))};
@id("3A090.b") permit (principal, action, resource) when {
  context.on >= datetime("2023-11-17") && context.density.lessThan(decimal("5.92")) &&
  (context.tpp.greaterThanOrEqual(decimal("2400.0")) &&
    context.density.greaterThanOrEqual(decimal("1.6")) ||
   context.tpp.greaterThanOrEqual(decimal("1600.0")) &&
    context.density.greaterThanOrEqual(decimal("3.2")))
} unless {context.tpp.greaterThanOrEqual(decimal("4800.0"))};
@id("Note 2") forbid (principal, action, resource) when {
  context.on >= datetime("2023-11-17") && context.tpp.lessThan(decimal("4800.0"))
} unless {context.datacenter};
"""
ASKED = {"principal": "Clerk", "action": "Action", "resource": "Chip"}
NUMBERS = ("tpp", "density", "io")
FACTS = {**dict.fromkeys(NUMBERS, float), "datacenter": bool}
CHIP = build_entity(key="chip", plural="chips", label="A chip", is_person=True)
Class = Enum("Class", {"NONE": "none", "OF_2022": "3A090", "A": "3A090.a", "B": "3A090.b"})
Chips = types.CorePopulation
LawOn = Callable[[types.Period], types.ParameterNodeAtInstant]
Case = tuple[types.Period, tuple[np.ndarray, ...]]
Speed = dict[str, str | float]


class control(Variable):  # noqa: N801 (OpenFisca names a variable by its class)
    """The class under 3A090; none where no formula is in force."""

    value_type, possible_values, default_value = Enum, Class, Class.NONE
    entity, definition_period = CHIP, DAY

    def formula_2022_10_21(chips: Chips, day: types.Period, law_on: LawOn) -> np.ndarray:  # noqa: N805
        """Return the classes under 87 FR 62186."""
        limit = law_on(day).limit_2022
        met = (chips("tpp", day) >= limit.tpp) & (chips("io", day) >= limit.io)
        return np.where(met, Class.OF_2022.index, Class.NONE.index)

    def formula_2023_11_17(chips: Chips, day: types.Period, law_on: LawOn) -> np.ndarray:  # noqa: N805
        """Return the classes under 88 FR 73458: Note 2 first, then .a, then .b."""
        law, tpp, density = law_on(day), chips("tpp", day), chips("density", day)
        outside = ~chips("datacenter", day) & (tpp < law.note_2.tpp_below)
        a_2 = (tpp >= law.a_2.tpp) & (density >= law.a_2.density)
        b_1 = (tpp >= law.b_1.tpp) & (tpp < law.b.tpp_below) & (density >= law.b_1.density)
        b_2 = (tpp >= law.b_2.tpp) & (density >= law.b_2.density)
        met = [outside, (tpp >= law.a_1.tpp) | a_2, (b_1 | b_2) & (density < law.b.density_below)]
        classes = [Class.NONE.index, Class.A.index, Class.B.index]
        return np.select(met, classes, Class.NONE.index)


def openfisca(columns: dict[str, tuple[str, ...]], by: str) -> tuple[list[str], Speed]:
    """Classify all cases with OpenFisca, a simulation for each period."""
    law = TaxBenefitSystem([CHIP])
    law.parameters = ParameterNode("", data=THRESHOLDS)
    for name, kind in FACTS.items():
        fact = {"value_type": kind, "entity": CHIP, "definition_period": ETERNITY}
        law.add_variable(type(name, (Variable,), fact))
    law.add_variable(control)
    order, cases = _grouped(columns, by)
    answers, speed = _timed("openfisca-core", len(order), lambda: _calculated(law, cases))
    classes = np.empty(len(order), object)
    classes[order] = [member.value for answer in answers for member in answer.decode()]
    return classes.tolist(), speed


def cedar(names: list[str], rows: list[list[str]]) -> tuple[list[str], Speed]:
    """Classify cases with Cedar, a request for each."""
    policies = cedarpy.PolicySet.from_str(POLICIES)
    nobody = cedarpy.Entities.from_json_str("[]")
    requests = [_request(dict(zip(names, row, strict=True))) for row in rows]
    authorize = partial(cedarpy.is_authorized_batch, requests, policies, nobody)
    return _timed("cedarpy", len(rows), lambda: [_permitted(result) for result in authorize()])


def main() -> None:
    """Classify the cases with both, write the classes, and print the speeds."""
    parser = ArgumentParser(description="Classify chips under 3A090 with OpenFisca and Cedar.")
    parser.add_argument("cases", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--by", choices=("day", "law"), default="day")
    asked = parser.parse_args()
    with asked.cases.open(newline="") as file:
        names, *rows = csv.reader(file)
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    by_openfisca, speed_of_openfisca = openfisca(columns, asked.by)
    by_cedar, speed_of_cedar = cedar(names, rows[:CEDAR_ROWS])
    table = zip_longest(columns["id"], by_openfisca, by_cedar)
    with asked.out.open("w", newline="") as file:
        csv.writer(file).writerows([("id", "openfisca", "cedarpy"), *table])
    print(json.dumps({"openfisca": speed_of_openfisca, "cedarpy": speed_of_cedar}))


def _grouped(columns: dict[str, tuple[str, ...]], by: str) -> tuple[np.ndarray, list[Case]]:
    """Return the row of each answer to come, and the cases of each period."""
    on = np.array(columns["on"], "datetime64[D]")
    if by == "law":
        changes = np.sort(np.array([on.min(), IN_2022, SINCE_2023], "datetime64[D]"))
        on = changes[np.searchsorted(changes, on, side="right") - 1]
    order = np.argsort(on, kind="stable")
    days, starts = np.unique(on[order], return_index=True)
    facts = [np.array(columns[name], np.float32)[order] for name in FACTS]
    facts[-1] = facts[-1].astype(bool)
    parts = zip(*(np.split(values, starts[1:]) for values in facts), strict=True)
    return order, [(period(str(day)), part) for day, part in zip(days, parts, strict=True)]


def _calculated(law: TaxBenefitSystem, cases: list[Case]) -> list[types.EnumArray]:
    """Build and calculate a simulation for each period."""
    answers = []
    for day, facts in cases:
        simulation = SimulationBuilder().build_default_simulation(law, facts[0].size)
        for name, values in zip(FACTS, facts, strict=True):
            simulation.set_input(name, day, values)
        answers.append(simulation.calculate("control", day))
    return answers


def _request(case: dict[str, str]) -> dict[str, object]:
    """Return a case as Cedar takes it: all that counts is in the context."""
    floor = {name: Decimal(case[name]).quantize(CEDAR_PLACE, ROUND_FLOOR) for name in NUMBERS}
    typed = {name: ("decimal", f"{value:f}") for name, value in floor.items()}
    typed["on"] = ("datetime", case["on"])
    context = {name: {"__extn": {"fn": kind, "arg": text}} for name, (kind, text) in typed.items()}
    request = {place: {"type": kind, "id": "any"} for place, kind in ASKED.items()}
    return request | {"context": json.dumps(context | {"datacenter": case["datacenter"] == "1"})}


def _permitted(result: cedarpy.AuthzResult) -> str:
    """Return the class of the policy that permits, or none."""
    told = result.diagnostics
    if told.errors:
        raise SystemExit(f"a policy failed: {told.errors[0]}")
    return next(iter(told.id_annotations_by_reason.values())) if result.allowed else "none"


def _timed(package: str, rows: int, classify: Callable[[], list]) -> tuple[list, Speed]:
    """Classify twice, first to warm up, and return the answers and the speed of the second."""
    classify()
    start = perf_counter()
    answers = classify()
    seconds = perf_counter() - start
    speed = {"rows": rows, "seconds": seconds, "per_s": round(rows / seconds)}
    return answers, {"version": version(package), **speed}


if __name__ == "__main__":
    main()
