"""Is this machine one to run on, and what of the product can it do?"""

import platform
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Final, NamedTuple

from comptrol.adapters.store_sqlite.engine import sqlite
from comptrol.bootstrap.examining.place import Place
from comptrol.bootstrap.examining.seen import Seen, bad, ok, warning
from comptrol.kernel.errors import UnavailableError


class Extra(NamedTuple):
    """What can be installed beside the product."""

    modules: tuple[str, ...]
    gives: str
    """What is missing without it."""


EXTRAS: Final = {
    "screening": Extra(
        ("anyascii", "opencc", "pypinyin", "rigour", "tantivy"), "parties held against the lists"
    ),
    "fast": Extra(("nacl",), "signatures checked in half the time"),
    "lab": Extra(("numpy", "polars"), "files of requests judged at once"),
    "solver": Extra(("highspy",), "plans of awards"),
    "exchange": Extra(("jsonschema_rs",), "files held against GS1's own schema of EPCIS"),
    "lake": Extra(("duckdb", "ibis", "pandas"), "usage filed in bulk and added up"),
    "spark": Extra(("pyspark",), "usage added up on a cluster"),
    "opinion": Extra(("nomenklatura",), "a second opinion on matches"),
    "console": Extra(
        ("argon2", "httpx", "jinja2", "joserfc", "python_multipart", "vl_convert", "webauthn"),
        "the pages for people",
    ),
    "postgres": Extra(("psycopg", "psycopg_pool"), "log and views in PostgreSQL"),
    "telemetry": Extra(("opentelemetry.sdk", "opentelemetry.exporter"), "traces of requests"),
    "report": Extra(("reportlab",), "filings as PDF"),
}
"""Every extra of the package, and by what its presence is known."""


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
    here = [name for name, extra in EXTRAS.items() if all(map(_is_here, extra.modules))]
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
        yield telling(f"extra {name}", seen, f"pip install 'comptrol[{name}]'")


def _is_here(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # not even what it is in
        return False
