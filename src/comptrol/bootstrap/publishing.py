"""How a data folder is published: its signer, its shelf, its policy, and its witnesses."""

from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import msgspec

from comptrol.adapters.durable_files import EVERYONE_READS, put
from comptrol.adapters.shelf_files import FileShelf
from comptrol.adapters.signer.client import ProcessSigner
from comptrol.adapters.signer.head_store import HeadStore
from comptrol.adapters.witnesses_http import HttpWitnesses
from comptrol.bootstrap.monitoring import policy_in
from comptrol.bootstrap.platform import Platform
from comptrol.flow.fsck import Checking, Fsck
from comptrol.flow.ports import Reading, Store
from comptrol.flow.publication import Shelf
from comptrol.flow.publishing import Publisher
from comptrol.flow.subjects import subjects_by_kind
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.ledger.guard import SignedHead
from comptrol.kernel.ledger.policy import Policy
from comptrol.kernel.ledger.proving import Prover

SIGNER: Final = "signer"
"""The signer's folder: keys and the last head. Keep it apart from the database where you can."""
PUBLISHED: Final = "published"
POLICY: Final = "policy"


def new_log_keys(data: Path, origin: str) -> tuple[str, ...]:
    """Make a pair of keys for the log's heads; return their verifier keys."""
    with closing(ProcessSigner(data / SIGNER)) as signer:
        return signer.create(origin)


def write_policy(data: Path, log_keys: Sequence[str]) -> None:
    """Write the first policy of a log: its own keys, and in so many words no witness."""
    lines = [
        "# Whom a head of this log is believed from, and when it is published (C2SP tlog-policy).",
        "# A witness is added as:  witness NAME VKEY URL   and counted by a group and the quorum.",
        *(f"log {key}" for key in log_keys),
        "quorum none",
    ]
    put(data / POLICY, ("\n".join(lines) + "\n").encode(), mode=EVERYONE_READS)


def add_to_policy(data: Path, log_keys: Sequence[str]) -> None:
    """Put new keys of the log before what the policy says; old ones keep verifying old heads."""
    path = data / POLICY
    before = path.read_bytes()
    put(path, "".join(f"log {key}\n" for key in log_keys).encode() + before, mode=EVERYONE_READS)


def policy_of(data: Path) -> Policy:
    """Read the policy by which a log's heads are published."""
    return policy_in(data / POLICY)


def shelf(folder: Path) -> Shelf:
    """Return a folder in which a log can be laid out."""
    return FileShelf(folder)


@contextmanager
def publisher(platform: Platform, data: Path) -> Generator[Publisher]:
    """Lend what publishes a log; its signer ends with it."""
    policy = policy_of(data)
    with closing(ProcessSigner(data / SIGNER)) as signer:
        made = Publisher(
            store=platform.store,
            signer=signer,
            shelf=FileShelf(data / PUBLISHED),
            witnesses=HttpWitnesses(),
            policy=policy,
            subjects=msgspec.json.encode(subjects_by_kind(platform.catalogue)),
            references=platform.references,
        )
        made.load()
        yield made


def check_head(store: Store, data: Path) -> None:
    """Refuse a database that does not go as far as the last signed head, or goes elsewhere.

    It was restored from an old copy, or belongs to another log: to write on would be a fork.
    """
    last = HeadStore(data / SIGNER).last()
    if last is None:
        return
    store.size()  # from here on no replica is asked that has less
    with store.reading() as reading:
        check_fits(last, reading, data)


def check_fits(last: SignedHead, reading: Reading, data: Path) -> None:
    """Refuse a log that does not go as far as a head that was signed, or goes elsewhere."""
    size = reading.size()
    if size < last.size:
        raise UnavailableError(
            f"the log in {data} has {size} entries, and a head of {last.size} was signed: it was "
            "restored from an old copy. Restore the newest one; nothing is taken till then. If it "
            "is lost for good, so is this log: open another, of another origin"
        )
    if Prover(reading.tile).root(last.size).hex() != last.root:
        raise UnavailableError(
            f"the log in {data} is not the one whose head of {last.size} entries was signed, "
            "or was damaged since: comptrol ledger fsck"
        )


def checked(platform: Platform, data: Path) -> Fsck:
    """Derive everything that is stored of a log anew, and say what differs."""
    policy = policy_of(data) if (data / POLICY).is_file() else None
    with platform.store.reading() as reading:
        checking = Checking(reading, platform.catalogue, platform.references)
        return checking.run(FileShelf(data / PUBLISHED), policy, HeadStore(data / SIGNER).last())
