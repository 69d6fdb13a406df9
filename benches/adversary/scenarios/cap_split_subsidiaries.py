"""Cap-splitting: affiliates each stay below a path that they exceed together.

Attack (the small-order path of 1,700 chips a year: codified, not enforced, a dated test rule):
some affiliates buy up to what the path allows, over some weeks. Their parent is known; or they
are owned by one party; or they pay with one account; or an address and a director are all they
share; or nothing is known of them. Twin: as many universities, each with a need of its own,
through a reseller.
"""

from typing import Final

from benches.adversary.acts import Acts
from benches.adversary.cast import PATH_CHIPS
from benches.adversary.dealing import accounts, asks, link, sale
from benches.adversary.scenario import SeenBy
from benches.adversary.stage import Stage
from comptrol.bootstrap import AUTHORITY
from comptrol.domains.parties import OwnershipDeclared
from comptrol.domains.structuring import Evidence
from comptrol.kernel.identifiers import PartyId

ID: Final = "cap-split-subsidiaries"
STRENGTHS: Final = (
    "five of one parent",
    "two, just over it",
    "twenty small ones",
    "of one owner",
    "of one payer",
    "of one address and director",
    "of nothing in common",
)
"""How many affiliates there are, and what is known of them."""
SEEN_BY: Final = SeenBy(
    alarms=("structuring.total", "structuring.rate"), rulings=("hold", "refuse")
)
_MANY: Final = dict(zip(STRENGTHS, (5, 2, 20, 5, 5, 5, 5), strict=True))
_TIMES: Final = dict(zip(STRENGTHS, (4.7, 1.06, 1.3, 2.5, 2.5, 2.5, 2.5), strict=True))
"""How many times the path they come to together."""


def attack(stage: Stage, strength: str) -> Acts[None]:
    """Let affiliates buy, one after the other."""
    many = _MANY[strength]
    above = yield from stage.customer(0, "group", "DE")
    parent = above if strength in STRENGTHS[:3] else None
    names = yield from accounts(stage, "firm", many, parent=parent)
    yield from _known(stage, strength, names, above)
    each = min(int(PATH_CHIPS * _TIMES[strength] / many) + 1, PATH_CHIPS - 1)
    pace = stage.chance.randint(1, 3)
    for number, party in enumerate(names):
        day = 2 + number * pace
        order = sale(stage, day, f"order-{number}", party, each, "DE")
        yield asks(stage, day, order, deed=True)


def _known(stage: Stage, strength: str, names: list[PartyId], above: PartyId) -> Acts[None]:
    if strength == STRENGTHS[3]:
        for party in names:
            said = OwnershipDeclared(
                asset=party,
                owner=above,
                bp_min=6000,
                bp_max=10_000,
                on=stage.day(0),
                source="register",
            )
            yield stage.says(0, AUTHORITY, said)
    elif strength == STRENGTHS[4]:
        yield from link(stage, 1, names, Evidence.PAYMENT_INSTRUMENT)
    elif strength == STRENGTHS[5]:
        yield from link(stage, 1, names, Evidence.ADDRESS, Evidence.DIRECTOR)


def twin(stage: Stage, strength: str) -> Acts[None]:
    """Let universities buy as much, each for itself, through one reseller."""
    many = _MANY[strength]
    reseller = yield from stage.customer(0, "reseller", "DE")
    each = min(int(PATH_CHIPS * _TIMES[strength] / many) + 1, PATH_CHIPS - 1)
    names = yield from accounts(stage, "university", many)
    for number, party in enumerate(names):
        more = {"end_user": party, "passes_on": True}
        order = sale(stage, 2, f"order-{number}", reseller, each, "DE", **more)
        yield asks(stage, 2, order)
