"""An inspection is planned: first how many would be drawn, and then the plan is said."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from comptrol.domains.inspection import Planned, StratumPlanned
from comptrol.domains.registry import RegistryView
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.visitor import Audience
from comptrol.entrypoints.console.works import proposing
from comptrol.kernel.errors import ComptrolError, UnreadableError

LOTS_AT_ONCE: Final = 500
"""In so many lots a sample is reckoned while a page is waited for; in more, in the background."""
RECKONED: Final = (
    *("as_of", "frame", "strata", "diverted", "confidence", "miss_rate", "factor_set"),
    "assumptions",
)


def plan(asking: Asking) -> Mapping[str, Any]:
    """Show the form, and what it comes to where it is filled in."""
    lots = asking.world[RegistryView].lots.where(limit=LOTS_AT_ONCE + 1)
    large = sum(1 for _ in lots) > LOTS_AT_ONCE
    plan, why, proposal = {}, "", None
    if asking.word("frame"):
        plan = {name: asking.word(name) for name in RECKONED}
    elif asking.word("diverted") and not large:
        try:
            wanted = proposing.asked(asking.words)
            proposal = proposing.answer(asking.platform, asking.world, wanted)
            why = proposal.plan.why_not if proposal.plan.samples is None else ""
            as_of = asking.platform.store.size() - 1
            plan = {} if why else proposing.plan_of(proposal, wanted, as_of)
        except ComptrolError as error:
            why = str(error)
    return {
        "words": asking.words,
        "numbers": range(1, proposing.STRATA + 1),
        "filters": proposing.FILTERS,
        "factor_sets": asking.ask("chips", "factor-sets"),
        "large": large,
        "proposal": proposal,
        "plan": plan,
        "strata": _strata(plan.get("strata", "")),
        "reckoned": RECKONED,
        "why": why,
    }


def _strata(given: str) -> Sequence[StratumPlanned]:
    if not given:
        return ()
    try:
        return msgspec.json.decode(given, type=tuple[StratumPlanned, ...])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableError(f"strata: {error}") from error


PAGES: Final = (
    Page(
        path="/plan-an-inspection",
        title="Plan an inspection",
        template="registry/plan.html",
        audience=frozenset({Audience.INSPECTOR, Audience.AUTHORITY}),
        answer=plan,
        acts=(
            Act(
                name="plan",
                label="Say the plan",
                statement=Planned,
                fields=(
                    *("inspection", "beacon_source", "beacon_from", "beacon_until"),
                    "live_challenge_required",
                    *RECKONED,
                ),
                told="What is drawn from is frozen now, before anybody can know the beacon. The "
                "beacon is the first value that its source publishes within at most seven days.",
            ),
        ),
        menu="Looking and deciding",
    ),
)
