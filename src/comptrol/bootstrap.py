"""Where the parts are put together; the only place that names adapters."""

import shutil
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from comptrol.adapters import reference_files
from comptrol.adapters.clock_system import SystemClock
from comptrol.adapters.folder_lock import FolderLock
from comptrol.adapters.keyring_files import FileKeyring
from comptrol.adapters.keyring_memory import MemoryKeyring
from comptrol.adapters.rulebook_yaml import read_rulebook
from comptrol.adapters.screening_list_file import matcher_of, shipped_matcher
from comptrol.adapters.store_memory import MemoryStore
from comptrol.adapters.store_sqlite import SqliteStore
from comptrol.adapters.workers_processes import ProcessWorkers
from comptrol.domains import DOMAINS
from comptrol.domains.law import Rulebook
from comptrol.domains.parties import Founded, PartiesView, key_in_force
from comptrol.domains.screening import Adopted, Edition, Matcher
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.intake import Intake
from comptrol.flow.ports import Clock, Store
from comptrol.flow.questions import Questions
from comptrol.flow.replay import Replay, Replayed, replay
from comptrol.flow.speech import Speaker
from comptrol.flow.world import References, RowsWorld
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import UnavailableError, UnreadableError
from comptrol.kernel.finding import Refused
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.statement import Statement

DATABASE: Final = "comptrol.db"
KEYS: Final = "keys"
AUTHORITY: Final = PartyId("authority")
PLATFORM: Final = PartyId("platform")
"""The name of the file with the platform's own key. The party it speaks for is the authority."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """An open platform: everything an entrypoint needs."""

    intake: Intake
    store: Store
    catalogue: Catalogue
    questions: Questions
    references: References
    keyring: FileKeyring | MemoryKeyring
    workers: ProcessWorkers

    @contextmanager
    def world(self) -> Generator[RowsWorld]:
        """Read what is known, as the last whole step left it."""
        with self.store.reading() as rows:
            yield RowsWorld(rows, self.references)

    def today(self) -> date:
        """Return the day of the log's clock."""
        return today(self.intake.clock)

    def speaker(self, party: PartyId) -> Speaker:
        """Return the voice of a party whose private key is here."""
        return Speaker(self.intake, self.keyring.of(party))

    def rebuilt(self, *, audit: bool = False) -> Replayed:
        """Replay the whole log beside the live views, and compare every row.

        An audit also checks every signature and whether every statement was to be admitted.
        """
        auditor = self.intake.voice if audit else None
        with TemporaryDirectory(prefix="comptrol-rebuild-") as folder:
            into = SqliteStore(Path(folder) / DATABASE, self.catalogue.layouts, durable=False)
            with closing(into):
                return replay(
                    self.catalogue, self.references, self.store, into, audited_by=auditor
                )

    def close(self) -> None:
        """Let go of everything held."""
        self.workers.close()
        self.store.close()


def today(clock: Clock | None = None) -> date:
    """Return the present day in UTC."""
    return (clock or SystemClock()).now().date()


def only_one(data: Path) -> FolderLock:
    """Keep a data folder for one server, or for whoever makes its views anew."""
    return FolderLock(data / "in-use")


def references() -> References:
    """Return what is shipped with the product, each part read when it is first asked for."""
    return References(
        {
            Countries: reference_files.countries,
            Rulebook: read_rulebook,
            Matcher: shipped_matcher,
        }
    )


def site_statements() -> Sequence[Statement]:
    """Return what the authority says of the shipped table of sites."""
    return reference_files.site_statements()


def matcher(lists: Path | None) -> Matcher:
    """Return the index of a list: a file, the one in a folder, or the shipped one."""
    if lists is None:
        return shipped_matcher()
    if not lists.is_dir():
        return matcher_of(lists)
    found = sorted(lists.glob("*.jsonl.xz"))
    if len(found) != 1:
        raise UnreadableError(f"{lists} holds {len(found)} lists (*.jsonl.xz); expected one")
    return matcher_of(found[0])


