"""What can be said of a call, and when it makes sense: from the policy to its end."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.allocation import (
    CallEnded,
    CallOpened,
    CapacityChanged,
    PolicySet,
    PoolOffered,
    PrioritySet,
    Programme,
    Proposed,
    ReserveGranted,
    ReviewerDeclared,
)
from comptrol.domains.awards import OutageTold
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.rounds.panel import call_of, may_say, runs
from comptrol.kernel.statement import Statement


def _of_call(asking: Asking) -> Mapping[str, Any]:
    return {"call": asking.place["call"]}


def _by_applicant(asking: Asking) -> Mapping[str, Any]:
    return {"call": asking.place["call"], "applicant": asking.visitor.party}


def _by_reviewer(asking: Asking) -> Mapping[str, Any]:
    return {"call": asking.place["call"], "reviewer": asking.visitor.party}


def _runs(statement: type[Statement], asking: Asking) -> bool:
    return may_say(statement)(asking) and runs(asking)


def _open(asking: Asking) -> bool:
    said = call_of(asking).said
    return _runs(Proposed, asking) and said.opens <= asking.today <= said.closes


def _national(asking: Asking) -> bool:
    row = call_of(asking)
    national = row.said.programme is Programme.NATIONAL
    return _runs(PrioritySet, asking) and national and not row.scores_seen


def _reserve(asking: Asking) -> bool:
    return _runs(ReserveGranted, asking) and bool(call_of(asking).said.reserves)


OF_ALL: Final = (
    Act(
        name="policy",
        label="Publish a policy",
        statement=PolicySet,
        fields=(
            *("policy", "curve", "weights", "theta_ppm", "noise_sigma", "calibration_prior"),
            *("merit_threshold", "reviews_min", "load_max", "conflict_months", "max_pools"),
            *("pool_cost", "monthly_rate", "change_penalty", "lottery", "appeal_days"),
            *("sources", "by", "review_by"),
        ),
        told="What an award is worth and by which rules; nothing of it changes once a review was "
        'said. A curve is {"version": "share 1", "form": "share", "slopes_ppm": [900000]}, '
        'weights are [{"area": "climate", "weight": "1.5"}].',
        shown=may_say(PolicySet),
    ),
    Act(
        name="open",
        label="Open a call",
        statement=CallOpened,
        fields=(
            *("call", "programme", "title", "months", "opens", "closes", "policy", "areas"),
            *("tracks", "reserves", "institution_ceiling_ppm", "as_of", "by"),
        ),
        told="Months such as 2027-01. Areas and tracks are lists: "
        '[{"area": "climate"}], [{"track": "regular"}]; a reserve is '
        '{"reserve": "emergency", "share_ppm": 50000}. The law of the day as of which it is '
        "opened decides who is eligible.",
        shown=may_say(CallOpened),
    ),
)
"""On the list of calls."""

OF_ONE: Final = (
    Act(
        name="propose",
        label="Make a proposal",
        statement=Proposed,
        fields=(
            *("proposal", "institution", "area", "track", "need_h100e_hours"),
            *("least_fraction_ppm", "first_month", "last_month", "pools", "investigator"),
            *("end_use", "text"),
        ),
        told="The words stay with you: the log has their SHA-256 (text), and a code of who leads "
        "the work (investigator). The least useful part is in millionths: 1000000 is all or "
        'nothing. Pools are [{"pool": "NAME"}]. What the law says of each follows at once.',
        given=_by_applicant,
        shown=_open,
    ),
    Act(
        name="declare",
        label="Declare your interests",
        statement=ReviewerDeclared,
        fields=("links",),
        told="All of them, each time; left empty, you have nothing to do with anybody here. A "
        'link is {"institution": "NAME", "ground": "institution"}, or {"proposal": "NAME", '
        '"ground": "joint-work", "last": "2026-03"}; other grounds are own, personal, financial '
        "and competing.",
        given=_by_reviewer,
        shown=lambda asking: _runs(ReviewerDeclared, asking),
    ),
    Act(
        name="offer",
        label="Offer a pool",
        statement=PoolOffered,
        fields=(
            *("pool", "provider", "model", "site_country", "speed_h100e"),
            "capacity_chip_hours",
        ),
        told="Chip-hours for each month of the call, one to a line, after maintenance.",
        given=_of_call,
        shown=lambda asking: _runs(PoolOffered, asking),
    ),
    Act(
        name="capacity",
        label="Change what a pool has in a month",
        statement=CapacityChanged,
        fields=("pool", "month", "chip_hours", "reason"),
        told="What is planned already is overbooked where less is left; a new plan mends it.",
        given=_of_call,
        shown=lambda asking: _runs(CapacityChanged, asking),
    ),
    Act(
        name="outage",
        label="Tell of an outage",
        statement=OutageTold,
        fields=("pool", "month", "lost_ppm", "source"),
        told="Nobody is held to the part of a month that a pool could not give.",
        given=_of_call,
        shown=may_say(OutageTold),
    ),
    Act(
        name="priority",
        label="Set a priority",
        statement=PrioritySet,
        fields=(
            *("priority", "area", "proposals", "weight", "floor_h100e_hours"),
            *("penalty_per_h100e_hour", "source", "by"),
        ),
        told="Either an area or some proposals; what it costs the others is shown with the plan.",
        given=_of_call,
        shown=_national,
    ),
    Act(
        name="grant",
        label="Grant hours out of the reserve",
        statement=ReserveGranted,
        fields=("grant", "reserve", "holder", "bookings", "reason", "by"),
        told="It takes two people: the second says the same again. Bookings are "
        '[{"pool": "NAME", "month": "2027-01", "chip_hours": 100}].',
        given=_of_call,
        shown=_reserve,
    ),
    Act(
        name="end",
        label="End the call",
        statement=CallEnded,
        fields=("reason", "by"),
        told="Nothing more is proposed, planned or granted in it. Awards stand.",
        given=_of_call,
        shown=lambda asking: _runs(CallEnded, asking),
    ),
)
"""On the page of a call."""
