"""A folder with two providers that file usage under pseudonyms, and what they say of it."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.scenario.harness import Ran, comptrol

from comptrol.bootstrap import today

FIRST, SECOND = "rio-claro-cloud", "north-cloud"
SINCE, UNTIL = today() - timedelta(days=30), today()
ACME = {"lei": "5493001KJTIIGC8Y1R12"}
ACME_OTHERWISE = {"lei": " 5493-001kjt iigc 8y1r12"}
BETA = {"country": "DE", "register": "RA000242", "number": "HRB 12345"}
WHY = ("--ground", "threshold", "--citation", "Example Act, section 3", "--case", "2026/17")
LOOK = ("--purpose", "threshold", *WHY[2:])


def wrote(folder: Path, name: str, what: Any) -> Path:
    path = folder.parent / name
    path.write_text(json.dumps(what))
    return path


def run(folder: Path, *words: object, code: int = 0) -> Ran:
    ran = comptrol("usage", *words, "--data", folder, "--json")
    assert ran.code == code, (words, ran.out, ran.err)
    return ran


def said(folder: Path, kind: str, **fields: Any) -> Ran:
    return comptrol("say", kind, wrote(folder, "said.json", fields), "--data", folder, "--json")


def announced(folder: Path, per_day: int = 1_000) -> Ran:
    days = ("--since", SINCE, "--until", UNTIL + timedelta(days=300))
    last = ("--evaluates-until", UNTIL + timedelta(days=400))
    return run(folder, "announce", *days, *last, "--per-day", per_day)


def founded(folder: Path) -> None:
    """Open a log, and let two providers in."""
    by = ("--by", "Director", "--reason", "as the law is")
    words = ("--name", "Bureau of Compute", "--country", "US", *by)
    ran = comptrol("init", *words, "--data", folder)
    assert ran.code == 0, ran.err
    for name in (FIRST, SECOND):
        words = ("--name", f"{name} Ltd", "--country", "GB", "--role", "provider")
        assert comptrol("enrol", name, *words, "--data", folder).code == 0


def made(folder: Path, provider: str, *identifiers: dict[str, str]) -> list[str]:
    """Return the pseudonyms of identifiers, as a provider gets them."""
    path = wrote(folder, "identifiers.json", identifiers)
    ran = run(folder, "pseudonym", path, "--epoch", 1, "--as", provider)
    return [it["pseudonym"] for it in ran.json]


def row(customer: str, chip_seconds: int, **other: Any) -> dict[str, Any]:
    flop = {"low": str(chip_seconds), "mid": str(2 * chip_seconds), "high": str(3 * chip_seconds)}
    usual = {"group": customer, "flop": flop, "peak_chips": 1_000}
    return {"customer": customer, "chip_seconds": chip_seconds, **usual, **other}


def usage(
    rows: Sequence[dict[str, Any]], since: date = SINCE, until: date = UNTIL, **other: Any
) -> dict[str, Any]:
    days = {"since": since.isoformat(), "until": until.isoformat()}
    return {"epoch": 1, **days, "rows": list(rows), **other}


def filed(folder: Path, provider: str, *rows: dict[str, Any], **other: Any) -> int:
    """File usage as a provider, and return at which position."""
    path = wrote(folder, f"{provider}.json", usage(rows, **other))
    position: int = run(folder, "file", path, "--as", provider).json["position"]
    return position


def threshold(folder: Path, limit: int, **other: Any) -> None:
    usual = {"unit": "chip-seconds", "whose": "customer", "days": 60, "since": SINCE.isoformat()}
    source = {"source": "Example Act, section 3"}
    fields = {"threshold": "in-sum", "limit": str(limit), **usual, **source, **other}
    assert said(folder, "pseudonyms.threshold-set/1", **fields).code == 0


def joined(folder: Path) -> list[dict[str, Any]]:
    """Have everything added up, and return what was noted, with its position in it."""
    ran = run(folder, "join", "--epoch", 1, "--since", SINCE, "--until", UNTIL)
    return [{"position": it["position"], **it["statement"]} for it in ran.json["consequences"]]
