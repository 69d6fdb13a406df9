"""Is this machine one to run on, and what of the product can it do?"""

import platform
from collections.abc import Iterator

from comptrol.adapters.store_sqlite.engine import sqlite
from comptrol.bootstrap.examining.place import Place
from comptrol.bootstrap.examining.seen import Seen, bad, ok, warning
from comptrol.bootstrap.extras import EXTRAS, installing, is_installed
from comptrol.kernel.errors import UnavailableError


def python(_: Place) -> Iterator[Seen]:
    """Tell on which Python it runs: the package cannot be installed on one that is too old."""
    told = f"Python {platform.python_version()} ({platform.python_implementation()})"
    yield ok("python", f"{told} on {platform.system()} {platform.machine()}")


def engine(_: Place) -> Iterator[Seen]:
    """Look for a SQLite without the WAL-reset bug; vault and accounts are kept by it, too."""
    try:
        module = sqlite()
    except UnavailableError as error:
        yield bad("sqlite", str(error), "pip install 'pysqlite3>=0.6.1'")
        return
    yield ok("sqlite", f"SQLite {module.sqlite_version}, without the WAL-reset bug")


def extras(place: Place) -> Iterator[Seen]:
    """Tell what can be done here, and what is set that cannot."""
    here = [name for name in EXTRAS if is_installed(name)]
    missing = [f"{name} ({it.gives})" for name, it in EXTRAS.items() if name not in here]
    without = f"; without {', '.join(missing)}" if missing else ""
    yield ok("extras", f"installed: {', '.join(here) or 'none'}{without}")
    settings = place.settings
    wanted = {
        "postgres": settings.database is not None,
        "telemetry": settings.traces_url is not None,
        "console": settings.console_url is not None or settings.console_oidc_issuer is not None,
    }
    for name in (name for name, is_set in wanted.items() if is_set and name not in here):
        seen = f"a setting asks for {EXTRAS[name].gives}, and that is not installed"
        telling = bad if name == "postgres" else warning
        yield telling(f"extra {name}", seen, installing(name))
