"""What can a cluster hand out at most? Its nodes, its partitions and its limits, as Slurm says.

Read from ``scontrol -o show node``, ``scontrol -o show partition`` and ``scontrol show config``.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from comptrol.bootstrap.meters import UNTYPED, gpus
from comptrol.kernel.errors import UnavailableError, UnreadableError

MINUTE_S: Final = 60
_FREE: Final = frozenset({"NONE", "UNLIMITED", "INFINITE", "N/A", "(NULL)", ""})
_DURATION: Final = re.compile(
    r"(?:(?P<days>[0-9]{1,9})-)?(?:(?P<hours>[0-9]{1,9}):)?"
    r"(?P<minutes>[0-9]{1,9}):(?P<seconds>[0-9]{1,9})",
    re.ASCII,
)


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """One node: how many GPUs of which type, and on how many sockets."""

    name: str
    gpus: dict[str, int]
    sockets: int

    def count(self, kind: str) -> int:
        """Return how many GPUs of a type it has; of no type, all of them."""
        return sum(self.gpus.values()) if kind == UNTYPED else self.gpus.get(kind, 0)


class Partition(msgspec.Struct, frozen=True, kw_only=True):
    """One partition: its nodes, whether it hands out whole nodes, and how long a job may run."""

    name: str
    default: bool
    exclusive: bool
    nodes: tuple[Node, ...]
    default_s: int | None
    """How long a job runs that says nothing; nothing: as long as the longest."""
    longest_s: int | None
    over_s: int | None
    """How long over its limit a job may run here (OverTimeLimit); nothing: without end."""

    def most(self, nodes: int, kind: str) -> int:
        """Return the most GPUs of a type on so many nodes."""
        return sum(sorted((node.count(kind) for node in self.nodes), reverse=True)[:nodes])

    @property
    def kinds(self) -> frozenset[str]:
        """Return the types of GPU that stand here."""
        return frozenset(kind for node in self.nodes for kind in node.gpus)

    @property
    def sockets(self) -> int:
        """Return the most sockets of a node."""
        return max((node.sockets for node in self.nodes), default=1)


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """A cluster as its scheduler knows it."""

    cluster: str
    partitions: dict[str, Partition]
    kill_wait_s: int
    whole_nodes: bool
    """Every job gets whole nodes, whatever it asks (``select/linear``)."""

    def named(self, text: str) -> Sequence[Partition]:
        """Return the partitions that a job names, or the default one."""
        if not text:
            found = [it for it in self.partitions.values() if it.default]
            if not found:
                raise UnreadableError("name a partition (--partition): there is no default one")
            return found
        names = text.split(",")
        unknown = [name for name in names if name not in self.partitions]
        if unknown:
            raise UnreadableError(f"there is no partition {unknown[0]!r}")
        return [self.partitions[name] for name in names]


def read_shape(nodes: str, partitions: str, config: str) -> Shape:
    """Read what the three questions to scontrol answered."""
    set_to = dict(_settings(config))
    by_partition: dict[str, list[Node]] = {}
    for line in filter(None, map(str.strip, nodes.splitlines())):
        node = _node(line)
        for name in _field(line, "Partitions").split(","):
            by_partition.setdefault(name, []).append(node)
    over = _over(set_to.get("OverTimeLimit", "0"))
    found = [
        _partition(line, by_partition, over)
        for line in filter(None, map(str.strip, partitions.splitlines()))
    ]
    if not found or "ClusterName" not in set_to:
        raise UnavailableError("scontrol names no partition or no cluster: is slurmctld up?")
    return Shape(
        cluster=set_to["ClusterName"],
        partitions={it.name: it for it in found},
        kill_wait_s=_number(set_to.get("KillWait", "30")),
        whole_nodes=set_to.get("SelectType") == "select/linear",
    )


def _settings(config: str) -> Iterable[tuple[str, str]]:
    for line in config.splitlines():
        name, equals, value = line.partition("=")
        if equals:
            yield name.strip(), value.strip()


def _node(line: str) -> Node:
    gres = _field(line, "Gres")
    return Node(
        name=_field(line, "NodeName"),
        gpus={} if _is_free(gres) else _whole(gres),
        sockets=max(1, _number(_field(line, "Sockets") or "1")),
    )


def _whole(gres: str) -> dict[str, int]:
    """Return the whole GPUs of a node; shares of them stand beside them and are the same ones."""
    items = re.sub(r"\([^()]*\)", "", gres).split(",")
    return gpus(",".join(item for item in items if item.partition(":")[0] == "gpu"))


def _partition(line: str, nodes: dict[str, list[Node]], over_s: int | None) -> Partition:
    name = _field(line, "PartitionName")
    over = _field(line, "OverTimeLimit")
    return Partition(
        name=name,
        default=_field(line, "Default") == "YES",
        exclusive=_field(line, "OverSubscribe").startswith("EXCLUSIVE"),
        nodes=tuple(nodes.get(name, ())),
        default_s=_duration(_field(line, "DefaultTime")),
        longest_s=_duration(_field(line, "MaxTime")),
        over_s=over_s if over in ("", "NONE") else _over(over),
    )


def _over(minutes: str) -> int | None:
    return None if _is_free(minutes) else _number(minutes) * MINUTE_S


def _field(line: str, name: str) -> str:
    """Return a field of a line, the first of its name: remarks of people stand behind it."""
    found = re.search(rf"(?:^|\s){name}=(\S*)", line)
    return found[1] if found else ""


def _is_free(text: str) -> bool:
    return text.upper() in _FREE


def _number(text: str) -> int:
    """Return the whole number at the start, as in ``2 sec`` and ``0 min``."""
    found = re.match(r"[0-9]{1,9}(?![0-9])", text)
    if found is None:
        raise UnreadableError(f"scontrol says {text!r} where a number was expected")
    return int(found[0])


def _duration(text: str) -> int | None:
    """Return seconds; nothing for what has no end.

    >>> _duration("1-02:00:00"), _duration("00:30:00"), _duration("UNLIMITED")
    (93600, 1800, None)
    """
    if _is_free(text):
        return None
    read = _DURATION.fullmatch(text)
    if read is None:
        raise UnreadableError(f"scontrol says {text!r} where a time was expected")
    days, hours, minutes, seconds = (int(it or 0) for it in read.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
