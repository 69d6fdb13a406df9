"""By which numbers are those who watch watched on a day?"""

from datetime import date
from typing import Final

from comptrol.domains.oversight.statements import PolicySet
from comptrol.domains.oversight.view import OversightView

POLICIES_MAX: Final = 1000


def policy_on(view: OversightView, day: date) -> PolicySet | None:
    """Return the policy for a day: the one with the latest first day, said last."""
    found = [it for it in view.policies.where(limit=POLICIES_MAX) if it.since <= day]
    return max(found, key=lambda it: (it.since, it.position)).said if found else None
