"""How many chips are to be drawn: asked of the whole registry as it stands."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from comptrol.bootstrap import Platform
from comptrol.domains.inspection import Proposal
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.forms import is_number
from comptrol.entrypoints.console.progress import Doing, Outcome, Progress
from comptrol.entrypoints.console.starting import Start
from comptrol.entrypoints.console.visitor import Audience
from comptrol.flow.world import RowsWorld
from comptrol.kernel.errors import UnreadableError

STRATA: Final = 6
FILTERS: Final = ("site", "country", "holder", "model")
AIM: Final = ("diverted", "confidence", "miss_rate", "factor_set")
ASSUMPTIONS_MAX: Final = 10
LETTERS_MAX: Final = 400


def asked(words: Mapping[str, str]) -> dict[str, Any]:
    """Read what an inspection is to show, and of which strata, as the question takes it."""
    strata = []
    for number in range(1, STRATA + 1):
        given = {it: words.get(f"{it}{number}", "").strip() for it in ("stratum", *FILTERS)}
        if any(given.values()):
            given["stratum"] = given["stratum"] or f"stratum-{number}"
            strata.append({name: it for name, it in given.items() if it})
    if not strata:
        raise UnreadableError("name a stratum: by its site, country, holder or model, or by name")
    aim: dict[str, Any] = {
        name: words[name].strip() for name in AIM if words.get(name, "").strip()
    }
    if not is_number(aim.get("diverted", "")):
        raise UnreadableError("say how many wrong chips matter, as a whole number")
    return {**aim, "diverted": int(aim["diverted"]), "strata": strata}


def plan_of(found: Proposal, wanted: Mapping[str, Any], as_of: int) -> dict[str, str]:
    """Return a proposal as the fields of ``inspection.planned/1``, each as text."""
    assumptions = found.plan.assumptions[:ASSUMPTIONS_MAX]
    return {
        "as_of": str(as_of),
        "frame": found.frame,
        "strata": msgspec.json.encode(found.strata).decode(),
        "diverted": str(wanted["diverted"]),
        "confidence": wanted.get("confidence", "0.95"),
        "miss_rate": wanted.get("miss_rate", "0"),
        "factor_set": wanted.get("factor_set", ""),
        "assumptions": "\n".join(it[:LETTERS_MAX] for it in assumptions),
    }


def prepare(asking: Asking, form: Mapping[str, str], folder: Path) -> Doing:  # noqa: ARG001
    """Return the reckoning of a plan."""
    wanted, platform = asked(form), asking.platform
    return lambda progress: proposed(platform, wanted, progress)


def proposed(platform: Platform, wanted: Mapping[str, Any], progress: Progress) -> Outcome:
    """Ask the registry for the frame, and how many are to be drawn of it."""
    progress.tell(0, words="the registry is read, run by run")
    with platform.world() as world:
        found, as_of = answer(platform, world, wanted), platform.store.size() - 1
    if found.plan.samples is None:
        return Outcome(f"No number suffices: {found.plan.why_not}", good=False)
    told = f"{found.plan.samples:,} of {found.chips:,} chips are to be drawn."
    rows = tuple((it.stratum, f"{it.population:,}", f"{it.samples:,}") for it in found.strata)
    words = urlencode(plan_of(found, wanted, as_of))
    return Outcome(told, f"/plan-an-inspection?{words}", ("stratum", "chips", "drawn"), rows)


def answer(platform: Platform, world: RowsWorld, wanted: Mapping[str, Any]) -> Proposal:
    """Answer the public question with what was read."""
    question = platform.questions.named("inspection", "proposal")
    found = question.answer_to(world, msgspec.json.encode(wanted), today=platform.today())
    assert isinstance(found, Proposal)  # noqa: S101  (what the question answers)
    return found


START: Final = Start(
    name="proposal",
    title="A sample is reckoned",
    audience=frozenset({Audience.INSPECTOR, Audience.AUTHORITY}),
    prepare=prepare,
)
