"""One Slurm cluster, and what a test does with it: through Slurm's own commands."""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.slurm.bed.processes import PATIENCE_S, Daemons, host_name, until
from tests.slurm.bed.slurm_conf import CGROUP, CONF, GRES, write

ENDED = ("COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "PREEMPTED")


class Ran(NamedTuple):
    """What a command of Slurm answered."""

    code: int
    out: str
    err: str


class Row(NamedTuple):
    """One run as sacct shows it."""

    job: str
    state: str
    gpus: int
    comment: str
    seconds: int


class Cluster:
    """A slurmctld and two slurmd on loopback."""

    def __init__(self, name: str, bed: Path, port: int, dbd_port: int, daemons: Daemons) -> None:
        self.name, self.bed, self.port, self.daemons = name, bed, port, daemons
        self.folder = bed / name
        self.conf = self.folder / "slurm.conf"
        self.dbd_port = dbd_port
        self._newer = 0.0

    def configure(self) -> None:
        """Write the configuration, in which nobody is asked about jobs yet."""
        for name in ("state", "spool-n1", "spool-n2"):
            (self.folder / name).mkdir(parents=True)
        text = CONF.format(
            cluster=self.name,
            host=host_name(),
            folder=self.folder,
            munge=self.bed / "munge.sock",
            port=self.port,
            node_port=self.port + 1,
            node_port_last=self.port + 2,
            srun=self.port + 3,
            srun_last=self.port + 22,
            dbd_port=self.dbd_port,
        )
        write(self.conf, text)
        write(self.folder / "gres.conf", GRES.format(devices=self.bed / "devices"))
        write(self.folder / "cgroup.conf", CGROUP)

    def start(self) -> None:
        """Start the controller, and wait until it answers."""
        self.run("sacctmgr", "-i", "add", "cluster", self.name)
        self._start(f"slurmctld-{self.name}", "slurmctld", "-D", "-i")
        until(lambda: "UP" in self.run("scontrol", "ping").out, f"slurmctld of {self.name}")

    def start_nodes(self) -> None:
        """Start both nodes."""
        for node in ("n1", "n2"):
            self._start(f"slurmd-{self.name}-{node}", "slurmd", "-D", "-N", node)

    def until_idle(self) -> None:
        """Wait until both nodes can take jobs."""
        until(lambda: self._idle() == 2, f"the nodes of {self.name}")

    def _start(self, name: str, *words: str) -> None:
        self.daemons.start(name, *words, env={"SLURM_CONF": str(self.conf)})

    def _idle(self) -> int:
        return len(
            self.run("sinfo", "-h", "-p", "gpu", "-N", "-t", "idle", "-o", "%N").out.split()
        )

    def run(self, *words: str, patience_s: float = PATIENCE_S) -> Ran:
        """Run a command of Slurm."""
        env = {**os.environ, "SLURM_CONF": str(self.conf), "SLURM_TIME_FORMAT": "%s"}  # noqa: TID251
        done = subprocess.run(  # noqa: S603
            words,
            check=False,
            capture_output=True,
            text=True,
            env=env,
            timeout=patience_s,
            cwd=self.bed / "work",
        )
        return Ran(done.returncode, done.stdout.strip(), done.stderr.strip())

    def sbatch(self, *words: str, account: str = "alpha", script: str = "sleep 1") -> Ran:
        """Submit a batch job as a user without rights; on standard output is its id."""
        return self.run(*self.submission(*words, account=account, script=script))

    def submitted(self, *words: str, account: str = "alpha", script: str = "sleep 1") -> str:
        """Submit a batch job that must be taken up, and return its id."""
        ran = self.sbatch(*words, account=account, script=script)
        assert ran.code == 0, f"{words}: {ran.err}"
        return ran.out

    def order(self, job: str) -> str:
        """Return the order that the comment of a job names."""
        shown = json.loads(self.run("squeue", "--json").out)["jobs"]
        named = [
            it["admin_comment"].removeprefix("comptrol:")
            for it in shown
            if str(it["array_job_id"] or it["job_id"]) == job
        ]
        assert named, f"job {job} is not in the queue"
        return str(named[0])

    def update(self, job: str, *changes: str) -> Ran:
        """Change a job."""
        return self.run("scontrol", "update", f"jobid={job}", *changes)

    def refused_starts(self, job: str) -> int:
        """Return how often a job was not let start by its prolog."""
        log = (self.folder / "slurmctld.log").read_text(errors="replace")
        return log.count(f"JobId={job} prolog exit status 1:0")

    def open_hook(self, text: str) -> None:
        """Put another hook in the place of ours; slurmctld reads it when it is newer."""
        hook = self.folder / "job_submit.lua"
        hook.write_text(text)
        self._newer = max(self._newer, hook.stat().st_mtime) + 2
        os.utime(hook, (self._newer, self._newer))

    def open_prolog(self) -> None:
        """Put a prolog that lets everything start in the place of ours."""
        (self.folder / "comptrol-prolog.sh").write_text("#!/bin/sh\nexit 0\n")

    def submission(
        self, *words: str, account: str = "alpha", script: str = "sleep 1"
    ) -> Sequence[str]:
        """Return the command that submits a batch job."""
        work = str(self.bed / "work")
        fixed = ("sbatch", "--parsable", "--uid=nobody", "-A", account, "-D", work)
        return (*fixed, "-o", "/dev/null", *words, "--wrap", script)

    def state(self, job: str) -> str:
        """Return the state of a job in the queue; nothing for one that left it."""
        return self.run("squeue", "-h", "-j", job, "-o", "%T").out

    def rows(self) -> list[Row]:
        """Return every run that was accounted."""
        told = self.run(
            *("sacct", "-D", "-X", "-a", "-n", "-P", "-S", "now-86400", "-o"),
            "jobid,state,alloctres,elapsedraw,admincomment",
        )
        return [_row(line) for line in told.out.splitlines()]

    def ended(self, job: str) -> Row:
        """Return a job once it is over, as slurmctld still shows it: it tells slurmdbd later."""

        def found() -> list[Row]:
            shown = json.loads(self.run("squeue", "--json").out)["jobs"]
            rows = [_shown(it) for it in shown]
            return [it for it in rows if it.job == job and it.state in ENDED]

        until(found, f"job {job} is over")
        return found()[0]

    def runs(self, job: str) -> list[Row]:
        """Return the runs of a job that are over."""
        return [it for it in self.rows() if it.job == job and it.state in (*ENDED, "REQUEUED")]

    def row(self, job: str) -> Row:
        """Return the last run of a job, once it is accounted and over."""

        def found() -> list[Row]:
            return [it for it in self.rows() if it.job == job and it.state in ENDED]

        until(found, f"job {job} in the accounts")
        return found()[-1]

    def drain(self) -> None:
        """Wait until no job is left."""
        until(lambda: not self.run("squeue", "-h").out, f"an empty queue of {self.name}", 60)

    def empty(self) -> None:
        """Cancel every job, and wait until none is left."""
        if self.run("squeue", "-h").out:
            self.run("scancel", "--user=nobody")
            self.drain()


def _shown(job: dict[str, Any]) -> Row:
    name = str(job["job_id"])
    if job["array_task_id"] is not None:
        name = f"{job['array_job_id']}_{job['array_task_id']}"
    elif job["het_job_id"]:
        name = f"{job['het_job_id']}+{job['het_job_offset']}"
    gpus = _gpus(job["tres_alloc_str"])
    return Row(name, job["job_state"], gpus, job["admin_comment"], 0)


def _gpus(tres: str) -> int:
    return sum(int(it.partition("=")[2]) for it in tres.split(",") if it.startswith("gres/gpu="))


def _row(line: str) -> Row:
    job, state, tres, seconds, comment = line.split("|", 4)
    return Row(job, state.split()[0], _gpus(tres), comment, int(seconds or 0))
