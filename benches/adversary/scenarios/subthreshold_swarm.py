"""Sub-threshold swarm: nodes that are each no covered cluster train one model over slow lines.

Attack (Rahman 2026, arXiv:2605.29359): four to eight nodes of 50 A100, each 15.8 H100
equivalents and 4,000 GB, at as many sites. They are rented by one account, by accounts of one
payer, by accounts that have only a network and a director in common, or by accounts of which
nothing is known. Twin: sixteen unrelated laboratories with one box of eight each.
"""

from typing import Final

from benches.adversary.acts import Acts
from benches.adversary.cast import A100, HALL, PROVIDER
from benches.adversary.scenario import SeenBy
from benches.adversary.stage import Stage
from comptrol.domains.gate import Ordered, OrderId, Service, Through
from comptrol.domains.registry import SiteId
from comptrol.domains.structuring import Evidence, Linked, LinkId
from comptrol.kernel.identifiers import PartyId

ID: Final = "subthreshold-swarm"
ONE, PAYER, FAINT, NOTHING = STRENGTHS = (
    "one account",
    "accounts of one payer",
    "a network and a director",
    "nothing is known",
)
SEEN_BY: Final = SeenBy(
    alarms=("structuring.swarm", "structuring.rate", "structuring.total", "structuring.alike")
)
COUNTRIES: Final = ("NL", "JP", "DE", "FI", "FR", "NO", "GB", "PT")
LINKS: Final = {
    PAYER: (Evidence.PAYMENT_INSTRUMENT,),
    FAINT: (Evidence.NETWORK, Evidence.DIRECTOR),
}
DAY_S: Final = 86_400


def attack(stage: Stage, strength: str) -> Acts[None]:
    """Rent nodes at many sites for the same weeks."""
    nodes, accounts = stage.chance.randint(4, 8), list[PartyId]()
    for number in range(1 if strength == ONE else nodes):
        accounts.append((yield from stage.customer(0, f"account-{number}", "DE")))
    for by in LINKS.get(strength, ()):
        link = Linked(
            link=LinkId(stage.name(by.value)),
            by=by,
            parties=tuple(accounts),
            source="as the accounts show",
            since=stage.day(0),
        )
        yield stage.says(1, PROVIDER, link)
    begins, days = stage.chance.randint(2, 5), stage.chance.randint(21, 60)
    for number in range(nodes):
        site = yield from stage.site(begins, f"node-{number}", COUNTRIES[number])
        account = accounts[number % len(accounts)]
        yield stage.does(begins, PROVIDER, _order(stage, number, account, site, begins, 50, days))


def twin(stage: Stage, strength: str) -> Acts[None]:  # noqa: ARG001  (the innocent are the same)
    """Let unrelated laboratories rent one box each, about the same time."""
    begun = sorted(stage.chance.randint(1, 20) for _ in range(16))
    for number, day in enumerate(begun):
        account = yield from stage.customer(day, f"lab-{number}", COUNTRIES[number % 8])
        days = stage.chance.randint(7, 60)
        yield stage.says(day, PROVIDER, _order(stage, number, account, HALL, day, 8, days))


def _order(  # noqa: PLR0913, PLR0917  (an order has as many parts)
    stage: Stage,
    number: int,
    account: PartyId,
    site: SiteId,
    day: int,
    chips: int,
    days: int,
) -> Ordered:
    return Ordered(
        order=OrderId(stage.name(f"order-{number}")),
        door=Through.RENTAL,
        customer=account,
        model=A100,
        chips=chips,
        on=stage.day(day),
        end_use="research",
        service=Service.BARE_METAL,
        site=site,
        length_s=days * DAY_S,
        possession_passes=False,
    )
