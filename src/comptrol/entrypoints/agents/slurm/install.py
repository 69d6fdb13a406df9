"""What has to stand where, so that slurmctld asks the agent? The plugins, a word, five settings.

Nothing here touches a running daemon: an operator starts slurmctld anew when it is time.
"""

import pwd
import secrets
import shutil
import stat
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec

from comptrol.entrypoints.agents.slurm.configuration import Configuration
from comptrol.entrypoints.agents.slurm.slurm_conf import Line, SlurmConf
from comptrol.kernel.errors import UnavailableError, UnreadableError

OURS: Final = 'Put here by "comptrol agent slurm install"'
"""Stands in every file of ours: a file without it is somebody else's."""
HOOK, PROLOG, BELL = "job_submit.lua", "comptrol-prolog.sh", "comptrol-bell.sh"
SOURCES: Final = {HOOK: "job_submit.lua", PROLOG: "prolog.sh", BELL: "bell.sh"}
EXECUTABLE, READABLE, SECRET = 0o755, 0o644, 0o600
WORD_BYTES: Final = 24
TIMEOUT_S: Final = "5"
LUA: Final = "lua"
BELL_TYPES: Final = ("", "jobcomp/none", "jobcomp/script")
_UNSAFE: Final = frozenset("'\"\\\n\0@$`")


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file to be written, whole."""

    path: Path
    content: bytes
    mode: int


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that has to change, and what an operator has to know of it."""

    owner: str
    """SlurmUser: the word is readable to it alone."""
    files: tuple[File, ...]
    lines: tuple[Line, ...]
    slurm_conf: File | None
    """The file with those lines changed; nothing: it is as it should be."""
    conflicts: tuple[str, ...]
    """Files and settings of others that would be written over: not without being forced."""
    notes: tuple[str, ...]

    @property
    def is_done(self) -> bool:
        """Tell whether everything stands there already."""
        return not self.files and self.slurm_conf is None


def plan(told: Configuration, path: Path) -> Plan:
    """Return what has to change so that the cluster of a slurm.conf asks the agent."""
    conf = SlurmConf(path)
    if conf.value("ClusterName").lower() != told.cluster:
        raise UnreadableError(
            f"{path} is of cluster {conf.value('ClusterName')!r}, "
            f"and the configuration is of {told.cluster!r}"
        )
    folder = path.absolute().parent
    placed = [_plugin(told, folder / name, source) for name, source in SOURCES.items()]
    wanted, conflicts, notes = _wanted(conf, folder)
    changes = conf.changes(wanted)
    conflicts += [
        f"{file.path} is somebody else's"
        for file in placed
        if file.path.exists() and OURS.encode() not in file.path.read_bytes()
    ]
    if conf.included:
        notes.append(f"not read, because they are included: {', '.join(conf.included)}")
    text = conf.changed(changes).encode() if changes else None
    mode = stat.S_IMODE(path.stat().st_mode)
    return Plan(
        owner=conf.value("SlurmUser") or "root",
        files=tuple(file for file in (_word(told), *placed) if file and _differs(file)),
        lines=tuple(changes),
        slurm_conf=File(path=path.resolve(), content=text, mode=mode)
        if text is not None
        else None,
        conflicts=tuple(conflicts),
        notes=tuple(notes),
    )


