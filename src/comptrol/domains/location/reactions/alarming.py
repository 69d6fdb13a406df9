"""What looks wrong about a measurement (scenario family: place)."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.location.formulas import excess, signed, signing, unsigned
from comptrol.domains.location.statements import Judged, LocationVerdict
from comptrol.domains.location.view import LocationView, Measurement, Policy, baseline_key
from comptrol.domains.registry import RegistryView
from comptrol.kernel.quantity import plain
from comptrol.kernel.view import World

VERSION: Final = 1
IMPOSSIBLE: Final = "location.impossible"
ADDED_DELAY: Final = "location.added-delay"
ADDED_DELAY_VERSION: Final = 2
"""Since the second, delay that is added everywhere and unevenly is seen too."""
RELAY: Final = "location.relay"
_NAMED_MAX: Final = 5
_EXPLANATION_MAX: Final = 1000


class Case(NamedTuple):
    """A verdict, what it rests on, and where in the log it stands."""

    said: Judged
    measured: Measurement
    policy: Policy
    position: int
    world: World

    def raised(
        self,
        detector: str,
        strength: Strength,
        explanation: str,
        *benign: str,
        besides: tuple[int, ...] = (),
        version: int = VERSION,
    ) -> Raised:
        """Return an alarm about what was measured: one a day of each sort, strength and measurer.

        So no alarm stands in the way of a stronger one, or of another's. ``besides`` are positions
        in the log that it rests on too.
        """
        said, measured = self.said, self.measured
        subject, day = baseline_key(said, measured.by)[0], measured.at.date().isoformat()
        site = None if said.site is None else self.world[RegistryView].sites.get(said.site)
        return Raised(
            because=self.position,
            alarm=f"{detector}/{subject} {day} {measured.by} {strength.value}",
            detector=detector,
            version=version,
            strength=strength,
            explanation=explanation[:_EXPLANATION_MAX],
            benign=benign,
            evidence=(*besides, measured.position, self.position),
            parties=() if site is None or site.operator is None else (site.operator,),
            sites=() if said.site is None else (said.site,),
            chips=() if said.chip is None else (said.chip,),
        )


def impossible(case: Case) -> Iterator[Raised]:
    """Yield an alarm where no place of the claim is possible, under either speed.

    Under that of light alone too: then a way faster than fibre made the lower one contradict.
    Where no landmark may be wrong the alarm is weak: one that is wrong is enough to raise it.
    """
    said = case.said
    by_light = said.light_verdict is LocationVerdict.IMPOSSIBLE
    if not by_light and said.verdict is not LocationVerdict.IMPOSSIBLE:
        return
    margin_ms = said.light_margin_ms if by_light else said.margin_ms
    speed = "the speed of light in vacuum" if by_light else f"{plain(said.km_per_ms)} km/ms alone"
    named = ", ".join(said.excluding[:_NAMED_MAX]) or "no landmark alone, all of them together"
    yield case.raised(
        IMPOSSIBLE,
        Strength.STRONG if by_light and said.tolerate else Strength.WEAK,
        f"Signed replies came too soon for {_claim(said)}, by up to {plain(margin_ms)} ms, "
        f"under {speed}. Excluded by: {named}. {said.groups} groups were counted, of which "
        f"{said.tolerate} may be wrong.",
        "The claimed place is out of date: a move that nobody has said yet.",
        f"More than {said.tolerate} groups of landmarks stand elsewhere than they say."
        if said.tolerate
        else "A single landmark stands elsewhere than it says: none is taken to be wrong.",
        *(() if by_light else ("A way faster than glass fibre: microwave, hollow core.",)),
    )


def added_delay(case: Case) -> Iterator[Raised]:
    """Yield an alarm where round trips to all landmarks take longer than they used to.

    By about the same at enough of them, or at enough of them by as much as counts: whoever adds
    delay can add it unevenly, and cannot leave any landmark out that would give the place away.
    """
    said, policy = case.said, case.policy
    known = case.world[LocationView].baselines.get(baseline_key(said, case.measured.by))
    assert known is not None, "a verdict lowers its baseline first"
    over = excess(known.before, case.measured.heard, policy.uniform_ms, policy.jump_ms)
    if over is None or known.measurements <= policy.baseline_measurements:
        return
    if over.landmarks < policy.landmarks_min or over.middle_ms < policy.jump_ms:
        return
    enough = policy.uniform_share * over.landmarks
    if over.alike >= enough:
        how = f"about equally so at {over.alike} of {over.landmarks} landmarks"
    elif over.late >= enough:
        how = f"by as much as counts at {over.late} of {over.landmarks} landmarks"
    else:
        return
    yield case.raised(
        ADDED_DELAY,
        Strength.WEAK,
        f"The least round trips are {plain(over.middle_ms)} ms longer than in "
        f"{known.measurements - 1} earlier measurements, and {how}. Whoever adds delay makes the "
        f"region of possible places grow until it covers a claim; now it has {_radius(said)}.",
        "The site's own line was changed or is full: that too adds everywhere.",
        "The device was busy and took longer to sign.",
        version=ADDED_DELAY_VERSION,
    )


def relay(case: Case) -> Iterator[Raised]:
    """Yield an alarm where what answers is not, or may not be, what signs."""
    told = _by_signing(case) or _by_silence_of_the_key(case)
    if told is not None:
        strength, explanation = told
        yield case.raised(
            RELAY,
            strength,
            explanation,
            "A proxy for management that answers pings before a device at the same place.",
            "Echoes and signed replies take different ways through the network.",
            "The device cannot sign, or was too busy to.",
        )


def _by_signing(case: Case) -> tuple[Strength, str] | None:
    policy, took = case.policy, signing(case.measured.heard)
    if took is None or took.landmarks < policy.landmarks_min:
        return None
    told = (
        "Signed replies take longer than echoes from the same address, by "
        f"{plain(took.least_ms)} to {plain(took.most_ms)} ms at {took.landmarks} landmarks."
    )
    if took.spread_ms > policy.signing_spread_ms:
        return Strength.STRONG, (
            f"{told} One device takes as long to sign for whoever asks: what echoes may be a box, "
            "and what signs may stand elsewhere."
        )
    if policy.signing_ms_max is not None and took.least_ms > policy.signing_ms_max:
        return Strength.WEAK, (
            f"{told} Signing takes {plain(policy.signing_ms_max)} ms at most: what signs may "
            "stand far behind what echoes."
        )
    return None


def _by_silence_of_the_key(case: Case) -> tuple[Strength, str] | None:
    heard = case.measured.heard
    if signed(heard) or unsigned(heard) < case.policy.landmarks_min:
        return None
    return Strength.WEAK, (
        f"Something answered {unsigned(heard)} landmarks, and the key of the device signed "
        "nothing: that speaks about some box, and says nothing of where the device is."
    )


def _claim(said: Judged) -> str:
    place = said.place
    if place is None:
        return str(said.country)
    at = f"{plain(place.lat)}, {plain(place.lon)}"
    return f"a circle of {plain(place.radius_km)} km around {at}"


def _radius(said: Judged) -> str:
    return "none" if said.radius_km is None else f"a radius of {plain(said.radius_km)} km"
