"""Whom does this log need from outside, and do they answer? The database, and its witnesses."""

from collections.abc import Iterator

from comptrol.adapters.witness_reach import unreached
from comptrol.bootstrap.examining.place import Place
from comptrol.bootstrap.examining.seen import Seen, bad, ok, skipped, warning
from comptrol.bootstrap.publishing import POLICY, policy_of
from comptrol.kernel.errors import ComptrolError
from comptrol.kernel.ledger.policy import Policy


def policy(place: Place) -> Iterator[Seen]:
    """Read by which policy heads are published, and ask whether its witnesses are there."""
    path = place.folder / POLICY
    if not path.is_file():
        yield skipped("policy", "there is none: this log is not published")
        return
    try:
        found = policy_of(place.folder)
    except (ComptrolError, OSError) as error:
        yield bad("policy", str(error), f"mend {path}: no head is published under it")
        return
    if found.quorum is None:
        seen = "it asks for no witness: nobody outside would notice a second history"
        yield warning("policy", seen, "name witnesses and a quorum in it: docs/ledger.md")
    else:
        yield ok("policy", f"it asks for {found.quorum}, of {len(found.witnesses)} witnesses")
    yield from _witnesses(place, found)


def _witnesses(place: Place, found: Policy) -> Iterator[Seen]:
    if not found.witnesses:
        return
    if place.offline:
        yield skipped("witnesses", "nobody is asked: --offline")
        return
    silent = unreached(found.witnesses)
    for name, why in silent.items():
        yield warning(f"witness {name}", why, "ask whoever keeps it; heads wait for the quorum")
    reached = len(found.witnesses) - len(silent)
    if reached:
        yield ok("witnesses", f"{reached} of {len(found.witnesses)} can be reached")


def replica(place: Place) -> Iterator[Seen]:
    """Ask how far a replica is behind."""
    settings = place.settings
    if settings.read_database is None or place.records is None:
        yield skipped("replica", "none is set")
        return
    try:
        behind = place.records.replica_lag_s()
    except ComptrolError as error:
        yield warning("replica", str(error), "until it is back all is read from the database")
        return
    seen = f"it is {behind or 0:.1f} s behind, of {settings.read_lag_max_s} s that it may be"
    if behind is not None and behind > settings.read_lag_max_s:
        yield warning("replica", seen, "until it keeps up all is read from the database")
    else:
        yield ok("replica", seen)
