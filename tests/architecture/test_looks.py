"""Whoever reads hidden words has said so first: there is no reader of the vault beside the path.

The source is searched, so that a reader that is added later fails here until somebody decides
whether a look is logged before it.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import comptrol

SOURCE = Path(comptrol.__file__).parent
FILES = sorted(path for path in SOURCE.rglob("*.py") if path.name != "verify_ledger.py")

OPENS = {
    "flow/vaulting.py": {"look"},
    "bootstrap/sealed_usage.py": {"sealed_usage", "usage"},
}
"""Where the vault is asked for words, in which functions. The first has just said a look; the
second reads rows under pseudonyms for sums of the platform, and gives no word to anybody."""

OPENS_FOR_PEOPLE = {
    "flow/vaulting.py": {"unseal"},
    "flow/disclosing.py": {"presentation"},
}
"""What asks the first of them to look."""

READS_SEALED_USAGE = {
    "bootstrap/platform.py",
    "bootstrap/sealed_usage.py",
    "domains/pseudonyms/__init__.py",
    "domains/pseudonyms/formulas/__init__.py",
    "domains/pseudonyms/queries/sealed.py",
    "domains/pseudonyms/reactions/crossing.py",
    "flow/parcels.py",
}
"""Who asks the second: joins, namings that are due, and parcels that are held together."""

DECRYPTS = {"adapters/vault_sqlite/vault.py", "adapters/vault_sqlite/ciphertext.py"}
"""Who can read the vault's files."""


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def place(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def calls(path: Path, name: str) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call of a method or function of this name, and in which function it stands."""
    for outer in ast.walk(tree(path)):
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(outer):
                if isinstance(node, ast.Call) and name_of(node.func) == name:
                    yield outer.name, node


def name_of(node: ast.AST) -> str | None:
    return getattr(node, "attr", None) or getattr(node, "id", None) or getattr(node, "name", None)


def mentions(path: Path, name: str) -> bool:
    """Tell whether a name stands anywhere in the code of a file."""
    told = (ast.Name, ast.Attribute, ast.alias)
    return any(isinstance(it, told) and name_of(it) == name for it in ast.walk(tree(path)))


def found(name: str) -> dict[str, set[str]]:
    by_file = {place(path): {where for where, _ in calls(path, name)} for path in FILES}
    return {file: where for file, where in by_file.items() if where}


def test_the_vault_is_asked_for_words_in_two_places_alone():
    assert found("opening") == OPENS


def test_nobody_takes_the_method_along_to_call_it_elsewhere():
    """It is called where it is named: nowhere is it handed on without a call."""
    for path in FILES:
        called = {id(node.func) for _, node in calls(path, "opening")}
        named = [
            node
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Attribute)
            and node.attr == "opening"
            and ast.unparse(node.value).rpartition(".")[2] in {"vault", "words", "_vault"}
        ]
        assert all(id(node) in called for node in named), place(path)


def test_words_are_given_to_people_after_a_look_alone():
    assert found("look").items() >= OPENS_FOR_PEOPLE.items()
    others = {
        file: where
        for file, where in found("look").items()
        if any("vaulting" in ast.unparse(call.func) for _, call in calls(SOURCE / file, "look"))
    }
    assert others.keys() <= OPENS_FOR_PEOPLE.keys()


def test_a_look_is_said_before_the_vault_is_asked():
    """In ``Vaulting.look`` the vault comes after the log has answered, and after its no."""
    (look,) = [
        node
        for node in ast.walk(tree(SOURCE / "flow/vaulting.py"))
        if isinstance(node, ast.FunctionDef) and node.name == "look"
    ]
    said = [n.lineno for n in ast.walk(look) if isinstance(n, ast.Call) and is_named(n, "say")]
    opened = [
        n.lineno for n in ast.walk(look) if isinstance(n, ast.Call) and is_named(n, "opening")
    ]
    refused = [n.lineno for n in ast.walk(look) if isinstance(n, ast.If)][:1]
    assert len(said) == len(opened) == 1
    assert said < refused < opened


def is_named(call: ast.Call, name: str) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == name


@pytest.mark.parametrize("name", ["unseal", "presentation"])
def test_whoever_is_given_words_has_handed_in_what_it_says(name: str):
    """Each call has a voice and what is said, or is the definition itself."""
    for path in FILES:
        for where, call in calls(path, name):
            given = [*call.args, *(keyword.value for keyword in call.keywords)]
            assert any("said" in ast.unparse(it) for it in given), f"{place(path)}: {where}"


def test_sealed_usage_is_read_by_joins_and_parcels_alone():
    assert {place(path) for path in FILES if mentions(path, "SealedUsage")} == READS_SEALED_USAGE


def test_nobody_else_can_read_the_files_of_the_vault():
    assert {place(path) for path in FILES if mentions(path, "decrypt")} <= DECRYPTS | {
        "adapters/vault_sqlite/ciphertext.py"
    }
    readers = {
        place(path)
        for path in FILES
        if "FROM bodies" in (text := path.read_text(encoding="utf-8")) or "bodies.db" in text
    }
    assert {it for it in readers if not it.startswith("adapters/vault_sqlite/")} == set()


def test_only_the_platform_makes_a_vault():
    users = {place(path) for path in FILES if mentions(path, "SqliteVault")}
    assert users <= {
        "adapters/vault_sqlite/__init__.py",
        "adapters/vault_sqlite/vault.py",
        "bootstrap/keeping/vaults.py",  # destroys again what the log calls erased; opens nothing
        "bootstrap/platform.py",
        "bootstrap/sealed_usage.py",
    }
