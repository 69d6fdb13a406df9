"""Work that takes longer than a page may: done in the background, and told of as it goes on.

It lives in memory: a server that ends forgets it, and whatever it has said stays said. So work is
written to be begun again. Whoever began it, and nobody else, sees it.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from enum import Enum
from pathlib import Path
from secrets import token_urlsafe
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp
from typing import Final, NamedTuple

from comptrol.bootstrap import Platform
from comptrol.entrypoints.console.visitor import Visitor
from comptrol.entrypoints.console.writing import Write, WrittenSpeaker
from comptrol.kernel.errors import ComptrolError, NotFoundError, UnavailableError
from comptrol.kernel.identifiers import PartyId

_LOG: Final = logging.getLogger("comptrol.console")
THREADS: Final = 2
KEPT_MAX: Final = 100
"""So many are remembered; the oldest that has ended is forgotten first, with its files."""
UNDER_WAY_MAX: Final = 3
"""So many at once for one account: waiting ones too."""
UNDER_WAY_IN_ALL_MAX: Final = 20


class State(Enum):
    """How far a work has come."""

    WAITING = "waiting"
    DOING = "doing"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"

    @property
    def ended(self) -> bool:
        """Tell whether nothing more will come of it."""
        return self in {State.DONE, State.FAILED, State.STOPPED}


class Outcome(NamedTuple):
    """What a work came to, as its page shows it."""

    told: str
    href: str = ""
    """Where more of it stands, under the console, such as ``/lots``."""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    """A table: some hundred rows at most, the whole is for a file."""
    file: Path | None = None
    """A CSV in the folder of the work, to be fetched."""
    good: bool = True
    """Whether it is as one would wish."""


class Now(NamedTuple):
    """How a work stands. It is replaced as a whole, so that nobody reads half of it."""

    state: State
    done: int = 0
    most: int = 0
    """How many there are; 0 where nobody knows."""
    words: str = ""
    outcome: Outcome | None = None


class StoppedError(Exception):
    """Somebody stopped the work, or the server is ending: let go of everything."""


class Progress:
    """What a work is given: to tell how far it is, to speak, and a folder of its own."""

    def __init__(self, work: "Work", works: "Works") -> None:
        self._work, self._works = work, works
        self.folder = work.folder

    def tell(self, done: int, most: int = 0, words: str = "") -> None:
        """Tell how many of how many are done. Raises StoppedError where the work is to end."""
        self.check()
        self._work.now = Now(State.DOING, done, most, words)

    def check(self) -> None:
        """Raise StoppedError where the work is to end."""
        if self._work.stop.is_set():
            raise StoppedError

    def speaker(self, platform: Platform, party: PartyId) -> WrittenSpeaker:
        """Return a party's voice, whose words go through the one writer of the server."""
        return WrittenSpeaker(platform, party, self._works.write, self._works.turn_of(party))


Doing = Callable[[Progress], Outcome]


class Work:
    """One work, of one account."""

    def __init__(
        self, name: str, visitor: Visitor, title: str, doing: Doing, folder: Path
    ) -> None:
        self.name, self.owner, self.title, self.doing = name, visitor.name, title, doing
        self.folder = folder
        self.stop = threading.Event()
        self.now = Now(State.WAITING)
        self.begun_at: datetime | None = None


