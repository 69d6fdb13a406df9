"""What shows at once, when somebody in an office says something?

That it rests on hidden words at which whoever says it has not looked; and that it is about a party
to which whoever says it has declared to be tied. Nothing is refused for either: whoever decides
has to be asked why, and not to be kept from deciding by a detector.
"""

from collections.abc import Iterator
from typing import Any, Final

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.cases import CasesView, Decided
from comptrol.domains.oversight.queries import cited, concerned, tied_to
from comptrol.domains.oversight.statements import InterestDeclared
from comptrol.domains.oversight.view import OversightView
from comptrol.domains.parties import PartiesView, may
from comptrol.domains.privacy import (
    OFFICES,
    Erased,
    Hiding,
    Looked,
    PrivacyView,
    Sealed,
    has_looked,
    hiding_at,
)
from comptrol.kernel.statement import Entry, Statement, kind
from comptrol.kernel.view import World

NO_LOOK: Final = "oversight.no-look"
INTEREST: Final = "oversight.interest"
OF_LOOKING: Final = (Sealed, Looked, Erased, InterestDeclared)
"""What is said of hidden words and of oneself decides nothing about anybody."""


def said_alarms(entry: Entry[Any], world: World) -> Iterator[Raised]:
    """Yield what one statement shows of whoever says it."""
    said = entry.statement
    if isinstance(said, OF_LOOKING):
        return
    yield from _no_look(entry, world)
    yield from _interest(entry, world)


def _no_look(entry: Entry[Any], world: World) -> Iterator[Raised]:
    view, signer = world[PrivacyView], entry.signer
    hidden = [(at, known) for at in _rests_on(entry.statement, world)
              if (known := hiding_at(view, at)) is not None and known.by != signer]  # fmt: skip
    if not hidden or not may(world[PartiesView], signer, OFFICES):
        return
    for at, known in hidden:
        if not has_looked(view, at, signer):
            yield _not_looked_at(at, known, entry)


def _rests_on(said: Statement, world: World) -> tuple[int, ...]:
    """Return the positions that a statement cites, or the evidence of a case that it cites."""
    if isinstance(said, Decided):
        rows = (world[CasesView].evidence.get((said.case, it)) for it in said.evidence)
        return tuple(at for row in rows if row is not None for at in row.positions)
    return cited(said)


def _not_looked_at(at: int, known: Hiding, entry: Entry[Any]) -> Raised:
    said = kind(type(entry.statement))
    return Raised(
        because=entry.position,
        alarm=f"{NO_LOOK}/{at}/{entry.signer}",
        detector=NO_LOOK,
        version=1,
        strength=Strength.FACT,
        explanation=(
            f"{entry.signer} says {said} at position {entry.position} and rests it on position "
            f"{at}, where {known.by} hides a {known.kind}. No look of {entry.signer} at it is in "
            "the log before."
        ),
        benign=(
            "It rests on the fact that something was sealed, and on no word of it.",
            "The party showed its own words, or some claims, without the vault.",
            "Somebody else looked, and told what the words come to.",
        ),
        evidence=(at, entry.position),
        parties=(known.by,),
    )


def _interest(entry: Entry[Any], world: World) -> Iterator[Raised]:
    said, signer = entry.statement, entry.signer
    tied = tied_to(world[OversightView], signer, entry.logged_at.date())
    if not tied:
        return
    for party in sorted(concerned(world, said) & tied.keys()):
        declared = tied[party]
        tie = next(it.tie.value for it in declared.interests if it.party == party)
        yield Raised(
            because=entry.position,
            alarm=f"{INTEREST}/{signer}/{party}/{entry.position}",
            detector=INTEREST,
            version=1,
            strength=Strength.FACT,
            explanation=(
                f"{signer} says {kind(type(said))} at position {entry.position} about {party}, "
                f"and declared at position {declared.position} to be tied to it: {tie}."
            ),
            benign=(
                "Nobody else could act in time, and it was told to whoever is above.",
                "The tie is over, and was not declared anew.",
                "What was said decides nothing about that party.",
            ),
            evidence=(declared.position, entry.position),
            parties=(party, signer),
        )
