"""The scenes in which compute is capped, an appeal is decided, and what runs is judged again."""

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.caps import Bearer, CapId, CapSet, Unit
from comptrol.domains.gate import AppealDecided, Appealed, Confirmed, OrderId, Ruled
from comptrol.domains.law import Outcome
from comptrol.domains.parties import HeadquartersDeclared
from comptrol.entrypoints.demo.scene import Scene, accepted, rental_order, ruled
from comptrol.entrypoints.demo.stage import (
    INVENTED,
    ORDINARY,
    PROVIDER,
    REVIEWER,
    Stage,
    consequences,
)
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode

CAP = CapId("rio-claro")
CHIPS, HOURS = 8, 24
ALL_OF_IT, ONE_MORE = OrderId("rental-7"), OrderId("rental-8")


def cap(stage: Stage) -> Scene:
    """Cap what one customer may take in all: exactly one rental."""
    said = CapSet(
        cap=CAP,
        bearer=Bearer.PARTY,
        whose=ORDINARY,
        unit=Unit.CHIP_SECONDS,
        ceiling=CHIPS * HOURS * 3600,
        source=INVENTED,
        since=stage.today,
    )
    return accepted(stage.says(AUTHORITY, said))


def rent_all_of_it(stage: Stage) -> Scene:
    """Rent exactly what the cap allows: it is held before anything starts."""
    said = rental_order(ALL_OF_IT, ORDINARY, "crop forecasts", stage, chips=CHIPS, hours=HOURS)
    answer = stage.says(PROVIDER, said)
    scene = ruled(answer, Outcome.ALLOW)
    taken_up = stage.says(PROVIDER, Confirmed(order=ALL_OF_IT, job="cluster-1/4711"))
    held = "caps.posted/1" in consequences(answer) and isinstance(taken_up, Receipt)
    return Scene(held=scene.held and held, answer=answer)


def rent_one_more(stage: Stage) -> Scene:
    """Rent one chip for an hour more: refused, with the numbers of the cap."""
    said = rental_order(ONE_MORE, ORDINARY, "crop forecasts", stage, chips=1, hours=1)
    return ruled(stage.says(PROVIDER, said), Outcome.REFUSE, rule=f"cap:{CAP}")


def appeal(stage: Stage) -> Scene:
    """Let the customer say why that is wrong, and a reviewer who had no part in it decide."""
    grounds = "The forecast is due before harvest, and one chip for an hour would do."
    appealed = stage.says(ORDINARY, Appealed(order=ONE_MORE, grounds=grounds))
    decided = stage.says(
        REVIEWER,
        AppealDecided(
            order=ONE_MORE,
            granted=False,
            reason="The cap is as it was agreed; more is for who set it to decide.",
            by="Reviewer on duty",
        ),
    )
    held = isinstance(appealed, Receipt) and isinstance(decided, Receipt)
    return Scene(held=held, lines=("decided, with reasons, in the log",))


def learn_of_a_seat(stage: Stage) -> Scene:
    """Declare a seat in China: what the customer runs is judged again, and must stop."""
    said = HeadquartersDeclared(
        party=ORDINARY, country=CountryCode("CN"), on=stage.today, source=INVENTED
    )
    answer = stage.says(AUTHORITY, said)
    anew = [
        it.statement
        for it in (answer.consequences if isinstance(answer, Receipt) else ())
        if isinstance(it.statement, Ruled)
    ]
    lines = tuple(f"{it.order}: {it.decision.outcome.value}" for it in anew)
    stops = {it.order for it in anew if it.decision.outcome is not Outcome.ALLOW}
    return Scene(held=ALL_OF_IT in stops, lines=lines)
