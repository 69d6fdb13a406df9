"""What is in no sum, because it was not filed or cannot be read?"""

from datetime import date
from typing import NamedTuple

from comptrol.domains.pseudonyms import Coverage, Filing, coverage, unopened
from comptrol.entrypoints.cli.output import note
from comptrol.kernel.view import World


class Missing(NamedTuple):
    """Who filed and who did not, and what was filed and cannot be read."""

    coverage: Coverage
    unopened: tuple[Filing, ...]


def missing_from(world: World, epoch: int, since: date, until: date) -> Missing:
    """Return what is missing of some days."""
    return Missing(
        coverage(world, epoch=epoch, since=since, until=until),
        unopened(world, epoch=epoch, since=since, until=until),
    )


def tell_missing(missing: Missing) -> None:
    """Tell a person, beside the answer, what is in no sum."""
    of = missing.coverage
    note(f"{len(of.filed)} of {of.providers} providers filed every day of it.")
    for word, named in (("only in part", of.partly), ("not at all", of.missing)):
        if named:
            note(f"Filed {word}: {', '.join(named)}.")
    for filing in missing.unopened:
        note(f"The rows of {filing.provider}, filed at {filing.position}, are not here or erased.")
