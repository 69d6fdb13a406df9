"""Our SQL is such as PostgreSQL's distributed kin take, too (docs/postgres.md)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import comptrol
from comptrol.adapters.store_sql.dialect import all_of
from comptrol.adapters.store_sql.schema import Schema
from comptrol.adapters.store_sql.tables import LOG_TABLES
from comptrol.adapters.store_sqlite.dialect import SQLITE
from comptrol.domains import DOMAINS
from comptrol.flow.catalogue import Catalogue
from comptrol.kernel.view import Layout

ADAPTERS = Path(comptrol.__file__).parent / "adapters"
FILES = sorted(
    path for name in ("store_sql", "store_postgres") for path in (ADAPTERS / name).glob("*.py")
)
REJECTED = {
    "FOR UPDATE": "Citus rejects it over many rows",
    "FOR SHARE": "Citus rejects it over many rows",
    "FOR NO KEY UPDATE": "Citus rejects it over many rows",
    "LOCK TABLE": "DSQL and CockroachDB have none",
    "REFERENCES": "no key of another table: Citus wants both on one shard, DSQL had none for long",
    "CREATE TRIGGER": "DSQL has none",
    "CREATE SEQUENCE": "DSQL has none; elsewhere it leaves gaps",
    "SERIAL": "DSQL has none; elsewhere it leaves gaps",
    "GENERATED": "DSQL has none; elsewhere it leaves gaps",
    "CREATE TEMP": "DSQL has none",
    "TRUNCATE": "DSQL has none",
    "LISTEN": "pools of transactions and DSQL have none",
    "SAVEPOINT": "DSQL has none",
    "WITH RECURSIVE": "Citus takes it on one shard alone",
    "CTID": "means nothing across nodes",
    "READ COMMITTED": "we say what we were overtaken by, and begin again",
}
WORDS = re.compile(r"\b(" + "|".join(word.replace(" ", r"\s+") for word in REJECTED) + r")\b")


def texts(path: Path) -> Iterator[str]:
    """Return every text of a module that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_statement_has_what_distributed_kin_reject(path: Path) -> None:
    found = [word for text in texts(path) for word in WORDS.findall(text)]
    assert [REJECTED[" ".join(word.split())] for word in found] == []


def test_the_statements_of_views_have_nothing_of_it_either() -> None:
    pytest.importorskip("psycopg")
    from comptrol.adapters.store_postgres.dialect import POSTGRES  # noqa: PLC0415  (the extra)

    schema = Schema(Catalogue(DOMAINS).layouts, POSTGRES)
    statements = [*schema.statements(), *(it.upsert for it in schema.columns.values())]
    assert [sql for sql in statements if WORDS.search(sql)] == []
    assert all(len(name) < 64 for sql in statements for name in re.findall(r"\w+", sql))


@pytest.mark.parametrize("layout", Catalogue(DOMAINS).layouts, ids=lambda layout: layout.name)
def test_every_table_has_a_key_by_which_it_can_be_spread(layout: Layout[object]) -> None:
    assert layout.key


def test_what_is_copied_is_every_table_of_the_log() -> None:
    made = " ".join(Schema((), SQLITE).statements())
    tables = re.findall(
        r"CREATE TABLE IF NOT EXISTS (\w+) \((.*?)\) STRICT", " ".join(made.split())
    )
    assert [name for name, _ in tables] == [table.name for table in LOG_TABLES]
    for (_, columns), table in zip(tables, LOG_TABLES, strict=True):
        named = re.findall(r"(?:^ ?|, )(\w+) (INTEGER|BLOB|TEXT)", columns)
        assert [name for name, _ in named] == list(table.columns)
        assert [kind == "TEXT" for _, kind in named] == list(table.texts)
        assert ", ".join(f'"{name}"' for name in table.key) in all_of(table)
