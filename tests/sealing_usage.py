"""What the cases of the rules file under seal: rows that go by a name, and what reads them."""

from datetime import date
from hashlib import sha256
from typing import Final

from comptrol.domains.pseudonyms import (
    Pseudonym,
    Reading,
    SealedUsage,
    Usage,
    UsageRow,
)
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.quantity import Flop


def pseudonym(letter: str, epoch: int = 1) -> Pseudonym:
    return Pseudonym(f"{epoch}.{letter * 64}")


def usage(*rows: UsageRow, part: int = 1, parts: int = 1, epoch: int = 1) -> Usage:
    """Return the usage of October 2026."""
    since, until = date(2026, 10, 1), date(2026, 11, 1)
    return Usage(epoch=epoch, since=since, until=until, part=part, parts=parts, rows=rows)


def row(
    letter: str, chip_seconds: int, *, group: str = "", peak: int = 100, at_seven: int = 0
) -> UsageRow:
    """Return what a customer used, with a reading where it had chips on the first day at seven."""
    return UsageRow(
        customer=pseudonym(letter),
        group=pseudonym(group or letter),
        chip_seconds=chip_seconds,
        flop=Flop.of(chip_seconds, 2 * chip_seconds, 3 * chip_seconds),
        peak_chips=peak,
        readings=(Reading(hour=7, chips=at_seven),) if at_seven else (),
    )


NAMED: Final = {
    "the provider's usage": usage(row("a", 600), row("b", 100)),
    "the provider's usage, corrected": usage(row("a", 300), row("b", 100)),
    "the provider's usage, with readings": usage(row("a", 600, at_seven=90)),
    "the first part": usage(row("a", 600), part=1, parts=2),
    "the second part": usage(row("b", 600), part=2, parts=2),
    "the second's usage": usage(row("a", 500)),
    "the second's usage, with readings": usage(row("a", 500, at_seven=90)),
    "the usage of a group": usage(row("a", 600, group="c"), row("b", 600, group="c")),
}
"""Each by the words by which a case names what it commits to."""
NAME: Final = "a customer's name"


def commitment_of(words: str) -> Digest:
    return Digest(sha256(f"a commitment of the rules: {words}".encode()).hexdigest())


def usage_words() -> dict[str, str]:
    """Return how the rules write what is committed to."""
    return {f"commitment to {words}": commitment_of(words) for words in (*NAMED, NAME)}


def usage_of_the_rules() -> SealedUsage:
    """Return an instrument that has what the rules file under seal, under a key for show."""
    rows = {commitment_of(words): said for words, said in NAMED.items()}

    def digest(epoch: int, words: str) -> Digest:
        return Digest(sha256(f"a key for show, {epoch}: {words}".encode()).hexdigest())

    return SealedUsage(rows.get, digest, lambda epoch, _: pseudonym("a", epoch))
