"""What delays say of a place: geometry that is exact and pure, and signals in exact decimals."""

from comptrol.domains.location.formulas.borders import Borders, Drawn
from comptrol.domains.location.formulas.discs import (
    FIBRE_KM_PER_MS,
    LIGHT_KM_PER_MS,
    Disc,
    bounding,
    disc,
    reach_km,
)
from comptrol.domains.location.formulas.enclosing import Circle, smallest_circle
from comptrol.domains.location.formulas.locating import (
    LOCATOR,
    Evidence,
    Located,
    Reply,
    UnderSpeed,
    locate,
)
from comptrol.domains.location.formulas.notes import notes
from comptrol.domains.location.formulas.region import Arc, Region
from comptrol.domains.location.formulas.runs import Corner, Run
from comptrol.domains.location.formulas.shapes import Shape, shape_of
from comptrol.domains.location.formulas.signals import (
    Excess,
    Floor,
    Signing,
    excess,
    floors,
    recent,
    signed,
    signing,
    unsigned,
)
from comptrol.domains.location.formulas.sphere import (
    EARTH_RADIUS_KM,
    HALF_WAY_KM,
    Vector,
    angle,
    degrees_of,
    distance_km,
    frame,
    opposite,
    towards,
    vector,
)
from comptrol.domains.location.formulas.zones import Relation, Round, Zone

__all__ = [
    "EARTH_RADIUS_KM",
    "FIBRE_KM_PER_MS",
    "HALF_WAY_KM",
    "LIGHT_KM_PER_MS",
    "LOCATOR",
    "Arc",
    "Borders",
    "Circle",
    "Corner",
    "Disc",
    "Drawn",
    "Evidence",
    "Excess",
    "Floor",
    "Located",
    "Region",
    "Relation",
    "Reply",
    "Round",
    "Run",
    "Shape",
    "Signing",
    "UnderSpeed",
    "Vector",
    "Zone",
    "angle",
    "bounding",
    "degrees_of",
    "disc",
    "distance_km",
    "excess",
    "floors",
    "frame",
    "locate",
    "notes",
    "opposite",
    "reach_km",
    "recent",
    "shape_of",
    "signed",
    "signing",
    "smallest_circle",
    "towards",
    "unsigned",
    "vector",
]
