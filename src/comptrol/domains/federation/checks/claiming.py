"""May somebody say that chips came from abroad without proof?"""

from collections.abc import Iterator

from comptrol.domains.federation.checks.telling import not_yet, own_origin, unknown_site
from comptrol.domains.federation.formulas import serials_wrong
from comptrol.domains.federation.refusals import FederationRefusal
from comptrol.domains.federation.statements import ArrivalClaimed, FederationStatement
from comptrol.domains.federation.view import FederationView
from comptrol.domains.registry import spans_said
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check_claimed(
    said: ArrivalClaimed, entry: Entry[FederationStatement], world: World
) -> Iterator[Finding]:
    """Refuse only what cannot be told: chips that are here already are worth telling, above all.

    Nor has the registry that is named to be a known one, or the maker: that is no reason to hear
    nothing of them.
    """
    if said.from_registry == own_origin(world):
        yield Finding.of(FederationRefusal.OWN_REGISTRY, said.from_registry)
    wrong = serials_wrong(spans_said(said.serials, said.listed))
    if wrong is not None:
        yield Finding.of(FederationRefusal.SERIALS_WRONG, wrong)
    yield from unknown_site(world, said.site)
    if world[FederationView].claims.get(said.claim) is not None:
        yield Finding.of(FederationRefusal.CLAIM_EXISTS, said.claim)
    yield from not_yet(entry, said.on)
