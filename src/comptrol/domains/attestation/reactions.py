"""What the platform says of a chip when evidence of it is brought."""

from collections.abc import Iterator
from typing import Any, Final

from comptrol.domains.alarms import Raised, Strength, unraised
from comptrol.domains.attestation.formulas import is_operators_word
from comptrol.domains.attestation.queries import Clash, clashes, verdict
from comptrol.domains.attestation.statements import Attested, Grade, Judged
from comptrol.domains.attestation.view import PROVEN, AttestationView
from comptrol.domains.registry import Means, Sighted
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World

VERSION: Final = 1
"""Of both detectors."""
CLONED: Final = "attestation.cloned"
DEBUG: Final = "attestation.debug"


HEARS: Final = (Attested, Judged)


def observe(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Judge evidence as it is brought, by the keys that are believed now.

    A later version, or keys that are pinned later, may judge otherwise: it is recorded by whom.
    """
    said = entry.statement
    if not isinstance(said, Attested):
        return
    asked = world[AttestationView].challenges.get(said.challenge)
    assert asked is not None, "an admitted answer names a known challenge"
    found = verdict(world, said.evidence, asked.nonce, entry.logged_at)
    yield Judged(
        because=entry.position,
        chip=said.chip,
        challenge=said.challenge,
        die=found.die,
        verdict=found,
    )


def react(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Note that a proven chip works, and raise what about it does not fit.

    A chip is not sighted by evidence that clashes with earlier evidence: whoever has one chip
    could keep another one present that way. The first that was shown stands until a person says
    otherwise.
    """
    said = entry.statement
    if not isinstance(said, Judged):
        return
    yield from unraised(world, _debugging(said, entry.position))
    if said.verdict.grade not in PROVEN:
        return
    found = tuple(clashes(world, said.chip))
    if all(clash.other.last_position != entry.position for clash in found):
        yield Sighted(
            because=entry.position, chip=said.chip, at=entry.logged_at, means=Means.ATTESTED
        )
    yield from unraised(world, (_cloned(clash, said, entry.position) for clash in found))


def _cloned(clash: Clash, said: Judged, position: int) -> Raised:
    """Say that one die attests for two chips, or that one chip attests by two dies."""
    one, other = clash.one, clash.other
    if one.chip == other.chip:
        name = f"chip:{one.chip}/{one.identity}/{other.identity}"
        what = f"{one.chip} attests by {one.identity} and by {other.identity}"
        benign = "a repair in which the part with the die was exchanged and the serial was kept"
    else:
        name = f"die:{one.identity}/{other.chip}"
        what = f"{one.identity} attests for {one.chip} and for {other.chip}"
        benign = "a return (RMA) or a new label that the registry has not been told of"
    times = f"{one.first_at.isoformat()} and {other.first_at.isoformat()}"
    return Raised(
        because=position,
        alarm=f"{CLONED}/{name}",
        detector=CLONED,
        version=VERSION,
        strength=Strength.STRONG,
        explanation=f"{what}, first at {times}. One of the chips is not what it says it is, or "
        "the books are wrong.",
        benign=(
            benign,
            "the first answer was the wrong one, and this one is right",
            "a serial that was mistyped in one of the statements",
        ),
        evidence=tuple(sorted({one.first_position, other.first_position, said.because, position})),
        parties=tuple(sorted({one.by, other.by})),
        chips=tuple(sorted({one.chip, other.chip})),
    )


def _debugging(said: Judged, position: int) -> Iterator[Raised]:
    """Say that a chip can be debugged, or did not boot securely: then its word is worth less.

    Only where its vendor's service says so: what anybody can have signed accuses nobody.
    """
    found = said.verdict
    debug, insecure = found.debug is True, found.secure_boot is False
    if found.grade is Grade.NONE or is_operators_word(found) or not (debug or insecure):
        return
    claims = [*["debugging is enabled"] * debug, *["it did not boot securely"] * insecure]
    yield Raised(
        because=position,
        alarm=f"{DEBUG}/chip:{said.chip}",
        detector=DEBUG,
        version=VERSION,
        strength=Strength.WEAK,
        explanation=f"Of {said.chip} it is said that {' and that '.join(claims)}: whoever can "
        f"debug a chip can make its firmware say what it likes.",
        benign=("a sample for engineers, or a chip under repair, of which the authority knows",),
        evidence=(said.because, position),
        chips=(said.chip,),
    )
