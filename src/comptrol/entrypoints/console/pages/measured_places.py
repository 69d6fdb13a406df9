"""What delays said of a claimed place, drawn anew from the measurement as it stands in the log."""

from typing import Final

from comptrol.domains.location import Borders, Judgement, LocationView
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.charts_of_location import measured_discs
from comptrol.kernel.errors import NotFoundError

JUDGEMENTS: Final = 50


def judgements(asking: Asking, **of: str) -> list[Judgement]:
    """Return what was measured of a chip, a site or a landmark, the newest first."""
    found = asking.ask("location", "judgements", **of, limit=JUDGEMENTS)
    return sorted(found, key=lambda it: -it.position)


def drawn_place(asking: Asking, judged: list[Judgement]) -> Chart:
    """Draw the newest of some verdicts: the claim, the discs that decide, and what they leave."""
    view, last = asking.world[LocationView], judged[0] if judged else None
    measured = view.measurements.get(last.measurement) if last is not None else None
    if last is None or measured is None:
        raise NotFoundError("nothing was measured of it, so there is nothing to draw")
    known = (view.landmarks.get(it.landmark) for it in measured.heard)
    landmarks = [it for it in known if it is not None]
    return measured_discs(measured, last, landmarks, asking.world.reference(Borders))
