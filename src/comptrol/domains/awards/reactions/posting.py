"""What is posted on the accounts of an award: opened, and brought to what it stands at now."""

from collections.abc import Iterable, Iterator

from comptrol.domains.awards.queries import MonthOfUse, months_of
from comptrol.domains.awards.statements import Account
from comptrol.domains.awards.view import Award
from comptrol.domains.caps import Allotted, CapsView, Code, Granted, Place, Share
from comptrol.kernel.view import World


def grants(
    world: World, award: Award, accounts: Iterable[Account], because: int
) -> Iterator[Granted]:
    """Yield the accounts that open, each with what it lets through in each month."""
    months = months_of(world, award)
    for it in accounts:
        shares = _shares(it, months)
        first = min((one.month for one in months if one.pool == it.pool), default="")
        yield Granted(
            because=because,
            cap=it.cap,
            programme=award.programme,
            holder=award.holder,
            place=Place(provider=it.provider, model=it.model, country=it.country),
            shares=shares or (Share(month=first, chip_seconds=0),),
            source=f"award {award.award}, call {award.call}",
        )


def _shares(account: Account, months: Iterable[MonthOfUse]) -> tuple[Share, ...]:
    return tuple(
        Share(month=it.month, chip_seconds=it.ceiling)
        for it in months
        if it.pool == account.pool and it.ceiling
    )


def brought(
    world: World, award: Award, code: Code, source: str, because: int
) -> Iterator[Allotted]:
    """Yield a posting for each account that lets through something else than it should now."""
    months = months_of(world, award)
    for account in award.accounts:
        cap = world[CapsView].caps.get(account.cap)
        if cap is None or cap.terms is None:
            continue
        sums = {it.month: it.chip_seconds for it in _shares(account, months)}
        now = {it.month: it.chip_seconds for it in cap.terms.shares or ()}
        moves = tuple(
            Share(month=month, chip_seconds=by)
            for month in sorted({*sums, *now})
            if (by := sums.get(month, 0) - now.get(month, 0))
        )
        if moves:
            yield Allotted(because=because, cap=account.cap, code=code, moves=moves, source=source)
