"""What scontrol says of a cluster, as 22.05 and later say it."""

import pytest

from comptrol.entrypoints.agents.slurm.shape import read_shape
from comptrol.kernel.errors import UnavailableError, UnreadableError

NODES = """\
NodeName=n1 Arch=x86_64 CoresPerSocket=1 CPUTot=16 Gres=gpu:h100:8(S:0-1) NodeAddr=127.0.0.1 \
OS=Linux 6.1 #1 SMP Gres=gpu:9 Sockets=2 Boards=1 Partitions=gpu,all  Comment=Partitions=other
NodeName=n2 Arch=x86_64 Gres=gpu:a100:4,shard:a100:16,lustre:1 Sockets=16 Partitions=all
NodeName=n3 Arch=x86_64 Gres=(null) Sockets=1 Partitions=all
"""
PARTITIONS = """\
PartitionName=gpu AllowGroups=ALL Default=YES DefaultTime=NONE MaxTime=1-00:00:00 \
OverSubscribe=NO OverTimeLimit=NONE State=UP
PartitionName=all Default=NO DefaultTime=00:30:00 MaxTime=UNLIMITED OverSubscribe=EXCLUSIVE \
OverTimeLimit=5 State=UP
PartitionName=empty Default=NO DefaultTime=NONE MaxTime=UNLIMITED OverSubscribe=FORCE:4 \
OverTimeLimit=UNLIMITED State=UP
"""
CONFIG = """\
Configuration data as of 2026-11-28T23:54:08
ClusterName             = c1
KillWait                = 30 sec
OverTimeLimit           = 2 min
SelectType              = select/cons_tres
"""


def test_a_cluster_is_read_as_it_is():
    found = read_shape(NODES, PARTITIONS, CONFIG)
    gpu, everything, empty = (found.partitions[name] for name in ("gpu", "all", "empty"))
    assert (found.cluster, found.kill_wait_s, found.whole_nodes) == ("c1", 30, False)
    assert [it.name for it in gpu.nodes] == ["n1"]
    assert gpu.nodes[0].gpus == {"h100": 8}
    assert [it.gpus for it in everything.nodes] == [{"h100": 8}, {"a100": 4}, {}]
    assert (gpu.sockets, everything.sockets, empty.sockets) == (2, 16, 1)
    assert (gpu.default, gpu.exclusive, everything.exclusive) == (True, False, True)
    assert (gpu.default_s, gpu.longest_s) == (None, 86_400)
    assert (everything.default_s, everything.longest_s) == (1800, None)
    assert (gpu.over_s, everything.over_s, empty.over_s) == (120, 300, None)
    assert everything.kinds == {"h100", "a100"}
    assert (everything.most(1, ""), everything.most(2, ""), everything.most(9, "a100")) == (
        8,
        12,
        4,
    )


def test_whole_nodes_and_endless_running_are_noticed():
    config = CONFIG.replace("cons_tres", "linear").replace("2 min", "UNLIMITED")
    found = read_shape(NODES, PARTITIONS, config)
    assert found.whole_nodes
    assert found.partitions["gpu"].over_s is None


def test_a_partition_is_named_or_the_default_one():
    found = read_shape(NODES, PARTITIONS, CONFIG)
    assert [it.name for it in found.named("")] == ["gpu"]
    assert [it.name for it in found.named("all,empty")] == ["all", "empty"]
    with pytest.raises(UnreadableError, match="no partition 'x'"):
        found.named("gpu,x")
    without = read_shape(NODES, PARTITIONS.replace("Default=YES", "Default=NO"), CONFIG)
    with pytest.raises(UnreadableError, match="name a partition"):
        without.named("")


@pytest.mark.parametrize(
    ("nodes", "partitions", "config", "error"),
    [
        (NODES, "", CONFIG, UnavailableError),
        (NODES, PARTITIONS, "", UnavailableError),
        (NODES.replace("Sockets=2 ", "Sockets=some "), PARTITIONS, CONFIG, UnreadableError),
        (NODES, PARTITIONS.replace("1-00:00:00", "a day"), CONFIG, UnreadableError),
        (NODES.replace("gpu:h100:8", "gpu:h100:x"), PARTITIONS, CONFIG, UnreadableError),
    ],
)
def test_what_cannot_be_read_is_no_cluster(
    nodes: str, partitions: str, config: str, error: type[Exception]
):
    with pytest.raises(error):
        read_shape(nodes, partitions, config)
