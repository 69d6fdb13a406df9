"""An open platform, and what it is assembled from."""

import gc
from collections.abc import Callable, Generator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from secrets import token_bytes
from tempfile import TemporaryDirectory
from typing import Any, Final

from comptrol.adapters import reference_files, rulebook_yaml
from comptrol.adapters.borders import borders
from comptrol.adapters.clock_system import SystemClock
from comptrol.adapters.keyring_files import FileKeyring
from comptrol.adapters.keyring_memory import MemoryKeyring
from comptrol.adapters.list_shelf import edition_in, keep_list, lists
from comptrol.adapters.rulebook_shelf import keep_rulebook, rulebooks
from comptrol.adapters.store_memory import MemoryStore
from comptrol.adapters.store_sqlite import SqliteStore
from comptrol.adapters.vault_sqlite import SqliteVault
from comptrol.adapters.workers_processes import ProcessWorkers
from comptrol.bootstrap.records import DATABASE
from comptrol.bootstrap.sealed_usage import sealed_usage
from comptrol.domains import DOMAINS
from comptrol.domains.accounts import Nationalities
from comptrol.domains.attestation import Anchors
from comptrol.domains.law import Adopted, Rulebook, Rulebooks, adopted_rulebook
from comptrol.domains.location import Borders
from comptrol.domains.parties import PartiesView
from comptrol.domains.pseudonyms import SealedUsage
from comptrol.domains.registry import ClusterShelf
from comptrol.domains.screening import Adopted as ListAdopted
from comptrol.domains.screening import Edition, Lists, matcher_in_force
from comptrol.domains.training import CountingMethods
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.intake import Intake
from comptrol.flow.ports import Clock, Store, Voice
from comptrol.flow.questions import Questions
from comptrol.flow.replay import Replayed, replay
from comptrol.flow.speech import Speaker
from comptrol.flow.vaulting import Vaulting
from comptrol.flow.watching import Watching
from comptrol.flow.world import References, RowsWorld
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import ComptrolError
from comptrol.kernel.finding import Answer
from comptrol.kernel.identifiers import PartyId

RULEBOOKS: Final = "rulebooks"
LISTS: Final = "lists"
"""Every rulebook and every edition of the lists that was adopted here, each under its digest."""
AUTHORITY: Final = PartyId("authority")
PLATFORM: Final = PartyId("platform")
"""The name of the file with the platform's own key. The party it speaks for is the authority."""


COLLECT: Final = (50_000, 20, 100)
"""When Python looks for circles of objects: a batch makes many objects and no circle, and looking
for them as often as Python does by itself took a tenth of the writer's time."""


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
    vault: Vaulting
    kept: Path | None
    """The folder of what was adopted; none where nothing is left behind."""

    @contextmanager
    def world(self) -> Generator[RowsWorld]:
        """Read what is known, as the last whole step left it."""
        with self.store.reading() as rows:
            yield RowsWorld(rows, self.references)

    def make_ready(self) -> None:
        """Read what the first order would wait for: references, the law and list in force."""
        self.references.load()
        with self.world() as world, suppress(ComptrolError):  # whoever asks for it is told
            adopted_rulebook(world)
            matcher_in_force(world)

    def today(self) -> date:
        """Return the day of the log's clock."""
        return today(self.intake.clock)

    def tomorrow(self) -> date:
        """Return the day after: what a period until now ends before."""
        return self.today() + timedelta(1)

    def adopt(self, rulebook: Rulebook, choice: Mapping[str, Any]) -> Answer:
        """Keep a rulebook beside the log, and let the authority adopt it.

        The choice has posture, policy, by, reason and what else ``law.adopted/1`` asks.
        """
        if self.kept is not None:
            keep_rulebook(self.kept / RULEBOOKS, rulebook)
        said = Adopted(rulebook=rulebook.name, digest=rulebook.digest, on=self.today(), **choice)
        return self.speaker(AUTHORITY).say(said)

    def adopt_list(self, file: Path) -> Answer:
        """Keep an edition of the lists beside the log, and let the authority adopt it.

        A platform that leaves nothing behind knows the shipped edition alone.
        """
        edition = edition_in(file) if self.kept is None else keep_list(self.kept / LISTS, file)
        return self.speaker(AUTHORITY).say(adoption_of(edition))

    def speaker(self, party: PartyId) -> Speaker:
        """Return the voice of a party whose private key is here."""
        return Speaker(self.intake, self.keyring.of(party))

    def watching(self) -> Watching:
        """Return the watch over this log, which the authority keeps."""
        say = self.speaker(AUTHORITY).say
        return Watching(self.catalogue, self.store, self.references, say)

    def rebuilt(
        self, *, audit: bool = False, tell: Callable[[int], None] = lambda _: None
    ) -> Replayed:
        """Replay the whole log beside the live views, and compare every row.

        An audit also checks every signature and whether every statement was to be admitted.
        ``tell`` hears how many entries are done; what it raises ends the replay.
        """
        auditor = self.intake.voice if audit else None
        with TemporaryDirectory(prefix="comptrol-rebuild-") as folder:
            into = SqliteStore(Path(folder) / DATABASE, self.catalogue.layouts, durable=False)
            with closing(into):
                return replay(
                    self.catalogue,
                    self.references,
                    self.store,
                    into,
                    audited_by=auditor,
                    tell=tell,
                )

    def close(self) -> None:
        """Let go of everything held."""
        self.workers.close()
        self.vault.vault.close()
        self.store.close()


