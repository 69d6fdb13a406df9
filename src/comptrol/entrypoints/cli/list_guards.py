"""May an edition take the place of the one in force, and what does whoever adopts it see first?"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import click

from comptrol.domains.screening import Difference, Edition, Matcher
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.list_pages import difference_page
from comptrol.entrypoints.cli.output import note
from comptrol.kernel.errors import UnreadableError

SHRINKS_MAX_SHARE: Final = 0.1
"""A list that lost more of its entities than this is rather cut short than shorter."""
AHEAD_MAX: Final = timedelta(days=1)
"""East of us it may be tomorrow already."""


def check_day(edition: Edition, today: date) -> None:
    """Refuse an edition of a day to come: nobody can have published it."""
    if edition.published > today + AHEAD_MAX:
        raise UnreadableError(
            f"{edition.edition} is of {edition.published}, a day to come: today is {today}"
        )


def older(before: Edition, after: Edition) -> Iterator[str]:
    """Yield a sentence where an edition is older than the one in force."""
    if after.published < before.published:
        yield (
            f"{after.edition} is of {after.published}: older than {before.edition} in force, "
            f"of {before.published}"
        )


def shrunk(before: Edition, after: Edition) -> Iterator[str]:
    """Yield a sentence for every list that looks cut short, or is missing."""
    now = {row.code: row.entities for row in after.lists}
    for row in before.lists:
        left = now.get(row.code, 0)
        if left < row.entities * (1 - SHRINKS_MAX_SHARE):
            yield (
                f"{row.code} has {counted(left, 'entity')}, {row.entities} before: it may be "
                "cut short or missing"
            )


def agreed(found: Difference, before: Matcher, after: Matcher, *, yes: bool) -> bool:
    """Show what an edition changes, and ask whether it is to be adopted, if that is not said."""
    for line in difference_page(found, before, after):
        note(line)
    try:
        return yes or click.confirm("Adopt it, and hold every party against it?", err=True)
    except click.Abort:  # nobody is there to answer, as in a script
        note("\nnobody answered: nothing is adopted. --yes adopts without asking")
        return False
