"""Every domain has the same shape, so that knowing one is knowing all."""

import ast
import configparser
import importlib
import inspect
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import msgspec.inspect as shapes
import pytest

import comptrol
from comptrol.adapters.store_sql.columns import plain_type
from comptrol.domains import DOMAINS
from comptrol.flow.refusals import FlowRefusal
from comptrol.kernel.domain import AnyDomain, silent
from comptrol.kernel.finding import Refusal
from comptrol.kernel.statement import Consequence, Statement, kind
from comptrol.kernel.view import Layout, View

ROOT = Path(__file__).parents[2]
SOURCE = Path(comptrol.__file__).parent
FILES = {"__init__", "checks", "queries", "refusals", "statements", "view"}
FILES_AT_CHOICE = {"formulas", "reactions"}
KINDS = [(domain, said) for domain in DOMAINS for said in domain.statements]
TABLES = [(domain, table.layout) for domain in DOMAINS for table in domain.view.tables().values()]
REFUSALS = [
    *(("flow", refusal) for refusal in FlowRefusal),
    *((domain.name, refusal) for domain in DOMAINS for refusal in domain.refusals),
]
QUERIES = [query for domain in DOMAINS for query in domain.queries]
PYTHON = sorted(
    path for folder in ("src", "scripts", "benches") for path in (ROOT / folder).rglob("*.py")
)
HANDED_OUT = {
    SOURCE / "verify_ledger.py",
    SOURCE / "domains" / "allocation" / "formulas" / "verifying.py",
}
"""One file each, because it is handed out alone: whoever checks with it reads it to the end."""
LINES_MAX, FUNCTION_MAX = 300, 50
LINES_SETTLED, FUNCTION_SETTLED = 200, 25
NEVER = {
    *("utils", "util", "common", "misc", "base", "core", "manager", "service", "handler"),
    *("processor", "data", "info", "helper", "helpers"),
}
"""Words for things that did not fit (``STYLE`` §7)."""
WHOLE_MIN, WHOLE_MAX = -(2**63), 2**63 - 1

domains = pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.name)
kinds = pytest.mark.parametrize(
    ("domain", "said"), KINDS, ids=lambda x: kind(x) if isinstance(x, type) else ""
)
tables = pytest.mark.parametrize(
    ("domain", "layout"), TABLES, ids=lambda x: x.name if isinstance(x, Layout) else ""
)
refusals = pytest.mark.parametrize(
    ("owner", "refusal"), REFUSALS, ids=lambda x: x if isinstance(x, str) else x.name
)
sources = pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))


def parts_of(shape: Any, seen: frozenset[type] = frozenset()) -> Iterator[Any]:
    """Return a type and every type inside it."""
    yield shape
    if isinstance(shape, shapes.StructType) and shape.cls not in seen:
        for field in shape.fields:
            yield from parts_of(field.type, seen | {shape.cls})
    inner = (getattr(shape, name, None) for name in ("item_type", "key_type", "value_type"))
    for part in (*inner, *getattr(shape, "types", ()), *getattr(shape, "item_types", ())):
        if part is not None:
            yield from parts_of(part, seen)


# Domains.


def linted() -> configparser.ConfigParser:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    return contracts


def test_domains_stand_in_the_order_of_the_contract():
    order = linted()["importlinter:contract:domains"]["layers"].split()
    assert [domain.name for domain in DOMAINS] == order[::-1]
    folders = {path.parent.name for path in (SOURCE / "domains").glob("*/__init__.py")}
    assert folders == set(order)


@domains
def test_a_domain_is_reached_through_its_face_alone(domain: AnyDomain):
    face = linted()[f"importlinter:contract:face-{domain.name}"]
    assert face["protected_modules"].split() == [f"comptrol.domains.{domain.name}.*"]
    assert face["allowed_importers"].split() == [f"comptrol.domains.{domain.name}"]


