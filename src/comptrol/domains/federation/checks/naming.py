"""May another registry be named so, and be believed by this policy?"""

from collections.abc import Iterator

from comptrol.domains.federation.checks.telling import own_origin
from comptrol.domains.federation.refusals import FederationRefusal
from comptrol.domains.federation.statements import RegistryKnown
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.finding import Finding
from comptrol.kernel.ledger.policy_text import read_policy
from comptrol.kernel.view import World


def check_registry(said: RegistryKnown, world: World) -> Iterator[Finding]:
    """Refuse a policy that cannot be read, is of another log, or asks for no witness."""
    if said.registry == own_origin(world):
        yield Finding.of(FederationRefusal.OWN_REGISTRY, said.registry)
    try:
        policy = read_policy(said.policy.encode())
    except UnreadableError as error:
        yield Finding.of(FederationRefusal.POLICY_UNREADABLE, str(error))
        return
    others = sorted({log.key.name for log in policy.logs} - {said.registry})
    if others or not policy.logs:
        detail = f"it has keys of: {', '.join(others) or 'no log'}"
        yield Finding.of(FederationRefusal.POLICY_OF_ANOTHER_LOG, detail)
    if policy.quorum is None:
        yield Finding.of(FederationRefusal.NO_QUORUM, "the policy says: quorum none")
