"""Critical sites: criteria, who meets them, what hangs on what, and how a site goes on."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.supply import (
    ContinuityPlanned,
    ContinuityTested,
    CriteriaSet,
    DependenceStated,
    DesignationEnded,
    DutyDone,
    SiteDesignated,
    SupplyView,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.account_asking import chosen_factors, factor_sets
from comptrol.entrypoints.console.pages.speaking import as_authority
from comptrol.entrypoints.console.pages.supply_asking import ROWS, paged, tried
from comptrol.entrypoints.console.pages.tellers import TELLERS, known_site, sees_site, tells
from comptrol.entrypoints.console.remembering import REMEMBERED
from comptrol.entrypoints.console.visitor import Audience

SHOWN: Final = 30


def critical(asking: Asking) -> Mapping[str, Any]:
    """Show criteria and designations, and what was asked of them: candidates, failures."""
    found = asking.ask(
        "supply", "designations", after=asking.word("after") or None, limit=ROWS + 1
    )
    candidates, wrong = tried(lambda: _candidates(asking))
    failing, failed = tried(lambda: _failing(asking))
    return {
        "criteria": asking.ask("supply", "critical-criteria"),
        "designations": found[:ROWS],
        "after": found[ROWS - 1].site if len(found) > ROWS else None,
        "chosen": asking.word("criteria"),
        "on": asking.day("on"),
        "candidates": candidates,
        "wrong": wrong or failed,
        "country": asking.word("country"),
        "fails": asking.word("fails"),
        "factors": chosen_factors(asking),
        "sets": [(it, it) for it in factor_sets(asking)],
        "failing": failing,
        "shown": SHOWN,
        "asked_failures": "factors" in asking.words,
    }


def _candidates(asking: Asking) -> Any:  # noqa: ANN401  (what a question answers)
    chosen, on = asking.word("criteria"), asking.day("on")
    if not chosen:
        return None
    asked = asking.platform.questions.named("supply", "candidates").ask
    return REMEMBERED.of_log(
        asking.platform,
        ("candidates", chosen, on),
        lambda world: asked(world, criteria=chosen, on=on)[: 4 * ROWS],
    )


def _failing(asking: Asking) -> Any:  # noqa: ANN401
    """Return what fails together, or the worst failures; only where somebody asks."""
    factors = chosen_factors(asking)
    if "factors" not in asking.words or factors is None:
        return None
    asked = {"on": asking.day("on"), "factor_set": factors, "country": asking.country()}
    if asking.word("fails"):
        return asking.ask("supply", "what-fails", fails=asking.word("fails"), **asked)
    contingencies = asking.platform.questions.named("supply", "contingencies").ask
    return REMEMBERED.of_log(
        asking.platform,
        ("contingencies", *asked.values()),
        lambda world: contingencies(world, **asked),
    )


def one_site(asking: Asking) -> Mapping[str, Any]:
    """Show one site: on what it hangs, its plans and tests, what it owes, its incidents."""
    name, view = asking.place["site"], asking.world[SupplyView]
    site = known_site(asking, name)
    incidents, after = paged(list(view.incidents.where(site=name, limit=4 * ROWS)), asking)
    return {
        "site": site,
        "designations": list(view.designations.where(site=name)),
        "dependences": asking.ask("supply", "dependences", site=name),
        "continuity": asking.ask("supply", "continuity", site=name),
        "done": list(view.done.where(site=name)),
        "reminders": asking.ask("supply", "supply-reminders", site=name)[-ROWS:],
        "incidents": incidents,
        "after": after,
    }


def _this_site(asking: Asking) -> Mapping[str, Any]:
    return {"site": asking.place["site"]}


def _tells(asking: Asking) -> bool:
    return tells(asking, asking.place["site"])


CRITICAL: Final = Page(
    path="/supply/critical",
    title="Critical sites",
    template="analyst/critical.html",
    audience=frozenset({Audience.ANALYST, Audience.INSPECTOR}),
    answer=critical,
    acts=(
        Act(
            name="designate",
            label="Designate a site",
            told="By criteria that it meets. Where the registry cannot tell, a finding is needed.",
            statement=SiteDesignated,
            fields=("site", "criteria", "on", "finding", "by"),
            shown=as_authority,
        ),
        Act(
            name="criteria",
            label="Set criteria",
            told="From a day on; a site with strictly more is critical.",
            statement=CriteriaSet,
            fields=(
                *("criteria", "since", "h100e_over", "factor_set", "power_mw_over", "duties"),
                *("reports", "remind_hours", "source", "by"),
            ),
            shown=as_authority,
        ),
    ),
    menu="Supply",
)
SITE: Final = Page(
    path="/supply/critical/{site}",
    title="A critical site",
    template="analyst/critical_site.html",
    audience=TELLERS,
    answer=one_site,
    about=lambda asking: sees_site(asking, asking.place["site"]),
    acts=(
        Act(
            name="hangs",
            label="Say on what it hangs",
            told="All things of a kind at once. None named, and complete: it hangs on none.",
            statement=DependenceStated,
            fields=("depends_on", "things", "needs", "complete", "source"),
            given=_this_site,
            shown=_tells,
        ),
        Act(
            name="done",
            label="Say that a duty is done",
            statement=DutyDone,
            fields=("duty", "on", "evidence"),
            given=_this_site,
            shown=_tells,
        ),
        Act(
            name="plan",
            label="Plan how it goes on",
            told="The plan itself stays with you; the log has its digest.",
            statement=ContinuityPlanned,
            fields=(
                *("plan", "on", "against", "restored_within_hours", "test_every_days"),
                *("moves_to", "document"),
            ),
            given=_this_site,
            shown=_tells,
        ),
        Act(
            name="test",
            label="Say what a test came to",
            told="A test that passed says after how many hours it was whole again.",
            statement=ContinuityTested,
            fields=("plan", "on", "outcome", "restored_hours", "findings"),
            shown=_tells,
        ),
        Act(
            name="end",
            label="End its designation",
            statement=DesignationEnded,
            fields=("on", "reason", "by"),
            given=_this_site,
            shown=as_authority,
        ),
    ),
)
