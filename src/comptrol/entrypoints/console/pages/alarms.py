"""Alarms: what looks wrong, how strong it is, and which innocent explanations remain."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from comptrol.domains.alarms import Alarm
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.entitled import INSIDERS
from comptrol.entrypoints.console.pages.naming import about
from comptrol.flow.turn import read_entry
from comptrol.kernel.statement import kind

ALARMS: Final = 50


def listed(asking: Asking) -> Mapping[str, Any]:
    """Show alarms in the order of their names: those of one detector stand together."""
    detector = asking.word("detector") or None
    after = asking.word("after") or None
    found = asking.ask("alarms", "alarms", detector=detector, after=after, limit=ALARMS)
    return {
        "found": found,
        "detector": detector or "",
        "after": found[-1].alarm if len(found) == ALARMS else None,
    }


def one(asking: Asking) -> Mapping[str, Any]:
    """Show an alarm with the statements that it rests on."""
    alarm: Alarm = about(asking, "alarms", "alarm", "alarm")
    return {"it": alarm, "evidence": list(_evidence(asking, alarm))}


def _evidence(asking: Asking, alarm: Alarm) -> Iterator[Mapping[str, Any]]:
    for position in alarm.evidence:
        logged = next(iter(asking.platform.store.entries(position)), None)
        if logged is not None and logged.position == position:
            entry = read_entry(asking.platform.catalogue, logged)
            yield {
                "position": position,
                "kind": kind(type(entry.statement)),
                "signer": entry.signer,
                "at": entry.logged_at,
                "told": (type(entry.statement).__doc__ or "")
                .strip()
                .split("\n")[0]
                .replace("``", ""),
            }


PAGES: Final = (
    Page(
        path="/alarms",
        title="Alarms",
        template="registry/alarms.html",
        audience=INSIDERS,
        answer=listed,
        menu="Looking and deciding",
    ),
    Page(
        path="/alarms/{alarm:path}",
        title="An alarm",
        template="registry/alarm.html",
        audience=INSIDERS,
        answer=one,
        looks=True,
    ),
)
