"""A small round for pages: three ask, one of two plans is adopted, one appeals."""

from typing import Any

from tests.allocating import CLOSED, Round, proposal

from comptrol.domains.allocation import Cause

DAY = CLOSED.date()
FIRST = {
    "p-south": [("alder", "2027-01", 400), ("alder", "2027-02", 400)],
    "p-east": [("alder", "2027-01", 500), ("alder", "2027-02", 500)],
}


def proposed(**policy: Any) -> Round:
    """Three ask for more than there is, and have been reviewed."""
    played = Round(policy)
    for party, need in (("north", 800), ("south", 800), ("east", 1000)):
        it = proposal(f"p-{party}", party, need_h100e_hours=need, least_fraction_ppm=1_000_000)
        played.says(party, it)
    played.on(CLOSED)
    played.declare("rev-1", "rev-2", "rev-3")
    played.review("p-north", "55", "50")
    played.review("p-south", "70", "72.5")
    played.review("p-east", "90", "88")
    return played


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
