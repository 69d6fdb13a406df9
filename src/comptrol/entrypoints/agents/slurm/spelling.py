"""How does Slurm write the elements of an array, and lists of hosts?

What cannot be read for certain is an UnreadableError, never nothing: a gate that skips what it
does not know is a gate with a hole.
"""

import re
from typing import Final

from comptrol.kernel.errors import UnreadableError

WIDTH_MAX: Final = 4_000_001
"""The largest MaxArraySize that Slurm knows (slurm.conf(5))."""
HOSTS_MAX: Final = 10**6

_RANGE: Final = re.compile(
    r"(?P<first>[0-9]{1,9})(?:-(?P<last>[0-9]{1,9})(?::(?P<step>[0-9]{1,9}))?)?", re.ASCII
)


def width(text: str) -> int:
    """Return how many elements an array has; how many may run at once does not count.

    >>> width(""), width("1-10%2"), width("1,3,5-9:2"), width("0-0")
    (1, 10, 5, 1)
    """
    if not text:
        return 1
    total = 0
    for part in text.partition("%")[0].split(","):
        read = _RANGE.fullmatch(part.strip())
        if read is None:
            raise UnreadableError(f"--array={text}: {part!r} cannot be read as a range")
        first, step = int(read["first"]), int(read["step"] or 1)
        last = int(read["last"] or first)
        if last < first or step < 1:
            raise UnreadableError(f"--array={text}: {part!r} is an empty range")
        total += (last - first) // step + 1
    if total > WIDTH_MAX:
        raise UnreadableError(f"--array={text} has more than {WIDTH_MAX} elements")
    return total


def hosts(text: str) -> int:
    """Return how many hosts a list names, at most: one that stands twice is counted twice.

    >>> hosts(""), hosts("n1"), hosts("n[1-2,07-10],m3"), hosts("r[1-2]n[1-3]")
    (0, 1, 7, 6)
    """
    total = 0
    for entry in _outside_brackets(text):
        many = 1
        for inside in re.findall(r"\[([^\[\]]*)\]", entry):
            many *= width(inside)
        total += many
    if total > HOSTS_MAX:
        raise UnreadableError(f"the list of nodes names more than {HOSTS_MAX} hosts")
    return total


def _outside_brackets(text: str) -> list[str]:
    """Split a list of hosts at the commas that stand in no bracket."""
    entries, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter == "[") - (letter == "]")
        if letter == "," and depth == 0:
            entries.append(text[start:at])
            start = at + 1
    if depth:
        raise UnreadableError(f"{text!r} cannot be read as a list of nodes")
    return [entry for entry in (*entries, text[start:]) if entry.strip()]
