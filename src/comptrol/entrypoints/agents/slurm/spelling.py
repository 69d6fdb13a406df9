"""How does Slurm write GPUs, the elements of an array, and lists of hosts?

What cannot be read for certain is an UnreadableError, never nothing: a gate that skips what it
does not know is a gate with a hole.
"""

import re
from typing import Final

from comptrol.kernel.errors import UnreadableError

UNTYPED: Final = ""
"""The type of GPUs for which none was named."""
PARTS: Final = ("shard", "mps")
"""Shares of a GPU. Slurm accounts them as something else than GPUs, so they would go uncounted."""
COUNT_MAX: Final = 10**6
WIDTH_MAX: Final = 4_000_001
"""The largest MaxArraySize that Slurm knows (slurm.conf(5))."""
HOSTS_MAX: Final = 10**6

_COUNT: Final = re.compile(r"(?P<digits>[0-9]{1,9})(?P<unit>[kmgtKMGT]?)", re.ASCII)
_UNITS: Final = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}
_ITEM: Final = re.compile(
    r"(?:gres[:/])?(?P<name>[^:/=]+)(?:[:/](?P<type>[^:=]+?))?(?:[:=](?P<count>[^:=]+))?"
)
_SOCKETS: Final = re.compile(r"\([^()]*\)")
_RANGE: Final = re.compile(
    r"(?P<first>[0-9]{1,9})(?:-(?P<last>[0-9]{1,9})(?::(?P<step>[0-9]{1,9}))?)?", re.ASCII
)


def gpus(text: str) -> dict[str, int]:
    """Return how many GPUs of which type a request names.

    All spellings of 22.05 to 25.x: ``gres:gpu[:type][:n]``, ``gres/gpu[:type][=n]``,
    ``gpu[:type]:n``, each in a list with other things, sockets in brackets.

    >>> gpus("gres:gpu:h100:2"), gpus("gres/gpu:h100=2,cpu=4"), gpus("gpu"), gpus("cpu=2")
    ({'h100': 2}, {'h100': 2}, {'': 1}, {})
    """
    found: dict[str, int] = {}
    for item in _SOCKETS.sub("", text).split(","):
        named = _gpu(item.strip())
        if named is not None:
            kind, count = named
            found[kind] = found.get(kind, 0) + count
    return found


def _gpu(item: str) -> tuple[str, int] | None:
    """Return type and count of one item, nothing for what is no GPU."""
    read = _ITEM.fullmatch(item)
    name = read["name"].lower() if read else ""
    if name in PARTS:
        raise UnreadableError(
            f"{item!r} asks for a share of a GPU, which is not counted here; ask for whole GPUs"
        )
    if read is None or name != "gpu":
        if "gpu" in item.lower():
            raise UnreadableError(f"{item!r} cannot be read as a number of GPUs")
        return None
    kind, written = read["type"], read["count"]
    if written is None and kind is not None and _COUNT.fullmatch(kind):
        kind, written = None, kind  # gpu:2
    return kind or UNTYPED, _count(written, item) if written is not None else 1


def _count(written: str, item: str) -> int:
    read = _COUNT.fullmatch(written)
    if read is None:
        raise UnreadableError(f"{item!r} cannot be read as a number of GPUs")
    return min(int(read["digits"]) * _UNITS[read["unit"].lower()], COUNT_MAX)


def allocated_gpus(tres: str) -> int:
    """Return how many GPUs stand in what Slurm says that it allocated.

    The total stands beside the count of each type, so each GPU stands there twice.

    >>> allocated_gpus("cpu=8,gres/gpu=3,gres/gpu:h100=3,node=1"), allocated_gpus("cpu=1")
    (3, 0)
    """
    found = gpus(tres)
    total = found.pop(UNTYPED, 0)
    return max(total, sum(found.values()))


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
