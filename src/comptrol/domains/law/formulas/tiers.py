"""Is enough known of the customer for so much compute?"""

from comptrol.domains.law.formulas.answer import Asked, Parts
from comptrol.domains.law.formulas.facts import Facts


def known(facts: Facts) -> Parts:
    """Ask for what the operator's tiers want known of the customer of a rental, and is not.

    The tiers are the operator's own choice, never law: no statute says how much must be known
    before how much. They are set apart from the policy that is adopted, so they are asked under
    statute-only as under rental-parity, and small use, which is small for parity, does not lift
    them: a tier says itself how much it is for.
    """
    if facts.request.not_known:
        yield Asked(question="policy.known", why=" ".join(facts.request.not_known))
