"""What may be said about the law, given what is known."""

from collections.abc import Iterator

from comptrol.domains.law.formulas import Rulebook
from comptrol.domains.law.refusals import LawRefusal
from comptrol.domains.law.statements import LawStatement
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check(entry: Entry[LawStatement], world: World) -> Iterator[Finding]:
    """Refuse to adopt any rulebook but the one that rulings here are made by."""
    said, rulebook = entry.statement, world.reference(Rulebook)
    if said.rulebook != rulebook.name:
        yield Finding.of(
            LawRefusal.UNKNOWN_RULEBOOK, f"{said.rulebook}; loaded here: {rulebook.name}"
        )
    elif said.digest != rulebook.digest:
        yield Finding.of(
            LawRefusal.DIGEST_DIFFERS, f"{said.digest}; loaded here: {rulebook.digest}"
        )
    if said.on > entry.logged_at.date():
        yield Finding.of(LawRefusal.NOT_YET, f"{said.on} is after {entry.logged_at.date()}")
    if said.on < rulebook.first_day:
        yield Finding.of(
            LawRefusal.BEFORE_THE_RULEBOOK, f"{said.on}; it begins on {rulebook.first_day}"
        )
