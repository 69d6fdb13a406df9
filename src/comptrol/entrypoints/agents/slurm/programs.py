"""How does the agent ask and tell Slurm? Through Slurm's own programs, each with a time-out."""

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

import msgspec

from comptrol.bootstrap.meters import allocated_gpus
from comptrol.entrypoints.agents.slurm.accounting import (
    COLUMNS,
    SEPARATOR,
    Live,
    Run,
    live_jobs,
    runs,
)
from comptrol.entrypoints.agents.slurm.kept import JobName
from comptrol.entrypoints.agents.slurm.shape import Shape, read_shape
from comptrol.kernel.errors import UnavailableError

PATIENCE_S: Final = 30
STARTING_PATIENCE_S: Final = 0.6
"""The start of a job waits for no longer than its prolog does."""
JOBS_A_QUESTION: Final = 200
_WIDTHS: Final = "ArrayJobID:20,JobID:20,UserID:20,SubmitTime:25,tres-alloc:4000"


class Starting(msgspec.Struct, frozen=True, kw_only=True):
    """A job that is about to start, and the GPUs that Slurm has set aside for it."""

    name: JobName
    gpus: int


class Slurm(Protocol):
    """One cluster, as the agent asks it. Raises UnavailableError where it does not answer."""

    async def shape(self) -> Shape:
        """Return its nodes, partitions and limits."""
        ...

    async def live(self) -> list[Live]:
        """Return all jobs that are in the queue or run."""
        ...

    async def starting(self, job: int) -> Starting | None:
        """Return one job that is about to start."""
        ...

    async def runs(self, since_s: int, jobs: Sequence[int] | None = None) -> list[Run]:
        """Return the runs of so many seconds until now, of some jobs or of all."""
        ...

    async def act(self, *words: str) -> None:
        """Tell scontrol or scancel to do something."""
        ...


class SlurmPrograms:
    """Slurm's own programs, found where the machine keeps its programs."""

    def __init__(self, slurm_conf: Path | None) -> None:
        self._environment = {"LC_ALL": "C", "PATH": "/usr/bin:/bin", "SLURM_TIME_FORMAT": "%s"}
        if slurm_conf is not None:
            self._environment["SLURM_CONF"] = str(slurm_conf.absolute())

    async def shape(self) -> Shape:
        """Return its nodes, partitions and limits."""
        asked = (("-o", "show", "node"), ("-o", "show", "partition"), ("show", "config"))
        return read_shape(*[await self._run("scontrol", *words) for words in asked])

    async def live(self) -> list[Live]:
        """Return all jobs that are in the queue or run."""
        return live_jobs(await self._run("squeue", "--json"))

    async def starting(self, job: int) -> Starting | None:
        """Return one job that is about to start: no word of its user stands in what is asked."""
        words = ("-h", "-j", str(job), "-O", _WIDTHS)
        for line in (
            await self._run("squeue", *words, patience_s=STARTING_PATIENCE_S)
        ).splitlines():
            array, own, uid, at, *tres = line.split()
            if own == str(job):
                name = JobName(job=int(array), submitted_at=int(at), uid=int(uid))
                return Starting(name=name, gpus=allocated_gpus(tres[0]) if tres else 0)
        return None

    async def runs(self, since_s: int, jobs: Sequence[int] | None = None) -> list[Run]:
        """Return the runs of so many seconds until now, of some jobs or of all."""
        words = ("-D", "-X", "-a", "-n", "-P", "--noconvert", f"--delimiter={SEPARATOR}")
        asked = ("-S", f"now-{since_s}", "-o", ",".join(COLUMNS))
        if jobs is None:
            return runs(await self._run("sacct", *words, *asked))
        found: list[Run] = []
        for at in range(0, len(jobs), JOBS_A_QUESTION):
            some = ",".join(map(str, jobs[at : at + JOBS_A_QUESTION]))
            found += runs(await self._run("sacct", *words, "-j", some, *asked))
        return found

    async def act(self, *words: str) -> None:
        """Tell scontrol or scancel to do something."""
        await self._run(*words)

    async def _run(self, program: str, *words: str, patience_s: float = PATIENCE_S) -> str:
        """Run a program, and return what it wrote; in more than its time it is ended."""
        found = shutil.which(program)
        if found is None:
            raise UnavailableError(f"{program} is not installed here")
        running = await asyncio.create_subprocess_exec(
            found,
            *words,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._environment,
        )
        try:
            async with asyncio.timeout(patience_s):
                out, err = await running.communicate()
        except TimeoutError as error:
            raise UnavailableError(f"{program} did not answer in {patience_s} s") from error
        finally:
            if running.returncode is None:
                running.kill()
                await running.wait()
        if running.returncode:
            said = err.decode(errors="replace").strip() or f"exit {running.returncode}"
            raise UnavailableError(f"{program} {' '.join(words)[:80]}: {said[:300]}")
        return out.decode(errors="replace")
