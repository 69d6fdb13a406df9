"""How the logs of others are read, watched and remembered."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from comptrol.adapters.clock_system import SystemClock
from comptrol.adapters.durable_files import put
from comptrol.adapters.log_http import HttpLog
from comptrol.adapters.shelf_files import FileShelf
from comptrol.flow.monitoring import Seen, Watched, look
from comptrol.flow.publication import Source
from comptrol.kernel.errors import UnavailableError, UnreadableError
from comptrol.kernel.ledger.policy import Policy
from comptrol.kernel.ledger.policy_text import read_policy

WATCHED: Final = "watched.json"


def log_at(place: str) -> Source:
    """Return a published log: under a URL, or in a folder."""
    if place.startswith(("http://", "https://")):
        return HttpLog(place)
    if not Path(place).is_dir():
        raise UnavailableError(f"{place} is neither a URL nor a folder")
    return FileShelf(Path(place))


def policy_in(path: Path) -> Policy:
    """Read a policy from a file."""
    if not path.is_file():
        raise UnavailableError(f"there is no policy in {path}")
    return read_policy(path.read_bytes())


def look_at(source: Source, policy: Policy, state: Path, stale_after: timedelta) -> Seen:
    """Look at a log once, from where the last look ended; keep what proves a fork."""
    path, watched = state / WATCHED, None
    if path.exists():
        try:
            watched = msgspec.json.decode(path.read_bytes(), type=Watched)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise UnreadableError(f"{path} is not what a monitor remembers: {error}") from error
    seen = look(source, policy, watched, SystemClock().now(), stale_after=stale_after)
    for note in seen.proofs:
        put(state / "evidence" / sha256(note).hexdigest(), note)
    if seen.head is not None:
        put(path, msgspec.json.encode(seen.watched))
    return seen
