"""What can be installed beside the product, and is it here?"""

from importlib.util import find_spec
from typing import Final, NamedTuple

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


def is_installed(extra: str) -> bool:
    """Tell whether all of an extra is here; nothing of it is imported."""
    return all(map(_is_here, EXTRAS[extra].modules))


def installing(extra: str) -> str:
    """Return the command that installs an extra."""
    return f"pip install 'comptrol[{extra}]'"


def require(extra: str, what: str) -> None:
    """Raise UnavailableError, which says how to get what something needs, where it is not here."""
    if not is_installed(extra):
        raise UnavailableError(f"{what} needs: {installing(extra)}")


def _is_here(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ModuleNotFoundError, ValueError):  # not even what it is in; or barred from being found
        return False
