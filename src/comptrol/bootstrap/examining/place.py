"""What is examined: the settings, the data folder, and the log as it stands."""

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from comptrol.adapters.store_sql.looking import Look
from comptrol.bootstrap.examining.seen import Seen, bad, ok
from comptrol.bootstrap.platform import references
from comptrol.bootstrap.records import Records, records_of
from comptrol.flow.world import RowsWorld
from comptrol.kernel.errors import ComptrolError
from comptrol.settings import Settings

LOG: Final = "log"
"""The check without which the others have nothing to look at."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """An installation. Nothing in it is changed, and no lock of it is taken."""

    settings: Settings
    now: datetime
    offline: bool
    look: Look | None
    opened: Seen
    """What came of opening the log to look into it."""
    records: Records | None

    @property
    def folder(self) -> Path:
        """Return the data folder."""
        return self.settings.folder

    def world(self) -> RowsWorld | None:
        """Return what is known, if the views are of this version."""
        if self.look is None or not self.look.current:
            return None
        return RowsWorld(self.look.reading, references(self.folder))


@contextmanager
def place_of(settings: Settings, now: datetime, *, offline: bool) -> Generator[Place]:
    """Lend an installation to look at, whatever of it can be opened."""
    with ExitStack() as stack:
        records, look, opening = _opened(settings, stack)
        yield Place(
            settings=settings,
            now=now,
            offline=offline,
            look=look,
            opened=opening,
            records=records,
        )


def _opened(settings: Settings, stack: ExitStack) -> tuple[Records | None, Look | None, Seen]:
    """Open a log to look into it, until the stack ends; say what came of it."""
    records, folder = None, settings.folder
    try:
        records = records_of(folder, settings)
        if not _there(settings, records):
            do = "make one with comptrol init, or name the folder that it is in"
            return records, None, bad(LOG, f"there is no log in {folder}", do)
        look = stack.enter_context(records.looked_at())
    except ComptrolError as error:
        return records, None, bad(LOG, str(error), "mend what the sentence names, and ask again")
    except OSError as error:
        do = "name the folder that the log is in, and ask as the user that the server runs as"
        return records, None, bad(LOG, f"{folder}: {error.strerror}", do)
    return records, look, ok(LOG, f"{look.entries} entries, in {look.engine}")


def _there(settings: Settings, records: Records) -> bool:
    """Tell whether there is a log; a folder that may not be looked into is an OSError."""
    if settings.database is None:
        settings.folder.stat()
    return records.exist()
