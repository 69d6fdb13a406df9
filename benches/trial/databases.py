"""Where the log of a trial is: a file, or a PostgreSQL with a replica that has all of it."""

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.postgres import Cluster

REPLICA: Final = {"wal_level": "replica", "hot_standby": "on"}


class Databases:
    """No database at all: the log is a file in the data folder."""

    url: str | None = None
    clusters: "tuple[Cluster, ...]" = ()

    def environment(self) -> dict[str, str]:
        """Return what a server has to be told."""
        return {} if self.url is None else {"COMPTROL_DATABASE": self.url}


class Pair(Databases):
    """A primary, and a replica without which nothing is committed."""

    def __init__(self, primary: "Cluster", replica: "Cluster") -> None:
        self.clusters = (primary, replica)
        self.primary, self._replica = primary, replica
        self.failed_over = False
        places = f"{primary.folder},{replica.folder}"
        self.url = f"postgresql://comptrol@/postgres?host={places}&target_session_attrs=read-write"

    def restart(self, how: str) -> None:
        """Stop whichever is written to, fast or as if it had crashed, and start it again."""
        self.primary.stop(how)
        self.primary.start()

    def fail_over(self) -> None:
        """Lose the primary for good, and let the replica take its place."""
        self.primary.stop("immediate")
        self._replica.tell({"synchronous_standby_names": "''"})
        self._replica.run("pg_ctl", "-D", str(self._replica.data), "promote", "-w", "-t", "60")
        self._replica.run("pg_ctl", "-D", str(self._replica.data), "reload")
        self.primary, self.failed_over = self._replica, True


@contextmanager
def pair() -> Generator[Pair]:
    """Lend a primary and its replica, on this machine's disk, with every commit on both."""
    from tests.postgres import Cluster, programs  # noqa: PLC0415  (of the tests)

    found = programs()
    if found is None:
        raise SystemExit("PostgreSQL is not installed (apt-get install postgresql)")
    primary, replica = (
        Cluster(Path(mkdtemp(prefix="comptrol-trial-pg-")), found) for _ in range(2)
    )
    try:
        primary.make(**REPLICA)
        primary.start()
        replica.copy_of(primary)
        replica.start()
        primary.tell({"synchronous_standby_names": "'*'"})
        primary.run("pg_ctl", "-D", str(primary.data), "reload")
        yield Pair(primary, replica)
    finally:
        for one in (primary, replica):
            one.run("pg_ctl", "-D", str(one.data), "-m", "immediate", "stop", check=False)
            shutil.rmtree(one.folder, ignore_errors=True)
