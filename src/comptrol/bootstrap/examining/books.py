"""Are the books in order? Asked cheaply: ``ledger fsck`` and ``ledger rebuild`` ask everything."""

from collections.abc import Iterator
from datetime import datetime

from comptrol.adapters.keyring_files import FileKeyring
from comptrol.adapters.signer.head_store import HeadStore
from comptrol.bootstrap.examining.place import Place
from comptrol.bootstrap.examining.seen import Seen, bad, ok, skipped, warning
from comptrol.bootstrap.folders import KEYS
from comptrol.bootstrap.platform import PLATFORM
from comptrol.bootstrap.publishing import SIGNER, check_fits
from comptrol.domains import DOMAINS
from comptrol.domains.ledger import Sealed
from comptrol.domains.parties import PartiesView, key_in_force
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.ports import Logged
from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.errors import ComptrolError
from comptrol.kernel.identifiers import PublicKey
from comptrol.kernel.ledger.guard import STEP_BACK_MAX


def log(place: Place) -> Iterator[Seen]:
    """Tell whether the log opens."""
    yield place.opened


def layouts(place: Place) -> Iterator[Seen]:
    """Tell whether the views are of this version."""
    if place.look is None:
        yield skipped("views", "the log does not open")
    elif place.look.current:
        yield ok("views", "their tables are those of this version")
    else:
        seen = "their tables were made by another version, and do not open"
        yield bad("views", seen, "make them anew from the log: comptrol ledger rebuild")


def seal(place: Place) -> Iterator[Seen]:
    """Tell whether the last batch is sealed: whatever is committed ends with a seal."""
    last = _last(place)
    if last is None:
        yield skipped("seal", "there is no entry to look at")
        return
    try:
        said = Catalogue(DOMAINS).decode(open_envelope(last.raw).payload)
    except ComptrolError as error:
        yield bad("seal", f"entry {last.position} cannot be read: {error}", "comptrol ledger fsck")
        return
    if isinstance(said, Sealed):
        yield ok(
            "seal", f"entry {last.position} seals the last batch, of {_spelt(last.logged_at)}"
        )
    else:
        seen = f"entry {last.position}, the last, is no seal: the last batch is not whole"
        yield bad("seal", seen, "comptrol ledger fsck; then restore the newest copy")


def clock(place: Place) -> Iterator[Seen]:
    """Hold the machine's clock against the log's: time as it is logged never goes back."""
    last = _last(place)
    if last is None:
        yield skipped("clock", "there is no entry to hold it against")
        return
    now, logged = _spelt(place.now), _spelt(last.logged_at)
    if place.now + STEP_BACK_MAX < last.logged_at:
        seen = f"it is {now} here, and the last entry was logged at {logged}"
        yield bad("clock", seen, "set the clock right before anything is said: no head is signed")
    else:
        yield ok("clock", f"it is {now}, after the last entry of {logged}")


def head(place: Place) -> Iterator[Seen]:
    """Hold the log against the head that was last signed: a copy that is too old is found so."""
    folder = place.folder / SIGNER
    if place.look is None:
        yield skipped("signed head", "the log does not open")
        return
    try:
        if not folder.is_dir():
            yield skipped("signed head", "there is no signer: this log is not published")
            return
        last = HeadStore(folder).last()
        if last is None:
            yield ok("signed head", "no head was signed yet")
            return
        check_fits(last, place.look.reading, place.folder)
    except PermissionError:
        yield skipped("signed head", f"{folder} is not ours to look into")
        return
    except ComptrolError as error:
        yield bad("signed head", str(error), "take no statement before this is cleared up")
        return
    yield _how_far(last.size, place.look.entries)


def voice(place: Place) -> Iterator[Seen]:
    """Tell whether the platform's key is the one under which it speaks in this log."""
    world, keys = place.world(), FileKeyring(place.folder / KEYS)
    if world is None:
        yield skipped("platform's key", "the views do not open")
        return
    try:
        key = keys.of(PLATFORM).key.hex()
    except ComptrolError as error:
        yield bad("platform's key", str(error), "nothing can be said without it: bring it back")
        return
    held = key_in_force(world[PartiesView], PublicKey(key))
    if held is not None and held.platform:
        yield ok("platform's key", "the log knows it")
    else:
        seen = f"{place.folder / KEYS / PLATFORM}.key is not the one that this log knows"
        yield bad("platform's key", seen, "bring the right one back from where keys are kept")


def _how_far(signed: int, size: int) -> Seen:
    if signed == size:
        return ok("signed head", f"all {size} entries are under a head that was signed")
    seen = f"{size - signed} entries came after the last head that was signed, of {signed}"
    return warning("signed head", seen, "let a server sign them, or: comptrol ledger publish")


def _last(place: Place) -> Logged | None:
    if place.look is None:
        return None
    size = place.look.entries
    return next(iter(place.look.reading.entries(size - 1)), None) if size else None


def _spelt(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
