"""A PostgreSQL of our own: started by the tests, spoken to over a socket in a folder alone.

Where ``CI`` is set it must be there; elsewhere the tests that need it are skipped without it.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from comptrol.adapters.folder_lock import FolderLock
from comptrol.kernel.view import Layout

SETTINGS: Final = {
    "listen_addresses": "''",
    "max_connections": "60",
    "shared_buffers": "'64MB'",
    "wal_level": "replica",
}


EMPTY: Final = """
DO $$ DECLARE name text; used bool; BEGIN
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = '{schema}' AND tablename <> 'made_tables'
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM {schema}.%I)', name) INTO used;
        IF used THEN EXECUTE format('TRUNCATE {schema}.%I', name); END IF;
    END LOOP;
END $$
"""
"""Most tables are empty, and to look is quicker than to truncate."""


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs; the newest, where there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


def _version(path: Path) -> float:
    return float(path.parents[1].name)


def needed() -> Path:
    """Return PostgreSQL's programs; without them, skip here and fail where CI is set."""
    found = programs()
    try:
        import psycopg_pool  # noqa: F401, PLC0415  (of the extra)
    except ImportError:
        found = None
    if found is None:
        missing = "PostgreSQL or the extra postgres is not installed"
        if os.environ.get("CI"):  # noqa: TID251  (no setting of the product)
            pytest.fail(missing)
        pytest.skip(missing)
    return found


def _somebody() -> Sequence[str]:
    """Return the words before a command that may not be run as root."""
    if os.geteuid() != 0:
        return ()
    names = {user.pw_name for user in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    return ("setpriv", f"--reuid={user}", f"--regid={_group(user)}", "--clear-groups")


def _group(user: str) -> int:
    return pwd.getpwnam(user).pw_gid


class Cluster:
    """One server with its folder."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder, self._programs = folder, programs
        self._own(folder)
        self.data = folder / "data"

    def _own(self, path: Path) -> None:
        words = _somebody()
        if words:
            user = words[1].removeprefix("--reuid=")
            shutil.chown(path, user, _group(user))
        path.chmod(0o700)

    def run(self, program: str, *arguments: str, check: bool = True) -> str:
        """Run one of PostgreSQL's programs as whoever owns the folder."""
        ran = subprocess.run(  # noqa: S603  (programs found above)
            [*_somebody(), str(self._programs / program), *arguments],
            cwd=self.folder,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if check and ran.returncode:
            raise RuntimeError(f"{program}: {ran.stdout}")
        return ran.stdout

    def make(self, **settings: str) -> None:
        """Make it anew, with its durability as it comes."""
        words = ("--auth=trust", "--encoding=UTF8", "--no-locale", "--username=comptrol")
        self.run("initdb", "-D", str(self.data), *words, "--no-sync")
        self.tell({**SETTINGS, "unix_socket_directories": f"'{self.folder}'", **settings})

    def copy_of(self, other: "Cluster") -> None:
        """Make it a replica of another."""
        at = ("-h", str(other.folder), "-U", "comptrol")
        self.run("pg_basebackup", "-D", str(self.data), "-R", "-X", "stream", "-c", "fast", *at)
        self.tell({"unix_socket_directories": f"'{self.folder}'"})

    def tell(self, settings: dict[str, str]) -> None:
        """Set what stands in its configuration."""
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._control("start", "-l", str(self.folder / "log"))

    def stop(self, how: str = "immediate") -> None:
        """Stop it: ``immediate`` is as if it had crashed."""
        self._control("stop", "-m", how)

    def _control(self, *words: str) -> None:
        self.run("pg_ctl", "-D", str(self.data), "-w", "-t", "60", *words)

    def url(self, schema: str = "", database: str = "postgres", user: str = "comptrol") -> str:
        """Return the address of a schema."""
        options = f"&options=-csearch_path%3D{schema}" if schema else ""
        return f"postgresql://{user}@/{database}?host={self.folder}{options}"

    def ask(self, sql: str, schema: str = "") -> list[tuple[Any, ...]]:
        """Run SQL in a session of its own."""
        import psycopg  # noqa: PLC0415  (of the extra)

        with psycopg.connect(self.url(schema), autocommit=True) as connection:
            found = connection.execute(sql.encode())
            return found.fetchall() if found.description else []


class Schemas:
    """Schemas by the tables in them: made once, and emptied for whoever is next."""

    def __init__(self, server: Cluster) -> None:
        self._server = server
        self._made: dict[tuple[Layout[Any], ...], str] = {}

    def emptied(self, layouts: tuple[Layout[Any], ...]) -> str:
        """Return the address of a schema with these tables, and nothing in them."""
        name = self._made.get(layouts)
        if name is None:
            name = self._made[layouts] = f"shared_{len(self._made)}"
            self._server.ask(f"CREATE SCHEMA {name}")
        else:
            self._server.ask(EMPTY.format(schema=name))
        return self._server.url(name)


def store(url: str, layouts: Sequence[Layout[Any]], **how: Any) -> Any:
    """Open a store in a schema."""
    from comptrol.adapters.store_postgres import PostgresStore  # noqa: PLC0415  (of the extra)
    from comptrol.adapters.store_postgres.address import Address  # noqa: PLC0415

    return PostgresStore(Address(url), layouts, **how)


@contextmanager
def folder(*, on_disk: bool = False) -> Iterator[Path]:
    """Lend a folder whose path is short enough for a socket, in memory where there is room."""
    shared = Path("/dev/shm")  # noqa: S108  (a private folder is made in it)
    roomy = not on_disk and shared.is_dir() and shutil.disk_usage(shared).free > 2 * 2**30
    made = Path(tempfile.mkdtemp(prefix="comptrol-pg-", dir=shared if roomy else None))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def cluster(
    within: Path | None = None, *, on_disk: bool = False, **settings: str
) -> Iterator[Cluster]:
    """Lend a server of one's own."""
    found = needed()
    with folder(on_disk=on_disk) as made:
        server = Cluster(within or made, found)
        server.make(**settings)
        server.start()
        try:
            yield server
        finally:
            server.run("pg_ctl", "-D", str(server.data), "-m", "immediate", "stop", check=False)


@contextmanager
def folder_in_use(data: Path) -> Iterator[None]:
    """Be the process that writes into a data folder."""
    with FolderLock(data / "in-use"):
        yield
