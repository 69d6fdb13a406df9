"""The scenes that set the stage: law, sites, and everybody in it."""

from comptrol.bootstrap import AUTHORITY, site_statements
from comptrol.domains.law import Policy, Posture, Rulebooks
from comptrol.domains.registry import site
from comptrol.entrypoints.demo.scene import FACTORS, MALAYSIA, SMALL_USE_CHIP_HOURS, Scene
from comptrol.entrypoints.demo.stage import Stage, codes, consequences
from comptrol.kernel.finding import Receipt


def adopt_law(stage: Stage) -> Scene:
    """Let the authority adopt law and policy."""
    rulebook = stage.platform.references.of(Rulebooks).default
    answer = stage.platform.adopt(
        rulebook,
        {
            "posture": Posture.ENFORCED,
            "policy": Policy.RENTAL_PARITY,
            "by": "Head of compliance of the demonstration",
            "reason": "A rental is judged as the purchase would be: the loophole is closed.",
            "small_use_chip_hours": SMALL_USE_CHIP_HOURS,
        },
    )
    return Scene(held=isinstance(answer, Receipt), lines=(f"rulebook digest {rulebook.digest}",))


def load_sites(stage: Stage) -> Scene:
    """Register the published sites and what stands there."""
    answers = stage.platform.speaker(AUTHORITY).say_all(site_statements())
    with stage.platform.world() as world:
        account = site(world, site=MALAYSIA, on=stage.today, factor_set=FACTORS)
    shown = "unknown" if account.h100e is None else f"{account.h100e:,.0f}"
    owners = {f"{o.name} ({o.confidence.value})" for level in account.levels for o in level.owners}
    return Scene(
        held=all(isinstance(answer, Receipt) for answer in answers) and len(account.levels) > 0,
        lines=(
            f"{len(answers)} statements; {account.site.name}: {shown} H100-equivalents today",
            f"owners, as the source labels them: {', '.join(sorted(owners))}",
        ),
    )


def enrol(stage: Stage) -> Scene:
    """Enrol everybody; each is screened at once."""
    answers = stage.enrol_cast()
    screened = sum(consequences(answer).count("screening.screened/1") for answer in answers)
    refused = [code for answer in answers for code in codes(answer)]
    return Scene(
        held=not refused,
        lines=(f"{len(answers)} statements, {screened} parties screened", *refused),
    )
