"""HQ laundering: a firm abroad buys for a group that is headquartered in a restricted country.

Attack (BIS guidance of 2026-05-31 on parties that are headquartered in D:5 or Macau): a firm in
Malaysia orders, whose parent is in China; by one step, or by three; or the register tells of the
parent after the order was let through; or the firm is said to be nobody's, and somebody in China
owns most of it; or nothing is known. Twin: a branch abroad of a parent in an allowed country.
"""

from typing import Final

from benches.adversary.acts import Acts
from benches.adversary.dealing import asks, rental, sale
from benches.adversary.scenario import SeenBy
from benches.adversary.stage import Stage
from comptrol.bootstrap import AUTHORITY
from comptrol.domains.gate import Ordered
from comptrol.domains.parties import OwnershipDeclared, ParentDeclared
from comptrol.kernel.identifiers import PartyId

ID: Final = "hq-laundering"
STRENGTHS: Final = (
    "a sale, one step",
    "a rental, one step",
    "a rental, three steps",
    "told of later",
    "owned, and said to be nobody's",
    "never told of",
)
"""How the parent is known."""
SEEN_BY: Final = SeenBy(alarms=("structuring.control",), rulings=("hold", "refuse", "escalate"))


def attack(stage: Stage, strength: str) -> Acts[None]:
    """Order for a group in China, by a firm in Malaysia."""
    yield from _played(stage, strength, "CN", deed=True)


def twin(stage: Stage, strength: str) -> Acts[None]:
    """Order for a group in Germany, by its branch in Malaysia."""
    yield from _played(stage, strength, "DE", deed=False)


def _played(stage: Stage, strength: str, country: str, *, deed: bool) -> Acts[None]:
    above = yield from stage.customer(0, "group", country)
    under = above if strength in STRENGTHS[:3] else None
    if strength == STRENGTHS[2]:
        for step in range(2):
            between = stage.chance.choice(("SG", "AE", "GB"))
            under = yield from stage.customer(0, f"holding-{step}", between, parent=under)
    firm = yield from stage.customer(1, "firm", "MY", parent=under)
    if strength == STRENGTHS[4]:
        bp_min = stage.chance.randint(5100, 9000)
        share = OwnershipDeclared(
            asset=firm,
            owner=above,
            bp_min=bp_min,
            bp_max=10_000,
            on=stage.day(1),
            source="register",
        )
        yield stage.says(1, AUTHORITY, share)
    yield asks(stage, 2, _order(stage, strength, firm), deed=deed)
    if strength == STRENGTHS[3]:
        day = 2 + stage.chance.randint(5, 40)
        said = ParentDeclared(party=firm, parent=above, on=stage.day(day), source="register")
        yield stage.says(day, AUTHORITY, said)


def _order(stage: Stage, strength: str, firm: PartyId) -> Ordered:
    if strength == STRENGTHS[0]:
        return sale(stage, 2, "order", firm, 32, "MY")
    return rental(stage, 2, "order", firm, stage.chance.randint(20, 40), 24 * 7)
