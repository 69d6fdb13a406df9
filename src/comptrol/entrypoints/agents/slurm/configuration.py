"""What does an operator tell the agent of a cluster? One TOML file, read once, checked whole.

Whose jobs an account's are, which chips a type of GPU is, and where a partition stands: what is
not in the file is refused, never guessed.
"""

from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from comptrol.domains.chips import ModelId
from comptrol.domains.gate import OrderId
from comptrol.domains.registry import SiteId
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import NAME, PartyId
from comptrol.settings.toml import table_in

Text = Annotated[str, Meta(min_length=1, max_length=400)]
ClusterName = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$(?!\n)")]
Seconds = Annotated[int, Meta(ge=1, le=86_400)]
UNTYPED_MODEL: Final = "untyped"
"""Under which name the model of GPUs without a type stands in ``[models]``."""


class OnStop(Enum):
    """What the agent does with a job whose order must stop."""

    REQUEUE_HOLD = "requeue-hold"
    """Stop it, and keep it in the queue, held, until somebody releases it."""
    CANCEL = "cancel"
    SUSPEND = "suspend"
    """Its processes wait; its GPUs stay taken, and are counted on."""
    REPORT = "report"
    """Let it finish, and say so in the report."""


class OnHold(Enum):
    """What becomes of a job on whose order a person has to decide."""

    QUEUE = "queue"
    """It waits in the queue, held, and is released once its order is allowed."""
    REFUSE = "refuse"


class Account(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose the jobs of an account are, and what they are for unless they say it."""

    customer: PartyId
    end_user: PartyId | None = None
    resellers: tuple[PartyId, ...] = ()
    passes_on: bool = False
    """The customer passes the compute on to others."""
    end_use: Text | None = None
    under: OrderId | None = None
    """An order of a cluster set aside for this customer: its jobs take their part of that one."""
    licence: Text | None = None
    programme: Annotated[str, Meta(pattern=NAME)] | None = None
    """What its jobs are for, where that was awarded: they draw on the award."""


class Configuration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that the agent of one cluster is told."""

    cluster: ClusterName
    """ClusterName of slurm.conf: orders and jobs are named after it."""
    accounts: dict[str, Account]
    models: dict[str, ModelId]
    """The model of each type of GPU, by the name that gres.conf gives the type."""
    partitions: dict[str, SiteId]
    """Where the nodes of each partition stand."""
    desk: dict[str, Any]
    """Who rules: see ``comptrol.entrypoints.agents``."""
    journal: Path
    """The file in which the agent keeps what it knows of orders and jobs."""
    token: Path
    """The file with the word that the plugins and the agent share."""
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 8431
    end_use: Text | None = None
    """What jobs are for that say nothing, of accounts that say nothing."""
    slurm_conf: Path | None = None
    """Nothing: where Slurm's own programs look for it."""
    confirm_within_s: Seconds = 120
    """How long what an order holds of caps waits for its job to be seen."""
    margin_s: Annotated[int, Meta(ge=0, le=86_400)] = 60
    """How much longer than Slurm says a job is ordered: it looks at limits once a minute."""
    reconcile_every_s: Seconds = 30
    look_back_days: Annotated[int, Meta(ge=1, le=366)] = 30
    """How far back in the accounts a job is looked for."""
    on_hold: OnHold = OnHold.QUEUE
    on_stop: OnStop = OnStop.REQUEUE_HOLD


def read_configuration(path: Path) -> Configuration:
    """Read the file, or say what in it is wrong."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error}") from error
    told = table_in(raw, str(path))
    try:
        read = msgspec.convert(told, Configuration, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"{path}: {error}") from error
    for name in ("accounts", "models", "partitions"):
        if not getattr(read, name):
            raise UnreadableError(f"{path}: [{name}] is empty: no job could be ordered")
    return _from_there(read, path.parent)


def _from_there(read: Configuration, folder: Path) -> Configuration:
    """Return it with files that are named without a folder beside the file that names them."""
    return msgspec.structs.replace(
        read,
        journal=folder / read.journal,
        token=folder / read.token,
        slurm_conf=None if read.slurm_conf is None else folder / read.slurm_conf,
    )


def _path(kind: type, value: str) -> Path:
    if kind is not Path or not isinstance(value, str):
        raise ValueError(f"{value!r} is no path")
    return Path(value)
