"""The pages of the law: in force, changes, what is next, what is uncertain, eight transactions."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import yaml

from comptrol.bootstrap import found, in_memory
from comptrol.domains.law import Inquiry, ahead, rules, timeline, uncertain
from comptrol.entrypoints.cli.commands.law.dates import TURNS, answered
from comptrol.entrypoints.cli.law_dates import dates_page
from comptrol.entrypoints.cli.law_pages import ahead_page, changes_page, doubts_page, rules_page
from comptrol.flow.world import RowsWorld
from comptrol.kernel.identifiers import CountryCode

TRANSACTIONS = Path(__file__).parent.parent / "docs" / "law" / "transactions" / "requests.yaml"


def law_pages() -> dict[str, str]:
    """Return the pages by their names under docs/law. Their day is that of the transactions."""
    asked = yaml.safe_load(TRANSACTIONS.read_text())
    platform = in_memory()
    found(platform, name="Reference", country=CountryCode("US"))
    with platform.world() as world:
        pages = _pages(world, asked["written_on"]) | _transactions(world, asked)
    platform.close()
    return pages


def _pages(world: RowsWorld, day: date) -> dict[str, str]:
    return {
        "in-force.md": _text(rules_page(rules(world, on=day, known_at=day))),
        "timeline.md": _text(changes_page("Timeline", timeline(world))),
        "ahead.md": _text(ahead_page(day, ahead(world, on=day))),
        "uncertain.md": _text(doubts_page(uncertain(world))),
    }


def _transactions(world: RowsWorld, asked: dict[str, Any]) -> dict[str, str]:
    day, pages = asked["written_on"], {}
    for name, one in asked["requests"].items():
        request = msgspec.convert(one["request"], Inquiry)
        answers = answered(world, request, (*TURNS, day), day)
        pages[f"transactions/{name}.md"] = _text(dates_page(one["title"], request, answers))
    return pages


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
