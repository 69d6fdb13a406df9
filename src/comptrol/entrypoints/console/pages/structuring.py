"""Splitting: what links a party to others, what they order together, and what a person decided."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import islice
from typing import Any, Final

from comptrol.domains.gate import GateView, Order
from comptrol.domains.parties import PartiesView
from comptrol.domains.structuring import (
    Linked,
    LinkId,
    Looked,
    Split,
    StructuringView,
    group_of,
    policy_on,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Drawing, Page
from comptrol.entrypoints.console.pages.in_charge import IN_CHARGE, PAGE, has, named
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.structured import structured
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import Role

DAYS: Final = 90
"""So many days back the chart begins, where nobody says."""
MEMBERS_MAX: Final = 20
ORDERS_MAX: Final = 200
"""So many orders of one member are drawn."""


def one(asking: Asking) -> Mapping[str, Any]:
    """Show what links a party to others, its group, and what the group orders together."""
    party = PartyId(asking.place["party"])
    if asking.world[PartiesView].parties.get(party) is None:
        raise NotFoundError(f"no party {party[:80]!r} is enrolled")
    policy = policy_on(asking.world[StructuringView], asking.today)
    looks = asking.ask("structuring", "looks", after=asking.word("looks") or None, limit=PAGE)
    since, until = _days(asking)
    return {
        "party": party,
        "relations": asking.ask("structuring", "relations", party=party),
        "policy": policy,
        "group": group_of(asking.world, party, policy, asking.today) if policy else None,
        "looks": looks,
        "after": looks[-1].look if len(looks) == PAGE else None,
        "since": since,
        "until": until,
    }


def _days(asking: Asking) -> tuple[Any, Any]:
    until = asking.day("until") if asking.word("until") else asking.today + timedelta(1)
    since = asking.day("since") if asking.word("since") else until - timedelta(DAYS)
    return since, until


def _members(asking: Asking) -> tuple[str, ...]:
    party = PartyId(asking.place["party"])
    policy = policy_on(asking.world[StructuringView], asking.today)
    group = group_of(asking.world, party, policy, asking.today) if policy else None
    return group.members[:MEMBERS_MAX] if group is not None else (party,)


def _picture(asking: Asking) -> Chart:
    view, policy = (
        asking.world[GateView],
        policy_on(asking.world[StructuringView], asking.today),
    )
    since, until = _days(asking)
    orders: list[Order] = []
    for member in _members(asking):
        own = view.orders.where(customer=PartyId(member), limit=ORDERS_MAX)
        orders += (it for it in islice(own, ORDERS_MAX) if it.on < until)
    limits = policy.limits if policy is not None else ()
    return structured(orders, since=since, until=until, limits=limits)


def link(asking: Asking) -> Mapping[str, Any]:
    """Show what parties have in common, who says so, and who keeps them apart."""
    found = named(asking, "structuring", "link", link=asking.place["link"])
    apart = asking.world[StructuringView].apart
    kept = [
        it
        for party in found.parties
        for it in apart.where(party=party, limit=PAGE)
        if it.other == "" or it.other in found.parties
    ]
    return {"link": found, "kept": {(it.party, it.other): it for it in kept}.values()}


def _split_begins(asking: Asking) -> Mapping[str, str]:
    found = asking.world[StructuringView].links.get(LinkId(asking.place["link"]))
    if found is None:
        return {}
    first, *others = found.parties
    return {"party": first, "others": "\n".join(others)}


def _may_split(asking: Asking) -> bool:
    return has(asking, Role.AUTHORITY, Role.REVIEWER)


def _may_link(asking: Asking) -> bool:
    return has(asking, Role.AUTHORITY, Role.INSPECTOR)


def _look_begins(asking: Asking) -> Mapping[str, str]:
    until = asking.today + timedelta(1)
    return {
        "look": f"look-{asking.place['party']}-{asking.today}"[:63],
        "since": (until - timedelta(30)).isoformat(),
        "until": until.isoformat(),
    }


SPLIT_LABELS: Final = {
    "split": "A short name for it",
    "party": "Party that is kept apart",
    "others": "From these; from everybody, where nobody is named",
    "by": "Your title",
}
SPLIT_TOLD: Final = (
    "A group is a hypothesis. What links them no longer counts between the party and these "
    "others. It changes nothing in what the law adds up."
)
APART: Final = Act(
    name="apart",
    label="They do not belong together",
    statement=Split,
    fields=("split", "others", "reason", "by"),
    told=SPLIT_TOLD,
    given=lambda asking: {"party": asking.place["party"]},
    labels=SPLIT_LABELS,
    shown=_may_split,
)
SPLIT: Final = Act(
    name="split",
    label="They do not belong together",
    statement=Split,
    fields=("split", "party", "others", "reason", "by"),
    told=SPLIT_TOLD,
    begins=_split_begins,
    labels=SPLIT_LABELS,
    shown=_may_split,
)
LINK: Final = Act(
    name="link",
    label="Say what parties have in common",
    statement=Linked,
    fields=("link", "by", "parties", "source", "since", "until", "evidence"),
    told="No card, key, address or name: only that it is the same one.",
    begins=lambda asking: {"parties": asking.place["party"]},
    labels={
        "link": "A short name for it",
        "by": "What they have in common",
        "source": "How it is known",
        "until": "First day on which it no longer holds",
        "evidence": "Entry by which it is known",
    },
    shown=_may_link,
)
LOOK: Final = Act(
    name="look",
    label="Look at its orders",
    statement=Looked,
    fields=("look", "since", "until"),
    told="Alarms may follow, no ruling.",
    given=lambda asking: {"parties": (asking.place["party"],)},
    begins=_look_begins,
    labels={"look": "A short name for it", "until": "To before"},
    shown=_may_link,
)

PAGES: Final = (
    Page(
        path="/structuring/{party}",
        title="Who belongs together",
        template="structuring/party.html",
        audience=IN_CHARGE,
        answer=one,
        charts={"together": Drawing(title="Orders of the group together", draw=_picture)},
        acts=(APART, LINK, LOOK),
        looks=True,
    ),
    Page(
        path="/links/{link}",
        title="A link between parties",
        template="structuring/link.html",
        audience=IN_CHARGE,
        answer=link,
        acts=(SPLIT,),
    ),
)