@contextmanager
def created(data: Path, *, processes: int = 2, clock: Clock | None = None) -> Generator[Platform]:
    """Make a data folder with new keys, and take it back if what is done in it fails.

    Whoever founds the log opens it.
    """
    if (data / DATABASE).exists():
        raise UnavailableError(f"{data} holds a log already; choose another folder")
    existed = data.exists()
    data.mkdir(parents=True, exist_ok=True)
    before = {path for path in data.rglob("*") if path.is_file()}
    try:
        keyring = FileKeyring(data / KEYS)
        for name in (AUTHORITY, PLATFORM):
            if not keyring.has(name):
                keyring.create(name)
        with closing(_assembled(_sqlite(data), keyring, processes, clock)) as platform:
            yield platform
    except BaseException:
        for path in {path for path in data.rglob("*") if path.is_file()} - before:
            path.unlink()
        if not existed:
            shutil.rmtree(data)
        raise


def open_platform(data: Path, *, processes: int = 2, clock: Clock | None = None) -> Platform:
    """Open an existing data folder. A wrong path never starts a new log by itself."""
    if not (data / DATABASE).is_file():
        raise UnavailableError(
            f"there is no log in {data}; make one with: comptrol init, or comptrol demo"
        )
    keyring = FileKeyring(data / KEYS)
    platform = _assembled(_sqlite(data), keyring, processes, clock)
    try:
        _check_voice(platform, data)
    except BaseException:
        platform.close()
        raise
    return platform


def rebuild(data: Path) -> Replayed:
    """Make every view of a data folder anew from its log, beside the old file, then swap them."""
    path, beside = data / DATABASE, data / f"{DATABASE}.rebuilt"
    if not path.is_file():
        raise UnavailableError(f"there is no log in {data}")
    beside.unlink(missing_ok=True)
    catalogue, known = Catalogue(DOMAINS), references()
    with (
        closing(SqliteStore(path, catalogue.layouts, views=False)) as old,
        closing(SqliteStore(beside, catalogue.layouts)) as new,
    ):
        replayed = Replay(catalogue, known, None).run(old.entries(), new)
    if replayed.differences:
        beside.unlink()
        return replayed
    beside.replace(path)
    return replayed


def _check_voice(platform: Platform, data: Path) -> None:
    """Refuse to speak under a key that this log does not know as its platform's."""
    key = PublicKey(platform.intake.voice.key.hex())
    with platform.world() as world:
        held = key_in_force(world[PartiesView], key)
    if platform.store.size() and not (held is not None and held.platform):
        path = data / KEYS / f"{PLATFORM}.key"
        raise UnavailableError(f"{path} is not the key under which this log's platform speaks")


def in_memory(*, clock: Clock | None = None) -> Platform:
    """Make a platform that leaves nothing behind."""
    keyring = MemoryKeyring()
    return _assembled(MemoryStore(), keyring, 0, clock)


def found(platform: Platform, *, name: str, country: CountryCode) -> None:
    """Open the log: the authority founds it, describes the shipped chips and adopts the list."""
    speaker, edition = platform.speaker(AUTHORITY), platform.references.of(Matcher).edition
    said: tuple[Statement, ...] = (
        Founded(
            party=AUTHORITY,
            name=name,
            country=country,
            key=PublicKey(platform.keyring.of(AUTHORITY).key.hex()),
            platform_key=PublicKey(platform.intake.voice.key.hex()),
        ),
        *reference_files.chip_statements(),
        *reference_files.factor_statements(),
        _adopted(edition),
    )
    for answer in speaker.say_all(said):
        if isinstance(answer, Refused):
            finding = answer.findings[0]
            raise UnreadableError(f"the log cannot be opened so: {finding.title} {finding.detail}")


def _adopted(edition: Edition) -> Adopted:
    return Adopted(
        edition=edition.edition,
        title=edition.title,
        published=edition.published,
        digest=edition.digest,
        entities=edition.entities,
        names=edition.names,
        source=edition.source,
    )


def _sqlite(data: Path) -> SqliteStore:
    return SqliteStore(data / DATABASE, Catalogue(DOMAINS).layouts)


def _assembled(
    store: Store,
    keyring: FileKeyring | MemoryKeyring,
    processes: int,
    clock: Clock | None,
) -> Platform:
    catalogue, known, workers = Catalogue(DOMAINS), references(), ProcessWorkers(processes)
    intake = Intake(
        catalogue=catalogue,
        store=store,
        clock=clock or SystemClock(),
        voice=keyring.of(PLATFORM).speaking_for(AUTHORITY),
        workers=workers,
        references=known,
    )
    return Platform(
        intake=intake,
        store=store,
        catalogue=catalogue,
        questions=Questions(DOMAINS),
        references=known,
        keyring=keyring,
        workers=workers,
    )