@domains
def test_a_domain_has_the_same_files_as_every_other(domain: AnyDomain):
    folder = SOURCE / "domains" / domain.name
    files = {path.stem for path in folder.glob("*.py")}
    packages = {path.parent.name for path in folder.glob("*/__init__.py")}
    assert not files & packages
    assert FILES <= files | packages <= FILES | FILES_AT_CHOICE


@domains
def test_a_domain_says_in_one_sentence_what_it_is(domain: AnyDomain):
    said = inspect.getdoc(importlib.import_module(f"comptrol.domains.{domain.name}")) or ""
    assert said.split("\n\n")[0].rstrip().endswith((".", "?"))


@domains
def test_a_domain_declares_every_statement_it_defines(domain: AnyDomain):
    name = f"comptrol.domains.{domain.name}.statements"
    defined = {
        value
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, type)
        and issubclass(value, Statement)
        and value.__module__.startswith(name)
    }
    assert set(domain.statements) == defined
    assert len(domain.statements) == len(defined)


@domains
def test_a_domain_speaks_the_same_verbs_as_every_other(domain: AnyDomain):
    assert issubclass(domain.view, View)
    assert list(inspect.signature(domain.check).parameters) == ["entry", "world"]
    assert list(inspect.signature(domain.apply).parameters) == ["view", "entry"]
    for speak in (domain.observe, domain.react):
        assert list(inspect.signature(speak).parameters) == ["entry", "world"]


@domains
def test_a_domain_that_speaks_declares_what_it_says(domain: AnyDomain):
    """What is said by the path itself, or by later domains, needs nobody here to say it."""
    said = [
        it
        for it in domain.statements
        if issubclass(it, Consequence) and not it.FROM_THE_PATH and not it.FOR_OTHERS
    ]
    speaks = any(verb is not silent for verb in (domain.observe, domain.react))
    assert not said or speaks
    assert any(it.RECORDED for it in said) == (domain.observe is not silent)


# Statements.


@kinds
def test_a_statement_is_frozen_strict_and_keyword_only(domain: AnyDomain, said: type[Statement]):
    config = said.__struct_config__
    assert config.frozen
    assert config.forbid_unknown_fields
    assert re.fullmatch(rf"{domain.name}\.[a-z]+(-[a-z]+)*/[1-9][0-9]*", kind(said))
    with pytest.raises(TypeError, match="positional"):
        said(*range(len(said.__struct_fields__)))


@kinds
def test_a_statement_is_explained_in_a_sentence(domain: AnyDomain, said: type[Statement]):
    first = (said.__doc__ or "").partition("\n\n")[0].rstrip()
    assert first.endswith("."), domain.name
    assert said.__doc__ != Statement.__doc__


@kinds
def test_a_statement_says_what_it_is_about_and_who_may_say_it(
    domain: AnyDomain, said: type[Statement]
):
    assert said.ABOUT in said.__struct_fields__, domain.name
    assert issubclass(said, Consequence) != bool(said.SAID_BY)


@kinds
def test_what_else_a_statement_concerns_is_text_or_a_whole_number(
    domain: AnyDomain, said: type[Statement]
):
    """A subject is a word and a value, which must read the same everywhere (docs/ledger.md)."""
    fields = {field.name: field.type for field in msgspec.structs.fields(said)}
    for word, field in ((said.ABOUT, said.ABOUT), *said.CONCERNS):
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", word), domain.name
        hint = plain_type(fields[field])[0]
        if field != said.ABOUT and get_origin(hint) is tuple:  # a list names each of its values
            hint = plain_type(get_args(hint)[0])[0]
        assert hint in (str, int), f"{kind(said)}: {field}"
    assert len(set(said.CONCERNS)) == len(said.CONCERNS)


def test_nothing_but_a_seal_stands_in_no_history():
    assert [kind(said) for _, said in KINDS if said.UNLISTED] == ["ledger.sealed/1"]


