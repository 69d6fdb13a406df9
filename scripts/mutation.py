"""Would the tests notice a mistake? Mutants of kernel, law and caps, a seeded sample of each.

mutmut makes the mutants, learns which tests reach them, and runs those on each in a forked child.
What it lacks is ours: a sample, and what the sample says of all. Runs in ``.venv-mutation``.

    python -m scripts.mutation SEED [PACKAGE ...] [--sample 150] [--only NAME ...]
"""

import argparse
import json
import random  # noqa: TID251  (seeded)
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from math import sqrt
from pathlib import Path
from typing import NamedTuple

from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import get_mutant_name

ROOT = Path(__file__).parent.parent
WORK = ROOT / "build" / "mutation"
LINKED = ("src", "tests", "benches", "scripts", "docs", "pyproject.toml", "../shared")
DEAD = ("killed", "timeout", "segfault")
Z_95 = 1.959964


class Package(NamedTuple):
    """What is mutated, the tests close to it, and those that are asked when these see nothing."""

    source: str
    tests: tuple[str, ...]
    further: tuple[str, ...]


CASES = "tests/rules/test_rules.py"
LEFT_OUT = (
    f"--deselect={CASES}::test_a_long_chain_of_owners_stops_nobody",
    "--deselect=tests/unit/test_law_decide.py::test_every_name_the_code_uses_is_in_the_rulebook",
)
"""One takes long; one reads the source, in which every mutant stands."""
OPTIONS = ("-p", "no:cacheprovider", "--hypothesis-profile=ci", "-knot __mutmut_")
"""Hypothesis draws the same examples every time and sets no deadline; examples in docstrings are
run once, and not again in the copy of a function that each mutant is."""
PACKAGES = {
    "kernel": Package(
        "src/comptrol/kernel",
        (
            *("tests/unit/test_ledger_*.py", "tests/unit/test_kernel_*.py"),
            *("tests/unit/test_envelope.py", "tests/unit/test_sealed_envelope.py"),
            *("tests/unit/test_selective.py", "tests/unit/test_signature.py"),
            *("tests/unit/test_columns.py", "tests/unit/test_view.py", "tests/unit/test_dated.py"),
            *("tests/unit/test_reference.py", "tests/unit/test_metering_formulas.py"),
            *("tests/unit/test_vaulting.py", "tests/unit/test_training_formulas.py"),
            *("tests/unit/test_questions.py", "tests/unit/test_ownership.py"),
            f"{CASES}::flow",
            "src/comptrol/kernel",
        ),
        (
            *("tests/property/test_ledger_formats.py", "tests/property/test_selective.py"),
            *("tests/unit/test_federation.py", "tests/unit/test_flop_count.py"),
            "tests/scenario/test_lasting.py",
            *("tests/property/test_replay.py", f"{CASES}::ledger|privacy|federation"),
        ),
    ),
    "law": Package(
        "src/comptrol/domains/law",
        (
            *("tests/unit/test_law_*.py", "tests/unit/test_rulebook_*.py"),
            *("tests/rules/test_law_cases.py", f"{CASES}::law", "src/comptrol/domains/law"),
        ),
        (
            *("tests/property/test_law.py", "tests/unit/test_ruling_fits.py"),
            *("tests/unit/test_disclosure_*.py", f"{CASES}::gate|gate_licences"),
        ),
    ),
    "caps": Package(
        "src/comptrol/domains/caps",
        (
            *("tests/unit/test_caps_*.py", "tests/scenario/test_caps_hard_cases.py"),
            *("tests/scenario/test_caps_projection.py", "src/comptrol/domains/caps"),
            f"{CASES}::caps|caps_terms",
        ),
        ("tests/property/test_caps.py", f"{CASES}::gate_life|metering|awards"),
    ),
}


