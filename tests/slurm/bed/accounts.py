"""The key, the database and the accounting daemon that all clusters of a bed share."""

import os
import secrets
import shutil
import stat
import subprocess
from pathlib import Path

from tests.slurm.bed.processes import Daemons, MissingError, needed, until
from tests.slurm.bed.slurm_conf import DBD, write

PROGRAMS = (
    *("munged", "munge", "unmunge", "mariadbd", "mariadb", "mariadb-admin", "mariadb-install-db"),
    *("slurmdbd", "slurmctld", "slurmd", "sacctmgr", "sbatch", "srun", "scontrol", "squeue"),
    *("sacct", "scancel", "sinfo", "setpriv", "unshare"),
)
GPUS = 8
SQL = """
create database if not exists slurm_acct_db;
create user if not exists 'slurm'@'127.0.0.1' identified by 'slurm';
grant all on slurm_acct_db.* to 'slurm'@'127.0.0.1';
"""


def check_machine() -> None:
    """Raise Missing where the bed cannot stand."""
    if os.geteuid() != 0:
        raise MissingError("device nodes, and jobs of another user, need root")
    needed(*PROGRAMS)
    if not any(Path("/usr/lib").rglob("job_submit_lua.so")):
        raise MissingError("not installed: slurm-wlm-basic-plugins (job_submit_lua.so)")
    if not any(Path("/usr/lib").rglob("lua/5.*/socket/core.so")):
        raise MissingError("not installed: lua-socket")


class Accounts:
    """Munge, MariaDB and slurmdbd, each in files of its own, on loopback."""

    def __init__(self, bed: Path, dbd_port: int, daemons: Daemons) -> None:
        self.bed, self.port, self.daemons = bed, dbd_port, daemons

    def start(self) -> None:
        """Start all three, one after the other."""
        self._munge()
        self._database()
        self._slurmdbd()
        self._devices()

    def _munge(self) -> None:
        key, place = self.bed / "munge.key", self.bed / "munge.sock"
        key.touch(mode=0o600)
        key.write_bytes(secrets.token_bytes(1024))
        self.daemons.start(
            *("munge", "munged", "--foreground", "--force", f"--key-file={key}"),
            *(f"--socket={place}", f"--pid-file={self.bed / 'munge.pid'}"),
            *(f"--log-file={self.bed / 'munge.log'}", f"--seed-file={self.bed / 'munge.seed'}"),
            "--num-threads=4",
        )
        until(lambda: _works("munge", "-S", str(place), "-n"), "munged")

    def _database(self) -> None:
        folder, place = self.bed / "database", self.bed / "database.sock"
        subprocess.run(  # noqa: S603
            [
                *("mariadb-install-db", "--no-defaults", "--user=root", f"--datadir={folder}"),
                *("--auth-root-authentication-method=normal", "--skip-test-db"),
            ],
            check=True,
            capture_output=True,
        )
        self.daemons.start(
            *("mariadbd", "mariadbd", "--no-defaults", "--user=root", f"--datadir={folder}"),
            *(f"--socket={place}", f"--pid-file={self.bed / 'database.pid'}"),
            *("--bind-address=127.0.0.1", f"--port={self.port + 1}", "--skip-name-resolve"),
            *("--innodb-buffer-pool-size=64M", "--innodb-lock-wait-timeout=900"),
            # a test that is cut off loses its database, and that is no loss
            *("--innodb-flush-log-at-trx-commit=0", "--sync-binlog=0"),
        )
        client = ("mariadb", "--no-defaults", "-uroot", f"--socket={place}")
        until(lambda: _works(*client, "-e", "select 1"), "mariadbd")
        subprocess.run([*client, "-e", SQL], check=True, capture_output=True)  # noqa: S603

    def _slurmdbd(self) -> None:
        folder = self.bed / "slurmdbd"
        text = DBD.format(
            munge=self.bed / "munge.sock",
            folder=folder,
            dbd_port=self.port,
            sql_port=self.port + 1,
        )
        write(folder / "slurmdbd.conf", text, 0o600)
        env = {"SLURM_CONF": str(folder / "slurm.conf")}
        self.daemons.start("slurmdbd", "slurmdbd", "-D", env=env)
        log = folder / "slurmdbd.log"
        until(lambda: log.exists() and "started" in log.read_text(), "slurmdbd")

    def _devices(self) -> None:
        """Make devices that stand for GPUs, with the numbers of /dev/null."""
        folder = self.bed / "devices"
        folder.mkdir()
        for at in range(GPUS):
            try:
                os.mknod(folder / f"gpu{at}", stat.S_IFCHR | 0o666, os.makedev(1, 3))
            except PermissionError as error:
                raise MissingError("no device nodes can be made here") from error


def _works(*words: str) -> bool:
    return subprocess.run(words, check=False, capture_output=True).returncode == 0  # noqa: S603


def clear(bed: Path) -> None:
    """Take the whole bed away."""
    shutil.rmtree(bed, ignore_errors=True)