def test_what_the_path_itself_says_is_a_seal_or_an_equivocation():
    from_the_path = [kind(said) for _, said in KINDS if getattr(said, "FROM_THE_PATH", False)]
    assert from_the_path == ["ledger.sealed/1", "ledger.equivocated/1"]


@kinds
def test_what_a_statement_is_made_of_is_frozen_and_strict(
    domain: AnyDomain, said: type[Statement]
):
    for shape in parts_of(shapes.type_info(said)):
        assert not isinstance(shape, shapes.FloatType | shapes.AnyType), domain.name
        if isinstance(shape, shapes.StructType):
            assert shape.cls.__struct_config__.frozen, shape.cls
            if not issubclass(said, Consequence):
                assert shape.cls.__struct_config__.forbid_unknown_fields, shape.cls


@pytest.mark.parametrize(
    "said",
    [pytest.param(said, id=kind(said)) for _, said in KINDS if not issubclass(said, Consequence)],
)
def test_a_whole_number_from_outside_fits_into_a_column(said: type[Statement]):
    for shape in parts_of(shapes.type_info(said)):
        if isinstance(shape, shapes.IntType):
            least = shape.ge if shape.ge is not None else shape.gt
            most = shape.le if shape.le is not None else shape.lt
            assert least is not None
            assert most is not None
            assert WHOLE_MIN <= least <= most <= WHOLE_MAX


def test_a_kind_is_used_once():
    names = [kind(said) for _, said in KINDS]
    assert len(names) == len(set(names))


# Refusals.


@refusals
def test_a_refusal_is_named_after_its_domain_and_itself(owner: str, refusal: Refusal):
    assert refusal.reason.code == f"{owner}.{refusal.name.lower().replace('_', '-')}"


@refusals
def test_a_refusal_is_a_sentence(owner: str, refusal: Refusal):
    assert re.match(r"[A-Z].*\.$", refusal.reason.title), owner
    assert refusal.reason.citation != ""


def test_a_refusal_is_defined_once():
    """Equal values would make one an alias of the other, and an enum hides it."""
    for owner in (FlowRefusal, *(domain.refusals for domain in DOMAINS)):
        assert len(owner.__members__) == len(list(owner)), owner
    assert len({refusal.reason.code for _, refusal in REFUSALS}) == len(REFUSALS)


# Views.

COLUMNS = (str, int, bool, Decimal, date, datetime)


def is_word(hint: Any) -> bool:
    """Tell whether a type is an enumeration of words."""
    return (
        isinstance(hint, type)
        and issubclass(hint, Enum)
        and all(isinstance(word.value, str) for word in hint)
    )


def columns(layout: Layout[Any]) -> dict[str, tuple[Any, bool]]:
    return {f.name: plain_type(f.type) for f in msgspec.structs.fields(layout.row)}


@tables
def test_a_table_is_named_after_its_domain(domain: AnyDomain, layout: Layout[Any]):
    assert layout.name == domain.name or layout.name.startswith(f"{domain.name}_")


@tables
def test_a_row_is_a_frozen_keyword_only_sentence(domain: AnyDomain, layout: Layout[Any]):
    assert layout.row.__struct_config__.frozen, domain.name
    assert (layout.row.__doc__ or "").split("\n\n")[0].rstrip().endswith((".", "”"))
    with pytest.raises(TypeError, match="positional"):
        layout.row(*range(len(layout.row.__struct_fields__)))


@tables
def test_a_row_has_fields_that_every_store_can_keep(domain: AnyDomain, layout: Layout[Any]):
    for name, (hint, _) in columns(layout).items():
        if hint in COLUMNS or is_word(hint):
            continue
        json = list(parts_of(shapes.type_info(hint)))
        where = f"{domain.name}: {layout.name}.{name}"
        assert not any(isinstance(part, shapes.FloatType | shapes.AnyType) for part in json), where
        assert isinstance(json[0], shapes.VarTupleType | shapes.TupleType | shapes.StructType), (
            where
        )


