"""A small round for pages: three ask, one of two plans is adopted, one appeals."""

from tests.allocating import DAY, FIRST, Round, proposed

from comptrol.domains.allocation import Cause


def planned() -> Round:
    """A plan was said, and nobody has adopted it."""
    played = proposed()
    for said in played.sentences(played.plan(FIRST, DAY), "plan-1", Cause.FIRST, DAY):
        played.says("chair", said)
    return played


def adopted() -> Round:
    """Two have adopted it: north got nothing, south and east did."""
    played = planned()
    played.adopt("plan-1")
    return played
