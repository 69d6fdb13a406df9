"""Tries every pattern that meets outside words on words made to keep it busy; a test runs this.

One that takes steps like a power of the length does not come to its end in the time that the test
waits; what is straight is through with all of them in seconds.
"""

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator

import comptrol

ATOMS = (
    *("a", "A", "0", " ", "\t", "\n", ".", ",", ";", "-", "(", ")", '"', "'", "=", "/", "é", "中"),
    *("a ", "a.", "a,", "0,", "(a", "a)", '""', '"a', "a=", ", ", "; ", " - ", "1 F.R. ", "k.a. "),
    *("744.11(a)", "and ", "a.k.a. ", "家", "等", "x[0]", "<a ", '"a",', "0-", "[", "{", "<", ":"),
)
TIMES = 600
ENDS = ("", "!", ")")
LEFT_OUT = ("comptrol.entrypoints.cli.commands.lake.cluster", "comptrol.adapters.lake.spark")


def patterns() -> Iterator[tuple[str, "re.Pattern[str] | re.Pattern[bytes]"]]:
    """Yield every pattern that a module keeps, by where it stands."""
    seen = set[int]()
    for found in pkgutil.walk_packages(comptrol.__path__, "comptrol."):
        if found.name.endswith("__main__") or found.name in LEFT_OUT:
            continue
        module = importlib.import_module(found.name)
        for name, it in vars(module).items():
            if isinstance(it, re.Pattern) and id(it) not in seen:
                seen.add(id(it))
                yield f"{found.name}.{name}", it


def words() -> Iterator[str]:
    """Yield words that are one thing over and over, and then something else."""
    for atom in ATOMS:
        for end in ENDS:
            yield atom * (TIMES // len(atom)) + end


def main() -> None:
    """Try all, and name each before it is tried."""
    tried = list(words())
    for name, pattern in patterns():
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()
        for it in tried:
            if isinstance(pattern.pattern, bytes):
                pattern.search(it.encode())  # type: ignore[arg-type]
            else:
                pattern.search(it)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
