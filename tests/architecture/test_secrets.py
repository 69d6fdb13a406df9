"""A secret is shown by nothing that is printed by mistake, and compared in a time without news."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src/comptrol"
MODULES = {path.relative_to(SRC).as_posix(): path.read_text() for path in SRC.rglob("*.py")}
SECRET = re.compile(
    r"_?(?:seed|secret|client_secret|password|passphrase|salt|salts|factor|verifier|token|private"
    r"|challenge|opening|word)"
)
OPEN = {
    "Drawing Effort Band Drawn PublishedDraw Coverage Draw Made Planned AuditDraw Lots Limits": "a"
    " seed that is published, so that everybody can draw again",
    "Point H100Equivalents Equivalent": "a factor of an account of compute",
    "Verdict Judged Judgement Challenged Challenge Evidence Attested": "what a device"
    " is asked, and what it answers, is in the log",
    "AccountLine Store": "what was there at first",
}
"""Classes with a field of such a name that is no secret, and what it is."""
COMPARED = {
    "entrypoints/agents/slurm/app.py": "the word of the plugins",
    "entrypoints/agents/metering/app.py": "the word of who sends events",
    "entrypoints/console/signing_in/tokens.py": "the token of a form, and an issuer's state",
    "adapters/issuer_oidc/identity_token.py": "the nonce of a journey to an issuer",
}
"""Where what somebody sends is held against a secret of ours."""
PLAIN = re.compile(
    r"\b(?:token|secret|nonce|expected|shown|state|challenge|doorstep)\b[\w.()\[\]\"']* [!=]= "
    r"|[!=]= [\w.()\[\]\"']*\b(?:token|secret|nonce|state|doorstep)\b"
)


def fields(node: ast.ClassDef) -> set[str]:
    """Return the names of the fields of a class; what only names a file is no secret."""
    return {
        it.target.id
        for it in node.body
        if isinstance(it, ast.AnnAssign) and isinstance(it.target, ast.Name)
        if "Path" not in ast.unparse(it.annotation)
    }


def shown() -> Iterator[str]:
    """Yield every class that holds a secret and would show it."""
    for name, text in MODULES.items():
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.ClassDef) or node.name in " ".join(OPEN).split():
                continue
            secret = {it for it in fields(node) if SECRET.fullmatch(it)}
            made = {it.name for it in node.body if isinstance(it, ast.FunctionDef)}
            if secret and "__repr__" not in made:
                yield f"{name} {node.name}: {', '.join(sorted(secret))}"


def test_what_holds_a_secret_shows_nothing_of_it() -> None:
    assert sorted(shown()) == []


@pytest.mark.parametrize("name", COMPARED)
def test_a_secret_is_compared_in_a_time_that_tells_nothing(name: str) -> None:
    lines = [it for it in MODULES[name].splitlines() if PLAIN.search(it)]
    assert "compare_digest" in MODULES[name]
    assert lines == []


def test_whoever_compares_so_is_known() -> None:
    assert {name for name, text in MODULES.items() if "compare_digest" in text} == set(COMPARED)