@tables
def test_a_key_is_of_text_whole_numbers_days_and_words(domain: AnyDomain, layout: Layout[Any]):
    known = columns(layout)
    for name in layout.key:
        hint, optional = known[name]
        assert not optional, domain.name
        assert hint in (str, int, date, datetime) or is_word(hint), f"{layout.name}.{name}"


@tables
def test_a_table_is_searched_by_fields_it_has(domain: AnyDomain, layout: Layout[Any]):
    assert {field for index in layout.indexes for field in index} <= set(columns(layout))
    assert layout.key, domain.name
    assert layout.key[:1] not in layout.indexes, "the key leads there already"


def test_a_table_is_declared_once():
    names = [layout.name for _, layout in TABLES]
    assert len(names) == len(set(names))


# Queries.


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.__name__)
def test_a_public_query_is_named_typed_and_explained(query: Any):
    world, *named = inspect.signature(query).parameters.values()
    assert world.name == "world"
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in named)
    hints = get_type_hints(query)
    assert {parameter.name for parameter in named} < hints.keys()
    assert hints["return"] not in (None, type(None), Any)
    assert (inspect.getdoc(query) or "").split("\n\n")[0].endswith(".")


def test_a_public_query_has_a_name_of_its_own_within_its_domain():
    for domain in DOMAINS:
        names = [query.__name__ for query in domain.queries]
        assert len(names) == len(set(names)), domain.name


# Files.


def functions(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Return the name and the length of every function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_only_what_the_platform_says_has_a_because():
    """A verifier that knows no kinds tells by this field who may have said an entry."""
    for domain in DOMAINS:
        for statement in domain.statements:
            named = "because" in statement.__struct_fields__
            assert named is issubclass(statement, Consequence), statement.__name__


@sources
def test_files_and_functions_fit_the_eye(path: Path):
    text = path.read_text(encoding="utf-8")
    if path not in HANDED_OUT:
        assert text.count("\n") <= LINES_MAX, "split the file by what it is about"
    for name, length in functions(ast.parse(text)):
        assert length <= FUNCTION_MAX, f"{name} has {length} lines"


def test_what_grows_towards_the_outer_line_is_listed():
    """See it with ``pytest -rP``: past these look for the second subject, the hidden name."""
    for path in PYTHON:
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > LINES_SETTLED:
            print(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")  # noqa: T201
        for name, length in functions(ast.parse(text)):
            if length > FUNCTION_SETTLED:
                print(f"{path.relative_to(ROOT)}: {name} has {length} lines")  # noqa: T201


@sources
def test_a_module_says_what_it_is_for(path: Path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@sources
def test_no_module_is_named_for_things_that_did_not_fit(path: Path):
    words = {
        word for part in path.relative_to(ROOT).with_suffix("").parts for word in part.split("_")
    }
    assert not words & NEVER


MACHINE = re.compile(r"(?<![\w.~}>-])/(?:work|root|home|opt|Users)/[\w.]")
MIRROR = re.compile(
    r"(?<!no-emit-)(?:index-url|trusted-host|find-links)[ =:]|://[^/\s\"']*/simple\b"
)


def tracked() -> list[Path]:
    git = shutil.which("git")
    assert git, "the files of the repository are listed by git"
    listed = subprocess.run(  # noqa: S603  (git, and no word from outside)
        [git, "-c", f"safe.directory={ROOT}", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


@pytest.mark.parametrize("trace", [MACHINE, MIRROR], ids=["path", "mirror"])
def test_no_file_names_the_machine_it_was_written_on(trace: re.Pattern[str]):
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked()
        for match in trace.finditer(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []


def test_a_domain_hears_its_own_kinds_and_those_of_domains_below() -> None:
    said = set[type]()
    for domain in DOMAINS:
        said |= set(domain.statements)
        heard = domain.hears or ()
        assert set(heard) <= said, domain.name
        assert len(set(heard)) == len(heard), domain.name