def selected(tests: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return the files of tests, and what leaves out the cases of other domains."""
    files, kept = [], set[str]()
    for pattern in tests:
        path, _, chapters = pattern.partition("::")
        files += [str(file.relative_to(ROOT)) for file in sorted(ROOT.glob(path))]
        kept |= set(chapters.split("|"))
    others = {file.stem for file in (ROOT / "tests/rules").glob("*.yaml")} - kept
    return files, [*LEFT_OUT, *(f"--deselect={CASES}::test_case[{it}:" for it in sorted(others))]


def mutants(source: str) -> Iterator[str]:
    """Return the name of every mutant that mutmut makes of a package, in order."""
    for path in sorted((ROOT / source).rglob("*.py")):
        file = path.relative_to(ROOT)
        for name in mutate_file_contents(str(file), path.read_text()).mutant_names:
            yield get_mutant_name(file, name)


def laid_out(name: str, source: str, tests: tuple[str, ...]) -> Path:
    """Return a folder in which mutmut finds the project, and its settings for one package."""
    folder = WORK / name
    folder.mkdir(parents=True, exist_ok=True)
    for linked in LINKED:
        if not (folder / Path(linked).name).is_symlink():
            (folder / Path(linked).name).symlink_to(ROOT / linked)
    (folder / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)  # a test may have changed
    files, deselected = selected(tests)
    settings = {
        "source_paths": ["src"],
        "only_mutate": [f"{source}/*"],
        "also_copy": ["benches", "docs", "scripts"],
        "pytest_add_cli_args_test_selection": files,
        "pytest_add_cli_args": [*OPTIONS, *deselected],
        "timeout_multiplier": ["5"],
        "timeout_constant": ["4"],
    }
    lines = [f"{key} =\n" + "".join(f"    {it}\n" for it in its) for key, its in settings.items()]
    (folder / "setup.cfg").write_text("[mutmut]\n" + "".join(lines))
    return folder


def judged(folder: Path, names: list[str]) -> dict[str, str]:
    """Let mutmut run the tests on these mutants, and return what became of each."""
    command = [Path(sys.executable).parent / "mutmut", "run", "--max-children", "4", *names]
    with (folder / "run.txt").open("w") as heard:
        subprocess.run(command, cwd=folder, check=True, stdout=heard)  # noqa: S603  (mutmut)
    found: dict[str, int | None] = {}
    for meta in (folder / "mutants" / "src").rglob("*.meta"):
        found |= json.loads(meta.read_text())["exit_code_by_key"]
    return {name: status_by_exit_code[found[name]] for name in names}


def tried(name: str, chosen: list[str]) -> dict[str, str]:
    """Ask the tests close to a package, and the further ones about what these let live."""
    source, tests, further = PACKAGES[name]
    became = judged(laid_out(name, source, tests), chosen)
    alive = [it for it, end in became.items() if end not in DEAD]
    if alive:
        again = judged(laid_out(f"{name}-further", source, further), alive)
        became |= {it: end for it, end in again.items() if end in DEAD}
    return became


def wilson(part: int, of: int) -> tuple[float, float]:
    """Return the 95 percent interval of a share (Wilson 1927)."""
    share, squared = part / of, Z_95 * Z_95
    middle = (share + squared / (2 * of)) / (1 + squared / of)
    half = Z_95 / (1 + squared / of) * sqrt(share * (1 - share) / of + squared / (4 * of * of))
    return middle - half, middle + half


def told(name: str, seed: int, count: int, became: dict[str, str]) -> None:
    """Print the score of a sample, and keep what became of each mutant."""
    counted = Counter(became.values())
    dead = sum(counted[way] for way in DEAD)
    low, high = wilson(dead, len(became))
    print(f"{name}: {dead} of {len(became)} noticed ({dead / len(became):.1%}, ", end="")
    print(f"95 % {low:.1%} to {high:.1%}), of {count} mutants, seed {seed}: {dict(counted)}")
    kept = {"package": name, "seed": seed, "mutants": count, "became": became}
    (WORK / f"{name}-{seed}.json").write_text(json.dumps(kept, indent=1, ensure_ascii=False))


def main() -> None:
    """Draw the sample of each package, try it, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seed", type=int)
    parser.add_argument("packages", nargs="*", default=[*PACKAGES])
    parser.add_argument("--sample", type=int, default=150)
    parser.add_argument("--only", nargs="*", help="these mutants, instead of a sample")
    asked = parser.parse_args()
    for name in asked.packages:
        everyone = [*mutants(PACKAGES[name].source)]
        drawn = random.Random(asked.seed).sample(everyone, min(asked.sample, len(everyone)))  # noqa: S311  (seeded)
        chosen = [it for it in everyone if it in set(asked.only or drawn)]
        if chosen:
            told(name, asked.seed, len(everyone), tried(name, chosen))


if __name__ == "__main__":
    main()
