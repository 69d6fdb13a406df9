"""Putting the plugins in place: what is written, what is left alone, and what is in the way."""

import os
from pathlib import Path

import pytest
from tests.scenario.harness import comptrol
from tests.slurm.fakes import CONFIG, configuration

from comptrol.entrypoints.agents.slurm.install import BELL, HOOK, OURS, PROLOG, plan, read_word
from comptrol.entrypoints.agents.slurm.slurm_conf import SlurmConf
from comptrol.kernel.errors import UnavailableError, UnreadableError

CONF = """\
# the cluster
ClusterName=c1 SlurmUser={user}
SlurmctldHost=head(10.0.0.1)
AccountingStorageType=accounting_storage/slurmdbd
{more}
NodeName=n[1-2] CPUs=16 \\
    JobSubmitPlugins=no-setting-of-the-cluster Gres=gpu:h100:8
PartitionName=gpu Nodes=n[1-2] Default=YES
"""


class Place:
    """A folder with a slurm.conf and the agent's own file."""

    def __init__(self, folder: Path, more: str = "") -> None:
        (folder / "slurm").mkdir(parents=True)
        user = os.environ.get("USER") or "root"  # noqa: TID251
        self.conf = folder / "slurm" / "slurm.conf"
        self.conf.write_text(CONF.format(user=user if os.geteuid() else "root", more=more))
        configuration(folder)
        self.config = folder / "agent.toml"

    def install(self, *words: str):
        return comptrol(
            *("agent", "slurm", "install", "--slurm-conf", self.conf, "--config", self.config),
            *words,
        )

    def value(self, name: str) -> str:
        return SlurmConf(self.conf).value(name)

    def text(self, name: str) -> str:
        return (self.conf.parent / name).read_text()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_everything_is_put_in_place_and_the_restart_is_said(place: Place):
    ran = place.install()
    assert ran.code == 0, ran.err
    assert "Start slurmctld anew" in ran.out
    folder = place.conf.parent
    assert place.value("JobSubmitPlugins") == "lua"
    assert place.value("PrologSlurmctld") == str(folder / PROLOG)
    assert place.value("PrologEpilogTimeout") == "5"
    assert place.value("AccountingStoreFlags") == "job_comment"
    assert (place.value("JobCompType"), place.value("JobCompLoc")) == (
        "jobcomp/script",
        str(folder / BELL),
    )
    assert place.value("ClusterName") == "c1"
    assert "JobSubmitPlugins=no-setting-of-the-cluster" in place.conf.read_text()
    for name in (HOOK, PROLOG, BELL):
        assert OURS in place.text(name)
        assert "@HOST@" not in place.text(name)
        assert "8431" in place.text(name)
    assert os.access(folder / PROLOG, os.X_OK)


def test_the_word_is_for_its_owner_alone_and_in_no_plugin(place: Place):
    place.install()
    told = configuration(place.config.parent)
    assert told.token.stat().st_mode & 0o777 == 0o600
    word = read_word(told)
    assert len(word) >= 32
    assert all(word not in place.text(name) for name in (HOOK, PROLOG, BELL))


def test_a_second_time_changes_nothing(place: Place):
    place.install()
    before = {it: it.read_bytes() for it in place.conf.parent.iterdir()}
    ran = place.install("--json")
    assert ran.json == {
        **{name: [] for name in ("files", "lines", "conflicts", "notes", "restart")},
        "written": False,
    }
    assert {it: it.read_bytes() for it in place.conf.parent.iterdir()} == before


def test_a_dry_run_writes_nothing(place: Place):
    before = place.conf.read_bytes()
    ran = place.install("--dry-run")
    assert ran.code == 0
    assert "would write" in ran.out
    assert "JobSubmitPlugins=lua" in ran.out
    assert [it.name for it in place.conf.parent.iterdir()] == ["slurm.conf"]
    assert place.conf.read_bytes() == before


def test_what_others_have_set_is_kept_beside_ours(tmp_path: Path):
    place = Place(tmp_path, "JobSubmitPlugins=throttle,defaults # ours\nPrologEpilogTimeout=30")
    place.install()
    assert place.value("JobSubmitPlugins") == "throttle,defaults,lua"
    assert place.value("PrologEpilogTimeout") == "30"
    assert "# before comptrol: JobSubmitPlugins=throttle,defaults # ours" in place.conf.read_text()


@pytest.mark.parametrize(
    ("more", "file"), [("PrologSlurmctld=/etc/slurm/ours.sh", None), ("", HOOK), ("", PROLOG)]
)
def test_files_and_settings_of_others_are_in_the_way(tmp_path: Path, more: str, file: str | None):
    place = Place(tmp_path, more)
    if file is not None:
        (place.conf.parent / file).write_text("-- somebody else's\n")
    before = {it: it.read_bytes() for it in place.conf.parent.iterdir()}
    ran = place.install()
    assert ran.code == 1
    assert "Nothing was written" in ran.err
    assert {it: it.read_bytes() for it in place.conf.parent.iterdir()} == before
    assert place.install("--force").code == 0
    assert OURS in place.text(file or HOOK)


def test_another_way_to_hear_of_jobs_is_left_alone(tmp_path: Path):
    place = Place(tmp_path, "JobCompType=jobcomp/mysql\nJobCompLoc=slurm_jobs")
    ran = place.install()
    assert ran.code == 0
    assert "JobCompType is jobcomp/mysql and stays so" in ran.err
    assert place.value("JobCompLoc") == "slurm_jobs"


def test_included_files_are_named(tmp_path: Path):
    assert (
        "not read, because they are included: more.conf"
        in Place(tmp_path, "Include more.conf").install("--dry-run").err
    )


def test_a_cluster_of_another_name_is_refused(tmp_path: Path):
    place = Place(tmp_path)
    place.config.write_text(CONFIG.replace('"c1"', '"c2"'))
    ran = place.install()
    assert ran.code == 2
    assert "is of cluster 'c1'" in ran.err


def test_a_folder_that_no_script_can_name_is_refused(tmp_path: Path):
    place = Place(tmp_path / "it's")
    with pytest.raises(UnreadableError, match="no script"):
        plan(configuration(place.config.parent), place.conf)


def test_a_word_that_is_not_there_is_missed(tmp_path: Path):
    told = configuration(tmp_path)
    with pytest.raises(UnavailableError, match="comptrol agent slurm install makes it"):
        read_word(told)
    told.token.write_text("\n")
    with pytest.raises(UnavailableError, match="is empty"):
        read_word(told)


def test_a_user_who_is_not_there_is_missed(tmp_path: Path):
    place = Place(tmp_path)
    place.conf.write_text(place.conf.read_text().replace("SlurmUser=", "SlurmUser=no-such-"))
    assert place.install().code == 3
