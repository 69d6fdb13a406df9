"""What goes on anyway: rentals as real clusters had them, chips made, moved and counted."""

from random import Random  # noqa: TID251  (seeded: every run is the same)
from typing import Final, NamedTuple

from benches.adversary.cast import FIRST_DAY
from benches.adversary.depots import depots
from benches.adversary.running import Actor
from benches.adversary.stage import Stage
from benches.adversary.traces import customers, parties

DAYS: Final = 270
"""So long the traces go on: all instances but those that report are over by then."""
COUNTED_DAYS: Final = 440
"""So long what stands at sites is counted: as long as any world lasts."""
NAME: Final = "b"
"""Everything of the background is named so."""


class Background(NamedTuple):
    """Who acts, and how many parties they are."""

    actors: list[Actor]
    parties: int


def background(seed: int, jobs_a_day: int, days: int = DAYS) -> Background:
    """Return ordinary activity: nobody in it does anything wrong."""
    stage = Stage(NAME, FIRST_DAY, Random(f"background/{seed}"))  # noqa: S311
    renting = customers(seed, jobs_a_day, days, stage)
    owning = depots(stage, days if days < DAYS else COUNTED_DAYS)
    return Background([*renting, *owning], parties(len(renting)) + len(owning) - 1)
