"""What is the most that Slurm may hand out to a request, whatever was typed?

The hook in slurmctld shows the fields of ``job_desc``. Slurm fills up what they leave open: a job
without a number of nodes may be spread over as many as it has tasks, ``--exclusive`` takes every
GPU of its nodes. An order is for the most that can come of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from comptrol.bootstrap.meters import UNTYPED, gpus
from comptrol.entrypoints.agents.slurm.shape import MINUTE_S, Partition, Shape
from comptrol.entrypoints.agents.slurm.spelling import hosts, width
from comptrol.kernel.errors import UnreadableError

Fields = Mapping[str, str]
"""Fields of ``job_desc`` by their names; those that Slurm leaves unset are not there."""
ENDLESS: Final = "inf"
"""How the plugin writes INFINITE."""
PER: Final = ("tres_per_node", "tres_per_job", "tres_per_task", "tres_per_socket")
EXCLUSIVE: Final = "0"
"""``shared`` of a job that gets whole nodes (JOB_SHARED_NONE)."""
_DIGITS_MAX: Final = 10


class Largest(msgspec.Struct, frozen=True, kw_only=True):
    """The most that a request may be given. Of no GPUs, the type is of no meaning."""

    kind: str
    """The type of GPU as Slurm names it; empty where the nodes name none."""
    each: int
    """GPUs of one element of an array, or of the job."""
    width: int
    length_s: int
    partitions: tuple[str, ...]

    @property
    def chips(self) -> int:
        """Return the GPUs of all elements together."""
        return self.each * self.width


def largest(fields: Fields, shape: Shape, *, margin_s: int) -> Largest:
    """Return the largest allocation that Slurm may make, or say what the request must name."""
    asked = {per: gpus(fields.get(per, "")) for per in PER}
    if not asked["tres_per_node"]:
        asked["tres_per_node"] = gpus(fields.get("gres", ""))  # repeats it, where both stand
    found = shape.named(fields.get("partition", ""))
    typed = {kind for named in asked.values() for kind, many in named.items() if many} - {UNTYPED}
    if len(typed) > 1:
        raise UnreadableError(
            f"a job asks for GPUs of one type, not of {' and '.join(sorted(typed))}; "
            "ask for them as two jobs"
        )
    request = _Request(fields, {per: sum(named.values()) for per, named in asked.items()})
    kind = next(iter(typed), UNTYPED)
    whole = shape.whole_nodes or fields.get("shared") == EXCLUSIVE
    each, kinds = 0, set[str]()
    for partition in found:
        most = _most(request, partition, kind, whole=whole or partition.exclusive)
        each = max(each, most)
        kinds |= {kind} if kind or not most else partition.kinds
    if each and len(kinds) > 1:
        raise UnreadableError(
            f"there are GPUs of the types {', '.join(sorted(kinds))}; "
            "name the one that is asked for, as in --gpus=TYPE:N"
        )
    return Largest(
        kind=next(iter(kinds), UNTYPED),
        each=each,
        width=width(fields.get("array_inx", "")),
        length_s=max(_lengths(fields, found)) + shape.kill_wait_s + margin_s if each else 0,
        partitions=tuple(partition.name for partition in found),
    )


class _Request:
    """A request in numbers: how many GPUs per what, and over how many nodes and tasks."""

    def __init__(self, fields: Fields, per: Mapping[str, int]) -> None:
        self.per = per
        self.fields = fields
        self.tasks = number(fields, "num_tasks")
        self.tasks_per_node = number(fields, "ntasks_per_node") or 0
        self.tasks_per_gpu = number(fields, "ntasks_per_tres") or number(fields, "ntasks_per_gpu")

    @property
    def names_gpus(self) -> bool:
        """Tell whether GPUs are asked for in any way."""
        return any(self.per.values()) or bool(self.tasks_per_gpu)

    def nodes(self, partition: Partition) -> int:
        """Return the most nodes. Without ``max_nodes``, Slurm may put each task on its own.

        A job that says how many GPUs it needs in all may get each of them from another node.
        """
        fields, there = self.fields, len(partition.nodes)
        most, least = number(fields, "max_nodes"), number(fields, "min_nodes") or 1
        if not most:
            cpus = (number(fields, "min_cpus") or 1) // (number(fields, "cpus_per_task") or 1)
            most = max(self.tasks or cpus, self.per["tres_per_job"])
        return min(max(most, least, hosts(fields.get("req_nodes", ""))), there)

    def gpus(self, partition: Partition, nodes: int) -> int:
        """Return the most GPUs: each way of asking is a bound, and the largest holds for all."""
        tasks = max(self.tasks or 0, self.tasks_per_node * nodes, nodes)
        per_gpu = self.tasks_per_gpu
        return max(
            self.per["tres_per_node"] * nodes,
            self.per["tres_per_job"],
            self.per["tres_per_task"] * tasks,
            self.per["tres_per_socket"] * partition.sockets * nodes,
            # each node rounds up for itself
            (tasks + nodes * (per_gpu - 1)) // per_gpu if per_gpu else 0,
        )


def _most(request: _Request, partition: Partition, kind: str, *, whole: bool) -> int:
    if not (request.names_gpus or whole):
        return 0
    nodes = request.nodes(partition)
    there = partition.most(nodes, kind)
    if request.names_gpus and not there:
        what = f"GPUs of type {kind}" if kind else "GPUs"
        raise UnreadableError(f"partition {partition.name} has no {what}")
    if not whole:
        return min(request.gpus(partition, nodes), there)
    with_it = [node for node in partition.nodes if kind in node.gpus]
    if kind and any(len(node.gpus) > 1 for node in with_it):
        raise UnreadableError(
            f"whole nodes of partition {partition.name} have GPUs of more than one type"
        )
    return there


def _lengths(fields: Fields, partitions: Sequence[Partition]) -> Iterator[int]:
    """Return for how long a job may run in each of its partitions, the time over its limit too."""
    asked_min = number(fields, "time_limit")
    for partition in partitions:
        if fields.get("time_limit") == ENDLESS or asked_min == 0:
            raise UnreadableError("a job that runs without end cannot be ordered: give --time")
        limit_s = asked_min * MINUTE_S if asked_min else partition.default_s or partition.longest_s
        if limit_s is None:
            raise UnreadableError(
                f"give a time limit (--time): partition {partition.name} sets none"
            )
        if partition.over_s is None:
            raise UnreadableError(
                f"jobs in partition {partition.name} may run over their limit without end "
                "(OverTimeLimit=UNLIMITED); its operator has to set an end"
            )
        yield limit_s + partition.over_s


def number(fields: Fields, name: str) -> int | None:
    """Return a number of a request; nothing where it is unset. Without end is a great many."""
    text = fields.get(name)
    if text is None:
        return None
    if text == ENDLESS:
        return 10**_DIGITS_MAX
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX):
        raise UnreadableError(f"{name}={text[:40]!r} cannot be read as a number")
    return int(text)
