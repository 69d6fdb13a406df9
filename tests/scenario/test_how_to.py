"""How to add something is how it is added: a page is applied to a copy of the tree, and checked.

A block of ``diff`` is a patch, a block whose first line names a path is that file, and a block of
``sh`` is what the page tells its reader to run.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.following import PAGE_PATIENCE_S, ROOT, fences, shell

APPLIED = ("add-a-statement", "add-a-domain", "add-a-rule")
COPIED = ("src", "tests", "scripts", "docs")
LEFT = shutil.ignore_patterns("__pycache__", "*.png")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a copy of the tree, in which commands find its own code first."""
    copy = tmp_path / "copy"
    for folder in COPIED:
        shutil.copytree(ROOT / folder, copy / folder, ignore=LEFT)
    for file in ("pyproject.toml", ".importlinter", "README.md", "CHANGELOG.md"):
        shutil.copy(ROOT / file, copy / file)
    git(copy, "init", "--quiet")
    git(copy, "add", "--all")
    return copy


def git(tree: Path, *words: str, given: str = "") -> None:
    """Run git in the copy."""
    found = shutil.which("git")
    assert found is not None
    ran = subprocess.run(  # noqa: S603  (git, and a patch that stands in a page of ours)
        [found, *words],
        cwd=tree,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, f"{ran.stderr}\n{given}"


@pytest.mark.parametrize("name", APPLIED)
def test_a_page_of_how_to_works_word_for_word(name: str, tree: Path) -> None:
    given = {
        "PATH": f"{Path(sys.prefix) / 'bin'}:/usr/local/bin:/usr/bin:/bin",
        "PYTHONPATH": f"{tree / 'src'}:{tree}",
    }
    done = []
    for block in fences((ROOT / f"docs/how-to/{name}.md").read_text()):
        if block.language == "diff":
            git(tree, "apply", "-C1", "-", given=block.body)
        elif block.path:
            file = tree / block.path
            file.parent.mkdir(parents=True, exist_ok=True)
            assert not file.exists(), f"{block.path} is there already"
            file.write_text(block.body)
        elif block.language == "sh":
            shell(tree, block.body, given, patience_s=PAGE_PATIENCE_S)
        done.append(block.language)
    assert done[-1] == "sh", "a page ends with what shows that it worked"
