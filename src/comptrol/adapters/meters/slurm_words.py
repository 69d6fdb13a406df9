"""How does Slurm write what it allocated: GPUs, moments, and the order that a job belongs to?

What cannot be read for certain is an UnreadableError, never nothing: a gate that skips what it
does not know is a gate with a hole.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from comptrol.kernel.errors import UnreadableError

MARK: Final = "comptrol:"
"""How the name of its order stands in a job's AdminComment."""
ENDED: Final = frozenset(
    {
        *("COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY"),
        *("DEADLINE", "BOOT_FAIL", "PREEMPTED", "REVOKED"),
    }
)
"""States in which a job runs no more (squeue(1)); any other may yet run."""
UNTYPED: Final = ""
"""The type of GPUs for which none was named."""
PARTS: Final = ("shard", "mps")
"""Shares of a GPU. Slurm accounts them as something else than GPUs, so they would go uncounted."""
COUNT_MAX: Final = 10**6

_COUNT: Final = re.compile(r"(?P<digits>[0-9]{1,9})(?P<unit>[kmgtKMGT]?)", re.ASCII)
_UNITS: Final = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}
_ITEM: Final = re.compile(
    r"(?:gres[:/])?(?P<name>[^:/=]+)(?:[:/](?P<type>[^:=]+?))?(?:[:=](?P<count>[^:=]+))?"
)
DIGITS_MAX: Final = 18
"""Below 2**63, whatever a number counts."""
_SOCKETS: Final = re.compile(r"\([^()]*\)")
_EPOCH: Final = re.compile(r"[0-9]{1,11}", re.ASCII)
_LOCAL: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}", re.ASCII)
_NEVER: Final = frozenset({"", "Unknown", "None"})
_ARRAY: Final = re.compile(r"(?P<array>[0-9]+)_", re.ASCII)


class Allocation(msgspec.Struct, frozen=True, kw_only=True):
    """One run of a job as it was accounted; one that was requeued, and an array, have several."""

    shown: str
    """The job's id as people write it, the element of an array with it."""
    job: int
    """The id of the array, or of the job itself."""
    submitted_at: int | None
    start: int | None
    end: int | None
    """Nothing: it is not over."""
    state: str
    gpus: Mapping[str, int]
    """How many of which type; of no type what is over."""
    account: str
    comment: str

    @property
    def order(self) -> str | None:
        """Return the order that its comment names."""
        return order_in(self.comment)


def is_whole(text: str) -> bool:
    """Tell whether text is a whole number of a length that Slurm can mean.

    >>> is_whole("42"), is_whole("-1"), is_whole("9" * 5_000)
    (True, False, False)
    """
    return text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX


def allocation_of(cells: Mapping[str, str], zone: ZoneInfo | None = None) -> Allocation:
    """Return what one line of sacct says, by its columns in small letters."""
    shown, raw = cells["jobid"], cells.get("jobidraw")
    array = _ARRAY.match(shown)
    job = array["array"] if array else raw if raw is not None else shown.partition("+")[0]
    if not is_whole(job):
        raise UnreadableError(f"{job[:40]!r} is no number of a job")
    return Allocation(
        shown=shown,
        job=int(job),
        submitted_at=moment(cells.get("submit", ""), zone),
        start=moment(cells["start"], zone),
        end=moment(cells["end"], zone),
        state=cells["state"].partition(" ")[0],
        gpus=gpus_by_type(cells["alloctres"]),
        account=cells.get("account", ""),
        comment=cells.get("admincomment", ""),
    )


def order_in(comment: str) -> str | None:
    """Return the name of the order that a comment carries.

    >>> order_in("comptrol:c1-abc"), order_in("c1-abc"), order_in("")
    ('c1-abc', None, None)
    """
    return comment.removeprefix(MARK) if comment.startswith(MARK) else None


def moment(text: str, zone: ZoneInfo | None = None) -> int | None:
    """Return seconds since 1970; nothing for Unknown and None.

    >>> moment("1764403200"), moment("Unknown"), moment("2026-11-29T08:00:00", ZoneInfo("UTC"))
    (1764403200, None, 1795939200)
    """
    if text in _NEVER:
        return None
    if _EPOCH.fullmatch(text):
        return int(text)
    if not _LOCAL.fullmatch(text):
        raise UnreadableError(f"{text[:40]!r} is no time")
    if zone is None:
        raise UnreadableError(
            f"{text} is of no time zone: run sacct with SLURM_TIME_FORMAT=%s, or name the zone "
            "of the cluster with --zone"
        )
    return _in_zone(text, zone)


def _in_zone(text: str, zone: ZoneInfo) -> int:
    """Return a local time as seconds since 1970; one that there was twice is no certain time."""
    try:
        local = datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError as error:
        raise UnreadableError(f"{text!r} is no time: {error}") from error
    first, second = (int(local.replace(fold=it).astimezone(UTC).timestamp()) for it in (0, 1))
    if first != second:
        raise UnreadableError(
            f"{text} was twice in {zone.key}, or never, as clocks were changed: "
            "run sacct with SLURM_TIME_FORMAT=%s"
        )
    return first


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


def gpus_by_type(tres: str) -> dict[str, int]:
    """Return how many GPUs of which type stand in what Slurm says that it allocated.

    The total stands beside the count of each type, so each GPU stands there twice.

    >>> gpus_by_type("cpu=8,gres/gpu=3,gres/gpu:h100=3"), gpus_by_type("gres/gpu=2")
    ({'h100': 3}, {'': 2})
    """
    found = gpus(tres)
    over = found.pop(UNTYPED, 0) - sum(found.values())
    return {**found, UNTYPED: over} if over > 0 else found


def allocated_gpus(tres: str) -> int:
    """Return how many GPUs stand in what Slurm says that it allocated, each once.

    >>> allocated_gpus("cpu=8,gres/gpu=3,gres/gpu:h100=3,node=1"), allocated_gpus("cpu=1")
    (3, 0)
    """
    return sum(gpus_by_type(tres).values())
