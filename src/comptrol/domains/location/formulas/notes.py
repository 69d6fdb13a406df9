"""What has to be said beside a verdict, so that nobody reads more into it than it is."""

from collections.abc import Iterator

from comptrol.domains.location.formulas.discs import BOUND_KM_PER_MS_MIN, reach_km
from comptrol.domains.location.formulas.locating import Evidence, Located
from comptrol.domains.location.formulas.sphere import EARTH_RADIUS_KM, SPHERE_ERROR_SHARE
from comptrol.domains.location.statements import LocationVerdict


def notes(evidence: Evidence, located: Located, *, claim: str, borders: str) -> Iterator[str]:
    """Yield sentences: why the verdict is so, what was left out, and how far it carries.

    ``claim`` is what the claim is called, ``borders`` whose borders are drawn.
    """
    yield _why(evidence, located, claim)
    if located.chosen.verdict is LocationVerdict.IMPOSSIBLE:
        yield from _how_impossible(evidence, located)
    elif located.light.verdict is LocationVerdict.IMPOSSIBLE:
        yield "Under the speed of light in vacuum the claim is impossible."
    if located.refuted and not evidence.tolerate:
        yield (
            "No landmark is taken to be wrong (tolerate is 0): then a single one that stands "
            "elsewhere than it says convicts the innocent. This is a weak sign."
        )
    if located.left_out:
        yield (
            f"{len(located.left_out)} of {len(evidence.replies)} replies were not signed by the "
            "device and are left out: they speak about some box, not about the device."
        )
    circle = located.chosen.circle
    if circle is not None and not circle.smallest and not located.chosen.contradiction:
        yield "The possible places do not fit into half the globe: the radius is an upper bound."
    if evidence.zone is not None and evidence.zone.doubt:
        doubt_km = evidence.zone.doubt * EARTH_RADIUS_KM
        yield (
            f"Borders are those of {borders}: who governs where (de facto), drawn right to within "
            f"about {doubt_km:.0f} km."
        )
    if located.groups:
        yield (
            "Delay can be added and never taken away: the least round trip of each landmark "
            "counts. It says where the key is that signed; that is the chip only if the key was "
            "bound to it when it was made."
        )


def _why(evidence: Evidence, located: Located, claim: str) -> str:
    chosen, tolerate = located.chosen, evidence.tolerate
    if not located.groups:
        return "No reply was signed by the device: nothing is known of where it is."
    if chosen.contradiction:
        return (
            f"No place on the globe fits: more than {tolerate} groups of landmarks are wrong, or "
            "the speed is. That convicts nobody."
        )
    if located.groups <= tolerate:
        return (
            f"{located.groups} groups of landmarks are too few while {tolerate} may be wrong: it "
            f"takes {tolerate + 1} at least."
        )
    if evidence.zone is None:
        return (
            f"No border of {claim} is known here, so this cannot be decided by border: "
            "claim a circle instead."
        )
    if chosen.km_per_ms < BOUND_KM_PER_MS_MIN:
        return (
            f"{chosen.km_per_ms:g} km/ms is less than two thirds of the speed of light: a "
            "calibrated speed ranks places, can leave out the true one, and decides nothing."
        )
    return _by_verdict(chosen.verdict, chosen.km_per_ms, tolerate)


def _by_verdict(verdict: LocationVerdict, km_per_ms: float, tolerate: int) -> str:
    if verdict is LocationVerdict.IMPOSSIBLE:
        return (
            f"Every place of the claim is excluded by more than {tolerate} independent groups of "
            f"landmarks, under {km_per_ms:g} km/ms."
        )
    if verdict is LocationVerdict.CONSISTENT:
        return (
            f"Every possible place lies within the claim, if no more than {tolerate} groups of "
            "landmarks are wrong."
        )
    return (
        "Some possible places lie within the claim and some outside. Not refuted is not verified."
    )


def _how_impossible(evidence: Evidence, located: Located) -> Iterator[str]:
    chosen, light = located.chosen, located.light
    if light.verdict is LocationVerdict.IMPOSSIBLE:
        yield "The speed of light in vacuum excludes it too."
    else:
        yield (
            f"Under the speed of light in vacuum it is {light.verdict.value}. The working speed "
            "is no hard limit (microwave and hollow-core fibre are faster): a person decides "
            "before anything adverse is done."
        )
    if not chosen.against:
        yield "No landmark excludes all of the claim by itself; together they do."
    elif not _beyond_the_ellipsoid(evidence, located):
        yield (
            f"It hangs on less than {SPHERE_ERROR_SHARE:.2%} of the distance, by which a sphere "
            "may differ from the Earth: to be worked out on the ellipsoid before it is relied on."
        )


def _beyond_the_ellipsoid(evidence: Evidence, located: Located) -> bool:
    """Tell whether enough groups refute the claim by more than the Earth is not a sphere."""
    chosen, sure = located.chosen, set[str]()
    for it in evidence.replies:
        beyond_km = chosen.against.get(it.landmark, 0.0) * chosen.km_per_ms / 2
        reach = reach_km(it.rtt_ms, chosen.km_per_ms, evidence.slack_km)
        if it.signed and beyond_km > SPHERE_ERROR_SHARE * (reach + beyond_km):
            sure.add(it.group)
    return len(sure) > evidence.tolerate
