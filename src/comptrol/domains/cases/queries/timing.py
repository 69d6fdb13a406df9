"""How many days a case gives: by the policy at its opening or today's, whichever is kinder."""

from typing import NamedTuple

from comptrol.domains.cases.queries.files import policy_in_force
from comptrol.domains.cases.view import Case
from comptrol.kernel.view import World


class Days(NamedTuple):
    """Days to answer and to appeal, and the longest measure."""

    answer: int
    appeal: int
    measure_max: int


def days_of(world: World, case: Case) -> Days:
    """Return the days of a case: no policy that is set later takes time from its subjects."""
    policy = policy_in_force(world)
    assert policy is not None, "no case is opened before there is a policy"
    now = policy.said
    return Days(
        answer=max(case.answer_days, now.answer_days),
        appeal=max(case.appeal_days, now.appeal_days),
        measure_max=min(case.measure_days_max, now.measure_days_max),
    )
