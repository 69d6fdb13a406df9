"""Which change of a job makes it more than it was, and what may come of it then?

Holding, releasing, requeueing and shrinking go through the same hook in slurmctld as growing, and
are nobody's concern here.
"""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from comptrol.entrypoints.agents.slurm.asking import PER, Fields, Largest, largest
from comptrol.entrypoints.agents.slurm.shape import Shape

AMOUNTS: Final = frozenset(
    {
        *PER,
        *("gres", "time_limit", "array_inx", "shared"),
        *("num_tasks", "min_nodes", "max_nodes", "min_cpus", "cpus_per_task", "req_nodes"),
        *("ntasks_per_node", "ntasks_per_tres", "ntasks_per_gpu", "sockets_per_node"),
    }
)
"""What can make a job larger or longer."""
TERMS: Final = frozenset({"account", "partition", "qos"})
"""What can make it another job: whose it is, where it runs, what it may do."""
OLD: Final = "old_"
"""How the plugin marks the fields of the job as it stands."""


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """A change that concerns the gate."""

    terms: frozenset[str]
    """Which of account, partition and QOS become others."""
    fields: Fields
    """The request as it would be."""
    amounts: Largest
    """The most that may come of it."""

    @property
    def words(self) -> str:
        """Return what changes, for people."""
        return ", ".join(sorted(self.terms)) or "larger or longer"


def changed(
    told: Fields, asked: Fields, shape: Callable[[], Shape], *, margin_s: int
) -> Changed | None:
    """Return what a change comes to, or nothing if it can make nothing larger or other.

    ``told`` is the change, with the job as it stands under ``old_``; ``asked`` is how it was
    asked for. Both are taken as they were before the change, and the larger outcome counts: what
    Slurm shows of a job lacks what it filled up by itself, and what was asked for lacks what has
    changed since. The cluster is looked at only where something grows, so that holding and
    releasing go on where it is not known.
    """
    change = {name: value for name, value in told.items() if name in AMOUNTS | TERMS}
    stands = {
        name.removeprefix(OLD): value for name, value in told.items() if name.startswith(OLD)
    }
    terms = frozenset(name for name in TERMS & change.keys() if change[name] != stands.get(name))
    amounts = {name for name in AMOUNTS & change.keys() if change[name] != stands.get(name)}
    if not terms and not amounts:
        return None
    kept = {name: value for name, value in stands.items() if name in AMOUNTS | TERMS}
    fields = _over(asked, change)
    either = [
        largest(one, shape(), margin_s=margin_s)
        for one in (fields, _over({**asked, **kept}, change))
    ]
    return Changed(
        terms=terms,
        fields=fields,
        amounts=msgspec.structs.replace(
            either[1],
            kind=either[1].kind or either[0].kind,
            each=max(it.each for it in either),
            width=max(it.width for it in either),
            length_s=max(it.length_s for it in either),
        ),
    )


def _over(before: Fields, change: Mapping[str, str]) -> Fields:
    """Put a change over a request; GPUs to a node are asked for under either of two names."""
    after = {**before, **change}
    if "tres_per_node" in change or "gres" in change:
        after.pop("gres", None)
        after["tres_per_node"] = change.get("tres_per_node") or change.get("gres", "")
    return after