class Works:
    """All work under way, some that has ended, and the threads that do it."""

    def __init__(self, platform: Platform, write: Write, threads: int = THREADS) -> None:
        self._platform, self.write = platform, write
        self._pool = ThreadPoolExecutor(threads, "comptrol-work")
        self._works: dict[str, Work] = {}
        self._turns: dict[PartyId, threading.Lock] = {}
        self._lock = threading.Lock()
        self._place = TemporaryDirectory(prefix="comptrol-works-", ignore_cleanup_errors=True)
        self._ending = False

    def begin(
        self, visitor: Visitor, title: str, doing: Doing, folder: Path | None = None
    ) -> Work:
        """Begin a work, or let it wait its turn. UnavailableError where too many are under way."""
        name = token_urlsafe(12)
        with self._lock:
            self._make_room(visitor)
            work = Work(name, visitor, title, doing, folder or self.new_folder())
            self._works[name] = work
        self._start(work)
        return work

    def new_folder(self) -> Path:
        """Return a new folder for the files of a work; it goes when the work is forgotten."""
        return Path(mkdtemp(dir=self._place.name))

    def of(self, visitor: Visitor, name: str) -> Work:
        """Return a work of this account; NotFoundError where it is another's, or forgotten."""
        found = self._works.get(name)
        if found is None or not visitor.signed_in or found.owner != visitor.name:
            raise NotFoundError("no work of yours is kept here under that name; begin it again")
        return found

    def mine(self, visitor: Visitor) -> list[Work]:
        """Return the works of this account, the newest first."""
        with self._lock:
            return [it for it in reversed(self._works.values()) if it.owner == visitor.name]

    def again(self, visitor: Visitor, name: str) -> Work:
        """Begin a work again that has ended, with the same files."""
        work = self.of(visitor, name)
        with self._lock:
            if not work.now.state.ended:
                raise UnavailableError("it is under way still")
            self._make_room(visitor)
            work.stop, work.now = threading.Event(), Now(State.WAITING)
        self._start(work)
        return work

    def turn_of(self, party: PartyId) -> threading.Lock:
        """Return what one holds while one speaks as a party."""
        with self._lock:
            return self._turns.setdefault(party, threading.Lock())

    async def close(self) -> None:
        """Ask all work to end at its next step, wait for it, and remove its files."""
        self._ending = True
        for work in tuple(self._works.values()):
            work.stop.set()
        await asyncio.to_thread(self._pool.shutdown, wait=True, cancel_futures=True)
        await asyncio.to_thread(self._place.cleanup)

    def _start(self, work: Work) -> None:
        if self._ending:
            raise UnavailableError("the server is being stopped: begin again when it is back")
        self._pool.submit(self._do, work)

    def _do(self, work: Work) -> None:
        work.begun_at = self._platform.intake.clock.now()
        try:
            if work.stop.is_set():
                raise StoppedError  # noqa: TRY301  (as if at the first step)
            work.now = Now(State.DOING)
            outcome = work.doing(Progress(work, self))
        except StoppedError:
            work.now = self._ended(work, State.STOPPED, "It was stopped.")
        except ComptrolError as error:
            said = str(error).replace(f"{work.folder}/", "")
            work.now = self._ended(work, State.FAILED, said)
        except Exception as mistake:  # noqa: BLE001  (the thread goes on, and the owner is told)
            _LOG.exception("a work failed", extra={"event": "work.failed"})
            called = f"This is our mistake ({type(mistake).__name__}); see the server's log."
            work.now = self._ended(work, State.FAILED, called)
        else:
            work.now = work.now._replace(state=State.DONE, outcome=outcome)

    @staticmethod
    def _ended(work: Work, state: State, words: str) -> Now:
        return work.now._replace(state=state, words=words)

    def _make_room(self, visitor: Visitor) -> None:
        """Forget what ended longest ago; refuse where too much is under way."""
        going = [it for it in self._works.values() if not it.now.state.ended]
        if sum(it.owner == visitor.name for it in going) >= UNDER_WAY_MAX:
            raise UnavailableError(
                f"{UNDER_WAY_MAX} works of yours are under way; wait for one, or stop it"
            )
        if len(going) >= UNDER_WAY_IN_ALL_MAX:
            raise UnavailableError(f"{len(going)} works are under way; try again in some minutes")
        ended = [name for name, it in self._works.items() if it.now.state.ended]
        for name in ended[: max(0, len(self._works) + 1 - KEPT_MAX)]:
            rmtree(self._works.pop(name).folder, ignore_errors=True)
