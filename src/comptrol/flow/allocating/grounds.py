"""Which reasons need no solver: what a call says itself, or whoever settled it."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final, Literal

import msgspec

from comptrol.domains.allocation import ZERO, Reason, Reckoning, least_hours
from comptrol.flow.allocating.neighbourhood import Published

Ground = Literal[
    "not-eligible", "below-threshold", "group-ceiling", "no-capacity", "outbid", "lottery", "panel"
]
MONTHS_FREE: Final = 2
"""In a window of so many months or fewer there is no monthly rate."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """Why a proposal was refused, where whoever asks knows it: a rule, a threshold, a lot."""

    ground: Literal["not-eligible", "below-threshold", "lottery", "panel"]
    detail: str = ""
    """Rule, citation and day; the threshold; the band and the ticket; the panel's reason."""


def certain(published: Published, proposal: str, known: Mapping[str, Known]) -> Reason | None:
    """Return the first reason that needs no solver, or nothing."""
    found = next(_grounds(published, proposal, known), None)
    if found is None:
        return None
    ground, detail = found
    return Reason(
        proposal=proposal,
        outcome="refused",
        ground=ground,
        value=published.worth.asked[proposal].award_value,
        detail=detail[:1000],
    )


def _grounds(
    published: Published, name: str, known: Mapping[str, Known]
) -> Iterator[tuple[Ground, str]]:
    worth, asked = published.worth, published.worth.asked[name]
    if name in known:
        yield known[name].ground, known[name].detail
    if not asked.pools:
        yield "not-eligible", "It may use none of the pools on offer."
    least = least_hours(asked)
    for group in published.groups:
        if name in group.members and Fraction(group.ceiling_h100e_hours) < least:
            ceiling = f"{group.ceiling_h100e_hours:f} H100e-hours"
            told = f"The ceiling of {group.id} is {ceiling}, and less than {_shown(least)}"
            yield "group-ceiling", f"{told} is of no use."
    if (most := most_alone(worth, name)) < least:
        window = f"{worth.call.months[asked.first_month]} to {worth.call.months[asked.last_month]}"
        told = f"Its pools, {', '.join(sorted(asked.pools))}, offer it {_shown(most)} H100e-hours"
        use = f"less than {_shown(least)} is of no use"
        yield "no-capacity", f"{told} at most from {window}, with nobody else there; {use}."
    for it in published.call.decided:
        if it.proposal == name and not it.awarded:
            yield ("lottery" if it.why.startswith("lottery") else "panel"), it.why


def most_alone(worth: Reckoning, name: str) -> Fraction:
    """Return what a proposal could get if it were alone, or somewhat more."""
    asked, rules = worth.asked[name], worth.call.rules
    window = range(asked.first_month, asked.last_month + 1)
    need = Fraction(asked.need_h100e_hours)
    rate = Fraction(rules.monthly_rate) * need / len(window)
    total = ZERO
    for place in window:
        there = sorted(
            worth.pools[pool].capacity_chip_hours[place] * worth.speed(name, pool)
            for pool in asked.pools
        )[-rules.max_pools :]
        month = sum(there, ZERO)
        total += min(month, rate) if len(window) > MONTHS_FREE else month
    return min(total, need)


def _shown(hours: Fraction) -> str:
    return f"{float(hours):,.1f}"
