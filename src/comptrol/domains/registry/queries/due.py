"""What has to be reviewed, now that time has passed?"""

from collections.abc import Iterator
from datetime import timedelta

from comptrol.domains.registry.queries.policy import policy_in_force
from comptrol.domains.registry.statements import PolicyAdopted, Reviewed, ReviewId
from comptrol.domains.registry.view import RegistryView
from comptrol.kernel.view import World
from comptrol.kernel.watch import Since


def due_reviews(world: World, since: Since) -> Iterator[Reviewed]:
    """Yield a review on a new day: of what is on its way; in a new week, of every lot.

    Under a policy that is new, of every lot too. Silence is counted in weeks, and to look for it
    reads every lot there is.
    """
    adopted = any(isinstance(it.statement, PolicyAdopted) for it in since.entries or ())
    due = since.a_new_day or adopted
    if not due or policy_in_force(world[RegistryView]) is None:
        return
    monday = since.today - timedelta(since.today.weekday())
    name = ReviewId(f"watch-{since.today}-{since.size}")
    whole = adopted or since.last is None or since.last < monday
    yield Reviewed(review=name, on=since.today, whole=whole)
