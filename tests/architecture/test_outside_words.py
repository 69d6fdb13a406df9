"""What comes from outside is met in one way each: tables, XML, YAML, archives, patterns, words."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from comptrol.entrypoints.pictures.spreadsheets import FORMULAS, harmless

SRC = Path(__file__).parents[2] / "src/comptrol"
MODULES = {path.relative_to(SRC).as_posix(): path.read_text() for path in SRC.rglob("*.py")}
UNPACKS = {
    "adapters/list_files/opening.py": "at most so many bytes, whatever they unpack to",
    "adapters/list_editions.py": "packs what it made itself",
    "adapters/screening_list_file.py": "what is shipped, held against its digest",
    "adapters/store_sql/blocks.py": "bundles of the ledger, whose sizes are in front of them",
    "adapters/store_postgres/lock.py": "crc32 alone",
    "entrypoints/console/pages/dossiers.py": "packs a dossier; never unpacks one",
}
"""Which modules pack or unpack, and why nothing in there grows without end."""
PACKING = {"zipfile", "tarfile", "gzip", "bz2", "lzma", "zlib", "zstandard"}
PACKING |= {"shutil.unpack_archive"}
UNSAFE = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "xmlrpc", "telnetlib", "ftplib"}
RUNS = {"eval", "exec", "compile", "__import__"}
SHELLS = re.compile(r"shell\s*=\s*True|os\.system|os\.popen")
TREES = re.compile(r"ElementTree\.(?:parse|fromstring|XML|iterparse)\b|minidom|sax\.|lxml")
LOADS = re.compile(
    r"yaml\.(?:load|load_all|full_load|unsafe_load|Loader|FullLoader|UnsafeLoader)\b"
)


def imported(text: str) -> set[str]:
    """Return every module that a module imports, in full and by its first word."""
    found = set[str]()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {it.name for it in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{it.name}" for it in node.names}
    return found | {it.partition(".")[0] for it in found}


def called(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


def test_every_table_that_is_written_holds_no_formula() -> None:
    writers = {name for name, text in MODULES.items() if "csv.writer(" in text}
    assert {name for name in writers if "harmless(" not in MODULES[name]
            and "harmless, " not in MODULES[name]} == set()  # fmt: skip
    assert writers, "nobody writes a table any more"


@pytest.mark.parametrize("first", FORMULAS)
def test_a_cell_that_begins_as_a_formula_does_is_text(first: str) -> None:
    for cell in (f"{first}1+1", f'{first}HYPERLINK("http://evil.example")', first):
        assert not harmless(cell).startswith(FORMULAS)
        assert harmless(cell)[1:] == cell


def test_every_module_that_packs_or_unpacks_says_why_it_ends() -> None:
    packs = {name for name, text in MODULES.items() if PACKING & imported(text)}
    assert packs == set(UNPACKS)


def test_nothing_that_runs_what_it_reads_is_imported() -> None:
    assert {name for name, text in MODULES.items() if UNSAFE & imported(text)} == set()


def test_no_words_are_run_as_a_program() -> None:
    told = {name: RUNS & set(called(text)) for name, text in MODULES.items()}
    assert {name: it for name, it in told.items() if it} == {}
    assert {name for name, text in MODULES.items() if SHELLS.search(text)} == set()


def test_xml_is_read_in_one_place() -> None:
    assert {name for name, text in MODULES.items() if TREES.search(text)} == set()
    parsers = {name for name, text in MODULES.items() if "expat.ParserCreate" in text}
    assert parsers == {"adapters/list_files/xml_safely.py"}


def test_yaml_makes_words_and_nothing_else() -> None:
    assert {name for name, text in MODULES.items() if LOADS.search(text)} <= {
        "adapters/rulebook_yaml/marks.py"  # a safe loader of its own
    }
    assert "class _Loader(yaml.CSafeLoader)" in MODULES["adapters/rulebook_yaml/marks.py"]


def test_no_pattern_is_kept_busy_by_words_that_were_made_for_it() -> None:
    """Straight ones are through in seconds; one like a cube of the length takes an hour."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.patterns_tried"],
        cwd=SRC.parents[1],
        env={"PYTHONPATH": f"{SRC.parent}:{SRC.parents[1]}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(done.stdout.splitlines()) > 80, "the patterns are somewhere else now"
