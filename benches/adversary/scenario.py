"""What a scenario is: an attack and its benign twin, as statements, and how it may be seen."""

import json
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import NamedTuple, Protocol

from benches.adversary import scenarios
from benches.adversary.acts import Acts
from benches.adversary.stage import Stage

SHEET = Path(__file__).parents[3] / "shared/facts/methods/scenarios.json"


class SeenBy(NamedTuple):
    """What counts as seeing it."""

    alarms: tuple[str, ...] = ()
    """Detectors by their full names, such as ``structuring.rate``."""
    rulings: tuple[str, ...] = ()
    """Outcomes of the gate on an order of the instance."""
    refusals: tuple[str, ...] = ()
    """Codes with which the path does not take what is said."""


class Scenario(Protocol):
    """One file in ``scenarios/``.

    Its instances begin on any of the first 180 days, or of as many as its ``BEGINS_WITHIN_DAYS``.
    """

    ID: str
    STRENGTHS: tuple[str, ...]
    SEEN_BY: SeenBy

    def attack(self, stage: Stage, strength: str) -> Acts[None]:
        """Say what the attacker and everybody around it say."""

    def twin(self, stage: Stage, strength: str) -> Acts[None]:
        """Say what somebody says who does nothing wrong, and looks much the same."""


def discovered(wanted: Iterable[str] = ()) -> list[Scenario]:
    """Return the scenarios that are there, by their files; of some names, if given."""
    modules = sorted(it.name for it in iter_modules(scenarios.__path__))
    found: list[Scenario] = [import_module(f"{scenarios.__name__}.{it}") for it in modules]
    asked = set(wanted)
    unknown = sorted(asked - {it.ID for it in found})
    if unknown:
        raise SystemExit(f"no scenario {unknown}; there are: {', '.join(it.ID for it in found)}")
    return [it for it in found if not asked or it.ID in asked]


def unbuilt(found: Iterable[Scenario]) -> list[tuple[str, str]]:
    """Return the scenarios of the sheet that no file is for, with the systems that they are of."""
    if not SHEET.is_file():
        return []
    there = {it.ID for it in found}
    rows = json.loads(SHEET.read_text(encoding="utf-8"))
    return [(it["id"], it["systems"]) for it in rows if it["id"] not in there]