def today(clock: Clock | None = None) -> date:
    """Return the present day in UTC."""
    return (clock or SystemClock()).now().date()


def references(kept: Path | None = None, vault: SqliteVault | None = None) -> References:
    """Return what is shipped with the product, each part read when it is first asked for.

    What was adopted is kept in a data folder too, so that no version ever loses it.
    """
    books = None if kept is None else kept / RULEBOOKS
    editions = None if kept is None else kept / LISTS
    return References(
        {
            Countries: reference_files.countries,
            Anchors: reference_files.anchors,
            ClusterShelf: reference_files.cluster_definitions,
            Borders: borders,
            CountingMethods: reference_files.counting_methods,
            Nationalities: reference_files.nationalities,
            Rulebooks: lambda: rulebooks(books),
            Lists: lambda: lists(editions),
            SealedUsage: lambda: sealed_usage(vault, kept),
        }
    )


def read_rulebook(folder: Path) -> Rulebook:
    """Return the rulebook in a folder, with all that it extends, once it was tried out."""
    found = rulebook_yaml.read_rulebook(folder)
    return rulebook_yaml.try_out(found, reference_files.countries())


def adoption_of(edition: Edition) -> ListAdopted:
    """Return how the authority adopts an edition of the lists."""
    return ListAdopted(
        edition=edition.edition,
        title=edition.title,
        published=edition.published,
        digest=edition.digest,
        entities=edition.entities,
        names=edition.names,
        source=edition.source,
    )


def in_memory(*, clock: Clock | None = None) -> Platform:
    """Make a platform that leaves nothing behind."""
    keyring = MemoryKeyring()
    return assembled(MemoryStore(), keyring, 0, clock)


def _voice(keyring: FileKeyring | MemoryKeyring, store: Store) -> Voice:
    """Return the platform's voice; where its key is not kept, one that only listens.

    So a log can be read by whoever got it: taken back from what was published, or handed over.
    """
    if isinstance(keyring, FileKeyring) and not keyring.has(PLATFORM):
        with store.reading() as rows:
            held = (it for it in PartiesView(rows).keys.where(party=AUTHORITY) if it.platform)
            key = next(held, None)
        if key is not None:
            return keyring.without(PLATFORM, bytes.fromhex(key.key), AUTHORITY)
    return keyring.of(PLATFORM).speaking_for(AUTHORITY)


def assembled(
    store: Store,
    keyring: FileKeyring | MemoryKeyring,
    processes: int,
    clock: Clock | None,
    vault: Path | None = None,
    kept: Path | None = None,
) -> Platform:
    """Put the parts together. What is adopted is kept in the folder ``kept``."""
    gc.set_threshold(*COLLECT)
    words = SqliteVault(vault)
    catalogue, known = Catalogue(DOMAINS), references(kept, words)
    workers = ProcessWorkers(processes)
    intake = Intake(
        catalogue=catalogue,
        store=store,
        clock=clock or SystemClock(),
        voice=_voice(keyring, store),
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
        vault=Vaulting(vault=words, intake=intake, randomness=token_bytes),
        kept=kept,
    )