def _wanted(conf: SlurmConf, folder: Path) -> tuple[dict[str, str], list[str], list[str]]:
    """Return the settings as they have to be, what speaks against them, and remarks."""
    conflicts, notes = [], []
    hooks = [it.strip() for it in conf.value("JobSubmitPlugins").split(",") if it.strip()]
    flags = [it.strip() for it in conf.value("AccountingStoreFlags").split(",") if it.strip()]
    prolog, bell = str(folder / PROLOG), str(folder / BELL)
    if conf.value("PrologSlurmctld") not in ("", prolog):
        conflicts.append(f"PrologSlurmctld is {conf.value('PrologSlurmctld')}: slurmctld has one")
    wanted = {
        "JobSubmitPlugins": ",".join(hooks if LUA in hooks else [*hooks, LUA]),
        "PrologSlurmctld": prolog,
        "AccountingStoreFlags": ",".join(
            flags if "job_comment" in flags else [*flags, "job_comment"]
        ),
    }
    if not conf.value("PrologEpilogTimeout"):
        wanted["PrologEpilogTimeout"] = TIMEOUT_S
    kind, place = conf.value("JobCompType").lower(), conf.value("JobCompLoc")
    if kind in BELL_TYPES and (place in ("", bell) or kind != BELL_TYPES[-1]):
        wanted |= {"JobCompType": BELL_TYPES[-1], "JobCompLoc": bell}
    else:
        notes.append(
            f"JobCompType is {conf.value('JobCompType')} and stays so: "
            "the agent hears of a job's end when it next looks by itself"
        )
    if conf.value("AccountingStorageType").lower() != "accounting_storage/slurmdbd":
        notes.append("without accounting_storage/slurmdbd nothing that was used can be counted")
    return wanted, conflicts, notes


def _plugin(told: Configuration, path: Path, source: str) -> File:
    text = (files(__package__) / "plugin" / source).read_text(encoding="utf-8")
    filled = {
        "HOST": told.host,
        "PORT": str(told.port),
        "CLUSTER": told.cluster,
        "TOKEN": str(told.token.absolute()),
    }
    for name, value in filled.items():
        if _UNSAFE & set(value):
            raise UnreadableError(f"{value!r} has letters that no script can be trusted with")
        text = text.replace(f"@{name}@", value)
    mode = EXECUTABLE if path.suffix == ".sh" else READABLE
    return File(path=path, content=text.encode(), mode=mode)


def _word(told: Configuration) -> File | None:
    """Return the word that plugins and agent share; one that is there already is kept."""
    if told.token.exists():
        return None
    content = f"{secrets.token_urlsafe(WORD_BYTES)}\n".encode()
    return File(path=told.token.absolute(), content=content, mode=SECRET)


def _differs(file: File) -> bool:
    if not file.path.exists():
        return True
    mode = stat.S_IMODE(file.path.stat().st_mode)
    return file.path.read_bytes() != file.content or mode != file.mode


def apply(plan: Plan) -> None:
    """Write everything: the plugins first, so that slurm.conf never names what is not there."""
    try:
        owner = pwd.getpwnam(plan.owner)
    except KeyError as error:
        raise UnavailableError(f"SlurmUser {plan.owner!r} is no user here") from error
    changed = (*plan.files, *((plan.slurm_conf,) if plan.slurm_conf is not None else ()))
    for file in changed:
        try:
            _put(file, owner.pw_uid if file.mode == SECRET else None)
        except OSError as error:
            raise UnavailableError(f"{file.path} cannot be written: {error.strerror}") from error


def _put(file: File, owner: int | None) -> None:
    """Write a file beside its place, with its owner and mode, and only then put it there."""
    file.path.parent.mkdir(parents=True, exist_ok=True)
    new = file.path.with_name(f".{file.path.name}.new")
    new.unlink(missing_ok=True)
    new.touch(mode=SECRET)
    new.write_bytes(file.content)
    if owner is not None:
        shutil.chown(new, owner)
    elif file.path.exists():
        before = file.path.stat()
        shutil.chown(new, before.st_uid, before.st_gid)
    new.chmod(file.mode)
    new.rename(file.path)


def read_word(told: Configuration) -> str:
    """Return the word that the plugins show."""
    try:
        word = told.token.read_text(encoding="ascii").strip()
    except (OSError, UnicodeError) as error:
        raise UnavailableError(
            f"{told.token} cannot be read: {error}. comptrol agent slurm install makes it"
        ) from error
    if not word:
        raise UnavailableError(f"{told.token} is empty. comptrol agent slurm install makes it")
    return word
