"""What would settle a party of whom it is open whether listed owners catch it, in words?"""

from collections.abc import Iterator
from typing import Final, assert_never

from comptrol.domains.parties import Missing, MissingOwner, MissingShare

TOLD_MAX: Final = 5
"""Facts that are told of one party; a program has all of them."""


def open_facts(party: str, missing: tuple[Missing, ...]) -> Iterator[str]:
    """Yield a line for each fact that would settle a party, the nearest first.

    >>> share = MissingShare(
    ...     owner="A", asset="B", bp_min=2501, bp_max=5000, blocked_from=5000, clear_to=None,
    ...     source="",
    ... )
    >>> list(open_facts("C", (share,)))
    ['C: open is what A has of B, from 25.01 % to 50.00 %: at 50.00 % or more blocked']
    """
    yield from (f"{party}: open is {_told(fact)}" for fact in missing[:TOLD_MAX])
    if len(missing) > TOLD_MAX:
        yield f"{party}: and {len(missing) - TOLD_MAX} more; all of them with --json"


def percent(share: int) -> str:
    """Return basis points as a percentage.

    >>> percent(2501)
    '25.01 %'
    """
    return f"{share // 100}.{share % 100:02} %"


def _told(fact: Missing) -> str:
    match fact:
        case MissingShare():
            between = f"from {percent(fact.bp_min)} to {percent(fact.bp_max)}"
            return f"what {fact.owner} has of {fact.asset}, {between}: {_ends(fact)}"
        case MissingOwner():
            return (
                f"whether {fact.owner} is listed: {fact.if_listed.value} if it is, "
                f"{fact.if_not_listed.value} if not"
            )
        case never:
            assert_never(never)


def _ends(fact: MissingShare) -> str:
    """Return what the number would have to be; alone it may reach neither end."""
    ends = []
    if fact.blocked_from is not None:
        ends.append(f"at {percent(fact.blocked_from)} or more blocked")
    if fact.clear_to is not None:
        ends.append(f"at {percent(fact.clear_to)} or less clear")
    return ", ".join(ends) or "alone it settles nothing"
